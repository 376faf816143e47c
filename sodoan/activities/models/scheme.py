"""What a unit asks of those below it: a rhythm of activities, and its themes."""

from datetime import date, timedelta
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models

from sodoan.activities.querysets import SchemeQuerySet
from sodoan.audit.history import tracked, tracked_by
from sodoan.common.periods import PeriodField
from sodoan.common.weeks import Week
from sodoan.org.choices import Sector
from sodoan.org.models.guards import guarded_period

MINUTES = (5, 600)  # the shortest and the longest activity of a slot


@tracked
class Scheme(models.Model):
    """A rhythm of activities that a unit asks of the grassroots unions below it (S2, III).

    `weekly_minimum` activities a week of `minutes` each, with every member; unions choose their
    slot and tell it until `register_by`.
    """

    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="schemes", verbose_name="đơn vị phát động"
    )
    key = models.SlugField("khóa", max_length=80)
    title = models.CharField("tên mô hình", max_length=200)
    short = models.CharField("tên ngắn", max_length=40)
    weekly_minimum = models.PositiveSmallIntegerField("số hoạt động ít nhất mỗi tuần", default=1)
    most_slots = models.PositiveSmallIntegerField("số ngày nhiều nhất mỗi tuần", default=2)
    minutes = models.PositiveSmallIntegerField("thời lượng (phút)", default=30)
    forms = ArrayField(
        models.CharField(max_length=120), verbose_name="hình thức gợi ý", default=list, blank=True
    )
    register_by = models.DateField("hạn đăng ký", null=True, blank=True)
    during = PeriodField()

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "mô hình hoạt động"
        verbose_name_plural = "mô hình hoạt động"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_scheme_of_a_key_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(
                    weekly_minimum__range=(1, 14),
                    most_slots__range=(1, 7),
                    minutes__range=MINUTES,
                ),
                name="scheme_has_a_rhythm",
            ),
        ]
        triggers: ClassVar = guarded_period()

    def __str__(self) -> str:
        return self.title

    def runs_in(self, week: Week) -> bool:
        """Whether it runs on some day of the week."""
        lower, upper = self.during.lower, self.during.upper
        return bool(week.end >= lower and (upper is None or week.start < upper))

    def asks_in(self, week: Week) -> bool:
        """Whether it asks for the week: it runs on all its days, whichever a unit has chosen."""
        lower, upper = self.during.lower, self.during.upper
        return bool(week.start >= lower and (upper is None or week.end < upper))

    @property
    def last_day(self) -> date | None:
        """The last day it runs; None: until it is ended."""
        return self.during.upper - timedelta(days=1) if self.during.upper else None


@tracked_by("scheme")
class Theme(models.Model):
    """A content group of a scheme (S2, V); `sectors` empty: for every unit.

    `criteria` are keys of criteria of programmes its activities usually count for.
    """

    scheme = models.ForeignKey(
        Scheme, models.PROTECT, related_name="themes", verbose_name="mô hình"
    )
    key = models.SlugField("khóa", max_length=60)
    position = models.PositiveSmallIntegerField("thứ tự")
    title = models.CharField("nội dung", max_length=300)
    short = models.CharField("tên ngắn", max_length=40)
    sectors = ArrayField(
        models.CharField(max_length=20, choices=Sector),
        verbose_name="khối áp dụng",
        default=list,
        blank=True,
    )
    criteria = ArrayField(
        models.CharField(max_length=60),
        verbose_name="tiêu chí được tính",
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = "nhóm nội dung"
        verbose_name_plural = "nhóm nội dung"
        ordering: ClassVar = ["scheme", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "key"], name="one_theme_per_key"),
            models.UniqueConstraint(fields=["scheme", "position"], name="one_theme_per_position"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.short}"

    def applies_to(self, sector: str) -> bool:
        """Whether units of this sector may choose it."""
        return not self.sectors or sector in self.sectors
