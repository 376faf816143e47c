"""Migrations that add much to tables at once."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AddTogether(Operation):
    """What a migration adds: tables (`CreateModel`), or something to tables, never both.

    Fields, indexes, constraints and triggers are additions to tables. Django makes a model and
    whatever is related to it anew after every operation; here once, after all of them. It took four
    fifths of the time of setting up a database. What is removed or changed does not belong in here:
    each addition sees the models as they are behind the last one.
    """

    def __init__(self, *additions: Any) -> None:
        if len({isinstance(addition, CreateModel) for addition in additions}) != 1:
            raise ValueError("tables and additions to tables belong in two operations")
        self.additions = additions

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add everything to the state, then make the models of it anew."""
        made = state.__dict__.pop("apps", None)
        for addition in self.additions:
            addition.state_forwards(app_label, state)
        if made is not None:
            state.__dict__["apps"] = made
            names = {(app_label, _model(addition)) for addition in self.additions}
            state.reload_models(list(names), delay=False)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the additions in their order."""
        for addition in self.additions:
            addition.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take the additions away, the last one first."""
        for addition in reversed(self.additions):
            addition.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say what is added."""
        return "; ".join(addition.describe() for addition in self.additions)


def _model(addition: Any) -> str:
    name: str = addition.name if isinstance(addition, CreateModel) else addition.model_name
    return name.lower()
