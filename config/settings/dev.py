"""Development: readable errors, no https, second factor optional."""

from config.settings.base import *  # noqa: F403 - settings are one namespace by design

DEBUG = True
ALLOWED_HOSTS = ["*"]
MFA_REQUIRED = False
SHOW_KIT = True
STORAGES["staticfiles"]["BACKEND"] = "sodoan.common.staticfiles.AsWritten"  # noqa: F405 - see above
