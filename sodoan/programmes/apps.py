"""Django app configuration."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.programmes"
    label = "programmes"
    verbose_name = "Chương trình"
