"""What the user changes in the preview: columns, cells, decisions about rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.imports.actions.guard import move, save
from sodoan.imports.choices import BatchState, Choice, Verdict
from sodoan.imports.fields import FIELD_BY_KEY
from sodoan.imports.models import Batch, ColumnMemory, Decision, StagedRow
from sodoan.imports.queries.preview import filled_twice
from sodoan.imports.validators import clean_fixes


@dataclass(frozen=True, slots=True)
class Review:
    """What is decided about rows, by the key of the staged row; `staying` have not left."""

    choices: Mapping[int, Choice] = field(default_factory=dict)
    fixes: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    staying: Collection[int] = ()


@transaction.atomic
def decide(batch: Batch, review: Review, *, by: Actor) -> bool:
    """Keep decisions and corrections; return whether the batch is to be checked anew.

    Accepting and filling only marks rows; anything that may change what other rows repeat sends
    the batch back to CHECKING (the caller starts the job). Raises `PermissionDenied`;
    `ValidationError` when the batch is not waiting for decisions or a field cannot be corrected.
    """
    require(by, "imports.handle_batch", batch)
    held = _waiting(batch)
    wanted = {*review.choices, *review.fixes, *review.staying}
    rows = list(StagedRow.objects.filter(batch=held, pk__in=wanted))
    again = False
    for row in rows:
        choice = review.choices.get(row.pk)
        fixes = clean_fixes(review.fixes.get(row.pk, {}))
        decision, _ = Decision.objects.get_or_create(batch=held, sheet=row.sheet, number=row.number)
        stays = row.pk in review.staying
        again = again or bool(fixes) or stays or _disturbs(row, choice)
        if choice is not None or fixes or stays:
            decision.choice = choice or ""
        decision.fixes = decision.fixes | fixes
        decision.is_staying = decision.is_staying or stays
        decision.save()
        if choice is not None:
            StagedRow.objects.filter(pk=row.pk).update(choice=choice)
    if again:
        move(held, BatchState.CHECKING, done=0)
    return again


@transaction.atomic
def accept_warnings(batch: Batch, *, by: Actor) -> int:
    """Accept all rows with warnings nothing was decided about; return how many."""
    require(by, "imports.handle_batch", batch)
    held = _waiting(batch)
    rows = StagedRow.objects.filter(batch=held, verdict=Verdict.WARNING, choice="")
    Decision.objects.bulk_create(
        [
            Decision(batch=held, sheet=sheet, number=number, choice=Choice.ACCEPT)
            for sheet, number in rows.values_list("sheet", "number")
        ],
        update_conflicts=True,
        update_fields=["choice"],
        unique_fields=["batch", "sheet", "number"],
    )
    return int(rows.update(choice=Choice.ACCEPT))


@transaction.atomic
def set_filling(batch: Batch, *, by: Actor, fills_empty: bool) -> None:
    """Say whether empty fields of all people known already are to be filled."""
    require(by, "imports.handle_batch", batch)
    save(_waiting(batch), fills_empty=fills_empty)


@transaction.atomic
def remap(batch: Batch, fields: Mapping[str, str], *, by: Actor) -> None:
    """Take columns for other fields and check anew; the unit remembers what was changed.

    `fields` maps header keys to field keys, blank to leave a column out. Raises
    `PermissionDenied`; `ValidationError` for an unknown field, or two columns of a list for one.
    """
    require(by, "imports.handle_batch", batch)
    held = _waiting(batch)
    if any(key and key not in FIELD_BY_KEY for key in fields.values()):
        raise ValidationError("Có cột ghép vào một trường không có. Đồng chí chọn lại.")
    for sheet in held.sheets:
        if twice := filled_twice(sheet, fields):
            labels = ", ".join(sorted(FIELD_BY_KEY[key].label for key in twice))
            raise ValidationError(f"Hai cột cùng nhập vào {labels} ở trang “{sheet['name']}”.")
    for header, key in fields.items():
        ColumnMemory.objects.update_or_create(
            unit=held.unit, header_key=header, defaults={"field": key}
        )
    mapping = held.mapping | {header: key or None for header, key in fields.items()}
    move(held, BatchState.CHECKING, mapping=mapping, done=0)


def _waiting(batch: Batch) -> Batch:
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state != BatchState.READY:
        raise ValidationError("Lần nhập này không còn chờ quyết định. Đồng chí mở lại trang.")
    return held


def _disturbs(row: StagedRow, choice: Choice | None) -> bool:
    """Tell whether a choice about this row may change the verdict of it or of another."""
    if choice is None or choice == row.choice:
        return False
    taken = row.verdict in {Verdict.ACCEPTED, Verdict.WARNING}
    undoing = row.choice in {Choice.SKIP, Choice.NEW}
    return choice == Choice.NEW or undoing or (choice == Choice.SKIP and taken)
