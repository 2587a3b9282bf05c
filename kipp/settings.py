"""Every setting, read from the environment in one place."""

from __future__ import annotations

import os
from email.utils import parseaddr
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kipp import storage

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL = BASE_DIR / ".local"

DEMO = os.environ.get("DEMO") == "1"
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]


def required(name: str) -> str:
    """A setting that production cannot guess. The demo and the tests set it themselves."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. See docs/operations.md, 'Environment'.")
    return value


SECRET_KEY = required("SECRET_KEY")
ALLOWED_HOSTS = required("ALLOWED_HOSTS").split(",")
DATABASE_URL = required("DATABASE_URL")
REDIS_URL = required("REDIS_URL")
DEBUG = False
TESTING = False
SITE_URL = os.environ.get("SITE_URL", f"https://{ALLOWED_HOSTS[0]}").rstrip("/")

if DEMO and not set(ALLOWED_HOSTS) <= set(LOOPBACK):
    raise ImproperlyConfigured("DEMO=1 prints passwords: it serves 127.0.0.1 only.")

INSTALLED_APPS = [
    "kipp.accounts",
    "kipp.journal",
    "kipp.notices",
    "kipp.jobs",
    "kipp.web",
    "kipp.health",
    "kipp.home",
    "kipp.operations",
    "submissions",
    "judging",
    "scaling",
    "kipp.public",
    "kipp.demo",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_include_bootstrap",
    "django_htmx",
    "csp",
    "pgtrigger",
    "pghistory",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "kipp.static.StaticFiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "kipp.health.middleware.HealthMiddleware",
    "kipp.web.acting.ActingMiddleware",
    "kipp.web.private.PrivateMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

if os.environ.get("BENCH") == "1":
    MIDDLEWARE.insert(0, "kipp.bench.meter.MeterMiddleware")

ROOT_URLCONF = "kipp.urls"
WSGI_APPLICATION = "kipp.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["kipp.web.templatetags.kipp"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kipp.web.context.frame",
                *(["kipp.demo.context.logins"] if DEMO else []),
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------------------------
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
_options = DATABASES["default"].setdefault("OPTIONS", {})
if os.environ.get("DB_POOL") == "1":  # web processes: threads share a bounded pool
    _options["pool"] = {
        "min_size": 2,
        "max_size": int(os.environ.get("DB_POOL_MAX", "8")),
        "timeout": 10,
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The broker keeps database 0 and the cache database 1: clearing a cache empties its database.
CACHES = {
    "default": {
        "BACKEND": "kipp.web.cache.FallbackCache",  # counts on while its server is away
        "LOCATION": f"{REDIS_URL.rsplit('/', 1)[0]}/1",
        "KEY_PREFIX": "kipp",
    }
}
SESSION_ENGINE = "kipp.web.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True

MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", LOCAL / "media"))
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Bytes in an S3-compatible store: s3://KEY:SECRET@host:port/bucket?tls=0&region=…; empty: on the disk.
STORAGE_URL = os.environ.get("STORAGE_URL", "")
# The virus scanner: tcp://host:port or unix:///path. Without one files are only taken where somebody
# has said that it is to be so; they are then marked "belum dipindai".
CLAMAV_URL = os.environ.get("CLAMAV_URL", "")
if not CLAMAV_URL and os.environ.get("SCAN") != "off" and not DEMO:
    required("CLAMAV_URL")
# Where nginx hands files out after the permission check; empty: Django streams them itself.
ACCEL_REDIRECT = os.environ.get("ACCEL_REDIRECT", "")

STATIC_URL = "/static/"
STATIC_ROOT = LOCAL / "static"
STATICFILES_DIRS = [BASE_DIR / "static", LOCAL / "build"]
for _folder in (STATIC_ROOT, LOCAL / "build"):  # a clone has neither yet
    _folder.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": storage.backend(STORAGE_URL),
    "staticfiles": {"BACKEND": "kipp.static.StaticStorage"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "woff2", "png", "jpg", "webp", "gz", "br", "zip")

# --- Work behind the page -----------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 5}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0, "interval_max": 0.5}
CELERY_TIMEZONE = "Asia/Jakarta"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("SMTP_TLS") == "1"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", f"Portal KIPP <kipp@{ALLOWED_HOSTS[0]}>")
# Where people write to the secretariat; the sender of letters may be a mailbox that nobody reads.
OFFICE_EMAIL = os.environ.get("OFFICE_EMAIL") or parseaddr(DEFAULT_FROM_EMAIL)[1]
# Where the demo's mail server leaves its letters; the page "Kotak surat demo" reads them.
DEMO_MAILBOX = LOCAL / "mail"

# --- People -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# The address is unique whatever its case: a constraint over Lower(), which the check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["kipp.accounts.backend.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "kipp.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account comes from an invitation sent to that mailbox
ACCOUNT_SESSION_REMEMBER = True  # a session lasts its eight hours; nobody has to ask for that
ACCOUNT_FORMS = {
    "login": "kipp.accounts.entrance_forms.LoginForm",
    "change_password": "kipp.accounts.entrance_forms.ChangePasswordForm",
    "set_password": "kipp.accounts.entrance_forms.SetPasswordForm",
    "reset_password": "kipp.accounts.entrance_forms.ResetPasswordForm",
    "reset_password_from_key": "kipp.accounts.entrance_forms.ResetPasswordKeyForm",
    "reauthenticate": "kipp.accounts.entrance_forms.ReauthenticateForm",
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "front"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "account_request": "5/h/ip",  # the only form with a file that takes no log-in
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))

# --- What the browser may do --------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF, *storage.origin(STORAGE_URL)],
        "img-src": [SELF, "data:", *storage.origin(STORAGE_URL)],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = not DEMO and os.environ.get("HTTPS", "1") == "1"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^sehat/$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- Language and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# --- People -----------------------------------------------------------------------------------
DEPUTY_DAYS = int(os.environ.get("DEPUTY_DAYS", "30"))  # how long a deputy may stand in, at most

# --- Forms ------------------------------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"fontTools": {"level": "WARNING"}},
}
