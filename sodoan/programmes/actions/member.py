"""Writes behind the member's own pages that stand on other actions."""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.documents.actions import NamedFile, store_attachment
from sodoan.notices.actions import Message, notify
from sodoan.org.choices import Role
from sodoan.org.models import Appointment, Unit
from sodoan.people.actions import set_wall_consent
from sodoan.people.models import Person
from sodoan.programmes.actions.registration import save_group, submit_enrolment
from sodoan.programmes.actions.sheets import held
from sodoan.programmes.actions.support import NewEvidence, add_evidence
from sodoan.programmes.choices import EnrolmentState
from sodoan.programmes.engine import registration as engine
from sodoan.programmes.models import Enrolment, Evidence, Pledge
from sodoan.programmes.queries.member import WRITING, group_state


class StaleError(Exception):
    """The group was changed elsewhere since the page was read; nothing was saved."""


class LockedError(Exception):
    """The sheet is no longer being written; nothing was saved."""


@transaction.atomic
def save_cards(
    enrolment: Enrolment,
    *,
    by: Actor,
    group: str,
    pledges: Sequence[engine.Pledge],
    seen: Collection[str],
) -> str:
    """Save one group unless it changed since the reader saw it; return its new mark.

    `seen` are the marks (`queries.member.group_state`) the reader knows. Raises `StaleError` and
    `LockedError`; see `save_group` for the rest.
    """
    fresh = held(enrolment)
    if fresh.state not in WRITING:
        raise LockedError
    if group_state(fresh, group) not in seen:
        raise StaleError
    save_group(fresh, by=by, group=group, pledges=pledges)
    enrolment.saved_at = fresh.saved_at
    return group_state(fresh, group)


@transaction.atomic
def hand_in_sheet(enrolment: Enrolment, *, by: Actor, may_hang: bool) -> Enrolment:
    """Hand the registration in; the member also says whether it may hang on the wall (S0, bước 1).

    A secretary's click never speaks for the member. Raises as `submit_enrolment`.
    """
    submit_enrolment(enrolment, by=by)
    person = enrolment.person
    if person is not None and by.is_self(person.pk):
        set_wall_consent(person, by=by, consent=may_hang)
    return enrolment


@transaction.atomic
def hand_in_evidence(
    pledge: Pledge, *, by: Actor, files: Sequence[NamedFile], text: str, link: str
) -> list[Evidence]:
    """Keep the files and hand each in as evidence with the same words: all of them or none.

    Without a file the words and the link are the evidence. A refusal names its file among several.
    """
    require(by, "programmes.add_evidence", pledge.enrolment)
    if pledge.enrolment.state != EnrolmentState.ACCEPTED:
        raise ValidationError("Phiếu đăng ký chưa được duyệt nên chưa nộp minh chứng được.")
    if not files:
        return [add_evidence(pledge, NewEvidence(text=text, link=link), by=by)]
    found = []
    for file in files:
        try:
            attachment = store_attachment(file, by=by, unit=pledge.enrolment.unit)
        except ValidationError as error:
            if len(files) == 1:
                raise
            raise ValidationError(f"{file.name}: {' '.join(error.messages)}") from error
        new = NewEvidence(text=text, link=link, attachment=attachment)
        evidence = add_evidence(pledge, new, by=by)
        if evidence.attachment_id != attachment.pk:
            attachment.delete()  # the same file again: the row just made names nothing
        found.append(evidence)
    return found


@transaction.atomic
def report_wrong_record(person: Person, *, by: Actor, unit: Unit, text: str) -> int:
    """Tell whoever leads the member's branch what is wrong in the record book.

    When the member leads it, or nobody does, the next level above is told. Returns how many
    people were told. Raises `PermissionDenied` for somebody else's book, `ValidationError`.
    """
    require(by, "programmes.report_record", person)
    if not text.strip():
        raise ValidationError("Bạn ghi rõ chỗ nào chưa đúng.")
    users = _leads(unit, by)
    if not users:
        raise ValidationError("Đơn vị chưa có ai phụ trách trên hệ thống. Bạn báo trực tiếp nhé.")
    key = f"record-{person.pk}-{timezone.now():%Y%m%d%H%M%S%f}"
    title = f"{person.full_name} báo thông tin chưa đúng trong sổ đoàn viên"
    notify(users, Message(key, title[:200], text.strip(), f"/so-doan-vien/{person.pk}/"))
    return len(users)


def _leads(unit: Unit, by: Actor) -> list[Any]:
    """Accounts of the nearest leaders from the unit upwards, the reporter left out."""
    rows = (
        Appointment.objects.on(by.on)
        .filter(unit__in=unit.ancestor_ids, post__role=Role.LEAD, person__user__isnull=False)
        .exclude(person=by.person_id)
        .order_by("-unit__path")
        .values_list("unit_id", "person__user_id")
    )
    nearest = next((unit_id for unit_id, _user in rows), None)
    return [user for unit_id, user in rows if unit_id == nearest]
