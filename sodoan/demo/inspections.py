"""One inspection under way: most of the sample judged, findings in every state."""

from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from sodoan.access.scopes import scope_of
from sodoan.common.weeks import month_of
from sodoan.demo.clock import clock_at, on
from sodoan.demo.plans import account_of
from sodoan.demo.world import World
from sodoan.inspections.actions.checking import (
    answer_finding,
    close_finding,
    judge_item,
    raise_finding,
    return_finding,
)
from sodoan.inspections.actions.opening import Wanted, open_inspection
from sodoan.inspections.choices import Verdict
from sodoan.inspections.models import Finding, Inspection

_OPENED, _DRAWN, _LEFT = timedelta(days=12), 12, 3
_DIFFERS = (
    ("Số người có mặt trong báo cáo nhiều hơn danh sách ký tên tại đơn vị.",
     "Đã đối chiếu lại, gửi danh sách ký tên có xác nhận."),
    ("Không có ảnh hoạt động.", "Đã bổ sung ảnh chụp tại chỗ."),
    ("Hoạt động tổ chức muộn một ngày so với báo cáo.", "Đã sửa ngày, gửi biên bản."),
    ("Kết quả ghi chung chung, chưa nêu việc đã làm.", ""),
)  # fmt: skip


def play_inspections(world: World) -> None:
    """Let the province look at what its unions reported about the last two months."""
    day = world.today - _OPENED
    lead = account_of(world.leaders[0])
    before = month_of(day).previous
    wanted = Wanted(
        kind="check",
        title=f"Kiểm tra thực hiện mô hình tháng {before.number}/{before.year}",
        target=world.province,
        first=before.previous.start,
        last=before.end,
        starts_on=day,
        ends_on=world.today + timedelta(days=4),
        size=_DRAWN,
        per_unit=1,
        people=[person.pk for person in world.leaders],
    )
    with clock_at(on(day)):
        made = open_inspection(world.province, by=scope_of(lead, day), wanted=wanted)
    _Inspected(world, made).play()


class _Inspected:
    """The inspectors judge and raise; the unions answer, but for the last one."""

    def __init__(self, world: World, inspection: Inspection) -> None:
        self.today, self.inspection = world.today, inspection
        self.lead = account_of(world.leaders[0])
        self.leads = {one.unit.pk: account_of(one.officers[0]) for one in world.unions}
        for union in world.unions:
            self.leads |= {unit.pk: account_of(people[0]) for unit, people in union.branches}

    def play(self) -> None:
        """Judge all but a few; what does not match is asked for."""
        day = self.today - timedelta(days=9)
        by = scope_of(self.lead, day)
        sample = self.inspection.sample.select_related("activity__unit", "inspection__unit")
        with clock_at(on(day)):
            found: list[tuple[Finding, str]] = []
            for place, item in enumerate(list(sample)[:-_LEFT]):
                if place % 2 or len(found) == len(_DIFFERS):
                    judge_item(item, by=by, verdict=Verdict.MATCHES)
                    continue
                note, answer = _DIFFERS[len(found)]
                judge_item(item, by=by, verdict=Verdict.DIFFERS, note=note)
                finding = raise_finding(
                    self.inspection, by=by, unit=item.activity.unit, text=note, item=item,
                    due_on=day + timedelta(days=14),
                )  # fmt: skip
                found.append((finding, answer))
        self._follow(found)

    def _follow(self, found: list[tuple[Finding, str]]) -> None:
        """The first is closed, the second sent back, the third waits, the last is still open."""
        for place, (finding, answer) in enumerate(found):
            if not answer:
                continue
            day = self.today - timedelta(days=5 - place)
            by, above = scope_of(self.leads[finding.unit_id], day), scope_of(self.lead, day)
            with clock_at(on(day)):
                answer_finding(finding, by=by, text=answer, proof=_picture(place))
                if place == 0:
                    close_finding(finding, by=above, note="Đã xem danh sách.")
                elif place == 1:
                    return_finding(finding, by=above, reason="Ảnh mờ, không rõ địa điểm.")


def _picture(place: int) -> ContentFile:
    """A plain picture, another one each time."""
    picture = Image.new("RGB", (480, 320), (232, 238, 244))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 60 + 20 * place, 440, 280), outline=(60, 90, 130), width=4)
    for line in range(4):
        draw.line((70, 110 + 40 * line, 410, 110 + 40 * line), fill=(120, 140, 160), width=3)
    stream = BytesIO()
    picture.save(stream, "PNG")
    return ContentFile(stream.getvalue(), f"minh-chung-{place + 1}.png")
