"""Django app configuration."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.activities"
    label = "activities"
    verbose_name = "Hoạt động"

    def ready(self) -> None:
        """Let the times of a unit end with it; tell what is owed."""
        from sodoan.activities.actions.slots import end_with_unit
        from sodoan.notices import todos
        from sodoan.org import followers

        followers.register(end_with_unit)
        todos.register("activities", "sodoan.activities.queries.todos.todos")
