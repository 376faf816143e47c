"""The evaluation that is open when a member moves or leaves, in words for who records it."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef

from sodoan.people.choices import MembershipKind
from sodoan.people.models import Membership, Person
from sodoan.programmes.choices import WITH_THE_BRANCH, ResultState
from sodoan.programmes.models import Result

_STAYS = "Chuyển sinh hoạt bây giờ thì phiếu và kết quả kỳ này ở lại {unit}."
_MISSES = (
    "Kết thúc sinh hoạt bây giờ thì người ấy không được mời họp đánh giá nữa và có thể không được "
    "xếp loại; nếu được, đồng chí chờ công bố rồi hãy ghi."
)
_GOES_ON = (
    "Kết thúc sinh hoạt bây giờ thì kết quả ấy vẫn được xét; trang duyệt ghi rõ người ấy đã thôi "
    "sinh hoạt."
)


def open_evaluations(person: Person, day: date, *, leaves: bool) -> Iterator[str]:
    """A sentence for each evaluation of this year or the last that is not published yet."""
    official = Membership.objects.on(day).filter(
        person=OuterRef("enrolment__person"), kind=MembershipKind.OFFICIAL
    )
    results = Result.objects.filter(
        Exists(official), enrolment__person=person, enrolment__programme__year__gte=day.year - 1
    ).exclude(state=ResultState.PUBLISHED)
    related = results.select_related("enrolment__programme", "round__unit", "round__approver")
    for result in related.order_by("-enrolment__programme__year", "pk"):
        yield f"{_where(result)} {_then(result, leaves=leaves)}"


def _where(result: Result) -> str:
    title, round_ = result.enrolment.programme.title, result.round
    if result.state in WITH_THE_BRANCH:
        return f"{title}: {round_.unit.name} đang đánh giá."
    return f"{title}: {round_.approver.name} chưa công bố kết quả."


def _then(result: Result, *, leaves: bool) -> str:
    if not leaves:
        return _STAYS.format(unit=result.round.unit.name)
    return _MISSES if result.state in WITH_THE_BRANCH else _GOES_ON
