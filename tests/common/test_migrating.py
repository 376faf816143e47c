"""Additions of a migration made together are what they would be one by one."""

import pytest
from django.db import connection, models
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, RemoveField
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import OperationWriter
from pgtrigger import compiler
from pgtrigger.migrations import AddTrigger

from sodoan.common.migrating import AddTogether

TABLES = (
    CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))]),
    CreateModel(
        "Book",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("shelf", models.ForeignKey("library.Shelf", models.CASCADE)),
        ],
    ),
)
ADDITIONS = (
    AddField("book", "title", models.CharField(max_length=9, default="")),
    AddField("shelf", "first", models.ForeignKey("library.Book", models.CASCADE, null=True)),
    AddIndex("book", models.Index(fields=["title"], name="book_title")),
    AddConstraint(
        "book",
        models.UniqueConstraint(
            fields=["shelf"], condition=models.Q(title="first"), name="one_first_book"
        ),
    ),
    AddTrigger(
        "book",
        compiler.Trigger(
            name="kept",
            sql=compiler.UpsertTriggerSql(
                func="RETURN OLD;", hash="1", operation="DELETE", pgid="pgtrigger_kept",
                table="library_book", when="BEFORE",
            ),
        ),
    ),
)  # fmt: skip


def carried_out(*operations) -> ProjectState:
    """Return the state behind operations that were made in the database."""
    state = ProjectState()
    state.apps  # noqa: B018 - rendered, as in the middle of many migrations
    with connection.schema_editor() as editor:
        for operation in operations:
            before = state.clone()
            operation.state_forwards("library", state)
            operation.database_forwards("library", editor, before, state)
    return state


def schema() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns "
            "WHERE table_name LIKE 'library%' "
            "UNION ALL SELECT tablename, indexname, '' FROM pg_indexes "
            "WHERE tablename LIKE 'library%' "
            "UNION ALL SELECT conrelid::regclass::text, '', pg_get_constraintdef(oid) "
            "FROM pg_constraint WHERE conrelid::regclass::text LIKE 'library%' "
            "UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) "
            "FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'library%' "
            "ORDER BY 1, 2, 3"
        )
        return cursor.fetchall()


def drop() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS library_book, library_shelf CASCADE")


def test_tables_and_additions_to_them_are_refused_in_one():
    with pytest.raises(ValueError, match="only tables"):
        AddTogether([TABLES[0], ADDITIONS[0]])


def test_what_is_removed_is_refused():
    with pytest.raises(ValueError, match="only tables"):
        AddTogether([*ADDITIONS, RemoveField("book", "title")])


def test_nothing_at_all_is_refused():
    with pytest.raises(ValueError, match="only tables"):
        AddTogether([])


def test_together_the_database_is_what_it_is_one_by_one(db):
    carried_out(*TABLES, *ADDITIONS)
    one_by_one = schema()
    drop()
    state = carried_out(AddTogether(TABLES), AddTogether(ADDITIONS))
    assert schema() == one_by_one
    assert len(one_by_one) > len(TABLES)
    shelf = state.apps.get_model("library", "shelf")
    book = state.apps.get_model("library", "book")
    assert shelf._meta.get_field("first").related_model is book
    assert book._meta.get_field("shelf").related_model is shelf


def test_backwards_all_are_taken_away(db):
    state = carried_out(*TABLES)
    before = schema()
    together = AddTogether(ADDITIONS)
    after = state.clone()
    together.state_forwards("library", after)
    with connection.schema_editor() as editor:
        together.database_forwards("library", editor, state, after)
    assert schema() != before
    with connection.schema_editor() as editor:
        together.database_backwards("library", editor, after, state)
    assert schema() == before


def test_it_can_be_written_to_a_file_again():
    lines, _ = OperationWriter(AddTogether(TABLES)).serialize()
    assert lines.count("CreateModel") == len(TABLES)
