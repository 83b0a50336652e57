from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The project as an installed app: it holds commands, documents and pages that join apps, and no model."""

    name = "hwe_portal"
    label = "portal"
