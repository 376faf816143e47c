"""Pages that show forms only in the middle of some work; each scene works for one branch.

@scene
def meeting(place):
    ...
    return ["/address/of/a/page/", ...]
"""

from collections.abc import Callable
from datetime import time, timedelta

from django.urls import reverse
from django.utils import timezone

from sodoan.access.scopes import system_scope
from sodoan.activities.models import Slot
from sodoan.common.clock import today
from sodoan.programmes.actions import rounds
from sodoan.programmes.models import Enrolment, Review, Round
from sodoan.reports.models import Obligation, Submission, SubmittedText
from tests.access.samples import Place
from tests.access.samples.activities import own_slot, resolution, scheme_above
from tests.access.samples.inspections import finding_of, proof_of
from tests.access.samples.reports import annex, reports_from_above
from tests.cast import enlist
from tests.factories.imports import BatchFactory
from tests.factories.org import TermFactory
from tests.factories.people import PersonFactory
from tests.programmes import crowd, world

SCENES: list[Callable[[Place], list[str]]] = []


def scene(build):
    """Register a scene."""
    SCENES.append(build)
    return build


def _sheets(place, **facts):
    plan = world.plan_of(place.unit.parent, world.PAST)
    fellow = enlist("Đỗ Bạn Cùng", place.unit, account=False)
    return [world.enrol(person, plan, **facts) for person in (place.person, fellow)]


@scene
def sheets_to_read(place):
    _sheets(place, state="submitted")
    return [reverse("programmes:branch", args=[place.unit.pk]) + "?xem=phieu"]


@scene
def talks(place):
    for sheet in _sheets(place):
        Review.objects.create(
            enrolment=sheet, period="2025_1", standing="slow", held_on="2025-03-03"
        )
    return [reverse("programmes:review_roster", args=[place.unit.pk, crowd.TALK])]


@scene
def evaluation(place):
    """A meeting with everybody there, votes to come; who chairs it may not be absent from it."""
    sheets = _sheets(place)
    crowd.knowing(sheets)
    round_ = rounds.open_round(
        sheets[0].programme,
        by=system_scope(),
        unit=place.unit,
        block=place.unit.block,
        approver=place.unit.parent,
    )
    meeting = rounds.save_meeting(
        round_, by=system_scope(), held_at=timezone.now(), place="Nhà văn hóa", chair=None,
        secretary=None,
    )  # fmt: skip
    people = {sheet.person_id: rounds.Present("present") for sheet in sheets}
    rounds.save_attendance(meeting, by=system_scope(), people=people)
    where = [place.unit.pk, round_.programme_id, round_.block]
    names = ("round", "attendance", "voting", "proposals", "fact_entries", "send_round")
    one = round_.results.first()
    return [
        *(reverse(f"programmes:{name}", args=where) for name in names),
        reverse("programmes:propose", args=[*where, one.pk]),
    ]


@scene
def approval(place):
    """A round with proposals, and another, of the unit above itself, ready to be published."""
    sheets = _sheets(place)
    sent = Round.objects.create(
        programme=sheets[0].programme,
        plan=sheets[0].plan,
        unit=place.unit,
        block=place.unit.block,
        approver=place.unit.parent,
        state="sent",
    )
    for sheet in sheets:
        sent.results.create(
            enrolment=sheet, state="proposed", population="rated", proposed_grade="good"
        )
    ready = Round.objects.create(
        programme=sheets[0].programme,
        plan=sheets[0].plan,
        unit=place.unit.parent,
        block=place.unit.parent.block,
        approver=place.unit.parent,
        state="approved",
    )
    elsewhere = PersonFactory(full_name="Lê Ở Trên")
    sheet = Enrolment.objects.create(
        programme=sent.programme, plan=sheets[0].plan, person=elsewhere, unit=place.unit.parent,
        block="other", state="accepted",
    )  # fmt: skip
    ready.results.create(
        enrolment=sheet, state="approved", population="rated", proposed_grade="good",
        grade_key="good",
    )  # fmt: skip
    return [
        reverse("programmes:approve_round", args=[sent.pk]),
        reverse("programmes:publish_round", args=[ready.pk]),
    ]


@scene
def rows_of_a_list(place):
    batch = BatchFactory(unit=place.unit)
    batch.rows.create(
        sheet=0, number=7, verdict="warning", raw={}, full_name="Đặng Văn Dòng",
        unit_id=place.unit.pk,
    )  # fmt: skip
    return [reverse("imports:batch", args=[batch.pk]) + "?xem=dong"]


@scene
def somebody_for_a_post(place):
    TermFactory(unit=place.unit)
    enlist("Đỗ Bạn Cùng", place.unit, account=False)
    return [reverse("people:appoint", args=[place.unit.pk]) + "?q=ban+cung"]


@scene
def slips(place):
    enlist("Đỗ Bạn Cùng", place.unit, account=False)
    return [reverse("access:unit_slips", args=[place.unit.pk])]


@scene
def weekly_activities(place):
    """The month of a union that has chosen its times; the units asked, to be nudged."""
    scheme = scheme_above(place)
    Slot.objects.create(
        unit=scheme.unit, scheme=scheme, weekday=2, starts_at=time(16, 30), during=scheme.during
    )
    return [
        reverse("activities:month", args=[scheme.unit.pk]),
        reverse("activities:units"),
    ]


@scene
def own_activities(place):
    """A branch with a time of its own: the month to fill, the time to end."""
    slot = own_slot(place).obj
    return [
        reverse("activities:month", args=[slot.unit_id])
        + f"?thang={today() + timedelta(days=40):%Y-%m}",
        reverse("activities:own_slots", args=[slot.unit_id]),
    ]


@scene
def resolutions(place):
    """One that is open, one that is done."""
    pages = []
    for day in (None, today()):
        made = resolution(place).obj
        made.done_on = day
        made.save()
        pages.append(reverse("activities:resolution", args=[made.pk]))
    return pages


@scene
def reports(place):
    """A report with a file; one handed in below with words, and the one that quotes them."""
    kept = annex(place)
    mine, above = reports_from_above(place)
    made = Submission.objects.create(obligation=mine, number=1, at=timezone.now())
    SubmittedText.objects.create(submission=made, key="remarks", text="Đều.")
    now = {"submitted_at": timezone.now(), "state": "submitted"}
    Obligation.objects.filter(pk=mine.pk).update(**now)
    return [
        reverse("reports:report", args=[kept.obj.obligation_id]),
        reverse("reports:report", args=[mine.pk]),
        reverse("reports:report", args=[above.pk]),
        f"{reverse('reports:overview')}?don_vi={above.unit_id}",
    ]


@scene
def answered_finding(place):
    """A finding about a branch, answered, to be closed or sent back."""
    made = finding_of(place, state="answered", proof=proof_of(place.unit))
    return [reverse("inspections:finding", args=[made.pk])]
