"""Ending a unit: where its people, posts, registrations and rounds go, in one transaction."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from sodoan.audit.history import acting
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.notices.actions import Message, notify
from sodoan.org.actions import close_unit
from sodoan.org.models import Appointment, Unit
from sodoan.people.actions import HandedOver, hand_over
from sodoan.people.models import Person
from sodoan.programmes.models import Result, Round
from sodoan.programmes.queries.closing import holding_of, too_late_for, untouched_rounds


@transaction.atomic
def wind_up(  # noqa: PLR0913 - the facts of a closing decision
    unit: Unit,
    *,
    by: Actor,
    closed_on: date,
    reason: str,
    decision_no: str = "",
    to_unit: Unit | None = None,
) -> HandedOver:
    """End a unit: members go to `to_unit` with their sheets, temporary stays and posts end.

    Rounds nobody has worked on are taken back, so that their sheets can go along. Members, people
    sent home and the leaders of the branch that takes them are told. Raises `PermissionDenied`;
    `ValidationError` naming everything that must be finished first, and what `hand_over` and
    `close_unit` refuse. All or nothing; a fixed number of statements.
    """
    require(by, "org.close_unit", unit)
    touched = [one.pk for one in (unit, to_unit) if one is not None]
    held = Unit.objects.select_for_update(no_key=True).filter(pk__in=touched)
    list(held.order_by("pk").values_list("pk"))  # two that take each other's members wait in turn
    if blockers := holding_of(unit, closed_on, by=by).blockers:
        raise ValidationError([one.sentence for one in blockers])
    if to_unit is not None and (sent := too_late_for(unit, to_unit, by.on)):
        raise ValidationError(
            f"{to_unit.name} đã chuyển kết quả của {sent.programme.title} lên cấp trên, còn "
            f"{unit.name} chưa đánh giá. Đồng chí để chi đoàn đánh giá xong, hoặc chọn chi đoàn "
            "tiếp nhận khác."
        )
    why = f"Kết thúc đơn vị: {reason.strip()}"
    with acting(user_id=by.user_id, reason=why):
        _take_back(unit)
        handed = hand_over(
            unit, by=by, to_unit=to_unit, on=closed_on, reason=why, decision_no=decision_no
        )
        close_unit(unit, by=by, closed_on=closed_on, reason=reason, decision_no=decision_no)
    _tell(unit, to_unit, handed, closed_on, by)
    return handed


def _take_back(unit: Unit) -> None:
    rounds = list(untouched_rounds(unit).values_list("pk", flat=True))
    Result.objects.filter(round__in=rounds).delete()
    Round.objects.filter(pk__in=rounds).delete()


def _tell(unit: Unit, to_unit: Unit | None, handed: HandedOver, day: date, by: Actor) -> None:
    key, title = f"unit-{unit.pk}-closed", f"{unit.name} kết thúc từ {full_date(day)}"
    if to_unit is not None and handed.moved:
        body = f"Bạn sinh hoạt ở {to_unit.name}. Phiếu rèn luyện, minh chứng của bạn đi theo."
        notify(_accounts(handed.moved), Message(key, title[:200], body, reverse("programmes:mine")))
        leads = Appointment.objects.leading(to_unit.pk, by.on).accounts()
        text = f"{to_unit.name} tiếp nhận {len(handed.moved)} đoàn viên."
        page = f"{reverse('people:person_list')}?don_vi={to_unit.pk}"
        notify(leads, Message(f"{key}-taken", title[:200], text, page))
    if to_unit is not None:
        body = f"Lần sinh hoạt sắp tới của bạn bắt đầu ở {to_unit.name}."
        notify(_accounts(handed.to_come), Message(key, title[:200], body))
    body = "Sinh hoạt tạm của bạn ở đó kết thúc cùng ngày; bạn về nơi sinh hoạt chính thức."
    notify(_accounts(handed.sent_home), Message(key, title[:200], body))


def _accounts(people: tuple[int, ...]) -> list[int | None]:
    return list(Person.objects.filter(pk__in=people).values_list("user_id", flat=True))
