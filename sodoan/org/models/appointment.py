"""Posts, terms with their seats, and who holds what when."""

from datetime import date
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models.functions import Now

from sodoan.audit.history import tracked, tracked_by
from sodoan.common.periods import PeriodField
from sodoan.org.choices import Body, Role, Tier
from sodoan.org.models.guards import guarded_period, guarded_place
from sodoan.org.models.unit import Unit
from sodoan.org.querysets import AppointmentQuerySet, TermQuerySet

_BEGINS_IN_TIME = """
    IF EXISTS (SELECT FROM {added} JOIN org_unit u ON u.id = added.unit_id
                WHERE lower(added.during) < u.opened_on) THEN
        RAISE EXCEPTION 'nobody holds a post before the unit exists'
            USING ERRCODE = '23514', CONSTRAINT = 'no_post_before_the_unit';
    END IF;
    IF EXISTS (SELECT FROM {added} JOIN org_term t ON t.id = added.term_id
                WHERE t.unit_id <> added.unit_id OR NOT lower(added.during) <@ t.during) THEN
        RAISE EXCEPTION 'a post of a term begins in the term'
            USING ERRCODE = '23514', CONSTRAINT = 'post_begins_in_its_term';
    END IF;
"""
_KEEPS_ITS_POSTS = """
    IF EXISTS (SELECT FROM org_appointment a
                WHERE a.term_id = NEW.id AND NOT lower(a.during) <@ NEW.during) THEN
        RAISE EXCEPTION 'a post of a term begins in the term'
            USING ERRCODE = '23514', CONSTRAINT = 'post_begins_in_its_term';
    END IF;
    RETURN NULL;
"""


@tracked
class Post(models.Model):
    """A post of the catalogue (chức danh). Access follows its role, which stays."""

    key = models.SlugField("khóa", primary_key=True, max_length=40)
    label = models.CharField("tên chức danh", max_length=80)
    tiers = ArrayField(models.PositiveSmallIntegerField(choices=Tier), verbose_name="cấp được dùng")
    body = models.CharField("tổ chức", max_length=10, choices=Body)
    role = models.CharField("vai trò", max_length=12, choices=Role)
    is_exclusive = models.BooleanField(
        "chỉ một người", help_text="Mỗi đơn vị chỉ có một người giữ chức danh này trong một ngày."
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    is_retired = models.BooleanField(
        "thôi dùng",
        default=False,
        db_default=False,
        help_text="Không ghi thêm ai vào chức danh này. Người đang giữ vẫn giữ đến khi thôi chức.",
    )

    class Meta:
        verbose_name = "chức danh"
        verbose_name_plural = "chức danh"
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.label

    @property
    def tier_labels(self) -> str:
        """The levels it is used at, in words."""
        return ", ".join(str(Tier(tier).label) for tier in self.tiers)


@tracked_by("unit")
class Term(models.Model):
    """A term (nhiệm kỳ) of a body of a unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="terms", verbose_name="đơn vị")
    body = models.CharField("tổ chức", max_length=10, choices=Body)
    label = models.CharField("nhiệm kỳ", max_length=40)
    during = PeriodField()

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm kỳ"
        verbose_name_plural = "nhiệm kỳ"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_term_per_body_and_day",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("body", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="term_lasts_a_day"
            ),
        ]
        triggers: ClassVar = [
            *guarded_period(),
            pgtrigger.Trigger(
                name="keeps_its_posts",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("during"),
                func=_KEEPS_ITS_POSTS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()} {self.unit} {self.label}"


@tracked_by("term")
class Seat(models.Model):
    """How many holders of a post the congress decided on; vacancies are computed from it."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="seats", verbose_name="nhiệm kỳ")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="chức danh")
    count = models.PositiveSmallIntegerField("số lượng")

    class Meta:
        verbose_name = "số lượng theo chức danh"
        verbose_name_plural = "số lượng theo chức danh"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term", "post"], name="one_seat_row_per_post"),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.count}"


@tracked_by("person", "unit")
class Appointment(models.Model):
    """A person holding a post in a unit over a period. Access derives from these rows."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="appointments", verbose_name="đơn vị"
    )
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="chức danh")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="appointments", verbose_name="người giữ"
    )
    term = models.ForeignKey(
        Term, models.PROTECT, null=True, blank=True, related_name="appointments",
        verbose_name="nhiệm kỳ",
    )  # fmt: skip
    during = PeriodField()
    is_exclusive = models.BooleanField(
        editable=False, help_text="Sao từ chức danh khi bổ nhiệm, cho ràng buộc dưới đây."
    )
    decision_no = models.CharField("số quyết định", max_length=60, blank=True)
    decision_on = models.DateField("ngày quyết định", null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "phân công giữ chức danh"
        verbose_name_plural = "phân công giữ chức danh"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="exclusive_posts_do_not_overlap",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(is_exclusive=True),
            ),
            ExclusionConstraint(
                name="nobody_holds_a_post_twice",
                expressions=[  # unit + 0: else planners read this index for lookups by unit
                    ("person", RangeOperators.EQUAL),
                    (models.F("unit") + 0, RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="appointment_lasts_a_day"
            ),
        ]
        triggers: ClassVar = guarded_place(_BEGINS_IN_TIME)

    def __str__(self) -> str:
        return f"{self.post} {self.unit}: {self.person}"

    def has_lasted(self, on: date) -> bool:
        """Whether it was held before that day; else it may be taken back as a mistake."""
        return self.during.lower is None or self.during.lower < on
