"""All settings, read from the environment and checked at start. `docs/reference/settings.md` lists them."""

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from seriktes.config.environment import KEY_LENGTH, TABLE, Environment
from seriktes.config.sqlite import connection_pragmas, use_bundled_sqlite

use_bundled_sqlite()

env = Environment()
ENVIRONMENT_TABLE = TABLE
PACKAGE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules
# The tests keep nothing: files, key and statics of a run lie in a directory of its own.
VAR_DIR = env.directory("SERIKTES_VAR_DIR", tempfile.mkdtemp(prefix="seriktes-tests-") if TESTING else "var")
PRODUCTION = env.flag("SERIKTES_PRODUCTION")
DEMONSTRATION = env.flag("SERIKTES_DEMONSTRATION")
DEBUG = env.flag("SERIKTES_DEBUG")
if PRODUCTION and (DEMONSTRATION or DEBUG):
    raise ImproperlyConfigured(
        "SERIKTES_PRODUCTION cannot stand together with SERIKTES_DEMONSTRATION or SERIKTES_DEBUG: "
        "a demonstration lets anybody sign in. Remove one of them."
    )
if PRODUCTION and (unknown := env.unknown()):
    raise ImproperlyConfigured(
        f"{', '.join(unknown)}: there is no such setting. `seriktes settings` lists those that are."
    )


def secret_key() -> str:
    """The key from the environment; outside production, one kept in the data directory."""
    if given := env.text("SERIKTES_SECRET_KEY"):
        if len(given) < KEY_LENGTH:
            raise ImproperlyConfigured(
                f"SERIKTES_SECRET_KEY has fewer than {KEY_LENGTH} characters. Make one with `seriktes secret`."
            )
        return given
    if PRODUCTION:
        raise ImproperlyConfigured(
            "SERIKTES_SECRET_KEY is missing. Make one with `seriktes secret` and keep it outside the repository."
        )
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text().strip()


SECRET_KEY = secret_key()
# Keys that were in use before: what they signed or encrypted stays readable.
SECRET_KEY_FALLBACKS = env.names("SERIKTES_OLD_SECRET_KEYS", [])
ALLOWED_HOSTS = env.names("SERIKTES_HOSTS", [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"])
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("SERIKTES_HOSTS is missing: name the hosts that serve Seriktes, separated by commas.")
SITE_URL = env.address("SERIKTES_URL", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

COUNTRY_PACK = env.text("SERIKTES_COUNTRY_PACK", "seriktes_kz.pack.PACK")

INSTALLED_APPS = [
    "seriktes.common",
    "seriktes.accounts",
    "seriktes.exchange",
    "seriktes.organisations",
    "seriktes.procedures",
    "seriktes.documents",
    "seriktes.expertise",
    "seriktes.challenges",
    "seriktes.partnerships",
    "seriktes.curriculum",
    "seriktes.placements",
    "seriktes.gatherings",
    "seriktes.portal",
    "seriktes.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "csp",
    "django_filters",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "rules",
]

MIDDLEWARE = [
    "seriktes.common.middleware.RequestIdMiddleware",
    "seriktes.common.middleware.LongQuestionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "seriktes.api.middleware.ApiMiddleware",
]

ROOT_URLCONF = "seriktes.config.urls"
WSGI_APPLICATION = "seriktes.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "seriktes.portal.queries.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "seriktes.common.templatetags.seriktes",
            ],
        },
    }
]
FORM_RENDERER = "seriktes.common.forms.SeriktesRenderer"

# --- Data ---------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database(f"sqlite:///{VAR_DIR / 'seriktes.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Immediate transactions: with the default, a reader that turns writer fails at once when another writes.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": connection_pragmas(),
    }
    # In a file, as in use: a database in memory is shared by threads with other locks, and refuses to wait.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.number("SERIKTES_CONNECTION_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
API_RATE = env.rate("SERIKTES_API_RATE", "600/minute")
API_RATE_ANONYMOUS = env.rate("SERIKTES_API_RATE_ANONYMOUS", "120/minute")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Accounts -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "portal:home"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "seriktes.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
# A link to sign up would lead nowhere, and mail to strangers on anybody's word is abuse.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Rate limits count by the address that the last of our own proxies saw.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("SERIKTES_PROXIES", 1 if PRODUCTION else 0)
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_ADAPTER = "seriktes.accounts.adapters.SecretsAdapter"
# An unconfirmed address opens nothing here, so it need not keep those with two-step sign-in from changing theirs.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Seriktes"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_ADAPTER = "seriktes.accounts.adapters.SocialAccountAdapter"
# An account of the identity provider opens the account of the same verified e-mail address, and is kept with it.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
OIDC_EMAIL_DOMAINS = [domain.casefold() for domain in env.names("SERIKTES_OIDC_EMAIL_DOMAINS", [])]
OIDC_CREATES_ACCOUNTS = env.flag("SERIKTES_OIDC_CREATES_ACCOUNTS")
SOCIALACCOUNT_PROVIDERS: dict = {"openid_connect": {"APPS": []}}
OIDC_SERVER = env.address("SERIKTES_OIDC_SERVER")
if OIDC_SERVER or TESTING:
    # Brings an HTTP client that takes its time to load, and no tables: only where there is a provider to talk to.
    INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")
