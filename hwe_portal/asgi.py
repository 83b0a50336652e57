"""The portal as an ASGI application: `uvicorn hwe_portal.asgi:application`."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from hwe_portal.database import kept

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hwe_portal.settings.development")

portal = get_asgi_application()

from workshops.streams import Streams  # noqa: E402 -- it knows models, which are there once Django is set up

application = Streams(portal)
kept.keep(settings.CONNECTIONS_KEPT)
