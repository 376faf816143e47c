"""Last year's programme: published grades, so that record books have a past."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from sodoan.access.scopes import scope_of
from sodoan.demo.plans import account_of, issue
from sodoan.demo.world import Union, World
from sodoan.demo.year import pledges_of
from sodoan.documents.actions import register_document, start_register
from sodoan.documents.choices import DocumentKind
from sodoan.documents.letterhead import recipients, signer_of
from sodoan.documents.models import RegisterEntry
from sodoan.org.choices import Block
from sodoan.programmes.actions.issuing import file_decision
from sodoan.programmes.choices import EnrolmentState, Population, ResultState, RoundState
from sodoan.programmes.engine.schema import Grade
from sodoan.programmes.models import Enrolment, Pledge, Result, Round
from sodoan.programmes.packs import pack_of

_WEIGHTS = (14, 58, 25, 3)


def last_year(world: World, seed: int = 25) -> None:
    """Write last year's enrolments, rounds and published results in bulk."""
    random = Random(seed)  # noqa: S311 - believable, not secret
    plan = issue(world, years_ago=1)
    grades = pack_of(plan).active_scale.grades
    when = timezone.now() - timedelta(days=360)
    for union in world.unions:
        entry = _decision(union, world, when)
        for unit, people in union.branches:
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
            if union.shape.stage == "registering":  # whose members write this year's sheets now
                Pledge.objects.bulk_create(p for one in enrolments for p in pledges_of(one, random))
            round_ = Round.objects.create(
                programme=plan.programme,
                plan=plan,
                unit=unit,
                block=unit.block,
                approver=union.unit,
                state=RoundState.PUBLISHED,
                decision_no=entry.code,
                decision_on=entry.issued_on,
                sent_at=when - timedelta(days=11),
                published_at=when,
            )
            Result.objects.bulk_create(
                _result(enrolment, round_, random.choices(grades, _WEIGHTS)[0], when)
                for enrolment in enrolments
            )
        file_decision(entry, round_, by=scope_of(account_of(union.officers[0]), world.today))


def _decision(union: Union, world: World, when: datetime) -> RegisterEntry:
    """Enter the decision that published the union's grades in its register."""
    by, day = scope_of(account_of(union.officers[0]), world.today), timezone.localdate(when)
    kind = DocumentKind.DECISION
    start_register(union.unit, by=by, kind=kind, year=day.year, last_number=20)
    signer = signer_of(union.unit, day)
    return register_document(
        union.unit,
        by=by,
        kind=kind,
        issued_on=day,
        title=f"Công nhận kết quả đánh giá, xếp loại đoàn viên năm {day.year}",
        issuer_code="ĐTN",
        signer_name=signer.name,
        signer_post=signer.post,
        signer_id=signer.person_id,
        recipients=recipients(union.unit),
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
