"""What the user changes in the preview: columns, cells, decisions about rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.imports.actions.guard import move, save
from sodoan.imports.choices import STAYS, BatchState, Choice, Verdict
from sodoan.imports.columns import Place
from sodoan.imports.fields import FIELD_BY_KEY
from sodoan.imports.models import Batch, ColumnMemory, Decision, StagedRow
from sodoan.imports.queries.preview import filled_twice
from sodoan.imports.queries.rows import choices_of, label_of
from sodoan.imports.reader.headers import header_key
from sodoan.imports.validators import clean_fixes

OLD_PAGE = "Trang đồng chí gửi đã cũ:"


@dataclass(frozen=True, slots=True)
class Review:
    """What is decided about rows, by their place in the file; `staying` have not left.

    `seen` is what stood in the cells that were typed anew, as far as that is known.
    """

    choices: Mapping[Place, Choice] = field(default_factory=dict)
    fixes: Mapping[Place, Mapping[str, str]] = field(default_factory=dict)
    staying: Collection[Place] = ()
    seen: Mapping[Place, Mapping[str, str]] = field(default_factory=dict)

    @property
    def places(self) -> set[Place]:
        """The rows it speaks of."""
        return {*self.choices, *self.fixes, *self.staying}


@transaction.atomic
def decide(batch: Batch, review: Review, *, by: Actor) -> bool:
    """Keep decisions and corrections; return whether the batch is to be checked anew.

    Accepting and filling only marks rows; anything that may change what other rows repeat sends
    the batch back to CHECKING (the caller starts the job). Raises `PermissionDenied`;
    `ValidationError` when the batch is not waiting for decisions, a field cannot be corrected, or
    the page they come from is old: no such row, no such decision any more, or a cell that somebody
    else has corrected meanwhile. Nothing is kept then.
    """
    require(by, "imports.handle_batch", batch)
    held = _waiting(batch)
    rows = _rows_at(held, review.places)
    _require_fresh(held, rows, review)
    again = False
    for row in rows:
        choice = review.choices.get(row.place)
        fixes = clean_fixes(review.fixes.get(row.place, {}))
        decision, _ = Decision.objects.get_or_create(batch=held, sheet=row.sheet, number=row.number)
        stays = row.place in review.staying
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
def accept_warnings(batch: Batch, *, by: Actor, but: Collection[Place] = ()) -> int:
    """Accept all rows with warnings nothing was decided about; return how many.

    Rows typed anew (`but`) are judged first.
    """
    require(by, "imports.handle_batch", batch)
    held = _waiting(batch)
    rows = StagedRow.objects.filter(batch=held, verdict=Verdict.WARNING, choice="")
    rows = rows.exclude(pk__in=[row.pk for row in _rows_at(held, but)])
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

    Columns of a list without a header are known by their place in this file alone.

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
    places = _letters(held)
    for header, key in fields.items():
        if header in places:
            continue  # a place in this file says nothing of the next one
        ColumnMemory.objects.update_or_create(
            unit=held.unit, header_key=header, defaults={"field": key}
        )
    mapping = held.mapping | {header: key or None for header, key in fields.items()}
    move(held, BatchState.CHECKING, mapping=mapping, done=0)


def _letters(batch: Batch) -> set[str]:
    """The columns that are named by their place only: of sheets without a header."""
    bare = (sheet for sheet in batch.sheets if batch.header_rows.get(sheet["name"]) == 0)
    return {header_key(header) for sheet in bare for header in sheet["headers"]}


@transaction.atomic
def point_at_headers(batch: Batch, rows: Mapping[str, int], *, by: Actor) -> None:
    """Read the lists of some sheets below the rows that are their headers, and check anew.

    `rows` are counted as Excel does, 0 for a sheet without a header; other sheets are read as
    ever. Raises `PermissionDenied`; `ValidationError` when no row is named, when the batch is past
    that, or when something was decided about rows that would now be others.
    """
    require(by, "imports.handle_batch", batch)
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if not held.may_point_at_header:
        raise ValidationError("Lần nhập này không chọn dòng tiêu đề được nữa.")
    if not rows and not held.header_rows:
        raise ValidationError("Đồng chí chọn dòng tiêu đề của ít nhất một trang tính.")
    if held.decisions.exists():
        raise ValidationError(
            "Đồng chí đã sửa hoặc quyết định ở một số dòng theo dòng tiêu đề cũ. Muốn chọn lại thì "
            "hủy lần nhập này rồi tải tệp lên lần nữa."
        )
    move(held, BatchState.CHECKING, header_rows=dict(rows), done=0)


def _waiting(batch: Batch) -> Batch:
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state != BatchState.READY:
        raise ValidationError("Lần nhập này không còn chờ quyết định. Đồng chí mở lại trang.")
    return held


def _rows_at(batch: Batch, places: Collection[Place]) -> list[StagedRow]:
    """Return the rows of the batch at some places of its file, as many as there are."""
    rows = StagedRow.objects.filter(batch=batch, number__in={number for _, number in places})
    return [row for row in rows.order_by("sheet", "number") if row.place in places]


def _require_fresh(batch: Batch, rows: Sequence[StagedRow], review: Review) -> None:
    """Refuse what comes from a page that no longer shows how the rows stand."""
    if len(rows) < len(review.places):
        raise ValidationError(f"{OLD_PAGE} không còn dòng này, vì cách đọc tệp đã đổi.")
    decisions = Decision.objects.filter(batch=batch, number__in=[row.number for row in rows])
    typed = {(one.sheet, one.number): one.fixes for one in decisions}
    said = []
    for row in rows:
        wanted = STAYS if row.place in review.staying else review.choices.get(row.place, "")
        if wanted and wanted not in {row.choice, *dict(choices_of(row))}:
            said.append(f"{OLD_PAGE} dòng {row.number} đã đổi, không còn quyết định này.")
        now, seen = typed.get(row.place, {}), review.seen.get(row.place, {})
        said += [
            f"{OLD_PAGE} {label_of(key)} ở dòng {row.number} vừa được sửa thành “{now[key]}”."
            for key, text in review.fixes.get(row.place, {}).items()
            if key in now and key in seen and now[key] not in (seen[key].strip(), text.strip())
        ]
    if said:
        raise ValidationError(said)


def _disturbs(row: StagedRow, choice: Choice | None) -> bool:
    """Tell whether a choice about this row may change the verdict of it or of another."""
    if choice is None or choice == row.choice:
        return False
    taken = row.verdict in {Verdict.ACCEPTED, Verdict.WARNING}
    undoing = row.choice in {Choice.SKIP, Choice.NEW}
    return choice == Choice.NEW or undoing or (choice == Choice.SKIP and taken)
