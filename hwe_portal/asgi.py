"""The portal as an ASGI application: `uvicorn hwe_portal.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hwe_portal.settings.development")

application = get_asgi_application()
