from django.apps import AppConfig

from workshops import wall_pages


class ChartersConfig(AppConfig):
    name = "charters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        wall_pages.register("charters:round", "charters.views.rounds.on_room_wall")
