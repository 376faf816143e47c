"""Django app configuration."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.imports"
    label = "imports"
    verbose_name = "Nhập dữ liệu"
