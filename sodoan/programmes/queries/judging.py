"""What the rules say of the members of a round today: computed, nothing is written here."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils import timezone

from sodoan.programmes.choices import OPEN_ROUNDS, WITH_THE_BRANCH, EnrolmentState, Population
from sodoan.programmes.engine.facts import EXEMPT, Facts
from sodoan.programmes.engine.votes import tally
from sodoan.programmes.models import Enrolment, Result, Round
from sodoan.programmes.packs import grader_of, pack_of
from sodoan.programmes.queries.evaluation import Counted, comment_fitting, meeting_of
from sodoan.programmes.queries.facts import exemptions_of, member_facts


def judged(
    round_: Round, enrolments: Collection[Enrolment], day: date, ballots: Mapping[int, Counted]
) -> list[Result]:
    """A result for each of these sheets as it is that day, not saved; own words stay.

    `enrolments` carry their plan, and their result when they have one; `ballots` are theirs, from
    `counted_for`. Eight queries, one more with exemptions.
    """
    facts = member_facts(round_, enrolments, day, ballots)
    exempt = exemptions_of(facts)
    results = []
    for enrolment in enrolments:
        result = getattr(enrolment, "result", None) or Result(enrolment=enrolment)
        result.round = round_
        _judge(result, enrolment, facts[enrolment.pk], exempt.get(enrolment.pk, ""))
        _follow_vote(result, voted_grade(round_, ballots.get(enrolment.pk)))
        result.comment = comment_fitting(result, result.comment, result.proposed_grade)
        results.append(result)
    return results


def judge_anew(round_: Round, results: Iterable[Result], ballots: Mapping[int, Counted]) -> None:
    """Bring results that were read up to date in place: what is shown of an open round is true.

    `ballots` are theirs, from `counted_for`. What was sent up stays as it was sent. Ten queries,
    one more with exemptions; none unless the round is open.
    """
    open_ = [one.enrolment for one in results if one.state in WITH_THE_BRANCH]
    if round_.state in OPEN_ROUNDS and open_:
        prefetch_related_objects(open_, "plan__programme")
        judged(round_, open_, timezone.localdate(), ballots)


def _follow_vote(result: Result, voted: str) -> None:
    """Propose what was voted, unless the committee said otherwise for a reason.

    A reason is given for one grade: it goes when another is voted, not while a vote is repaired.
    """
    if result.population != Population.RATED:
        result.proposed_grade = result.proposal_reason = ""
        result.is_against_vote = False
        return
    if voted == result.proposed_grade:
        result.is_against_vote = False
    if result.is_against_vote:
        return
    if voted and result.proposed_grade and voted != result.proposed_grade:
        result.proposal_reason = ""
    result.proposed_grade = voted


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
        choices = {one.key: one.title for one in grader.known[EXEMPT].choices}
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
