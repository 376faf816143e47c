"""Last year's programme: published grades, so that record books have a past."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from sodoan.demo.plans import issue
from sodoan.demo.world import World
from sodoan.org.choices import Block
from sodoan.programmes.choices import EnrolmentState, Population, ResultState, RoundState
from sodoan.programmes.engine.schema import Grade
from sodoan.programmes.models import Enrolment, Result, Round
from sodoan.programmes.packs import pack_of

_WEIGHTS = (14, 58, 25, 3)


def last_year(world: World, seed: int = 25) -> None:
    """Write last year's enrolments, rounds and published results in bulk."""
    random = Random(seed)  # noqa: S311 - believable, not secret
    plan = issue(world, years_ago=1)
    grades = pack_of(plan).active_scale.grades
    when = timezone.now() - timedelta(days=360)
    for union in world.unions:
        for number, (unit, people) in enumerate(union.branches, start=1):
            enrolments = Enrolment.objects.bulk_create(
                Enrolment(
                    programme=plan.programme,
                    plan=plan,
                    person=person,
                    unit=unit,
                    block=Block(unit.block),
                    category=person.category,
                    state=EnrolmentState.ACCEPTED,
                    decided_at=when - timedelta(days=250),
                )
                for person in people
            )
            round_ = Round.objects.create(
                programme=plan.programme,
                unit=unit,
                approver=union.unit,
                state=RoundState.PUBLISHED,
                decision_no=f"{number + 20}-QĐ/ĐTN",
                published_at=when,
            )
            Result.objects.bulk_create(
                _result(enrolment, round_, random.choices(grades, _WEIGHTS)[0], when)
                for enrolment in enrolments
            )


def _result(enrolment: Enrolment, round_: Round, grade: Grade, when: datetime) -> Result:
    return Result(
        enrolment=enrolment,
        round=round_,
        state=ResultState.PUBLISHED,
        population=Population.RATED,
        proposed_grade=grade.key,
        grade_key=grade.key,
        sentence=f"Xếp loại {grade.short}.",
        comment=grade.record.replace("{cycle}", f"năm {enrolment.programme.year}"),
        approved_at=when - timedelta(days=4),
        published_at=when,
    )
