"""The demo: as production, but on plain http on this machine and without a second factor."""

from config.settings.base import *  # noqa: F403 - settings are one namespace by design

ALLOWED_HOSTS = ["*"]
MFA_REQUIRED = False
SODOAN_IS_DEMO = True
SHOW_KIT = True
