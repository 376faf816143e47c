"""Django app configuration."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.activities"
    label = "activities"
    verbose_name = "Hoạt động"
