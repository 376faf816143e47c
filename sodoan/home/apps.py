"""Django app configuration."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.home"
    label = "home"
    verbose_name = "Trang chủ"
