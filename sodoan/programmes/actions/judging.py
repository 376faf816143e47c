"""What the rules say of everybody in a round, computed anew whenever something changes."""

from collections.abc import Iterable
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.common.scoping import Actor
from sodoan.programmes.choices import SENT_UP
from sodoan.programmes.models import Enrolment, Result, Round
from sodoan.programmes.queries.evaluation import counted_for
from sodoan.programmes.queries.judging import judged


def refuse_sent_up(enrolments: Iterable[int], undone: str = "sửa") -> None:
    """Raise `ValidationError` when a result was sent up: what it stands on does not change then.

    `undone` says in Vietnamese what cannot be done any more. The results are held until the end of
    the transaction: a sending that is under way is waited for, one that comes later waits.
    """
    held = Result.objects.select_for_update(no_key=True).filter(enrolment__in=list(enrolments))
    if not set(SENT_UP).isdisjoint(held.order_by("pk").values_list("state", flat=True)):
        raise ValidationError(f"Kết quả đã chuyển lên cấp trên nên không {undone} được nữa.")


_JUDGED = (
    "population", "population_reason", "rule_grade", "rule_key", "proposed_grade",
    "proposal_reason", "is_against_vote", "comment", "facts", "explanation", "sentence",
)  # fmt: skip
_values = attrgetter(*_JUDGED)


@transaction.atomic
def refresh_results(round_: Round, *, by: Actor, only: Iterable[int] | None = None) -> None:
    """Compute population, rule grade, vote proposal and reasons anew for open results.

    `only` limits the work to some enrolments. Writes are one upsert of what has changed.
    """
    enrolments = list(
        Enrolment.objects.judged_in(round_)
        .filter(**({"pk__in": list(only)} if only is not None else {}))
        .exclude(result__state__in=SENT_UP)
        .select_related("result")
        .with_plan()
    )
    before = {
        enrolment.result.pk: _values(enrolment.result)
        for enrolment in enrolments
        if hasattr(enrolment, "result")
    }
    ballots = counted_for([enrolment.pk for enrolment in enrolments])
    found = judged(round_, enrolments, by.on, ballots)
    Result.objects.bulk_create(
        [one for one in found if before.get(one.pk) != _values(one)],
        update_conflicts=True,
        unique_fields=["enrolment"],
        update_fields=_JUDGED,
    )
