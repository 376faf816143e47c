"""Three months of reports: asked by the province, handed in, sent back, accepted, forgotten."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from sodoan.access.scopes import scope_of
from sodoan.accounts.models import User
from sodoan.common.weeks import Month, month_of, weeks_between
from sodoan.demo.clock import clock_at, on
from sodoan.demo.plans import account_of
from sodoan.demo.world import World
from sodoan.reports.actions.filling import save_draft
from sodoan.reports.actions.handing import accept_report, return_report, submit_report
from sodoan.reports.actions.opening import issue_form, open_periods, settle_all
from sodoan.reports.models import Obligation
from sodoan.reports.packfile import shipped_reports
from sodoan.reports.queries.sheets import children
from sodoan.reports.sheet import Typed

_MONTHS = 3
_NIGHT = time(0, 5)
_WORDS = (
    "Đoàn viên tham gia đều; một số đồng chí trực ca nên vắng có lý do.",
    "Đề nghị cấp trên cho phép tổ chức bù vào sáng thứ Bảy khi trùng lịch trực.",
    "Hoạt động đúng kế hoạch; cần thêm tài liệu sinh hoạt chuyên đề.",
    "Ý thức tham gia tốt; đề nghị hỗ trợ cây giống cho công trình thanh niên.",
)
_FORGOTTEN, _LATE, _UNSEEN, _SENT_BACK = 0.04, 0.12, 0.25, 0.12
_MISSING = "Đề nghị ghi rõ nguồn số người hiến máu và bổ sung ảnh hoạt động."


def play_reports(world: World, seed: int = 31) -> None:
    """Let the province ask for its forms, and everybody answer up to today."""
    start = month_of(world.today)
    for _ in range(_MONTHS):
        start = start.previous
    by = scope_of(account_of(world.leaders[0]), start.start)
    for pack in shipped_reports().values():
        with clock_at(on(start.start)):
            form = issue_form(world.province, by=by, pack=pack, start=start.start)
        for day in _begins(start, world.today):
            with clock_at(on(day, _NIGHT)):
                open_periods(form, day)
    settle_all()
    _Answers(world, Random(seed)).play()  # noqa: S311 - believable, not secret


def _begins(first: Month, today: date) -> list[date]:
    """Days on which a week or a month begins, as the nightly task meets them."""
    days = {week.start for week in weeks_between(first.start, today)}
    while first.start <= today:
        days.add(first.start)
        first = first.next
    return sorted(day for day in days if day <= today)


class _Answers:
    """What was due by today: branches hand in, unions add up and hand in, those above settle."""

    def __init__(self, world: World, random: Random) -> None:
        self.today, self.random = world.today, random
        self.leads = {world.province.pk: account_of(world.leaders[0])}
        for union in world.unions:
            self.leads[union.unit.pk] = account_of(union.officers[0])
            self.leads |= {unit.pk: account_of(people[0]) for unit, people in union.branches}

    def play(self) -> None:
        """Month after month, the lower levels first."""
        owed = Obligation.objects.owed().filter(
            period__content__has_key="sections", due_on__lte=self.today
        )
        recent = max(owed.values_list("due_on", flat=True), default=self.today)
        rows = owed.select_related("period__form__unit", "unit__type", "receiver")
        for one in rows.order_by("due_on", "-unit__type__tier", "unit__path"):
            self._answer(one, is_recent=one.due_on == recent)

    def _answer(self, one: Obligation, *, is_recent: bool) -> None:
        if self.random.random() < _FORGOTTEN:
            return
        days = 2 if self.random.random() < _LATE else -1
        day = min(one.due_on + timedelta(days=days), self.today)
        self._hand_in(one, self.leads[one.unit_id], day)
        if is_recent and self.random.random() < _UNSEEN:
            return
        above = scope_of(self.leads[one.receiver_id], day)
        with clock_at(self._hour(day + timedelta(days=1))):
            if is_recent and self.random.random() < _SENT_BACK:
                return_report(one, by=above, reason=_MISSING)
            else:
                accept_report(one, by=above)

    def _hand_in(self, one: Obligation, lead: User, day: date) -> None:
        by = scope_of(lead, day)
        pack = one.period.pack
        by_hand = [] if children(one).exists() else [c.key for c in pack.cells if not c.metric]
        cells = {key: Typed(Decimal(self.random.randint(0, 6))) for key in by_hand}
        texts = {part.key: self.random.choice(_WORDS) for part in pack.texts}
        with clock_at(self._hour(day)):
            draft = save_draft(one, by=by, cells=cells, texts=texts, version=0)
            submit_report(one, by=by, version=draft.version)

    def _hour(self, day: date) -> datetime:
        return on(day, time(self.random.randint(8, 17), self.random.randint(0, 59)))
