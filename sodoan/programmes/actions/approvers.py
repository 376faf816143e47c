"""Who decides on a branch follows the tree: its rounds go to the unit that approves it today."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Case, F, OuterRef, Q, Subquery, TextField, Value, When
from django.urls import reverse
from django.utils import timezone

from sodoan.audit.history import acting
from sodoan.common.scoping import Actor
from sodoan.notices.actions import Message, notify_each
from sodoan.org.models import Appointment, Unit
from sodoan.org.queries import approving_units
from sodoan.programmes.choices import ComplaintState, RoundState
from sodoan.programmes.models import Complaint, Round

_OURS = "Chi đoàn nay thuộc quyền duyệt của đơn vị đồng chí."


@transaction.atomic
def follow_tree(unit: Unit, by: Actor) -> int:
    """Bring the rounds of all branches below a unit to the unit that approves them now.

    The unit has moved, or ended: then its ended branches are approved by the next one above.
    Whatever their state: what is not published is decided by the new approver, complaints of what
    is are answered by it. Decisions already issued stay those of who issued them (`issuer`); a view
    on a cap ends, as the caps are those of another unit. The new approver's leads are told what
    waits for them. Returns how many rounds went; two statements when none does.
    """
    below = Round.objects.filter(unit__path__startswith=unit.path).select_related("unit")
    rounds = list(below.select_for_update(of=("self",), no_key=True).order_by("pk"))
    now = approving_units({round_.unit for round_ in rounds})
    going = defaultdict(list)
    for round_ in rounds:
        approver = now.get(round_.unit_id)
        if approver is not None and approver.pk != round_.approver_id:
            going[approver].append(round_.pk)
    for approver, keys in going.items():
        why = f"{approver.name} duyệt, vì đơn vị cấp trên của chi đoàn thay đổi"
        with acting(user_id=by.user_id, reason=why):
            _hand_over(keys, approver)
        _tell(keys, approver, by)
    return sum(map(len, going.values()))


def _hand_over(keys: Sequence[int], approver: Unit) -> None:
    before = Round.objects.filter(results=OuterRef("result")).values("approver")
    Complaint.objects.filter(
        result__round__in=keys, state=ComplaintState.CHANGED, issuer=None
    ).update(issuer=Subquery(before))
    published = Q(state=RoundState.PUBLISHED)
    Round.objects.filter(pk__in=keys).update(
        issuer=Case(When(published & Q(issuer=None), then=F("approver")), default=F("issuer")),
        approver=approver,
        cap_decision=Case(When(published, then=F("cap_decision")), default=Value("", TextField())),
    )


def _tell(keys: Sequence[int], approver: Unit, by: Actor) -> None:
    leads = list(Appointment.objects.leading(approver.pk, by.on).accounts())
    messages = [*_rounds(keys), *_complaints(keys)]
    notify_each((lead, message) for message in messages for lead in leads)


def _rounds(keys: Sequence[int]) -> Iterable[Message]:
    rounds = Round.objects.filter(pk__in=keys)
    asked = rounds.to_decide() | rounds.filter(state=RoundState.APPROVED)
    for round_ in asked.select_related("unit").order_by("pk"):
        is_approved = round_.state == RoundState.APPROVED
        yield Message(
            f"round-{round_.pk}-approver-{timezone.now():%Y%m%d%H%M%S%f}",
            f"Kết quả xếp loại của {round_.title} chờ {'công bố' if is_approved else 'duyệt'}"[
                :200
            ],
            f"{_OURS} Đồng chí xem và {'công bố' if is_approved else 'duyệt'}.",
            reverse("programmes:approve_round", args=[round_.pk]),
        )


def _complaints(keys: Sequence[int]) -> Iterable[Message]:
    filed = Complaint.objects.filter(result__round__in=keys, state=ComplaintState.OPEN)
    for complaint in filed.select_related("result__enrolment__person").order_by("pk"):
        yield Message(
            f"complaint-{complaint.pk}-approver-{timezone.now():%Y%m%d%H%M%S%f}",
            f"Khiếu nại kết quả xếp loại: {complaint.result.enrolment.person}"[:200],
            f"{_OURS} Đồng chí xem và trả lời.",
            reverse("programmes:complaints"),
        )
