"""What this app counts: each metric is one condition on enrolments (architecture §4).

Count, list, chart and export come from the same queryset, so a figure and its list cannot differ.
Rates are taken of everybody who should take part, with a sheet or
without; those of grades are taken of who was rated.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from sodoan.programmes.choices import (
    DECIDED,
    ComplaintState,
    EnrolmentState,
    Population,
    ResultState,
    StepKey,
)
from sodoan.programmes.models import Assessment, Complaint, Enrolment, Review

Narrow = Callable[[QuerySet], QuerySet]
_MEMBERS = "doan-vien"
_RATED = "da-xep-loai"


@dataclass(frozen=True)
class Metric:
    """A figure: key for addresses, label for people, and what it counts.

    `condition` is the predicate on enrolments; `short` the heading of a narrow column; `base` the
    key of the figure its rate is taken of, empty for a figure without a rate.
    """

    key: str
    label: str
    short: str
    condition: Q | Exists
    base: str = _MEMBERS

    def of(self, enrolments: QuerySet) -> QuerySet:
        """The enrolments this figure counts."""
        return enrolments.filter(self.condition)


def _everybody() -> Q:
    return Q(pk__isnull=False)


def _complaints(**facts: str) -> Exists:
    return Exists(Complaint.objects.filter(result__enrolment=OuterRef("pk"), **facts))


# Of the sheets those of members; who waits for one is added: `queries.participants`.
MEMBERS = Metric(
    _MEMBERS,
    "Đoàn viên thuộc diện tham gia",
    "Đoàn viên",
    Q(person__isnull=False),
    base="",
)
OPENED = Metric("thuoc-dien", "Đã mở phiếu đăng ký", "Có phiếu", _everybody())

REGISTERED = Metric(
    "da-dang-ky",
    "Đã đăng ký",
    "Đăng ký",
    Q(state__in=[EnrolmentState.SUBMITTED, EnrolmentState.ACCEPTED]),
)
ACCEPTED = Metric("da-duyet", "Phiếu đã duyệt", "Đã duyệt", Q(state=EnrolmentState.ACCEPTED))

METRICS: tuple[Metric, ...] = (
    OPENED,
    REGISTERED,
    ACCEPTED,
    Metric(
        "da-trao-doi",
        "Đã được trao đổi ít nhất một quý",
        "Trao đổi",
        Exists(Review.objects.filter(enrolment=OuterRef("pk"))),
    ),
    Metric(
        "tu-danh-gia",
        "Đã tự đánh giá",
        "Tự đánh giá",
        Exists(
            Assessment.objects.filter(
                enrolment=OuterRef("pk"), step=StepKey.SELF, submitted_at__isnull=False
            )
        ),
    ),
    Metric(
        "da-de-xuat",
        "Chi đoàn đã đề xuất",
        "Đề xuất",
        Q(result__state__in=[ResultState.PROPOSED, *DECIDED]),
    ),
    Metric(
        _RATED,
        "Đã được xếp loại",
        "Xếp loại",
        Q(result__state__in=DECIDED, result__population=Population.RATED),
    ),
    Metric(
        "khong-xep-loai",
        "Không thuộc diện xếp loại",
        "Không XL",
        Q(result__state__in=DECIDED) & ~Q(result__population=Population.RATED),
    ),
)

# How the results were taken, for the levels above: people who complained, and who still wait.
COMPLAINTS: tuple[Metric, ...] = (
    Metric("khieu-nai", "Có khiếu nại về kết quả", "Khiếu nại", _complaints(), base=""),
    Metric(
        "khieu-nai-mo",
        "Khiếu nại chưa được trả lời",
        "Chưa trả lời",
        _complaints(state=ComplaintState.OPEN),
        base="",
    ),
)


def grade_metric(key: str, short: str) -> Metric:
    """How many got one grade, of those rated, for the scale of the programme at hand."""
    return Metric(
        f"muc-{key}",
        f"Xếp loại {short}",
        short,
        Q(result__state__in=DECIDED, result__grade_key=key),
        base=_RATED,
    )


def enrolments_in(programme_id: int, path: str) -> QuerySet[Enrolment]:
    """All enrolments of a programme carried out below a unit path."""
    return Enrolment.objects.filter(programme=programme_id, unit__path__startswith=path)
