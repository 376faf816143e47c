"""Django app configuration."""

from datetime import time

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.imports"
    label = "imports"
    verbose_name = "Nhập dữ liệu"

    def ready(self) -> None:
        """Files and staged rows are deleted at night; lists that wait are told of."""
        from sodoan.jobs import daily
        from sodoan.notices import todos

        todos.register("imports", "sodoan.imports.queries.todos.import_todos")
        daily.register("imports.purge", "sodoan.imports.tasks.purge", at=time(2, 30))
