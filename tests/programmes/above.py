"""What stands above the branches in tests: rounds, random years, officers of the province."""

import io
from datetime import date
from random import Random

from django.utils import timezone
from python_calamine import CalamineWorkbook

from sodoan.common.text import search_key, sort_key
from sodoan.people.models import Person
from sodoan.programmes.models import Assessment, Enrolment, Result, Review, Round
from tests.cast import enlist
from tests.programmes import world as w

GRADES = ("excellent", "good", "completed", "failed")


def province_officer(world):
    """The secretary of the province, a member of the branch elsewhere."""
    return enlist("Võ Hoài Em", world.stranger_branch, "bi-thu", post_in=world.province)


def members(unit, count, name="Nguyễn Văn Lớn"):
    """That many persons without accounts."""
    return Person.objects.bulk_create(
        Person(
            full_name=f"{name} {number}",
            sort_key=sort_key(f"{name} {number}"),
            search_key=search_key(f"{name} {number}"),
            sex="male",
            born_on=date(2002, 3, 8),
        )
        for number in range(count)
    )


def sheets(plan, unit, count, **facts):
    """That many bare enrolments in a unit."""
    return Enrolment.objects.bulk_create(
        Enrolment(
            programme=plan.programme, plan=plan, person=person, unit=unit, block="other",
            category="worker", **({"state": "accepted"} | facts),
        )
        for person in members(unit, count)
    )  # fmt: skip


def sent_round(world, unit, approver, grades, *, state="sent", result="proposed", plan=None):
    """A round sent up, one person for each proposed grade."""
    plan = plan or world.plan
    round_ = Round.objects.create(
        programme=plan.programme, unit=unit, approver=approver, state=state, sent_at=timezone.now()
    )
    given = result in {"approved", "published"}
    Result.objects.bulk_create(
        Result(
            enrolment=enrolment,
            round=round_,
            state=result,
            population="rated",
            proposed_grade=grade,
            grade_key=grade if given else "",
            sentence="Xếp loại theo 8/8 tiêu chí đạt.",
        )
        for enrolment, grade in zip(sheets(plan, unit, len(grades)), grades, strict=True)
    )
    return round_


def random_year(world, units, seed):
    """Random states, talks, self-assessments and results in these units."""
    random = Random(seed)
    for unit in units:
        rows = sheets(world.plan, unit, random.randrange(4, 14))
        for row in rows:
            row.state = random.choice(("draft", "submitted", "returned", "accepted"))
        Enrolment.objects.bulk_update(rows, ["state"])
        chosen = [row for row in rows if random.random() < 0.6]
        Review.objects.bulk_create(
            Review(enrolment=row, period=period, standing="slow", held_on=date(2025, 5, 5))
            for row in chosen
            for period in ("2025_1", "2025_2")[: random.randrange(1, 3)]
        )
        Assessment.objects.bulk_create(
            Assessment(
                enrolment=row, step=random.choice(("self", "committee")), grade_key="good",
                submitted_at=random.choice((None, timezone.now())),
            )
            for row in rows
        )  # fmt: skip
        round_ = Round.objects.create(
            programme=world.programme, unit=unit, approver=unit.parent, state="sent"
        )
        Result.objects.bulk_create(
            _random_result(random, row, round_) for row in rows if random.random() < 0.8
        )


def _random_result(random, row, round_):
    state = random.choice(("draft", "proposed", "returned", "approved", "published"))
    rated = random.random() < 0.8
    given = state in {"approved", "published"} and rated
    return Result(
        enrolment=row,
        round=round_,
        state=state,
        population="rated" if rated else "too_new",
        proposed_grade=random.choice(GRADES) if rated else "",
        grade_key=random.choice(GRADES) if given else "",
    )


def cells(response):
    """The rows of a spreadsheet that was answered, header included, as lists of cells."""
    data = response.getvalue() if response.streaming else response.content
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def account(world, name):
    """A signed-in browser of somebody of the world."""
    return w.browser(getattr(world, name))
