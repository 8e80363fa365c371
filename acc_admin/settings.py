"""All settings, read from the environment. A value that makes no sense is refused by its name.

A fresh clone runs with nothing set: its own PostgreSQL in `var/`, a secret made on first run, debug off.
Importing this file starts nothing.
"""

import os
import re
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


# The environment


def env_bool(name, default):
    text = os.environ.get(name, "").strip().lower()
    if text in ("", "0", "1", "true", "false", "yes", "no", "on", "off"):
        return text in ("1", "true", "yes", "on") if text else default
    raise ImproperlyConfigured(f"{name} is {text!r}; give on or off.")


def env_list(name):
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def env_number(name, default, lowest, highest):
    """A number of the default's kind, int or float, within bounds."""
    text = os.environ.get(name, "").strip()
    try:
        number = type(default)(text or default)
    except ValueError:
        number = None
    if number is None or not lowest <= number <= highest:
        raise ImproperlyConfigured(f"{name} is {text!r}; give a number from {lowest} to {highest}.")
    return number


def env_directory(name, default):
    path = Path(os.environ.get(name) or default)
    if not path.is_absolute():
        raise ImproperlyConfigured(f"{name} is {str(path)!r}; give an absolute path.")
    return path


def env_database(name):
    """Django's connection parameters from a `postgresql://user:password@host:port/name?option=value` URL."""
    url = urlsplit(os.environ[name])
    try:
        port = url.port
    except ValueError:
        raise ImproperlyConfigured(f"{name}: the port is not a number from 1 to 65535.") from None
    if url.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"{name} must start with postgresql://, for ACC admin runs on PostgreSQL only.")
    if not url.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names no database: postgresql://user:password@host:5432/NAME.")
    options = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", unquote(url.hostname or "")),
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


# What is kept on this machine: the local PostgreSQL, the secret, collected static files.
VAR_DIR = env_directory("VAR_DIR", BASE_DIR / "var")


def secret_key():
    """`SECRET_KEY`, or the one kept in `var/`, made on first run and readable by its owner alone."""
    if given := os.environ.get("SECRET_KEY"):
        if len(given) < 50:
            raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters.")
        return given
    path = VAR_DIR / "secret_key"
    try:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        # Written aside and linked into place: of two first runs at once one wins, and both read its key.
        draft = VAR_DIR / f".secret_key.{os.getpid()}"
        if not path.exists():
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(64))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"No SECRET_KEY is set and none can be kept in {path}: {error}.") from None


SECRET_KEY = secret_key()
DEBUG = env_bool("DEBUG", False)
# HTTPS=on says that a proxy in front ends TLS and sets X-Forwarded-Proto (docs/deploy.md).
HTTPS = env_bool("HTTPS", False)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")


# Application

INSTALLED_APPS = [
    "compliance",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "template_partials.apps.SimpleAppConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "compliance.middleware.HtmxLoginRequiredMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "acc_admin.urls"
WSGI_APPLICATION = "acc_admin.wsgi.application"
PROCRASTINATE_IMPORT_PATHS = ["compliance.jobs"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials", "compliance.templatetags.compliance"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "compliance.rendering.shell",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "axes": {"level": "ERROR"},
        # Repeats with its stack what the pool says of a database that went away.
        "procrastinate.utils": {"level": "CRITICAL"},
    },
}


# Database. One dialect: PostgreSQL, either the server that DATABASE_URL names or our own in var/.

if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": env_database("DATABASE_URL")}
else:
    DATABASES = {
        "default": {
            "ENGINE": "acc_admin.local_postgres",
            "NAME": "acc",
            "OPTIONS": {"directory": VAR_DIR / "postgres"},
        }
    }
# The pool settings of the pipeline's own engine: 5 connections kept, 15 at most, each checked before use
# and at most an hour old.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 5, "max_size": 15, "max_lifetime": 3600, "timeout": 10}


# Evidence

# The product token of our own crawler (RFC 9309 section 2.2.1): what robots.txt says to it is told apart.
OUR_AGENT = os.environ.get("OUR_AGENT", "").strip() or "ACCbot"
if not re.fullmatch(r"[A-Za-z_-]{1,60}", OUR_AGENT):
    raise ImproperlyConfigured(f"OUR_AGENT is {OUR_AGENT!r}; give letters, hyphens and underscores only (RFC 9309).")
# Below it, low confidence is a reason for a flag.
LOW_CONFIDENCE = env_number("LOW_CONFIDENCE", 0.6, 0, 1)
# A newest version that was fetched longer ago is called old.
FETCH_OLD_DAYS = env_number("FETCH_OLD_DAYS", 180, 1, 36_500)


# Accounts

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "compliance.accounts.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "compliance:home"
LOGOUT_REDIRECT_URL = "login"
# Throttled by account and address together: nobody can lock a colleague out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429


# Security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "compliance.views.errors.csrf_failure"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by probes behind the proxy
# Subdomains and the browsers' preload list are the domain owner's to decide, not one application's.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
