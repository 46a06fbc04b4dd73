"""Settings of Hubsite. Every environment variable is read at the head of the file.

Each setting has an embedded default (SQLite, files under `var/`) and may be set alone.
Only `HUBSITE_ENV=production` makes a production start, which stops with a sentence when
something is missing or unsafe.
"""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import dj_database_url
import dj_email_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
VAR = Path(env.str("HUBSITE_VAR", str(BASE_DIR / "var"))).resolve()
PRODUCTION = env.str("HUBSITE_ENV", "embedded") == "production"
SITE_URL = env.str("SITE_URL", "").rstrip("/")
SECRET_KEY = env.str("SECRET_KEY", "")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", "")
EMAIL_URL = env.str("EMAIL_URL", "")
FILES_URL = env.str("FILES_URL", "")
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", "Hubsite <hubsite@example.org>")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 1 if PRODUCTION else 0)
FEEDBACK_OPEN_DAYS = env.int("FEEDBACK_OPEN_DAYS", 7)
DEBUG = env.bool("HUBSITE_DEBUG", False) and not PRODUCTION
PUBLIC_PAGE_KEPT = env.int("PUBLIC_PAGE_KEPT", 10)  # seconds


def _require(value: str, name: str, why: str) -> None:
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {why}")


def _embedded_secret() -> str:
    """The key stored under `var/`; a new one until `hubsite.folders` stores it."""
    path = VAR / "secret_key"
    return path.read_text().strip() if path.exists() else secrets.token_urlsafe(64)


if PRODUCTION:
    _require(SECRET_KEY, "SECRET_KEY", "links in emails are signed with it.")
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters.")
    _require(SITE_URL, "SITE_URL", "links in emails begin with it.")
    if not SITE_URL.startswith("https://"):
        raise ImproperlyConfigured("SITE_URL must begin with https:// in production.")
    if not DATABASE_URL.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database.")
    _require(REDIS_URL, "REDIS_URL", "tasks are sent to the workers through it.")
    _require(EMAIL_URL, "EMAIL_URL", "confirmations go out by e-mail.")
    _require(FILES_URL, "FILES_URL", "reports are kept there.")

SITE_URL = SITE_URL or "http://127.0.0.1:8000"
SECRET_KEY = SECRET_KEY or _embedded_secret()
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or "127.0.0.1"]
if not PRODUCTION:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "hubsite.apps.HubsiteConfig",
    "workgroups.apps.WorkgroupsConfig",
    "recruitment.apps.RecruitmentConfig",
    "evaluation.apps.EvaluationConfig",
    "hubsite.apps.HubsiteAdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "hubsite.middleware.RequestIdMiddleware",
    # above all that answers by itself: static files and refusals have the headers too
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hubsite.middleware.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hubsite.middleware.NoStoreMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "hubsite.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "hubsite.urls"
WSGI_APPLICATION = "hubsite.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "workgroups.User"

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
                "hubsite.context.page",
            ],
        },
    }
]
FORM_RENDERER = "workgroups.form_renderer.FormRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("hub",)
CRISPY_TEMPLATE_PACK = "hub"

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,  # seconds; then a page says that the site is busy
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
if not DATABASE_URL:
    DATABASE_URL = f"sqlite:///{quote(str(VAR / 'hubsite.sqlite3'))}"
DATABASES: dict[str, dict[str, Any]] = {
    "default": dict(dj_database_url.parse(DATABASE_URL))
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"].setdefault("OPTIONS", {}).update(SQLITE_OPTIONS)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 120
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a query costs more than any page's query takes.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options", "-c jit=off -c lock_timeout=20s"
    )

