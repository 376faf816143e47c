"""What this app counts, for reports: members, and how they came and went."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from sodoan.common.indicators import Indicator, Span, Trait
from sodoan.people.choices import MembershipEnd, MembershipKind, Precision
from sodoan.people.models import Membership, Person


def members(span: Span) -> QuerySet[Person]:
    """Everybody who belongs to the unit or below it on the day: officially or for a time."""
    return Person.objects.in_unit(span.path, span.on)


def admitted(span: Span) -> QuerySet[Person]:
    """Members of the day who joined the union in the span, where the very day is known."""
    return members(span).filter(
        joined_precision=Precision.DAY, joined_on__range=(span.start, span.end)
    )


def matured(span: Span) -> QuerySet[Membership]:
    """Official memberships that ended by maturity on a day of the span."""
    return _ended(span, MembershipEnd.MATURITY)


def transferred(span: Span) -> QuerySet[Membership]:
    """Official memberships that ended by a transfer to another unit on a day of the span."""
    return _ended(span, MembershipEnd.TRANSFER)


def _ended(span: Span, how: str) -> QuerySet[Membership]:
    """The first day outside a membership is the upper bound of its period."""
    first, last = span.start + timedelta(days=1), span.end + timedelta(days=1)
    return Membership.objects.filter(
        unit__path__startswith=span.path,
        kind=MembershipKind.OFFICIAL,
        ended_by=how,
        during__endswith__range=(first, last),
    )


_OF_PERSON = (
    Trait("Họ và tên", lambda row: row.full_name),
    Trait("Ngày sinh", lambda row: row.born_on, "date", 12),
    Trait("Đối tượng", lambda row: row.get_category_display(), width=24),
)


def _last_day(row: Any) -> Any:
    return row.during.upper - timedelta(days=1)


_OF_MEMBERSHIP = (
    Trait("Họ và tên", lambda row: row.person.full_name),
    Trait("Chi đoàn", lambda row: row.unit.name),
    Trait("Ngày cuối", _last_day, "date", 12),
)

_NAME = ("sort_key",)
_NAME_OF = ("person__sort_key",)
_WHOSE = ("person", "unit")

INDICATORS = (
    Indicator("people.members", "Tổng số đoàn viên", "người", members, _OF_PERSON, _NAME),
    Indicator("people.admitted", "Đoàn viên mới kết nạp", "người", admitted, _OF_PERSON, _NAME),
    Indicator(
        "people.matured", "Trưởng thành Đoàn", "người", matured, _OF_MEMBERSHIP, _NAME_OF, _WHOSE
    ),
    Indicator(
        "people.transferred", "Chuyển sinh hoạt đi", "người", transferred, _OF_MEMBERSHIP,
        _NAME_OF, _WHOSE,
    ),
)  # fmt: skip
