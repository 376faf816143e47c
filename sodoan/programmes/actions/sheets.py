"""What the actions on a sheet share: its state read anew, its pledges written, its member told."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from sodoan.common.scoping import Actor
from sodoan.notices.actions import Message, notify
from sodoan.programmes.choices import ENROLMENT_MOVES, EnrolmentState
from sodoan.programmes.engine import registration as engine
from sodoan.programmes.models import Enrolment, Pledge
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.pledges import as_engine, problems_of, retitled

_SHIFTING = ("state", "unit_id", "block", "category", "plan_id")


def check_category(enrolment: Enrolment, category: str) -> None:
    """Refuse a category the programme of the sheet does not have."""
    known = {one.key for one in pack_of(enrolment.plan).categories}
    if known and category not in known:
        raise ValidationError("Đối tượng này không có trong chương trình.")


def write_pledge(
    pledge: Pledge, item: engine.Pledge, *, criterion: str, title: str, position: int
) -> None:
    """Put what is promised into a row; saved by the caller."""
    pledge.criterion_key = criterion
    pledge.title = title
    pledge.text = item.text
    pledge.quantity = item.quantity
    pledge.measure = item.unit
    pledge.due_on = item.due_on
    pledge.proof = item.proof
    pledge.position = position


def read_again(enrolment: Enrolment) -> None:
    """Read again under a lock what somebody else may have changed: the state, place or plan."""
    rows = Enrolment.objects.select_for_update().values(*_SHIFTING)
    for name, value in rows.get(pk=enrolment.pk).items():
        setattr(enrolment, name, value)


def held(enrolment: Enrolment) -> Enrolment:
    """The sheet as it is now, under a lock: taken first, for its plan may change meanwhile."""
    Enrolment.objects.select_for_update().values_list("pk").get(pk=enrolment.pk)
    related = ("plan__programme", "unit", "person", "appointment")
    return Enrolment.objects.select_related(*related).get(pk=enrolment.pk)


def take_titles(enrolment: Enrolment) -> None:
    """Call what is promised as the plan calls it that the sheet is signed with."""
    called_otherwise = retitled(enrolment.pledges.all(), pack_of(enrolment.plan))
    Pledge.objects.bulk_update(called_otherwise, ["title"])


def refuse_incomplete(enrolment: Enrolment, pledges: Sequence[engine.Pledge]) -> None:
    """Refuse what is incomplete, with every sentence that must be repaired and its criterion."""
    pack = pack_of(enrolment.plan)
    titles = {(group.key, one.key): one.title for group in pack.groups for one in group.criteria}
    said = []
    for problem in problems_of(enrolment, pledges):
        one = pledges[problem.index] if problem.index is not None else None
        title = titles.get((one.group, one.criterion)) or one.text if one else ""
        if problem.blocking:
            said.append(f"{title}: {problem.sentence}" if title else problem.sentence)
    if said:
        raise ValidationError(said)


def check_complete(enrolment: Enrolment) -> None:
    """Refuse a sheet that lacks something."""
    refuse_incomplete(enrolment, as_engine(enrolment))


def move(enrolment: Enrolment, to: EnrolmentState) -> None:
    """Go to another state, if it may be reached; saved by the caller."""
    state = EnrolmentState(enrolment.state)
    if to not in ENROLMENT_MOVES[state]:
        raise ValidationError(f"Phiếu đang ở trạng thái “{state.label}” nên không làm được.")
    enrolment.state = to


def decide(enrolment: Enrolment, by: Actor, comment: str) -> None:
    """Put down who decided, when and with which words; saved by the caller."""
    enrolment.comment = comment.strip()
    enrolment.decided_at = timezone.now()
    enrolment.decided_by_id = by.user_id


def tell(enrolment: Enrolment, what: str, title: str, body: str) -> None:
    """Tell the member, who may have no account, of what happened to the sheet."""
    person = enrolment.person
    if person is None or person.user_id is None:
        return
    key = f"enrolment-{enrolment.pk}-{what}-{timezone.now():%Y%m%d%H%M%S}"
    page = reverse("programmes:sheet", args=[enrolment.pk])
    notify([person.user_id], Message(key, title, body, page))
