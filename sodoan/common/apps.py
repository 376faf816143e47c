"""Django app configuration."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.common"
    label = "common"
    verbose_name = "Nền chung"
