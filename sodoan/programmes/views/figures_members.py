"""The list behind the number of members: who should take part, with a sheet or without."""

from django.db.models import Q, QuerySet

from sodoan.common.listing import Column, Filter, Listing
from sodoan.common.requests import ScopedRequest
from sodoan.programmes.choices import EnrolmentState
from sodoan.programmes.queries.participants import NO_SHEET, find_members, listed
from sodoan.programmes.queries.roster import WRITING

_REGISTERED = (EnrolmentState.SUBMITTED, EnrolmentState.ACCEPTED)


def members_listing(request: ScopedRequest, members: QuerySet) -> Listing:
    """Those of `queries.participants.members_of` as a list like any."""
    return Listing(
        request,
        listed(members),
        columns=[
            Column("ten", "Họ và tên", ("sort_key",)),
            Column("chi-doan", "Chi đoàn", ("branch_order", "sort_key")),
            Column("doi-tuong", "Đối tượng", ("group", "sort_key")),
            Column("phieu", "Phiếu đăng ký", ("state", "sort_key")),
        ],
        noun="người",
        lasting=("chuong-trinh", "don-vi", "chi-so", "truc-tiep"),
        search=find_members,
        filters=[
            Filter("chua-mo", "Chưa mở phiếu", NO_SHEET),
            Filter("chua-nop", "Có phiếu, chưa nộp", Q(state__in=WRITING)),
            Filter("da-dang-ky", "Đã đăng ký", Q(state__in=_REGISTERED)),
        ],
        exports_here=True,
    )
