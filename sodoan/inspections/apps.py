"""Django app configuration."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.inspections"
    label = "inspections"
    verbose_name = "Kiểm tra, giám sát"

    def ready(self) -> None:
        """Tell what is owed in inspections."""
        from sodoan.notices import todos

        todos.register("inspections", "sodoan.inspections.queries.todos.todos")
