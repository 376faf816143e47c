"""Django app configuration."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.org"
    label = "org"
    verbose_name = "Tổ chức"
