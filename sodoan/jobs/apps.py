"""Django app configuration."""

from datetime import time

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.jobs"
    label = "jobs"
    verbose_name = "Việc nền"

    def ready(self) -> None:
        """Old results are deleted at night."""
        from sodoan.jobs.daily import register

        register("jobs.purge", "sodoan.jobs.tasks.purge", at=time(2, 45))
