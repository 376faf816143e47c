"""Django app configuration."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.people"
    label = "people"
    verbose_name = "Đoàn viên"
