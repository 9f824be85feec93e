"""Settings, assembled from the environment that `followup.configuration` has checked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from followup import configuration as env
from followup.carriers import ANYMAIL as ANYMAIL
from followup.carriers import MAIL_HOOKS as MAIL_HOOKS
from followup.carriers import MAIL_PROVIDERS as MAIL_PROVIDERS
from followup.carriers import MAIL_SERVICE_KEYS as MAIL_SERVICE_KEYS
from followup.carriers import TWILIO as TWILIO
from followup.lib.embedded_postgres import socket_dir

BASE_DIR = env.BASE_DIR
VAR = Path(env.text("FOLLOWUP_VAR", str(BASE_DIR / "var")))

# The sample mode: sample people with a known password, a local mailbox, plain HTTP on this
# machine. Everything else refuses those sign-ins.
SAMPLE = env.flag("FOLLOWUP_SAMPLE")
DEBUG = False
SECRET_KEY = env.secret_key(var=VAR, sample=SAMPLE)
PORT = env.number("PORT", default=8000, least=1, most=65535)
SITE_URL = env.url("FOLLOWUP_URL", default=f"http://localhost:{PORT}" if SAMPLE else "")
if not SITE_URL:
    raise ImproperlyConfigured(
        "FOLLOWUP_URL is not set; write the address people open, such as https://followup.example.com."
    )
HTTPS = SITE_URL.startswith("https://")
_HOST = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = env.names(
    "ALLOWED_HOSTS", default=(_HOST, "localhost", "127.0.0.1", "[::1]") if SAMPLE else (_HOST,)
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "followup.apps.FollowupConfig",
    "reviews",
    "sequences",
    "leads",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "csp",
    "django_htmx",
    "django_q",
    "rest_framework",
    "drf_spectacular",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # safe: CSRF tokens are masked, answers padded
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "followup.middleware.NoNul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "followup.middleware.htmx_sign_in",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "followup.middleware.local_time",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "followup.urls"
WSGI_APPLICATION = "followup.wsgi.application"
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
                "followup.context.site",
            ],
            "builtins": ["followup.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# One database; which of its roles this process may act as is decided when the process starts.
DATABASE_ROLE = env.choice("FOLLOWUP_ROLE", default="owner", among=env.ROLES)
POSTGRES_ROOT = VAR / "postgres"
EMBEDDED_POSTGRES = not env.text("DATABASE_URL")
DATABASES = {"default": env.database(DATABASE_ROLE, socket_dir=socket_dir(POSTGRES_ROOT))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "leads.User"
AUTHENTICATION_BACKENDS = ["followup.accounts.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/inbox/"
ACCOUNT_ADAPTER = "followup.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # or anybody makes the site write to a stranger's address
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Followup"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.zone("TIME_ZONE", default="UTC")

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "followup_cache",
    }
}

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # load balancers ask without HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Mail. Any Django or Anymail backend works; the default one is SMTP with a last look before the
# final dot. Only the sender process needs the credentials.
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "sequences.channels.smtp.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", default=8025 if SAMPLE else 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=not SAMPLE)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"Followup <followup@{_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MESSAGE_ID_DOMAIN = env.text("MESSAGE_ID_DOMAIN", _HOST if "." in _HOST else "followup.example")
# Where answers come when a sender's own mailbox is not read: the domain whose mail a provider hands
# to /hooks/mail/…; reply+<token>@ this domain stands in Reply-To.
INBOUND_DOMAIN = env.text("INBOUND_DOMAIN").lower()
# Whom to ask about sending domains, `address:port`; empty: as this machine is set up.
DNS_SERVERS = env.names("DNS_SERVERS")
MAILBOX_DIR = VAR / "mailbox"
# Secrets of mailboxes are sealed under the first of these and read under any: to change the key,
# put the new one first, run `manage.py reseal_mailboxes`, then take the old one away.
MAILBOX_KEYS = [*env.names("MAILBOX_KEY"), SECRET_KEY]

# How long an approved message is held so that the approval can be undone.
HOLD = timedelta(seconds=env.number("HOLD_SECONDS", default=30, least=0, most=86_400))

# When no answer becomes a question for a person: so long after the last step of a sequence, and so
# long after any mail.
SILENCE_AFTER_LAST_STEP = timedelta(
    days=env.number("SILENCE_LAST_STEP_DAYS", default=7, least=0, most=365)
)
SILENCE_AFTER = timedelta(days=env.number("SILENCE_DAYS", default=45, least=1, most=365))

# Whether a mail about a sensitive matter needs an approver who did not write it. Taken over by the
# database with the next migration, so that no process can get around it.
SENSITIVE_NEEDS_SECOND_APPROVER = env.flag("SENSITIVE_NEEDS_SECOND_APPROVER")

# The model. Without a key the built-in rules engine reads and drafts.
OPENAI_API_KEY = env.text("OPENAI_API_KEY")
OPENAI_BASE_URL = env.url("OPENAI_BASE_URL")
OPENAI_MODEL = env.text("OPENAI_MODEL", "gpt-4o")
OPENAI_TIMEOUT = env.number("OPENAI_TIMEOUT", default=60, least=1, most=600)
# A second reading of each machine sentence by the model; it can only lower a verdict.
MODEL_JUDGE = env.flag("MODEL_JUDGE")

# Machines of our own network that may be asked at an address an admin typed in. Everything else has
# to be public and is asked over https.
INSIDE_HOSTS = env.names("INSIDE_HOSTS")
APOLLO_URL = env.url("APOLLO_URL", default="https://api.apollo.io/api/v1")
HUBSPOT_URL = env.url("HUBSPOT_URL", default="https://api.hubapi.com")

# The queue is a doorbell: a task carries ids and may run twice; the rows are the truth.
# retry must exceed timeout x (1 + ceil((queue_limit + 1) / workers)), or a task runs twice.
Q_CLUSTER = {
    "name": "followup",
    "orm": "default",
    "broker_class": "followup.queue.NotifyBroker",
    "workers": 2,
    "queue_limit": 1,
    "bulk": 1,
    "timeout": 300,
    "retry": 1500,
    "ack_failures": True,
    "max_attempts": 1,
    "save_limit": 0,
    "catch_up": False,
    "poll": 1,
    "guard_cycle": 1,
    "recycle": 200,
    "label": "Queue",
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["followup.api.access.KeyOrSession"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Followup",
    "VERSION": "1",
    "DESCRIPTION": "Tell what leads did, bring calls in, ask what became of them. Nothing here"
    " approves or sends a mail: that is for people.",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {"django-q": {"level": "WARNING"}},  # it writes five lines for every task
}
