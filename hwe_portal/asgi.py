"""The portal as an ASGI application: `uvicorn hwe_portal.asgi:application`."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from hwe_portal.database import kept
from workshops.streams import Streams

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hwe_portal.settings.development")

application = Streams(get_asgi_application())
kept.keep(settings.CONNECTIONS_KEPT)
