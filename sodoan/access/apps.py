"""Django app configuration."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.access"
    label = "access"
    verbose_name = "Quyền xem"
