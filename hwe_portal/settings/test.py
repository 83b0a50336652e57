"""The suite: DATABASE_URL and BROKER_URL name what the run found or started; everything else as in development."""

import tempfile
from pathlib import Path

from hwe_portal.settings.development import *  # noqa: F403 -- a settings module is its base plus what differs

DEBUG = False
SECRET_KEY = "test only"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="portal-files-"))
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
