"""Every row has a history written by the database, but for what is named here with its reason."""

import pytest
from django.apps import apps
from pghistory.models import Event

# What is no record of the organisation, and why it needs no history. The list may only shrink.
WITHOUT_HISTORY = {
    "audit.SensitiveRead": "a log: rows are added, never changed",
    "audit.FileOpening": "a log: one row a reader and day",
    "audit.SignInAttempt": "a log: rows are added, never changed",
    "demo.DemoMark": "marks a database of the demo, which holds nobody",
    "documents.RegisterCounter": "the last number given; the entry that took it has its history",
    "imports.Batch": "the record of one import itself: who, when, applied, undone",
    "imports.ColumnMemory": "offered for the next file, shown and corrected there before it counts",
    "imports.Decision": "an answer about a row on its way in; what came of it has a history",
    "imports.RowLink": "the record of what a row did: written once, marked when undone",
    "imports.StagedRow": "working data, emptied when the import can no longer be undone",
    "jobs.DayDone": "a log: rows are added, never changed",
    "jobs.Job": "a queue: who ordered what, how far it is; what it changes has a history",
    "mails.Digest": "a queue: that a mail was sent on a day, not what it said",
    "reports.Tally": "sums of obligations, kept by triggers; the obligations have their history",
    "notices.Notice": "an inbox: written once, read by its owner",
}


def ours():
    """Tables of the program but those of the history; `ParentRule` names an automatic one."""
    return {
        model._meta.db_table: model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("sodoan.") and not issubclass(model, Event)
    }


def tracked():
    """Tables that have a history."""
    events = (model for model in apps.get_models() if issubclass(model, Event))
    models = (getattr(event, "pgh_tracked_model", None) for event in events)
    return {model._meta.db_table for model in models if model}


def test_every_model_has_a_history_or_a_reason_for_none():
    known = tracked()
    without = {label for table, label in ours().items() if table not in known}
    assert without == set(WITHOUT_HISTORY)


@pytest.mark.parametrize("table", ["org_post", "org_unittype", "org_unittype_allowed_parents"])
def test_what_decides_about_access_and_approval_has_a_history(table):
    assert table in tracked()