# The cache holds sign-in codes and allauth's rate limits. It is in the database, so
# that losing Redis causes no error page. A migration creates its table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "hubsite_cache",
        # Django's default of 300 would delete rows, and with them rate limits
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Public pages, in the memory of each web process: at most 3 MB
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/workspace/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "hubsite.adapters.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
# allauth needs it for sign-in with a password
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds: a code lives ten minutes
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account is created by an invitation
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "request_login_code": "20/m/ip,3/m/key,5/900s/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
MFA_ADAPTER = "hubsite.adapters.SecondFactorAdapter"
# The middleware requires it of all roles but work group leads and LA partners.
SECOND_FACTOR_REQUIRED = PRODUCTION
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Hubsite"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

SESSION_ENGINE = "hubsite.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30  # a lead's own phone stays signed in 30 days
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# With "no-referrer" browsers send "Origin: null", and Django refuses the form.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("guide", BASE_DIR / "docs" / "guide" / "images"),  # the images of the help pages
]
WHITENOISE_USE_FINDERS = not PRODUCTION  # the embedded start does not run collectstatic
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$"  # a digest is in the name
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
# Reports and pairing keys, never under a public path, e.g. file:///srv/hubsite
FILES_DIR = Path(urlsplit(FILES_URL).path) if FILES_URL else VAR / "files"
if urlsplit(FILES_URL).scheme not in {"", "file"}:
    raise ImproperlyConfigured("FILES_URL must be a folder, as file:///srv/hubsite.")

if EMAIL_URL:
    _MAIL = dj_email_url.parse(EMAIL_URL)
    if "EMAIL_BACKEND" not in _MAIL:
        raise ImproperlyConfigured("EMAIL_URL must begin with smtp:// or smtp+tls://.")
    vars().update(_MAIL)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
EMAIL_TIMEOUT = 5  # seconds
SERVER_EMAIL = DEFAULT_FROM_EMAIL

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object]
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 900,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
        "socket_timeout": 30,
        "socket_keepalive": True,
    }
else:
    _QUEUE = VAR / "celery" / "queue"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_QUEUE),
        "data_folder_out": str(_QUEUE),
        "control_folder": str(VAR / "celery" / "control"),
        "processed_folder": str(VAR / "celery" / "done"),
        "store_processed": False,
        "polling_interval": 0.5,
    }
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # LOGGING below also configures Celery
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# tasks until Celery itself closes a database connection; see `hubsite.celery`
CELERY_DB_REUSE_MAX = 1000
CELERY_TASK_SOFT_TIME_LIMIT = 540  # seconds
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kilobytes


def _every(seconds: int, task: str) -> dict[str, Any]:
    """When a task runs; `expires` keeps messages from queueing up without a worker."""
    expires = min(seconds, 3600)
    return {"task": task, "schedule": float(seconds), "options": {"expires": expires}}


CELERY_BEAT_SCHEDULE = {
    "emails": _every(60, "recruitment.tasks.retry_emails"),
    "offers": _every(60, "recruitment.tasks.update_offers"),
    "questions": _every(600, "recruitment.tasks.send_questions"),
    "mentors": _every(3600, "recruitment.tasks.write_to_mentors"),
    "bulk_actions": _every(10, "recruitment.tasks.update_bulk_actions"),
    "release_contacts": _every(900, "recruitment.tasks.write_to_release_contacts"),
    "delete_old_rows": _every(3600, "recruitment.tasks.delete_old_rows"),
    "retention": _every(600, "recruitment.tasks.apply_retention"),
    "delete_old_sessions": _every(86_400, "hubsite.tasks.delete_old_sessions"),
    "feedback": _every(60, "evaluation.tasks.update_feedback"),
    "implications": _every(3600, "evaluation.tasks.write_to_owners"),
    "reports": _every(10, "evaluation.tasks.retry_reports"),
    "list_exports": _every(10, "hubsite.tasks.retry_list_exports"),
    "saved_lists": _every(3600, "hubsite.tasks.send_saved_lists"),
    "suggestions": _every(60, "evaluation.tasks.retry_suggestions"),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "hubsite.logs.Formatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
