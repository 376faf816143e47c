"""Migrations that add much at once."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

_TO_TABLES = (AddField, AddIndex, AddConstraint, AddTrigger)


class AddTogether(Operation):
    """What a migration adds: tables (`CreateModel`), or something to tables, never both.

    Fields, indexes, constraints and triggers are added to tables; what is removed or changed does
    not belong in here. Django makes a model and whatever is related to it anew after every
    operation; here once, after all of them. It took four fifths of the time of setting up a
    database. So each addition sees the models with all of them. Raises ValueError for others.
    """

    category = OperationCategory.ADDITION
    serialization_expand_args: ClassVar = ["additions"]

    def __init__(self, additions: Sequence[Any]) -> None:
        kinds = (CreateModel, _TO_TABLES)
        if not additions or not any(all(isinstance(a, kind) for a in additions) for kind in kinds):
            raise ValueError("only tables, or only what is added to tables")
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
        to_state: ProjectState,  # noqa: ARG002 - lacks what constraints speak of
    ) -> None:
        """Take the additions away, the last one first."""
        for addition in reversed(self.additions):
            addition.database_backwards(app_label, schema_editor, from_state, from_state)

    def describe(self) -> str:
        """Say what is added."""
        return "; ".join(addition.describe() for addition in self.additions)


def _model(addition: Any) -> str:
    name: str = addition.name if isinstance(addition, CreateModel) else addition.model_name
    return name.lower()