if OIDC_SERVER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": env.text("SERIKTES_OIDC_ID", "university"),
            "name": env.text("SERIKTES_OIDC_NAME", "University account"),
            "client_id": env.required("SERIKTES_OIDC_CLIENT", "SERIKTES_OIDC_SERVER needs the id it gave this client."),
            "secret": env.required(
                "SERIKTES_OIDC_SECRET", "SERIKTES_OIDC_SERVER needs the secret it gave this client."
            ),
            "settings": {"server_url": OIDC_SERVER, "oauth_pkce_enabled": True},
        }
    ]
SESSION_COOKIE_AGE = env.number("SERIKTES_SESSION_SECONDS", 60 * 60 * 12, least=60)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"

# --- Languages ----------------------------------------------------------------------------------------------------
LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English"))]
LANGUAGE_CODE = env.choice("SERIKTES_LANGUAGE", ("kk", "ru", "en"), "kk")
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
FORMAT_MODULE_PATH = ["seriktes.locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = env.text("SERIKTES_TIME_ZONE", "Asia/Almaty")
try:
    ZoneInfo(TIME_ZONE)
except (ValueError, OSError, ZoneInfoNotFoundError):  # not a name, a folder of names, no such zone
    raise ImproperlyConfigured(f"SERIKTES_TIME_ZONE is {TIME_ZONE!r}: write a name such as Asia/Almaty.") from None
USE_TZ = True

# --- Files and mail -----------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# The index of expertise: can be made again from the database at any time.
MATCHING_DIR = VAR_DIR / "matching"
# Vectors of words that an installation brings, with the hash agreed on.
ENCODER, ENCODER_SHA256 = env.encoder()
STATICFILES_DIRS = [PACKAGE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "seriktes.common.statics.FingerprintedStatics",
    },
}
if S3_BUCKET := env.text("SERIKTES_S3_BUCKET"):
    if not find_spec("storages"):
        raise ImproperlyConfigured("SERIKTES_S3_BUCKET needs the extra `s3`: pip install 'seriktes[s3]'.")
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.address("SERIKTES_S3_ENDPOINT") or None,
            "access_key": env.text("SERIKTES_S3_ACCESS_KEY") or None,
            "secret_key": env.text("SERIKTES_S3_SECRET_KEY") or None,
            "default_acl": "private",
            "querystring_auth": True,
        },
    }
WHITENOISE_USE_FINDERS = TESTING or DEBUG
UPLOAD_LIMIT_BYTES = env.number("SERIKTES_UPLOAD_LIMIT_MB", 1024, least=1) * 1024 * 1024
IMPORT_FILES_DAYS = env.number("SERIKTES_IMPORT_FILES_DAYS", 90, least=1)
FETCH_METADATA = env.flag("SERIKTES_FETCH_METADATA")
FETCH_MAILTO = env.text("SERIKTES_FETCH_MAILTO")
# Other addresses than those of the sources, for tests.
FETCH_ADDRESSES: dict[str, str] = {}
TRUST_ROOTS = env.text("SERIKTES_TRUST_ROOTS")
if TRUST_ROOTS and not Path(TRUST_ROOTS).is_dir():
    raise ImproperlyConfigured(f"SERIKTES_TRUST_ROOTS is {TRUST_ROOTS!r}: there is no such directory.")
NCANODE_URL = env.address("SERIKTES_NCANODE_URL")
VERIFY_RATE = env.rate("SERIKTES_VERIFY_RATE", "20/minute")
# How often one address may open links from letters.
LINK_RATE = env.rate("SERIKTES_LINK_RATE", "60/minute")
ENQUIRY_RATE = env.rate("SERIKTES_ENQUIRY_RATE", "10/hour")
ENQUIRY_RATE_EMAIL = env.rate("SERIKTES_ENQUIRY_RATE_EMAIL", "5/day")
# Sites that may show the search box inside a page of theirs.
EMBED_ORIGINS = env.origins("SERIKTES_EMBED_ORIGINS")
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

vars().update(env.mail())
DEFAULT_FROM_EMAIL = env.text("SERIKTES_MAIL_FROM", "Seriktes <seriktes@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
INBOX_URL, INBOX_ADDRESS = env.inbox()
INBOX_PLUS = env.flag("SERIKTES_INBOX_PLUS")

# --- Security -----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # A sign-in form that is answered with a redirect to the university's own identity provider.
        "form-action": [SELF, *([OIDC_SERVER] if OIDC_SERVER else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.flag("SERIKTES_HTTPS_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.number("SERIKTES_HSTS_SECONDS", 60 * 60 * 24 * 365)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Logs ---------------------------------------------------------------------------------------------------------
LOG_FORMAT = env.choice("SERIKTES_LOG_FORMAT", ("json", "text"), "json" if PRODUCTION else "text")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_LEVEL = env.choice("SERIKTES_LOG_LEVEL", LOG_LEVELS, "WARNING" if TESTING else "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "seriktes.common.logs.RequestIdFilter"},
        "secrets": {"()": "seriktes.common.logs.SecretFilter"},
    },
    "formatters": {
        "json": {"()": "seriktes.common.logs.JsonFormatter"},
        "text": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id", "secrets"],
            "formatter": LOG_FORMAT,
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "splink": {"level": "WARNING"},  # it tells every step and how long it took
        # They write the names and numbers of signers; what they found is shown on the page.
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
