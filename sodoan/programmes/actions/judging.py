"""What the rules say of everybody in a round, computed anew whenever something changes."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.common.scoping import Actor
from sodoan.programmes.choices import SENT_UP, EnrolmentState, Population
from sodoan.programmes.engine.facts import EXEMPT, Facts, vocabulary
from sodoan.programmes.engine.votes import tally
from sodoan.programmes.models import Enrolment, Result, Round
from sodoan.programmes.packs import grader_of, pack_of
from sodoan.programmes.queries.evaluation import (
    Counted,
    comment_fitting,
    counted_for,
    meeting_of,
)
from sodoan.programmes.queries.facts import exemptions_of, member_facts


def refuse_sent_up(enrolments: Iterable[int], undone: str = "sửa") -> None:
    """Raise `ValidationError` when a result was sent up: what it stands on does not change then.

    `undone` says in Vietnamese what cannot be done any more. The results are held until the end of
    the transaction: a sending that is under way is waited for, one that comes later waits.
    """
    held = Result.objects.select_for_update(no_key=True).filter(enrolment__in=list(enrolments))
    if not set(SENT_UP).isdisjoint(held.order_by("pk").values_list("state", flat=True)):
        raise ValidationError(f"Kết quả đã chuyển lên cấp trên nên không {undone} được nữa.")


@transaction.atomic
def refresh_results(round_: Round, *, by: Actor, only: Iterable[int] | None = None) -> None:
    """Compute population, rule grade, vote proposal and reasons anew for open results.

    `only` limits the work to some enrolments. Writes are one upsert.
    """
    enrolments = list(
        Enrolment.objects.judged_in(round_)
        .filter(**({"pk__in": list(only)} if only is not None else {}))
        .exclude(result__state__in=SENT_UP)
        .select_related("result")
        .with_plan()
    )
    facts = member_facts(round_, enrolments, by.on)
    ballots = counted_for([enrolment.pk for enrolment in enrolments])
    exempt = exemptions_of(facts)
    results = []
    for enrolment in enrolments:
        result = getattr(enrolment, "result", None) or Result(enrolment=enrolment)
        result.round = round_
        _judge(result, enrolment, facts[enrolment.pk], exempt.get(enrolment.pk, ""))
        if result.population != Population.RATED:
            result.proposed_grade = result.proposal_reason = ""
        elif not result.proposal_reason:
            result.proposed_grade = voted_grade(round_, ballots.get(enrolment.pk))
        result.comment = comment_fitting(result, result.comment, result.proposed_grade)
        results.append(result)
    Result.objects.bulk_create(
        results,
        update_conflicts=True,
        unique_fields=["enrolment"],
        update_fields=[
            "population",
            "population_reason",
            "rule_grade",
            "rule_key",
            "proposed_grade",
            "proposal_reason",
            "comment",
            "facts",
            "explanation",
            "sentence",
        ],
    )


def _judge(result: Result, enrolment: Enrolment, facts: Facts, exempt: str) -> None:
    if enrolment.state != EnrolmentState.ACCEPTED:
        result.population = Population.UNRATED
        result.population_reason = "Chưa có phiếu đăng ký rèn luyện được duyệt."
        result.rule_grade = result.rule_key = ""
        result.explanation = []
        result.sentence = result.population_reason
        return
    grader = grader_of(enrolment.plan)
    decision = grader.decide(facts)
    told = grader.explain(facts, decision)
    result.population = decision.population.value
    rated = decision.population.value == Population.RATED
    why = told.sentence
    if decision.population.value == Population.EXEMPT and exempt:
        choices = {
            one.key: one.title for one in vocabulary(pack_of(enrolment.plan))[EXEMPT].choices
        }
        why = f"{choices.get(str(facts[EXEMPT]), '').capitalize()}: {exempt}"
    result.population_reason = "" if rated else why[:300]
    result.rule_grade = decision.grade
    result.rule_key = decision.population_rule
    result.facts = {key: _plain(value) for key, value in facts.items() if value is not None}
    result.explanation = [{"state": line.state, "text": line.sentence} for line in told.lines]
    result.sentence = told.sentence


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | str) else str(value)


def voted_grade(round_: Round, counted: Counted | None) -> str:
    """The grade the votes that count give by the plan of the round; empty when they give none."""
    pack = pack_of(round_.plan)
    meeting = meeting_of(pack)
    if counted is None or meeting is None:
        return ""
    return tally(meeting, pack.active_scale, counted.ballots, present=counted.present).proposal
