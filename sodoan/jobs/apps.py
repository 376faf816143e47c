"""Django app configuration."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.jobs"
    label = "jobs"
    verbose_name = "Việc nền"
