"""The roster of a branch as a list page and as a spreadsheet: the same rows in both."""

import tempfile
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import FileResponse, QueryDict
from django.urls import reverse

from sodoan.common.listing import Column, Filter, Listing, holding
from sodoan.common.requests import ScopedRequest
from sodoan.common.words import full_date
from sodoan.documents.rendering.xlsx import SheetColumn, write_table
from sodoan.org.models import Unit
from sodoan.programmes.choices import EnrolmentState, Standing
from sodoan.programmes.engine.schema import Group, Pack
from sodoan.programmes.metrics import ACCEPTED, REGISTERED
from sodoan.programmes.models import Enrolment, Plan
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.roster import NEEDING_HELP, WRITING, Counts, counts_of, roster

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RosterListing(Listing):
    """The list page with its chips under `?nop=`, for one programme of the branch."""

    def __init__(self, request: ScopedRequest, unit: Unit, plan: Plan) -> None:
        everybody = roster(unit, plan.programme_id)
        self.pack: Pack = pack_of(plan)
        self.counts = counts_of(everybody)
        vague = [key for key, one in self.counts.items() if one.vague]
        super().__init__(
            request,
            everybody,
            columns=self._columns(),
            noun="đoàn viên",
            search=holding("person__search_key"),
            filters=[
                Filter("writing", "Chưa xong", Q(state__in=WRITING)),
                Filter("submitted", "Chờ duyệt", Q(state=EnrolmentState.SUBMITTED)),
                Filter("returned", "Trả lại", Q(state=EnrolmentState.RETURNED)),
                Filter("registered", "Đã đăng ký", Q(REGISTERED.condition)),
                Filter("accepted", "Đã duyệt", Q(ACCEPTED.condition)),
                Filter("amending", "Xin điều chỉnh", Q(amendment__isnull=False)),
                Filter("help", "Cần giúp", NEEDING_HELP),
                Filter("vague", "Còn chung chung", Q(pk__in=vague or [0])),
            ],
            export_url=reverse("programmes:branch_export", args=[unit.pk]),
        )
        data = request.GET.copy()
        data["loc"] = data.pop("nop", [""])[-1]
        self.data = QueryDict(data.urlencode())

    def _columns(self) -> list[Column]:
        groups = [Column(group.key, group.short, align="r") for group in self.pack.groups]
        return [
            Column("ten", "Họ và tên", ("person__sort_key",)),
            Column("tt", "Trạng thái", ("state", "person__sort_key")),
            *groups,
            Column("chung", "Chung chung", align="r"),
            Column("mc", "Minh chứng đạt", align="r"),
            Column("td", "Trao đổi", ("standing", "person__sort_key")),
            Column("viec", "Việc"),
        ]

    def address(self, **changes: Any) -> str:
        """Return the address of this list; the chip is called `nop`."""
        data = self.data.copy()
        for key, value in changes.items():
            data[key] = "" if value is None else str(value)
        data["nop"] = data.pop("loc", [""])[-1]
        for key in [key for key, value in data.items() if not value]:
            del data[key]
        return f"?{data.urlencode()}"

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The values of the address that the search form keeps."""
        kept = {"nop": "loc", "xep": "xep", "co": "co", "chuong_trinh": "chuong_trinh"}
        return [(name, str(self.data[key])) for name, key in kept.items() if self.data.get(key)]

    @property
    def narrowed(self) -> bool:
        """Whether something hides rows."""
        return bool(self.search_text or self.data.get("loc"))

    @cached_property
    def lines(self) -> list[tuple[Enrolment, Counts, list[tuple[Group, int, bool]]]]:
        """The rows of this page: enrolment, its counts, and `taken`."""
        return [(one, self.counts[one.pk], self.taken(one)) for one in self.rows]

    def taken(self, enrolment: Enrolment) -> list[tuple[Group, int, bool]]:
        """Per content group: how many criteria are on the sheet, and whether that is enough."""
        groups = self.counts[enrolment.pk].groups
        return [
            (group, groups[group.key], groups[group.key] >= group.least(enrolment.category))
            for group in self.pack.groups
        ]


def roster_xlsx(listing: RosterListing, unit: Unit, plan: Plan, request: ScopedRequest) -> Any:
    """Exactly what is shown, all pages of it, as .xlsx."""
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    groups = [SheetColumn(group.title, "number", 14) for group in listing.pack.groups]
    columns = [
        SheetColumn("STT", "number", 6),
        SheetColumn("Họ và tên", width=28),
        SheetColumn("Trạng thái", width=14),
        *groups,
        SheetColumn("Nội dung còn chung chung", "number", 14),
        SheetColumn("Nội dung có minh chứng", "number", 14),
        SheetColumn("Nội dung đăng ký", "number", 14),
        SheetColumn("Trao đổi gần nhất", width=16),
        SheetColumn("Nhập hộ", width=10),
    ]
    write_table(
        stream,
        columns,
        _rows(listing),
        title=f"Đăng ký rèn luyện: {plan.programme.title}",
        notes=[f"{unit.name}, ngày {full_date(request.scope.on)}"],
        sheet="Đăng ký",
    )
    stream.seek(0)
    name = f"dang-ky-ren-luyen-{request.scope.on:%Y%m%d}.xlsx"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=_XLSX)


def _rows(listing: RosterListing) -> Iterator[tuple[object, ...]]:
    for number, enrolment in enumerate(listing.queryset, start=1):
        counts = listing.counts[enrolment.pk]
        standing = enrolment.standing
        yield (
            number,
            enrolment.person.full_name,
            EnrolmentState(enrolment.state).label,
            *(taken for _, taken, _ in listing.taken(enrolment)),
            counts.vague,
            counts.proven,
            counts.total,
            Standing(standing).label if standing else "Chưa trao đổi",
            "có" if enrolment.is_on_behalf else "",
        )
