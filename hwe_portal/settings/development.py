"""The embedded default: SQLite, a broker in a file, mail into a mailbox page; nothing to install beside Python."""

from hwe_portal.settings.base import *  # noqa: F403 -- a settings module is its base plus what differs
from hwe_portal.settings.base import DATA_DIR, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="development only: production refuses to start without a key of its own")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
# Passkeys are bound to a host name; 127.0.0.1 is refused by browsers, localhost is not.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
MAILBOX_PAGE = True
DEMONSTRATION_ALLOWED = True
STATIC_ROOT = None  # nothing is collected: whitenoise asks the finders
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_DIR.mkdir(parents=True, exist_ok=True)
