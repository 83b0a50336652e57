"""What every environment shares. Values that differ come from environment variables; docs/operations.md lists them."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.contrib.messages import constants as messages

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()

INSTALLED_APPS = [
    "hwe_portal",
    "hwe_portal.rendering",
    "programmes",
    "diagnostics",
    "workshops",
    "charters",
    "crispy_forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "diagnostics.middleware.StraightToAnswers",
    "workshops.middleware.StraightToRooms",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "programmes.middleware.WordKeepingLoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "programmes.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hwe_portal.views.errors.not_allowed",
]

ROOT_URLCONF = "hwe_portal.urls"
ASGI_APPLICATION = "hwe_portal.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hwe_portal.views.navigation.navigation",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database. SQLite takes its write lock at BEGIN (IMMEDIATE): with the default, eight writers saw "locked" errors.
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"]["ENGINE"] = "hwe_portal.database"
# So many connections to PostgreSQL a process of the web server keeps between requests.
CONNECTIONS_KEPT = env.int("CONNECTIONS_KEPT", default=10)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One-time codes and rate limits live in the cache, so every process must share it.
CACHE_URL = env.str("CACHE_URL", default="dbcache://portal_cache")
CACHES = {"default": env.cache_url_config(CACHE_URL)}
if CACHE_URL.startswith("redis"):  # a frozen server may hold a request for one second, not for five
    CACHES["default"].setdefault("OPTIONS", {"socket_connect_timeout": 1, "socket_timeout": 1})
# So many pages of live rooms a process of the web server tells of changes as they come; others ask at intervals.
ROOM_STREAMS = env.int("ROOM_STREAMS", default=2_000)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12

# Background work; hwe_portal/celery.py explains the options.
BROKER_URL = env.str("BROKER_URL", default=f"sqlite-broker:///{DATA_DIR / 'broker.sqlite3'}")

# Accounts: by invitation only.
AUTH_USER_MODEL = "programmes.User"
AUTHENTICATION_BACKENDS = ["programmes.adapters.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "programmes.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up; allauth offers signing in by password only where this list names one.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "programmes.forms.accounts.LoginForm",
    "add_email": "programmes.forms.accounts.AddEmailForm",
    "change_password": "programmes.forms.accounts.ChangePasswordForm",
    "set_password": "programmes.forms.accounts.SetPasswordForm",
    "reauthenticate": "programmes.forms.accounts.ReauthenticateForm",
    "request_login_code": "programmes.forms.accounts.RequestLoginCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 60 * 10
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
# A whole leadership group signs in within a minute from one conference room, which is one internet address.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "request_login_code": "300/m/ip,3/m/key",
    "login_failed": "60/m/ip,5/300s/key",
}
MFA_ADAPTER = "programmes.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey alone signs in, so the device must know its owner (finger, face or PIN), not only be there.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
# An invitation opens every address that the person is known by; one not yet used must not bar a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "programmes.forms.accounts.SecondStepForm",
    "reauthenticate": "programmes.forms.accounts.SecondStepAgainForm",
    "activate_totp": "programmes.forms.accounts.SetUpAuthenticatorForm",
    "add_webauthn": "programmes.forms.accounts.AddPasskeyForm",
    "edit_webauthn": "programmes.forms.accounts.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "Systems leadership portal"
SOCIALACCOUNT_ADAPTER = "programmes.adapters.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
# One listed Microsoft Entra tenant (or any OpenID Connect issuer); off unless the environment names it.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(OIDC_ISSUER)) if OIDC_ISSUER else ""
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "work",
                "name": env.str("OIDC_NAME", default="your work account"),
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_ISSUER, "fetch_userinfo": False},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}
REQUIRE_SECOND_FACTOR = False
# Whether the demonstration, whose passwords everybody knows, may be loaded.
DEMONSTRATION_ALLOWED = False
# Encrypts second-factor secrets at rest. Rotating it means enrolling second factors again.
FIELD_KEY = env.str("FIELD_KEY", default="")

# Where the sealing worker keeps the keys of surveys that are open. No other process reads or writes there.
KEY_FOLDER = env.str("KEY_FOLDER", default=str(DATA_DIR / "sealing"))

# The address at which people reach the portal, for links in mails.
PORTAL_URL = env.str("PORTAL_URL", default=f"http://localhost:{env.str('PORT', default='') or '8000'}")

# Mail
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail://{DATA_DIR / 'mail'}")
if EMAIL_CONFIG["EMAIL_FILE_PATH"]:
    # The address loses the first stroke of its path, which would put the folder wherever the process was started.
    EMAIL_CONFIG["EMAIL_FILE_PATH"] = f"/{EMAIL_CONFIG['EMAIL_FILE_PATH'].lstrip('/')}"
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Systems leadership portal <portal@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where mail servers return what they cannot deliver, and the mailbox in which the portal finds it; off unless set.
MAIL_BOUNCES_TO = env.str("MAIL_BOUNCES_TO", default="")
BOUNCE_MAILBOX_URL = env.str("BOUNCE_MAILBOX_URL", default="")

# Language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# Files
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "staticfiles"
MEDIA_ROOT = DATA_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Forms and messages
CRISPY_ALLOWED_TEMPLATE_PACKS = ["nhsuk"]
CRISPY_TEMPLATE_PACK = "nhsuk"
CRISPY_FAIL_SILENTLY = False
MESSAGE_TAGS = {messages.ERROR: "error", messages.SUCCESS: "success"}

# Headers: nothing from elsewhere, nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Browsers hold a form's redirect to this too, and the sign-in form redirects to the work account's page.
        "form-action": [SELF, OIDC_ORIGIN] if OIDC_ORIGIN else [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "hwe_portal.views.errors.csrf_failure"

# Django's own logging, with personal links left out of every line.
LOGGING = {"version": 1, "disable_existing_loggers": False}
LOGGING_CONFIG = "hwe_portal.logs.configure"
