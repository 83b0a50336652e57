"""The suite: the environment names what the run found or started and a folder of its own; else as in development."""

from hwe_portal.settings.development import *  # noqa: F403 -- a settings module is its base plus what differs

DEBUG = False
SECRET_KEY = "test only"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
# Every test client loads the middleware anew, which would list all static files each time.
WHITENOISE_AUTOREFRESH = True
