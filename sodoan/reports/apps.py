"""Django app configuration."""

from datetime import time

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.reports"
    label = "reports"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        """Reports go along with units, records fulfil what they fulfil; the night of reports."""
        from sodoan.activities import followers as records
        from sodoan.jobs import daily
        from sodoan.notices import todos
        from sodoan.org import followers
        from sodoan.reports.followers import follow_records, follow_units

        followers.register(follow_units)
        records.register(follow_records)
        steps = (
            f"sodoan.reports.tasks.{name}" for name in ("open_begun", "settle", "close", "remind")
        )
        todos.register("reports", "sodoan.reports.queries.todos.todos")
        daily.register("reports.night", *steps, at=time(0, 5))
