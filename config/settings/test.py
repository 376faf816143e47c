"""Tests: real PostgreSQL, fast password hashing, plain static files."""

from config.database import database_settings
from config.settings.base import *  # noqa: F403 - settings are one namespace by design

# Beside the real data, never in it: an own server without crash safety, own files.
SODOAN_DATA = SODOAN_DATA / "test"  # noqa: F405 - see above
DATABASES = {"default": database_settings(SODOAN_DATA)}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # threads that run jobs close what they opened
MEDIA_ROOT = SODOAN_DATA / "files"
STATIC_ROOT = SODOAN_DATA / "static"
ALLOWED_HOSTS = ["*"]
MFA_REQUIRED = False
SHOW_KIT = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "sodoan.common.staticfiles.AsWritten"  # noqa: F405 - see above
STATICFILES_DIRS += [("axe", BASE_DIR / "tests" / "stories" / "vendor")]  # noqa: F405 - see above
WHITENOISE_AUTOREFRESH = True  # static files come from the apps; nothing is collected
