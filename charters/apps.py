from django.apps import AppConfig


class ChartersConfig(AppConfig):
    name = "charters"
    default_auto_field = "django.db.models.BigAutoField"
