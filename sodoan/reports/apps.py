"""Django app configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.reports"
    label = "reports"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        """Reports go along with units, and records of activities fulfil what they fulfil."""
        from sodoan.activities import followers as records
        from sodoan.org import followers
        from sodoan.reports.followers import follow_records, follow_units

        followers.register(follow_units)
        records.register(follow_records)
