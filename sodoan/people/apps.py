"""Django app configuration."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.people"
    label = "people"
    verbose_name = "Đoàn viên"

    def ready(self) -> None:
        """Tell the job centre what this app can do."""
        from sodoan.jobs.kinds import register

        register("people.members", "sodoan.people.longwork.write_members")
