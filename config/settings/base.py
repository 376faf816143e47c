"""Settings shared by every environment. Values come from the environment; defaults are safe."""

import os
from pathlib import Path

import pghistory
from csp.constants import NONE, SELF

from config.database import database_settings
from config.environment import listed, whole_number
from config.mail import mail_settings
from config.secrets import load_secrets

BASE_DIR = Path(__file__).resolve().parent.parent.parent
SODOAN_DATA = Path(os.environ.get("SODOAN_DATA") or BASE_DIR / ".data").expanduser().resolve()

DEBUG = False
ALLOWED_HOSTS = listed("SODOAN_HOSTS")
CSRF_TRUSTED_ORIGINS = listed("SODOAN_ORIGINS")
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One secret for signing, one for citizen numbers. Kept outside the repository: environment or a
# file in the data folder made at the first start.
_secrets = load_secrets(SODOAN_DATA)
SECRET_KEY = _secrets.signing
ID_NUMBER_KEYS = _secrets.id_numbers  # newest first; older keys still decrypt
ID_NUMBER_HASH_KEY = _secrets.id_hash

INSTALLED_APPS = [
    "django_linear_migrations",
    "sodoan.common",
    "sodoan.audit",
    "sodoan.accounts",
    "sodoan.org",
    "sodoan.access",
    "sodoan.notices",
    "sodoan.documents",
    "sodoan.jobs",
    "sodoan.mails",
    "sodoan.people",
    "sodoan.activities",
    "sodoan.programmes",
    "sodoan.reports",
    "sodoan.inspections",
    "sodoan.imports",
    "sodoan.home",
    "sodoan.demo",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "rules.apps.AutodiscoverRulesConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "sodoan.common.middleware.PlainTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sodoan.access.middleware.ScopeMiddleware",
    "sodoan.access.middleware.StepMiddleware",
    "sodoan.audit.middleware.HistoryMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "sodoan.common.templatetags.sodoan",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sodoan.home.context.shell",
            ],
        },
    }
]
COTTON_SNAKE_CASED_NAMES = False
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database_settings(SODOAN_DATA)}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "sodoan.accounts.backends.AccountBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "sodoan.accounts.validators.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "sodoan.accounts.validators.NotCommon"},
    {
        "NAME": "sodoan.accounts.validators.NotAboutOneself",
        "OPTIONS": {"user_attributes": ("code", "full_name", "email", "phone")},
    },
]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/"

# --- Sign-in: django-allauth, slips, rate limits (see sodoan/accounts/README.md) ---
# Rate limits and spent one-time codes must hold over all processes: they live in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "TIMEOUT": 60 * 60 * 24,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
SLIP_DAYS = whole_number("SODOAN_SLIP_DAYS", 7)  # a one-time code on paper is valid so long
SLIP_TRIES = 5
KEEP_SIGNED_IN = 60 * 60 * 24 * 30  # “Đây là điện thoại của riêng tôi”
ALLAUTH_TRUSTED_PROXY_COUNT = whole_number("SODOAN_PROXIES", 0)
ACCOUNT_ADAPTER = "sodoan.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}  # our form turns phone and e-mail into the account code first
ACCOUNT_USER_MODEL_USERNAME_FIELD = "code"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "sodoan.accounts.forms.SignInForm",
    "reauthenticate": "sodoan.accounts.forms.ReauthenticateForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",  # a school may sit behind one address
    "login_failed": "30/m/ip,5/300s/key",
    "activate": "60/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "search": "120/m/user",
    "verify": "60/m/ip",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "/dang-nhap/"
MFA_ADAPTER = "sodoan.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Sổ Đoàn"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "sodoan.accounts.forms.ActivateTOTPForm",
    "deactivate_totp": "sodoan.accounts.forms.DeactivateTOTPForm",
    "authenticate": "sodoan.accounts.forms.SecondFactorForm",
    "reauthenticate": "sodoan.accounts.forms.SecondFactorAgainForm",
    "authenticate_webauthn": "sodoan.accounts.forms.PasskeyFactorForm",
    "reauthenticate_webauthn": "sodoan.accounts.forms.PasskeyAgainForm",
    "login_webauthn": "sodoan.accounts.forms.PasskeySignInForm",
    "add_webauthn": "sodoan.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "sodoan.accounts.forms.RenamePasskeyForm",
}
# --- end of sign-in ---

# Mail: none is sent until a server, a sender and the address of the site are named.
_mail = mail_settings()
EMAIL_HOST = _mail.host
EMAIL_PORT = _mail.port
EMAIL_HOST_USER = _mail.user
EMAIL_HOST_PASSWORD = _mail.password
EMAIL_USE_TLS = _mail.tls == "starttls"
EMAIL_USE_SSL = _mail.tls == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _mail.sender
SITE_ADDRESS = _mail.site
MAIL_IS_ON = _mail.is_on
QUIET_HOURS = _mail.quiet  # local time, from and to

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # htmx reads the token from the page, not from the cookie
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
DATE_INPUT_FORMATS = ["%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]

STATIC_URL = "/static/"
STATIC_ROOT = SODOAN_DATA / "static"
STATICFILES_DIRS = [("huong-dan", BASE_DIR / "docs" / "huong-dan" / "anh")]  # pictures
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "sodoan.common.staticfiles.NamedByContent"},
}
MEDIA_ROOT = SODOAN_DATA / "files"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "sodoan.common.logs.PlainFormatter",
            "fmt": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SODOAN_LOG_LEVEL", "WARNING")},
}

# Second factor: compulsory from commune level up (production); others may switch it on.
MFA_REQUIRED = True
SODOAN_IS_DEMO = False
SHOW_KIT = False  # /kit/ is for people who build: development and demo

# History: statement-level triggers, so that a bulk load costs one INSERT … SELECT a table.
PGHISTORY_LEVEL = pghistory.Statement
# It is read by row, and by the few references `tracked_by` names; an index more is paid with every
# write of the six million files.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=True)
