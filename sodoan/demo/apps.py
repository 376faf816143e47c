"""Django app configuration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.demo"
    label = "demo"
    verbose_name = "Dữ liệu mẫu"
