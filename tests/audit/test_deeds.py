"""Whoever reads the history finds who did it and why: every action that writes says both."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from pghistory.models import Event

from sodoan.access.actions import issue_slips
from sodoan.accounts.actions import redeem_slip, try_code
from sodoan.accounts.models import User
from sodoan.documents.actions import register_document, void_document
from sodoan.documents.choices import DocumentKind
from tests.cast import enlist

ROOT = Path(__file__).parents[2] / "sodoan"
MODULES = sorted((*ROOT.glob("*/actions.py"), *ROOT.glob("*/actions/*.py")))
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create",
}  # fmt: skip


def calls(node: ast.AST) -> Iterator[ast.Call]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Call))


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def attributes(node: ast.AST) -> bool:
    """`acting(reason=…)` or `deed(…)`."""
    return any(
        name_of(call) == "deed"
        or (name_of(call) == "acting" and any(word.arg == "reason" for word in call.keywords))
        for call in calls(node)
    )


def writes(node: ast.AST) -> bool:
    return any(
        isinstance(call.func, ast.Attribute)
        and call.func.attr in WRITES
        and not (call.func.attr == "update" and ast.unparse(call.func.value) in {"facts", "params"})
        for call in calls(node)
    )


def unattributed(source: str) -> list[str]:
    """Functions anybody may call that write, by themselves or through others of the module."""
    functions = {f.name: f for f in ast.parse(source).body if isinstance(f, ast.FunctionDef)}

    def bare(name: str, seen: frozenset[str]) -> bool:
        if name not in functions or name in seen or attributes(functions[name]):
            return False
        callees = {name_of(call) for call in calls(functions[name])}
        return writes(functions[name]) or any(bare(each, seen | {name}) for each in callees)

    return [name for name in functions if not name.startswith("_") and bare(name, frozenset())]


# What needs no reason of its own, and why.
INSIDE = "only called by actions that say who and why"
WITHOUT_A_REASON = {
    "activities": {
        "end_with_unit": "follows the action that ends the unit", "keep_sending": INSIDE,
    },
    "mails": {"write_down": "a queue, not tracked", "send_due": "a queue, not tracked"},
    "people": {
        "open_membership": INSIDE, "follow_category": INSIDE, "write_sensitive": INSIDE,
        "reveal_sensitive": "writes into a log, with its reason",
    },
    "programmes": {
        "refresh_results": INSIDE, "take_titles": INSIDE, "follow_returned": INSIDE,
        "keep_credits": INSIDE, "release_credits": INSIDE,
        "count_report": "follows the action that reports an activity",
        "hand_in_evidence": "takes back a row of its own transaction; `add_evidence` says why",
    },
    "reports": {
        "open_periods": INSIDE, "open_period": INSIDE,
        "settle_units": "follows the action that reports an activity",
    },
}  # fmt: skip


def keeps_no_history(app: str) -> bool:
    """Whether all its tables are logs, inboxes, queues or staging, which nobody tracks."""
    models = list(apps.get_app_config(app).get_models())
    return bool(models) and not any(issubclass(model, Event) for model in models)


def test_every_action_that_writes_says_who_and_why():
    found: dict[str, set[str]] = {}
    for path in MODULES:
        app = path.relative_to(ROOT).parts[0]
        names = set() if keeps_no_history(app) else set(unattributed(path.read_text("utf-8")))
        found[app] = found.get(app, set()) | names
    known = {app: set(names) for app, names in WITHOUT_A_REASON.items()}
    assert {app: names for app, names in found.items() if names} == known


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def a(x):\n    x.save()", ["a"]),
        ("def a(x):\n    _b(x)\ndef _b(x):\n    x.delete()", ["a"]),
        ("def a(x):\n    with acting(user_id=1):\n        x.save()", ["a"]),
        ("def a(x):\n    with acting(user_id=1, reason='Sửa'):\n        x.save()", []),
        ("@deed('Sửa')\ndef a(x, *, by):\n    _b(x)\ndef _b(x):\n    x.save()", []),
        ("def a(x):\n    return x.get()", []),
    ],
)
def test_the_reader_of_actions_sees_what_it_is_to_see(source, found):
    assert unattributed(source) == found


def told(row):
    """Who and why, of each version of a row."""
    events = apps.get_model(row._meta.app_label, f"{row._meta.object_name}Event").objects
    contexts = events.filter(pgh_obj_id=row.pk).order_by("pgh_id")
    rows = contexts.values_list("pgh_context__metadata", flat=True)
    said = (facts for facts in rows if "user" in (facts or ()))  # factories name nobody
    return [(facts["user"], facts["reason"]) for facts in said]


@pytest.mark.django_db
def test_history_of_an_account_says_who_opened_it_and_how(an, units, scope):
    new = enlist("Ngô Khánh Duy", units.a1, account=False)
    (card,) = issue_slips([new.pk], by=scope(an))
    user = User.objects.get(code=card.account_code)
    slip = try_code(user.code, card.code)
    redeem_slip(slip.pk, password="thả diều đêm 2026")
    assert told(user) == [(an.pk, "Lập tài khoản"), (user.pk, "Kích hoạt bằng phiếu")]
    assert told(slip) == [(an.pk, "Cấp phiếu"), (user.pk, "Kích hoạt bằng phiếu")]
    assert told(new)[-1] == (an.pk, "Cấp phiếu")


@pytest.mark.django_db
def test_history_of_a_document_says_who_registered_and_voided_it(binh, units, scope):
    by = scope(binh)
    entry = register_document(
        units.a, by=by, kind=DocumentKind.DECISION, issued_on=by.on, title="Chuẩn y kết nạp",
        issuer_code="ĐTN", signer_name="Phạm Ngọc Bình",
    )  # fmt: skip
    void_document(entry, by=by, reason="Ghi nhầm")
    assert told(entry) == [(binh.pk, "Vào sổ văn bản"), (binh.pk, "Hủy văn bản")]
