"""Taking an import back: persons it made go, fields it filled are empty again.

What was changed since stays and is listed. Carried out in chunks like applying: what is done is
marked in the same transaction, so it may stop and go on anywhere.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.audit.history import acting
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.imports.actions.apply import history_name
from sodoan.imports.actions.contacts import settle_contacts_of
from sodoan.imports.actions.guard import (
    SupersededError,
    holding,
    may_begin,
    move,
    run_sql,
    save,
    start_clock,
)
from sodoan.imports.choices import BatchState, LinkKind
from sodoan.imports.columns import (
    ID_NUMBER,
    PERSON_DATES,
    PERSON_FOLLOWING,
    PERSON_TEXTS,
    SENSITIVE_DATES,
    SENSITIVE_TEXTS,
)
from sodoan.imports.models import Batch, RowLink
from sodoan.imports.queries.undo import staying

CHUNK = 1_000


def _own(names: Sequence[str]) -> dict[str, str]:
    return {name: name for name in names}


def _emptied(texts: dict[str, str], dates: dict[str, str], **nulls: str) -> str:
    """Return the SET list that empties, of ``t``, the fields the link ``l`` names."""
    sets = {name: (key, "''") for name, key in texts.items()}
    sets |= {name: (name, "NULL") for name in dates}
    sets |= {precision: (date, "'day'") for date, precision in dates.items() if precision}
    sets |= {column: (key, "NULL") for column, key in nulls.items()}
    return ", ".join(
        f"{column} = CASE WHEN '{key}' = ANY (l.fields) THEN {empty} ELSE t.{column} END"
        for column, (key, empty) in sets.items()
    )


_FILLED = f"l.id = ANY (%(links)s) AND l.kind = '{LinkKind.FILLED}'"
_CREATED = f"l.id = ANY (%(links)s) AND l.kind = '{LinkKind.CREATED}'"
_REFILL = """UPDATE {table} t SET {sets}
    FROM imports_rowlink l WHERE t.{key} = l.person_id AND {filled}"""
_REMOVE = "DELETE FROM {table} t USING imports_rowlink l WHERE t.{key} = l.{link} AND {created}"
_REMOVED = (
    ("audit_fileopening", "person_id", "person_id"),
    ("people_distinction", "first_id", "person_id"),
    ("people_distinction", "second_id", "person_id"),
    ("org_appointment", "id", "appointment_id"),
    ("people_membership", "id", "membership_id"),
    ("people_sensitiveprofile", "person_id", "person_id"),
    ("people_person", "id", "person_id"),
)
_UNDO = (
    _REFILL.format(
        table="people_person",
        key="id",
        sets=_emptied(
            _own(PERSON_TEXTS) | PERSON_FOLLOWING, PERSON_DATES, id_number_hash=ID_NUMBER
        ),
        filled=_FILLED,
    ),
    _REFILL.format(
        table="people_sensitiveprofile",
        key="person_id",
        sets=_emptied(_own(SENSITIVE_TEXTS), SENSITIVE_DATES, id_number=ID_NUMBER),
        filled=_FILLED,
    ),
    *(
        _REMOVE.format(table=table, key=key, link=link, created=_CREATED)
        for table, key, link in _REMOVED
    ),
)


@transaction.atomic
def begin_undo(batch: Batch, *, by: Actor) -> Batch:
    """Give a batch free for undoing.

    Raises `PermissionDenied`; `ValidationError` when it was not applied (or stopped midway), or
    longer ago than the window allows.
    """
    require(by, "imports.handle_batch", batch)
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state == BatchState.APPLYING and not held.has_stopped:
        raise ValidationError("Lần nhập này đang nhập, chưa hoàn tác được.")
    until = held.undo_until
    if held.state == BatchState.APPLIED and (until is None or timezone.now() > until):
        raise ValidationError(
            "Đã quá 72 giờ kể từ khi nhập, không hoàn tác được nữa. "
            "Đồng chí sửa từng hồ sơ, hoặc kết thúc sinh hoạt của người nhập nhầm."
        )
    total = held.links.filter(undone_at=None).count()
    move(held, BatchState.UNDOING, done=0, total=total)
    return held


def undo(batch_id: int, *, by: Actor) -> Batch:
    """Carry out the undoing of a batch to its end; may be called again after any interruption.

    A batch that `by` may not handle any more goes back to where it was, with the reason.
    """
    try:
        with holding(batch_id, BatchState.UNDOING) as batch:
            has_begun = batch.links.exclude(undone_at=None, kept_because="").exists()
            if not (has_begun or may_begin(batch, by=by)):
                return batch
            start_clock(batch)
        with acting(user_id=by.user_id, reason="Hoàn tác nhập", batch=history_name(batch_id)):
            while _undo_chunk(batch_id, by=by):
                pass
        with holding(batch_id, BatchState.UNDOING) as batch:
            move(batch, BatchState.UNDONE, undone_at=timezone.now())
            settle_contacts_of(batch)
    except SupersededError:
        return Batch.objects.get(pk=batch_id)
    return batch


def _undo_chunk(batch_id: int, *, by: Actor) -> bool:
    """Undo the last links that are neither undone nor kept; False when there are none."""
    with holding(batch_id, BatchState.UNDOING) as batch:
        waiting = RowLink.objects.filter(batch=batch, undone_at=None, kept_because="")
        links = dict(waiting.order_by("-sheet", "-number").values_list("pk", "person_id")[:CHUNK])
        if not links:
            return False
        lock_persons(list(links.values()))
        reasons = staying(list(links), by=by)
        for because in set(reasons.values()):
            kept = [link for link, reason in reasons.items() if reason == because]
            RowLink.objects.filter(pk__in=kept).update(kept_because=because)
        gone = [link for link in links if link not in reasons]
        for statement in _UNDO:
            run_sql(statement, {"links": gone})
        RowLink.objects.filter(pk__in=gone).update(undone_at=timezone.now())
        save(batch, done=batch.done + len(links))
        return True


def lock_persons(ids: Sequence[int]) -> None:
    """Keep anybody from adding something to these persons until the transaction ends."""
    run_sql(
        "SELECT 1 FROM people_person WHERE id = ANY (%(ids)s) ORDER BY id FOR UPDATE",
        {"ids": list(ids)},
    )
