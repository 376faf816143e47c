"""Three months of a weekly scheme: times chosen, weeks planned, held, reported, some forgotten."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from random import Random

from sodoan.access.scopes import scope_of
from sodoan.activities.actions.planning import Planned, plan_activity, skip_activity
from sodoan.activities.actions.reporting import Present, Report, mark_attendance, report_activity
from sodoan.activities.actions.schemes import Days, launch_scheme
from sodoan.activities.actions.slots import Time, take_slots
from sodoan.activities.choices import Presence
from sodoan.activities.models import Activity, Scheme, Slot
from sodoan.activities.packfile import shipped_schemes
from sodoan.activities.queries.duties import expected
from sodoan.common.weeks import week_of
from sodoan.demo.clock import clock_at, on
from sodoan.demo.plans import account_of
from sodoan.demo.world import Union, World

_LAUNCHED, _AHEAD = timedelta(weeks=14), timedelta(weeks=3)
_LATE_UNION = -1  # the last one has not chosen its times
_FORGOTTEN, _SKIPPED, _AWAY = 0.12, 0.05, 0.18
_EVENING, _NOON = time(16, 30), time(11, 0)
_WEEKDAYS = ((2,), (4,), (3, 5), (5,), (1, 4), (3,))

# What a union does, by theme: title, form, what was done, what came of it.
_DOINGS = {
    "clean_office": (
        ("Tổng vệ sinh trụ sở, phòng làm việc", "Ra quân, lao động",
         "Quét dọn hành lang, lau cửa kính, chăm cây xanh quanh trụ sở.",
         "Trụ sở sạch đẹp, thu gom 6 bao rác."),
        ("Trồng và chăm sóc hàng cây thanh niên", "Ra quân, lao động",
         "Trồng thêm cây, làm cỏ, tưới nước, cắm biển tên.", "Trồng mới 15 cây."),
    ),
    "three_movements": (
        ("Hướng dẫn người dân dùng dịch vụ công trực tuyến", "Tuyên truyền trực tuyến",
         "Hướng dẫn tạo tài khoản, nộp hồ sơ tại bộ phận một cửa.",
         "24 người dân được hướng dẫn."),
        ("Thăm, tặng quà gia đình chính sách", "Thăm hỏi, tặng quà",
         "Thăm hỏi, dọn dẹp nhà cửa, trao quà.", "Trao 5 phần quà."),
    ),
    "three_companions": (
        ("Chia sẻ kỹ năng soạn thảo văn bản", "Tập huấn, thực hành",
         "Thực hành trình bày văn bản đúng thể thức.", "Mỗi người làm xong một văn bản."),
    ),
    "meetings": (
        ("Sinh hoạt chuyên đề học tập và làm theo Bác", "Sinh hoạt chuyên đề",
         "Nghe báo cáo, thảo luận, liên hệ việc đang làm.", "9 ý kiến phát biểu."),
    ),
    "school_movements": (
        ("Tuyên truyền phong trào Học sinh 3 rèn luyện", "Tọa đàm, trao đổi",
         "Giới thiệu tiêu chí, bạn đạt danh hiệu kể cách học.", "Có thêm bạn đăng ký."),
    ),
    "inspection": (
        ("Tự kiểm tra sổ sách, đoàn phí", "Tọa đàm, trao đổi",
         "Đối chiếu sổ thu đoàn phí, sổ chi đoàn.", "Sổ sách đủ, khớp số đoàn phí đã thu."),
    ),
}  # fmt: skip


def play_weeks(world: World, seed: int = 30) -> None:
    """Let the province ask for the scheme and its unions carry it out up to today."""
    random = Random(seed)  # noqa: S311 - believable, not secret
    start = week_of(world.today - _LAUNCHED).start
    by = scope_of(account_of(world.leaders[0]), start)
    days = Days(start, start + timedelta(days=365), start + timedelta(days=14))
    with clock_at(on(start)):
        pack = shipped_schemes()["s2_30_minutes"]
        scheme = launch_scheme(world.province, by=by, pack=pack, days=days)
    for union, weekdays in zip(world.unions[:_LATE_UNION], _WEEKDAYS, strict=False):
        _Weeks(world, union, scheme, random).play(start, weekdays)


class _Weeks:
    """One union: its slots, and week after week what it plans and tells."""

    def __init__(self, world: World, union: Union, scheme: Scheme, random: Random) -> None:
        self.today, self.union, self.random = world.today, union, random
        self.scheme = scheme
        self.themes = [t for t in scheme.themes.all() if t.applies_to(union.unit.sector)]

    def play(self, start: date, weekdays: Sequence[int]) -> None:
        """Choose the times, then plan every week to come, report those that are over."""
        lead = account_of(self.union.officers[0])
        with clock_at(on(start)):
            slots = take_slots(
                self.union.unit,
                by=scope_of(lead, start),
                scheme=self.scheme,
                times=[
                    Time(day, _EVENING if place == 0 else _NOON, "Hội trường")
                    for place, day in enumerate(weekdays)
                ],
                start=start,
            )
        monday, turn = start, 0
        while monday <= self.today + _AHEAD:
            for slot in slots:
                turn += 1
                self._week(slot, week_of(monday).day(slot.weekday or 1), turn)
            monday += timedelta(weeks=1)

    def _week(self, slot: Slot, day: date, turn: int) -> None:
        if day > self.today and self.random.random() < _FORGOTTEN:
            return
        theme = self.themes[turn % len(self.themes)]
        title, form, done, result = self.random.choice(_DOINGS[theme.key])
        officer = self.union.officers[turn % len(self.union.officers)]
        planned = min(day - timedelta(days=9), self.today)
        by = scope_of(account_of(self.union.officers[0]), planned)
        what = Planned(
            day, title, theme=theme, slot=slot, starts_at=slot.starts_at, minutes=slot.minutes,
            place=slot.place, form=form, in_charge=officer,
        )  # fmt: skip
        with clock_at(on(planned)):
            made = plan_activity(self.union.unit, by=by, what=what)
        fate = self.random.random()
        if fate < _SKIPPED:
            self._skip(made, planned)
        elif day < self.today and fate > _SKIPPED + _FORGOTTEN:
            self._report(made, Report(made.place, form, done, result, self.random.randint(0, 6)))

    def _skip(self, activity: Activity, day: date) -> None:
        by = scope_of(account_of(self.union.officers[0]), day)
        with clock_at(on(day)):
            reason = "Trùng lịch hội nghị của đơn vị"
            skip_activity(activity, by=by, reason=reason, version=activity.version)

    def _report(self, activity: Activity, report: Report) -> None:
        by = scope_of(account_of(self.union.officers[0]), activity.on)
        people = {
            person: Present(Presence.EXCUSED, "Đi công tác")
            if self.random.random() < _AWAY
            else Present(Presence.PRESENT)
            for person in expected(activity.unit, activity.on).values_list("pk", flat=True)
        }
        with clock_at(on(activity.on, time(17, 15))):
            mark_attendance(activity, by=by, people=people)
            report_activity(activity, by=by, report=report, version=activity.version)
