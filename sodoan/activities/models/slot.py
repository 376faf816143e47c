"""When a unit acts: times that come back, of a scheme or its own."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from sodoan.activities.choices import ActivityKind, MeetingKind, Ordinal, Rhythm, Weekday
from sodoan.activities.models.scheme import MINUTES, Scheme
from sodoan.activities.querysets import SlotQuerySet
from sodoan.activities.rhythms import Turn, days_of, in_words
from sodoan.audit.history import tracked_by
from sodoan.common.periods import PeriodField
from sodoan.org.models.guards import guarded_period

_WEEKLY = Q(
    rhythm=Rhythm.WEEKLY, weekday__isnull=False, every__range=(1, 12),
    ordinal__isnull=True, monthday__isnull=True,
)  # fmt: skip
_BY_DAY = Q(
    rhythm=Rhythm.MONTH_DAY, monthday__isnull=False, monthday__range=(1, 31), every=1,
    weekday__isnull=True, ordinal__isnull=True,
)  # fmt: skip
_BY_WEEKDAY = Q(
    rhythm=Rhythm.MONTH_WEEKDAY, weekday__isnull=False, ordinal__isnull=False,
    ordinal__range=(1, 5), every=1, monthday__isnull=True,
)  # fmt: skip


@tracked_by("unit")
class Slot(models.Model):
    """A time of a unit that comes back, for a scheme (weekly) or for its own activities.

    Its own ones say what they are (`title`, `kind`, `meeting`) and come every week, every so many
    weeks counted from the one they began in, or every month. A month without the day has it on its
    last one.
    """

    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="slots", verbose_name="đơn vị"
    )
    scheme = models.ForeignKey(
        Scheme, models.PROTECT, null=True, blank=True, related_name="slots", verbose_name="mô hình"
    )
    title = models.CharField("nội dung", max_length=200, blank=True)
    kind = models.CharField(
        "loại", max_length=10, choices=ActivityKind, default=ActivityKind.SCHEME
    )
    meeting = models.CharField("loại cuộc họp", max_length=10, choices=MeetingKind, blank=True)
    rhythm = models.CharField("nhịp", max_length=15, choices=Rhythm, default=Rhythm.WEEKLY)
    weekday = models.PositiveSmallIntegerField(
        "ngày trong tuần", choices=Weekday, null=True, blank=True
    )
    every = models.PositiveSmallIntegerField("cách mấy tuần", default=1)
    ordinal = models.PositiveSmallIntegerField(
        "tuần nào trong tháng", choices=Ordinal, null=True, blank=True
    )
    monthday = models.PositiveSmallIntegerField("ngày trong tháng", null=True, blank=True)
    starts_at = models.TimeField("giờ bắt đầu")
    minutes = models.PositiveSmallIntegerField("thời lượng (phút)", default=30)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    during = PeriodField()
    created_at = models.DateTimeField("đăng ký lúc", db_default=Now(), editable=False)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = "khung giờ"
        verbose_name_plural = "khung giờ"
        ordering: ClassVar = ["weekday", "starts_at"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_slot_a_weekday",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("scheme", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(scheme__isnull=False),
            ),
            ExclusionConstraint(
                name="one_own_slot_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("rhythm", RangeOperators.EQUAL),
                    (Coalesce("weekday", 0), RangeOperators.EQUAL),
                    (Coalesce("ordinal", 0), RangeOperators.EQUAL),
                    (Coalesce("monthday", 0), RangeOperators.EQUAL),
                    ("starts_at", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(scheme__isnull=True),
            ),
            models.CheckConstraint(
                condition=_WEEKLY | _BY_DAY | _BY_WEEKDAY, name="slot_has_one_rhythm"
            ),
            models.CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(weekday__range=(1, 7)),
                name="slot_is_a_day_of_the_week",
            ),
            models.CheckConstraint(condition=Q(minutes__range=MINUTES), name="slot_has_its_length"),
            models.CheckConstraint(
                condition=(
                    Q(scheme__isnull=False, kind=ActivityKind.SCHEME, title="", every=1)
                    & Q(rhythm=Rhythm.WEEKLY)
                )
                | (Q(scheme__isnull=True) & ~Q(kind=ActivityKind.SCHEME) & ~Q(title="")),
                name="own_slot_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=Q(meeting="") ^ Q(kind=ActivityKind.MEETING),
                name="slot_of_a_meeting_says_which",
            ),
        ]
        triggers: ClassVar = guarded_period()

    def __str__(self) -> str:
        return f"{self.when}, {self.starts_at:%H:%M}"

    @property
    def turn(self) -> Turn:
        """When it comes back."""
        return Turn(
            self.rhythm, self.weekday, self.every, self.ordinal, self.monthday, self.during.lower
        )

    @property
    def when(self) -> str:
        """`Thứ Bảy tuần đầu của tháng`."""
        return in_words(self.turn)

    def days(self, start: date, end: date) -> Sequence[date]:
        """Its days from `start` to `end`, both included, while it holds."""
        return [day for day in days_of(self.turn, start, end) if day in self.during]

    def falls_on(self, day: date) -> bool:
        """Whether the day is one of its days."""
        return bool(self.days(day, day))

    @property
    def hours(self) -> str:
        """`16:30–17:00`."""
        begins = datetime.combine(date.min, self.starts_at)
        return f"{begins:%H:%M}–{begins + timedelta(minutes=self.minutes):%H:%M}"
