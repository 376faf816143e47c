"""Filling in a report: what is typed is kept until it is handed in."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.documents.actions import NamedFile, store_attachment
from sodoan.reports.choices import OWED, ObligationState
from sodoan.reports.models import Annex, Draft, Obligation, SubmittedText
from sodoan.reports.queries.sheets import counted
from sodoan.reports.sheet import BIGGEST, Typed

MOST_ANNEXES = 20
_LONGEST = 20_000
_LONGEST_REASON = 300


class StaleError(ValidationError):
    """Somebody saved the report after it was opened; `draft` is what they saved."""

    def __init__(self, draft: Draft) -> None:
        who = draft.saved_by.get_full_name() if draft.saved_by else "Người khác"
        at = timezone.localtime(draft.saved_at)
        super().__init__(
            f"{who} đã lưu báo cáo này lúc {at:%H:%M ngày %d/%m/%Y}. Đồng chí xem số của "
            "người ấy bên dưới, sửa lại nếu cần rồi lưu.",
            code="stale",
        )
        self.draft = draft


def hold(obligation: Obligation) -> Obligation:
    """Lock the report and read it anew, with all that pages and rules ask of it."""
    return (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("period__form__unit", "unit__type", "receiver")
        .get(pk=obligation.pk)
    )


def refuse_settled(obligation: Obligation) -> None:
    """Raise `ValidationError` for a report that is not to be filled in now."""
    state = obligation.state
    if state in (*OWED, ObligationState.ACCEPTED) and obligation.period.pack.met_by is None:
        return
    if obligation.period.pack.met_by is not None:
        raise ValidationError("Việc này tính theo số liệu đã ghi, đơn vị không phải điền.")
    if state in (ObligationState.EXEMPT, ObligationState.CLOSED):
        word = ObligationState(state).label.lower()
        raise ValidationError(f"Báo cáo này {word}. Đồng chí liên hệ nơi nhận nếu cần nộp.")
    raise ValidationError("Báo cáo đang chờ duyệt. Cần sửa thì đề nghị nơi nhận trả lại.")


@transaction.atomic
@deed("Điền báo cáo")
def save_draft(
    obligation: Obligation,
    *,
    by: Actor,
    cells: Mapping[str, Typed],
    texts: Mapping[str, str],
    version: int,
) -> Draft:
    """Keep what was typed; `version` is of the draft that was opened, 0 for none.

    Cells that are not named keep what was typed; unknown ones are passed over. Raises `StaleError`
    when somebody else saved after that, and `ValidationError` once the report waits, is exempt or
    closed, and for figures out of this world.
    """
    require(by, "reports.fill_in", obligation)
    held = hold(obligation)
    refuse_settled(held)
    known = {cell.key for cell in held.period.pack.cells}
    parts = {part.key for part in held.period.pack.texts}
    kept = {key: one for key, one in cells.items() if key in known}
    _refuse_figures(kept)
    draft = Draft.objects.select_related("saved_by").filter(obligation=held).first()
    refuse_stale(draft, by, version)
    draft = draft or Draft(obligation=held, version=0)
    for key, one in kept.items():
        value, reason = "" if one.value is None else str(one.value), one.reason.strip()
        draft.cells.pop(key, None)
        if value or reason:
            draft.cells[key] = {"value": value, "reason": reason}
    draft.texts |= {key: text.strip()[:_LONGEST] for key, text in texts.items() if key in parts}
    draft.version += 1
    draft.saved_at, draft.saved_by_id = timezone.now(), by.user_id
    draft.save()
    return draft


@transaction.atomic
@deed("Trích lời cấp dưới vào báo cáo")
def quote_text(obligation: Obligation, *, by: Actor, key: str, sources: Collection[int]) -> Draft:
    """Put what units below wrote behind one's own words, each with its name; once is enough.

    `sources` are versions handed in below; others are passed over. Raises `ValidationError` when
    nothing was chosen, and as `save_draft`.
    """
    require(by, "reports.fill_in", obligation)
    held = hold(obligation)
    refuse_settled(held)
    parts = SubmittedText.objects.filter(
        submission__in=counted(held), submission_id__in=sources, key=key
    ).exclude(text="")
    rows = parts.select_related("submission__obligation__unit").order_by(
        "submission__obligation__unit__sort_key", "pk"
    )
    lines = [f"{one.submission.obligation.unit.name}: {one.text}" for one in rows]
    if not lines:
        raise ValidationError("Chưa có đơn vị nào được chọn để trích.")
    draft = Draft.objects.filter(obligation=held).first()
    own = draft.texts.get(key, "") if draft else ""
    fresh = [line for line in lines if line not in own]
    return save_draft(
        held,
        by=by,
        cells={},
        texts={key: "\n".join(filter(None, [own, *fresh]))},
        version=draft.version if draft else 0,
    )


def refuse_stale(draft: Draft | None, by: Actor, version: int) -> None:
    """Raise `StaleError` when somebody else saved after that version; one's own saves follow on."""
    if draft and draft.version != version and draft.saved_by_id != by.user_id:
        raise StaleError(draft)


def _refuse_figures(cells: Mapping[str, Typed]) -> None:
    faults = {}
    for key, one in cells.items():
        if one.value is not None and not Decimal(0) <= one.value <= BIGGEST:
            faults[key] = "Số từ 0 trở lên, nhiều nhất 13 chữ số."
        elif len(one.reason) > _LONGEST_REASON:
            faults[key] = f"Lý do dài nhất {_LONGEST_REASON} chữ."
    if faults:
        raise ValidationError(faults)


@transaction.atomic
@deed("Thêm tệp kèm báo cáo")
def add_annex(obligation: Obligation, *, by: Actor, file: NamedFile) -> Annex:
    """Keep a file with the report; the same one again is already there.

    Raises `ValidationError` for what may not be attached, beyond twenty files, and once the report
    waits or is settled.
    """
    require(by, "reports.fill_in", obligation)
    held = hold(obligation)
    refuse_settled(held)
    stored = store_attachment(file, by=by, unit=held.unit)
    same = held.annexes.filter(attachment__sha256=stored.sha256).first()
    if same is not None:
        return same
    if held.annexes.count() >= MOST_ANNEXES:
        raise ValidationError({"file": f"Mỗi báo cáo kèm nhiều nhất {MOST_ANNEXES} tệp."})
    return Annex.objects.create(obligation=held, attachment=stored)


@transaction.atomic
@deed("Bỏ tệp kèm báo cáo")
def drop_annex(annex: Annex, *, by: Actor) -> None:
    """Take a file away; the history keeps that it was there. Refuses as `add_annex`."""
    require(by, "reports.fill_in", annex.obligation)
    refuse_settled(hold(annex.obligation))
    annex.delete()
