"""Django app configuration."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.inspections"
    label = "inspections"
    verbose_name = "Kiểm tra, giám sát"
