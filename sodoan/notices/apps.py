"""Django app configuration."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.notices"
    label = "notices"
    verbose_name = "Thông báo"
