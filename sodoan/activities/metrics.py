"""What this app counts, for reports. People and attendances are two figures, never mixed."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from sodoan.activities.choices import ActivityKind, Presence, ProjectState
from sodoan.activities.models import Activity, Attendance, Project, Slot
from sodoan.common.indicators import Indicator, Span, Trait
from sodoan.common.periods import period
from sodoan.org.choices import Tier
from sodoan.org.models import Unit
from sodoan.people.models import Person


def held(span: Span) -> QuerySet[Activity]:
    """Activities that took place in the span and were reported."""
    rows = Activity.objects.filter(unit__path__startswith=span.path).held()
    rows = rows.between(span.start, span.end)
    if span.about:
        rows = rows.filter(theme__scheme__key=span.about)
    return rows


def attendances(span: Span) -> QuerySet[Attendance]:
    """Members present at them: who came three times counts three times."""
    return Attendance.objects.filter(activity__in=held(span), presence=Presence.PRESENT)


def attended(span: Span) -> QuerySet[Person]:
    """Different members who were present at least once."""
    return Person.objects.filter(Exists(attendances(span).filter(person=OuterRef("pk"))))


def with_guests(span: Span) -> QuerySet[Activity]:
    """Activities to which people came who are no members."""
    return held(span).filter(guests__gt=0)


def meetings(span: Span) -> QuerySet[Activity]:
    """Meetings that were held and reported."""
    return held(span).filter(kind=ActivityKind.MEETING)


def branches_met(span: Span) -> QuerySet[Unit]:
    """Branches that held at least one meeting (S4: sinh hoạt Đoàn)."""
    theirs = meetings(span).filter(unit=OuterRef("pk"))
    return Unit.objects.filter(Exists(theirs), type__tier=Tier.BRANCH)


def projects(span: Span) -> QuerySet[Project]:
    """Projects worked on in the span: begun by its end, done in it or not yet."""
    open_or_done = Q(state=ProjectState.RUNNING) | Q(finished_on__gte=span.start)
    return Project.objects.filter(
        open_or_done, unit__path__startswith=span.path, starts_on__lte=span.end
    )


def finished(span: Span) -> QuerySet[Project]:
    """Projects done on a day of the span."""
    return Project.objects.filter(
        unit__path__startswith=span.path, finished_on__range=(span.start, span.end)
    )


def slots(span: Span) -> QuerySet[Slot]:
    """Times of the week chosen for a scheme, on some day of the span."""
    asked = period(span.start, None)
    rows = Slot.objects.filter(
        unit__path__startswith=span.path, scheme__isnull=False, during__overlap=asked
    )
    if span.about:
        rows = rows.filter(scheme__key=span.about)
    return rows


_OF_ACTIVITY = (
    Trait("Ngày", lambda row: row.on, "date", 12),
    Trait("Đơn vị", lambda row: row.unit.name),
    Trait("Nội dung", lambda row: row.title, width=44),
    Trait("Kết quả", lambda row: row.result or row.done, width=44),
)

_OF_PROJECT = (
    Trait("Đơn vị", lambda row: row.unit.name),
    Trait("Công trình, phần việc", lambda row: row.title, width=44),
    Trait("Bắt đầu", lambda row: row.starts_on, "date", 12),
    Trait("Trạng thái", lambda row: row.get_state_display(), width=16),
)
_BY_UNIT = ("unit__sort_key", "starts_on")
_BY_DAY = ("on", "starts_at")

INDICATORS = (
    Indicator(
        "activities.held",
        "Hoạt động đã tổ chức",
        "hoạt động",
        held,
        _OF_ACTIVITY,
        _BY_DAY,
        ("unit",),
        owner="unit",
        moment="reported_at",
    ),
    Indicator(
        "activities.attendances",
        "Lượt đoàn viên tham gia",
        "lượt",
        attendances,
        (
            Trait("Ngày", lambda row: row.activity.on, "date", 12),
            Trait("Hoạt động", lambda row: row.activity.title, width=44),
            Trait("Đoàn viên", lambda row: row.person.full_name),
        ),
        ("activity__on", "activity", "person__sort_key"),
        ("activity", "person"),
    ),
    Indicator(
        "activities.people",
        "Đoàn viên đã tham gia",
        "người",
        attended,
        (
            Trait("Họ và tên", lambda row: row.full_name),
            Trait("Ngày sinh", lambda row: row.born_on, "date", 12),
        ),
        ("sort_key",),
    ),
    Indicator(
        "activities.guests",
        "Lượt khách, thanh niên ngoài Đoàn",
        "lượt",
        with_guests,
        _OF_ACTIVITY,
        _BY_DAY,
        ("unit",),
        weight="guests",
    ),
    Indicator(
        "activities.meetings",
        "Cuộc sinh hoạt, họp",
        "cuộc",
        meetings,
        _OF_ACTIVITY,
        _BY_DAY,
        ("unit",),
        owner="unit",
        moment="reported_at",
    ),
    Indicator(
        "activities.branches_met",
        "Chi đoàn có sinh hoạt",
        "chi đoàn",
        branches_met,
        (
            Trait("Chi đoàn", lambda row: row.name, width=36),
            Trait("Trực thuộc", lambda row: row.parent.name if row.parent else "", width=36),
        ),
        ("sort_key",),
        ("parent",),
    ),
    Indicator(
        "activities.projects",
        "Công trình, phần việc đang làm",
        "công trình",
        projects,
        _OF_PROJECT,
        _BY_UNIT,
        ("unit",),
    ),
    Indicator(
        "activities.project_value",
        "Giá trị công trình hoàn thành",
        "đồng",
        finished,
        _OF_PROJECT,
        _BY_UNIT,
        ("unit",),
        weight="value",
    ),
    Indicator(
        "activities.slots",
        "Khung giờ đã đăng ký",
        "khung giờ",
        slots,
        (
            Trait("Đơn vị", lambda row: row.unit.name),
            Trait("Khung giờ", str, width=20),
        ),
        ("unit__sort_key", "weekday"),
        ("unit",),
        owner="unit",
        moment="created_at",
    ),
)
