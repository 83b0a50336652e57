"""Production: PostgreSQL, Redis, HTTPS behind a proxy, a second factor for those who run programmes."""

from django.core.exceptions import ImproperlyConfigured

from hwe_portal.settings.base import *  # noqa: F403 -- a settings module is its base plus what differs
from hwe_portal.settings.base import OIDC_ISSUER, env

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
FIELD_KEY = env.str("FIELD_KEY")
KEY_FOLDER = env.str("KEY_FOLDER", default="")  # only the sealing worker's environment names one
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[f"https://{host}" for host in ALLOWED_HOSTS])
if OIDC_ISSUER and not OIDC_ISSUER.startswith("https://"):
    # Its tokens come straight from it, so its certificate is what vouches for them.
    raise ImproperlyConfigured("OIDC_ISSUER must begin with https://")
PORTAL_URL = env.str("PORTAL_URL", default=f"https://{ALLOWED_HOSTS[0]}")
MAILBOX_PAGE = False
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
# How many proxies stand before the portal: rate limits count the address that the outermost of them saw.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
