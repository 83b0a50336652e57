from django.apps import AppConfig


class RenderingConfig(AppConfig):
    name = "hwe_portal.rendering"
    label = "rendering"
    verbose_name = "Charts and documents"
