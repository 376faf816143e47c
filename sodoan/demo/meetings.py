"""Three months of branch life: monthly meetings with minutes and resolutions; a few projects."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from sodoan.activities.choices import (
    ActivityKind,
    ActivityState,
    MeetingKind,
    Presence,
    ProjectKind,
    ProjectState,
    Rhythm,
    Scale,
)
from sodoan.activities.models import (
    Activity,
    AgendaPoint,
    Attendance,
    Minutes,
    Project,
    ProjectLead,
    Resolution,
    Slot,
)
from sodoan.common.periods import period
from sodoan.common.text import search_key
from sodoan.common.weeks import Month, month_of
from sodoan.demo.clock import on
from sodoan.demo.world import World
from sodoan.org.models import Unit
from sodoan.people.models import Membership, Person

_MONTHS = 3
_AWAY, _GONE, _FORGOTTEN, _OPEN = 0.15, 0.05, 0.06, 0.35
_AT, _MINUTES = time(19), 90
_WEEKDAYS = (6, 7, 5)
_AGENDA = (
    "Đánh giá công tác tháng qua",
    "Kế hoạch công tác tháng tới",
    "Góp ý việc thực hiện phiếu rèn luyện",
)
_TALKS = (
    (("Các đồng chí báo cáo việc đã làm; còn hai đoàn viên chưa nộp đoàn phí.\n"
     "Thảo luận thời gian ra quân dọn vệ sinh đường làng, ngõ xóm."),
     "Thống nhất ra quân sáng Chủ nhật tuần thứ hai; thu đủ đoàn phí trước ngày 20."),
    (("Nghe chuyên đề học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh.\n"
     "Sáu ý kiến liên hệ việc học, việc làm hằng ngày."),
     "Mỗi đoàn viên đăng ký một việc làm theo Bác trong tháng."),
    (("Trao đổi cách giúp đoàn viên có phiếu rèn luyện còn chậm.\n"
     "Bàn việc tổ chức giải bóng chuyền của thanh niên."),
     "Phân công người giúp từng bạn; giải bóng chuyền tổ chức cuối tháng."),
)  # fmt: skip
_RESOLVED = (
    ("Chuẩn bị dụng cụ ra quân dọn vệ sinh", "Đã mượn đủ 20 bộ dụng cụ của nhà văn hóa."),
    ("Lập danh sách đoàn viên cần giúp làm phiếu", "Đã lập danh sách, phân công từng người."),
    ("Liên hệ sân bãi cho giải bóng chuyền", "Đã đặt sân của trường trung học cơ sở."),
    ("Thu đoàn phí quý, nộp lên Đoàn cơ sở", "Đã thu và nộp đủ."),
)
_WORKS = (
    ("Tuyến đường thanh niên tự quản sáng – xanh – sạch – đẹp", ProjectKind.WORK, 45_000_000),
    ("Sân chơi cho thiếu nhi từ vật liệu tái chế", ProjectKind.WORK, 28_500_000),
    ("Sơn sửa nhà sinh hoạt cộng đồng", ProjectKind.TASK, 6_200_000),
    ("Thắp sáng đường quê", ProjectKind.WORK, 62_000_000),
)


@dataclass(frozen=True)
class _Held:
    """A meeting of a branch with those who were its members that day."""

    activity: Activity
    members: list[int]
    officers: list[Person]


def play_meetings(world: World, seed: int = 31) -> None:
    """Let every branch meet each month, and unions and branches build something. Set-wise."""
    _Meetings(world, Random(seed)).play()  # noqa: S311 - believable, not secret
    _projects(world, Random(seed + 1))  # noqa: S311 - as above


class _Meetings:
    """The monthly meetings of all branches, one statement a table."""

    def __init__(self, world: World, random: Random) -> None:
        self.today, self.random = world.today, random
        self.branches = [branch for union in world.unions for branch in union.branches]
        months = [month_of(world.today).next]
        while len(months) <= _MONTHS:
            months.append(months[-1].previous)
        self.months = months[::-1]

    def play(self) -> None:
        slots = self._slots()
        held = list(self._held(slots))
        Activity.objects.bulk_create([one.activity for one in held])
        AgendaPoint.objects.bulk_create(
            AgendaPoint(activity=one.activity, position=place, text=text)
            for one in held
            for place, text in enumerate(_AGENDA, start=1)
        )
        told = [one for one in held if one.activity.state == ActivityState.REPORTED]
        Minutes.objects.bulk_create(
            Minutes(
                activity=one.activity,
                chair=one.officers[0],
                secretary=one.officers[1],
                ended_at=time(20, 30),
            )
            for one in told
        )
        Attendance.objects.bulk_create(there for one in told for there in self._came(one))
        Resolution.objects.bulk_create(each for one in told for each in self._decided(one))

    def _slots(self) -> list[Slot]:
        start = self.months[0].start
        return Slot.objects.bulk_create(
            Slot(
                unit=unit,
                title="Sinh hoạt chi đoàn định kỳ",
                kind=ActivityKind.MEETING,
                meeting=MeetingKind.BRANCH,
                rhythm=Rhythm.MONTH_WEEKDAY,
                weekday=_WEEKDAYS[place % len(_WEEKDAYS)],
                ordinal=1,
                starts_at=_AT,
                minutes=_MINUTES,
                place="Nhà văn hóa",
                during=period(max(start, unit.opened_on)),
            )
            for place, (unit, _) in enumerate(self.branches)
        )

    def _held(self, slots: list[Slot]) -> Iterator[_Held]:
        homes: dict[int, list[Membership]] = {}
        for home in Membership.objects.filter(unit__in=[unit for unit, _ in self.branches]):
            homes.setdefault(home.unit_id, []).append(home)
        for slot, (unit, people) in zip(slots, self.branches, strict=True):
            for month in self.months:
                for day in slot.days(month.start, month.end):
                    members = [h.person_id for h in homes.get(unit.pk, ()) if day in h.during]
                    yield _Held(self._meeting(slot, unit, month, day), members, people)

    def _meeting(self, slot: Slot, unit: Unit, month: Month, day: date) -> Activity:
        made = Activity(
            unit=unit,
            slot=slot,
            kind=slot.kind,
            meeting=slot.meeting,
            on=day,
            starts_at=slot.starts_at,
            minutes=slot.minutes,
            place=slot.place,
            title=f"Sinh hoạt chi đoàn {month.label}",
        )
        if day < self.today and self.random.random() > _FORGOTTEN:
            made.done, made.result = self.random.choice(_TALKS)
            made.form = MeetingKind.BRANCH.label
            made.state = ActivityState.REPORTED
            made.reported_at = on(day, time(21))
        return made

    def _came(self, one: _Held) -> Iterator[Attendance]:
        officers = {person.pk for person in one.officers[:2]}
        for person in one.members:
            fate = 1.0 if person in officers else self.random.random()
            presence, reason = Presence.PRESENT, ""
            if fate < _GONE:
                presence = Presence.ABSENT
            elif fate < _GONE + _AWAY:
                presence, reason = Presence.EXCUSED, "Đi làm ca"
            yield Attendance(
                activity=one.activity, person_id=person, presence=presence, reason=reason,
                at=on(one.activity.on, time(19, 15)),
            )  # fmt: skip

    def _decided(self, one: _Held) -> Iterator[Resolution]:
        for text, note in self.random.sample(_RESOLVED, 2):
            due = one.activity.on + timedelta(days=self.random.choice((14, 20, 27)))
            is_old = due < self.today - timedelta(days=20)
            is_open = not is_old and self.random.random() < _OPEN
            done = min(due - timedelta(days=2), self.today)
            is_done = not is_open and done < self.today
            yield Resolution(
                activity=one.activity,
                text=text,
                person=self.random.choice(one.officers[:3]),
                due_on=due,
                done_on=done if is_done else None,
                note=note if is_done else "",
            )


def _projects(world: World, random: Random) -> None:
    """One of each union and of every other branch: done, under way or late."""
    made: list[Project] = []
    leads: list[Person] = []
    for union in world.unions:
        builders = [(union.unit, Scale.GRASSROOTS, union.officers[0])]
        builders += [(unit, Scale.BRANCH, people[0]) for unit, people in union.branches[::2]]
        for unit, scale, person in builders:
            made.append(_project(unit, scale, len(made), world.today, random))
            leads.append(person)
    Project.objects.bulk_create(made)
    ProjectLead.objects.bulk_create(
        ProjectLead(project=project, person=person)
        for project, person in zip(made, leads, strict=True)
    )


def _project(unit: Unit, scale: str, turn: int, today: date, random: Random) -> Project:
    title, kind, value = _WORKS[turn % len(_WORKS)]
    starts = today - timedelta(days=random.randint(50, 85))
    made = Project(
        unit=unit,
        kind=kind,
        scale=scale,
        title=title,
        search_key=search_key(title),
        place=unit.name,
        starts_on=starts,
        ends_on=starts + timedelta(days=(40, 120, 45)[turn % 3]),
        value=value,
        state=ProjectState.RUNNING,
        percent=random.choice((40, 60, 80)),
    )
    if turn % 3 == 0:
        made.state, made.percent = ProjectState.DONE, 100
        made.finished_on = made.ends_on - timedelta(days=3)
        made.result = "Bàn giao đúng hẹn, nhân dân cùng tham gia giữ gìn."
    return made
