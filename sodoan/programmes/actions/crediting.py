"""What an activity counts for; and what attendance proved, kept with a result that is sent up."""

from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sodoan.activities.choices import ActivityState
from sodoan.activities.models import Activity
from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.programmes.choices import EvidenceKind, EvidenceState
from sodoan.programmes.models import Counting, Credit, Evidence, Result
from sodoan.programmes.queries.counting import Offer, offered, stored, usual
from sodoan.programmes.queries.crediting import credits_of


@transaction.atomic
@deed("Chọn tiêu chí được tính cho hoạt động")
def choose_criteria(activity: Activity, *, by: Actor, values: Collection[str]) -> Counting:
    """Say what an activity counts for (`Offer.value`); nothing is an answer too.

    Who was present proves their pledges of these criteria by it, once it is reported. Raises
    `ValidationError` for an activity that does not take place, and for a criterion that is none of
    the plans in force for the unit on that day.
    """
    held = _hold(activity)
    require(by, "activities.report", held)
    if held.state == ActivityState.SKIPPED:
        raise ValidationError("Hoạt động này đã ghi nghỉ nên không tính vào tiêu chí nào.")
    offers = offered(held.unit, held.on)
    if set(values) - {one.value for one in offers}:
        raise ValidationError("Có tiêu chí không thuộc chương trình đang thực hiện của đơn vị.")
    counting, _ = Counting.objects.update_or_create(
        activity=held, defaults={"chosen_by_id": by.user_id, "at": timezone.now()}
    )
    _write(counting, [one for one in offers if one.value in values])
    return counting


def count_report(activity: Activity, by: Actor) -> None:  # noqa: ARG001 - as followers are called
    """Let a reported activity count for what was chosen, else for what its theme and kind say.

    Runs in the transaction of the report (`activities.followers`). What was chosen before is fitted
    to the day it took place.
    """
    held = _hold(activity)
    offers = offered(held.unit, held.on)
    counting = Counting.objects.filter(activity=held).first()
    values = stored(counting, offers) if counting else usual(held, offers)
    if counting is None:
        if not values:
            return
        counting = Counting.objects.create(activity=held)
    _write(counting, [one for one in offers if one.value in values])


def keep_credits(results: Iterable[Result]) -> None:
    """Keep as evidence what attendance proves for sheets whose results are being sent up.

    For the transaction that sends them, before it does. Two statements for all.
    """
    found = credits_of(result.enrolment_id for result in results)
    Evidence.objects.bulk_create(
        [
            Evidence(
                pledge_id=pledge,
                kind=EvidenceKind.ATTENDANCE,
                activity_id=one.activity,
                text=str(one),
                state=EvidenceState.VERIFIED,
                added_at=one.at,
                checked_by_id=one.reported_by,
                checked_at=one.reported_at,
            )
            for pledge, lines in found.items()
            for one in lines
            if not one.is_own
        ]
    )


def release_credits(results: Iterable[Result]) -> None:
    """Let attendance speak for itself again for sheets whose results went back. One statement."""
    keys = [result.enrolment_id for result in results]
    Evidence.objects.filter(kind=EvidenceKind.ATTENDANCE, pledge__enrolment__in=keys).delete()


def _hold(activity: Activity) -> Activity:
    rows = Activity.objects.select_for_update(of=("self",)).select_related("unit", "theme")
    held: Activity = rows.get(pk=activity.pk)
    return held


def _write(counting: Counting, offers: Collection[Offer]) -> None:
    """Let exactly these be stored; what is there already stays."""
    wanted = {row for one in offers for row in one.rows}
    there = {
        (one.programme_id, one.block, one.criterion_key): one for one in counting.credits.all()
    }
    spare = [one.pk for row, one in there.items() if row not in wanted]
    if spare:
        Credit.objects.filter(pk__in=spare).delete()
    Credit.objects.bulk_create(
        Credit(counting=counting, programme_id=programme, block=block, criterion_key=key)
        for programme, block, key in sorted(wanted - set(there))
    )
