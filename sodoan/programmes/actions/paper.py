"""Step 1 on paper: what the secretary types from a member's signed sheet."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.programmes.actions.member import LockedError, StaleError
from sodoan.programmes.actions.registration import save_group, set_category
from sodoan.programmes.actions.sheets import (
    check_complete,
    decide,
    held,
    move,
    read_again,
    take_titles,
    tell,
)
from sodoan.programmes.choices import EnrolmentState
from sodoan.programmes.engine import registration as engine
from sodoan.programmes.models import Enrolment
from sodoan.programmes.queries.member import WRITING, sheet_state


@transaction.atomic
@deed("Nhập hộ phiếu giấy")
def save_paper(
    enrolment: Enrolment,
    *,
    by: Actor,
    category: str,
    groups: Mapping[str, Sequence[engine.Pledge]],
    seen: str,
) -> str:
    """Keep what was typed in all contents, unless the sheet changed since it was read.

    `seen` is the mark (`queries.member.sheet_state`) of what the page showed; returns the new one.
    Raises `StaleError` when the sheet was written otherwise meanwhile (the same thing sent twice is
    no change), `LockedError` when it was handed in; nothing is saved then. `set_category` and
    `save_group` say what else is refused.
    """
    require(by, "programmes.enter_on_behalf", enrolment)
    fresh = held(enrolment)
    if fresh.state not in WRITING:
        raise LockedError
    found = sheet_state(fresh)
    set_category(fresh, by=by, category=category)
    for group, pledges in groups.items():
        save_group(fresh, by=by, group=group, pledges=pledges)
    kept = sheet_state(fresh)
    if found not in {seen, kept}:
        raise StaleError
    enrolment.saved_at, enrolment.is_on_behalf = fresh.saved_at, fresh.is_on_behalf
    enrolment.entered_by_id = fresh.entered_by_id
    return kept


@transaction.atomic
@deed("Nhập hộ phiếu giấy")
def enter_paper_registration(enrolment: Enrolment, *, by: Actor) -> Enrolment:
    """Accept what the secretary typed from the member's signed paper; marked as such, told so."""
    read_again(enrolment)
    require(by, "programmes.enter_on_behalf", enrolment)
    check_complete(enrolment)
    take_titles(enrolment)
    move(enrolment, EnrolmentState.ACCEPTED)
    enrolment.is_on_behalf = True
    enrolment.submitted_at = timezone.now()
    decide(enrolment, by, enrolment.comment)
    enrolment.save()
    tell(
        enrolment,
        "on-behalf",
        "Bí thư đã nhập phiếu giấy của bạn",
        "Bạn xem lại; nếu có chỗ chưa đúng, bạn đề nghị điều chỉnh.",
    )
    return enrolment
