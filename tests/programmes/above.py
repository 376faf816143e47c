"""What stands above the branches in tests: rounds, random years, officers of the province."""

import io
from datetime import date

from django.utils import timezone
from python_calamine import CalamineWorkbook

from sodoan.common.text import search_key, sort_key
from sodoan.people.models import Person
from sodoan.programmes.actions import plans as actions
from sodoan.programmes.models import Enrolment, Result, Round
from sodoan.programmes.packs import pack_of
from tests.cast import enlist
from tests.programmes import world as w

GRADES = ("excellent", "good", "completed", "failed")

SHIPPED = {"pack": "s0-ren-luyen-doan-vien", "scale": "s0-ren-luyen-doan-vien/completion"}
"""What the page to start a programme is sent for the pack of the program."""


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
            programme=plan.programme, plan=plan, person=person, unit=unit, category="worker",
            **({"state": "accepted", "block": unit.block} | facts),
        )
        for person in members(unit, count)
    )  # fmt: skip


def sent_round(world, unit, approver, grades, *, state="sent", result="proposed", plan=None):
    """A round sent up, one person for each proposed grade."""
    plan = plan or world.plan
    round_ = Round.objects.create(
        programme=plan.programme,
        plan=plan,
        unit=unit,
        block=unit.block,
        approver=approver,
        state=state,
        sent_at=timezone.now(),
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


def cells(response):
    """The rows of a spreadsheet that was answered, header included, as lists of cells."""
    data = response.getvalue() if response.streaming else response.content
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def account(world, name):
    """A signed-in browser of somebody of the world."""
    return w.browser(getattr(world, name))


def issue(plan, user, number="05-KH/TĐTN"):
    """The plan published by that officer, every value confirmed."""
    by = w.scope(user)
    actions.confirm_values(plan, [mark.path for mark in pack_of(plan).to_confirm], by=by)
    return actions.publish_plan(plan, by=by, number=number, issued_on=date(2026, 1, 5))
