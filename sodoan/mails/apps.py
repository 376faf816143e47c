"""Django app configuration."""

from django.apps import AppConfig


class MailsConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.mails"
    label = "mails"
    verbose_name = "Thư tóm tắt"

    def ready(self) -> None:
        """Digests of a day are written down when the quiet hours end."""
        from django.conf import settings

        from sodoan.jobs.daily import register

        _, morning = settings.QUIET_HOURS
        register("mails.digests", "sodoan.mails.tasks.write_down", at=morning)
