"""Where stories begin: people, sheets and votes written in bulk, a day of the year to be in.

Everything happens in 2026, on days given to the `on` fixture, so that deadlines read the same
whenever the tests run. The plan is S0 as shipped, issued by the commune of `world.build`.
"""

from datetime import date

from django.utils import timezone

from sodoan.accounts.models import User
from sodoan.common.periods import period
from sodoan.common.text import search_key, sort_key
from sodoan.org.models import Unit
from sodoan.people.models import Membership, Person
from sodoan.programmes.actions import rounds
from sodoan.programmes.choices import MarkOutcome, StepKey
from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.models import (
    Assessment,
    Enrolment,
    Evidence,
    FactEntry,
    Mark,
    Meeting,
    Pledge,
)
from tests.factories.accounts import UserFactory
from tests.programmes import world as w
from tests.programmes.crowd import FACTS

YEAR = 2026
REGISTERING = date(YEAR, 2, 10)
RUNNING = date(YEAR, 5, 20)
JUDGING = date(YEAR, 10, 18)
TOLD = date(YEAR, 11, 20)
TALK = "2026_2"

NAMES = (
    "Bùi Thị Ngọc Ánh", "Lê Quang Bảo", "Nguyễn Thành Công", "Phan Thị Kiều Diễm",
    "Trần Hữu Duy", "Võ Minh Đăng", "Đặng Hoàng Giang", "Huỳnh Thị Thu Hà",
    "Phạm Gia Hân", "Nguyễn Trung Hiếu", "Lý Thị Mỹ Hoa", "Dương Quốc Huy",
    "Mai Thị Thanh Hương", "Ngô Anh Khoa", "Trương Tuấn Kiệt", "Đỗ Thị Hồng Liên",
    "Hồ Tấn Lộc", "Nguyễn Hoàng Long", "Lâm Thị Tuyết Mai", "Châu Nhật Minh",
    "Tạ Thị Bích Ngân", "Vũ Đức Nghĩa", "Trần Thị Yến Nhi", "Cao Hồng Phúc",
    "Nguyễn Thị Lan Phương", "Đinh Công Quân", "Lê Thị Như Quỳnh", "Phùng Thái Sơn",
    "Nguyễn Lê Hoàng Bảo Trân", "Hà Quốc Việt",
)  # fmt: skip


def build() -> w.World:
    """The small world of programmes in the year of the stories."""
    return w.build(YEAR)


def members(world: w.World, count: int = len(NAMES), unit: Unit | None = None) -> list[Person]:
    """Members of the branch (or of another unit), without accounts."""
    unit = unit or world.branch
    people = Person.objects.bulk_create(
        Person(
            full_name=name,
            sort_key=sort_key(name),
            search_key=search_key(name),
            sex="female" if "Thị" in name else "male",
            born_on=date(2001, 1 + place % 12, 1 + place % 28),
            category="worker",
        )
        for place, name in enumerate(NAMES[:count])
    )
    Membership.objects.bulk_create(
        Membership(person=person, unit=unit, kind="official", during=period(date(2020, 9, 1)))
        for person in people
    )
    return people


def sheets(
    world: w.World, people: list[Person], state: str = "accepted", unit: Unit | None = None
) -> list[Enrolment]:
    """A sheet of each, with two concrete pledges in every group."""
    rows = Enrolment.objects.bulk_create(
        Enrolment(
            programme=world.programme,
            plan=world.plan,
            person=person,
            unit=unit or world.branch,
            block="other",
            category="worker",
            state=state,
        )
        for person in people
    )
    Pledge.objects.bulk_create(
        Pledge(
            enrolment=row,
            group_key=group.key,
            criterion_key=criterion.key,
            title=criterion.title,
            text=w.CLEAR,
            quantity=2,
            measure="buổi",
            due_on=date(YEAR, 9, 30),
            proof=criterion.proofs[0],
            position=place,
        )
        for row in rows
        for group in w.s0().groups
        for place, criterion in enumerate(group.offered("worker")[:2])
    )
    return rows


def proven(rows: list[Enrolment]) -> None:
    """Everything promised is proven, judged by the member, and the figures of the year are in."""
    pledges = list(Pledge.objects.filter(enrolment__in=rows))
    Evidence.objects.bulk_create(
        Evidence(pledge=one, kind="text", text="Đã dự 2 buổi.", state="verified") for one in pledges
    )
    views = Assessment.objects.bulk_create(
        Assessment(enrolment=row, step=StepKey.SELF, grade_key="good", submitted_at=row.saved_at)
        for row in Enrolment.objects.filter(pk__in=[row.pk for row in rows])
    )
    own = {view.enrolment_id: view for view in views}
    Mark.objects.bulk_create(
        Mark(assessment=own[one.enrolment_id], pledge=one, outcome=MarkOutcome.MET)
        for one in pledges
    )
    FactEntry.objects.bulk_create(
        FactEntry(enrolment=row, fact=fact, value=value, source="Sổ chi đoàn")
        for row in rows
        for fact, value in FACTS.items()
    )


def account(person: Person) -> User:
    """An account for somebody who had none."""
    person.user = UserFactory(full_name=person.full_name)
    person.save(update_fields=["user"])
    return person.user


def sorted_names(rows: list[Enrolment]) -> list[str]:
    """Full names in the order of every list: by given name."""
    people = Person.objects.filter(enrolments__in=rows).order_by("sort_key")
    return list(people.values_list("full_name", flat=True))


def met(world: w.World, rows: list[Enrolment], present: int = 26) -> Meeting:
    """The branch met on the day of the story; the first ones by name were there."""
    by = w.scope(world.an)
    round_ = rounds.open_round(
        world.programme, by=by, unit=world.branch, block=world.branch.block, approver=world.commune
    )
    meeting = rounds.save_meeting(
        round_,
        by=by,
        held_at=timezone.now(),
        place="Nhà văn hóa khu phố 1",
        chair=world.an.person,
        secretary=rows[1].person,
    )
    people = Person.objects.filter(enrolments__in=rows).order_by("sort_key")
    there = {
        person.pk: rounds.Present("present")
        if place < present
        else rounds.Present("excused", "Ca đêm")
        for place, person in enumerate(people)
    }
    rounds.save_attendance(meeting, by=by, people=there)
    return meeting


def vote(world: w.World, meeting: Meeting, grades: list[str]) -> None:
    """Everybody votes alike: one grade per member, by name; empty means not voted on yet."""
    keys = meeting.round.results.order_by("enrolment__person__sort_key")
    present = meeting.attendances.filter(presence="present").count()
    counted = {
        key: Ballots({grade: present})
        for key, grade in zip(keys.values_list("enrolment", flat=True), grades, strict=True)
        if grade
    }
    rounds.save_ballots(meeting, by=w.scope(world.an), counted=counted)


def province(world: w.World) -> None:
    """A programme of the province: in An Hòa 18 of 20 sheets are accepted, five have none."""
    world.programme.owner = world.province
    world.programme.save()
    world.plan = w.issued_anew(world.plan, unit=world.province)
    done = sheets(world, members(world, 12))
    proven(done)
    for place, row in enumerate(done):
        w.publish(row, "excellent" if place < 2 else "good" if place < 10 else "completed")
    slow = members(world, 8, world.sister)
    sheets(world, slow[:6], unit=world.sister)
    sheets(world, slow[6:], "draft", unit=world.sister)
    far = members(world, 14, world.stranger_branch)
    proven(sheets(world, far[:9], unit=world.stranger_branch))
    sheets(world, far[9:], "submitted", unit=world.stranger_branch)
