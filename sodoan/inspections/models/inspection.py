"""An inspection, who carries it out, and what was drawn for it."""

from datetime import date, timedelta
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from sodoan.audit.history import tracked_by
from sodoan.common.periods import PeriodField
from sodoan.inspections.choices import InspectionKind, InspectionState, Verdict
from sodoan.inspections.querysets import InspectionQuerySet

MOST_DRAWN = 500
_S = InspectionState


@tracked_by("unit")
class Inspection(models.Model):
    """A unit looks at what units at or below `target` reported about the days `during`.

    `seed` was drawn by the program with the sample, out of `drawn_from` reported activities of
    `drawn_units` units; with it the drawing can be repeated (`sampling`).
    """

    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="inspections", verbose_name="đơn vị kiểm tra",
        db_index=False,
    )  # fmt: skip
    target = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="+", verbose_name="phạm vi kiểm tra"
    )
    kind = models.CharField("loại", max_length=12, choices=InspectionKind)
    title = models.CharField("tên cuộc kiểm tra", max_length=200)
    during = PeriodField(verbose_name="kỳ được kiểm tra")
    starts_on = models.DateField("kiểm tra từ ngày")
    ends_on = models.DateField("đến hết ngày")
    size = models.PositiveSmallIntegerField("số mẫu cần rút")
    per_unit = models.PositiveSmallIntegerField("ít nhất mỗi đơn vị", default=0)
    seed = models.CharField("mã rút mẫu", max_length=32)
    drawn_at = models.DateTimeField("rút mẫu lúc")
    drawn_from = models.PositiveIntegerField("số hoạt động để rút")
    drawn_units = models.PositiveIntegerField("số đơn vị có hoạt động")
    state = models.CharField("trạng thái", max_length=10, choices=_S, default=_S.OPEN)
    conclusion = models.TextField("kết luận", blank=True)
    concluded_at = models.DateTimeField("kết luận lúc", null=True, blank=True)
    cancel_reason = models.CharField("lý do hủy", max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người lập",
    )  # fmt: skip
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc kiểm tra"
        verbose_name_plural = "cuộc kiểm tra"
        ordering: ClassVar = ["-starts_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "title", "during"],
                condition=~Q(state=_S.CANCELLED),
                name="one_inspection_a_title_and_period",
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, ends_on__gte=F("starts_on")),
                name="inspection_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(size__range=(1, MOST_DRAWN), per_unit__lte=F("size")),
                name="inspection_draws_some",
            ),
            models.CheckConstraint(
                condition=Q(drawn_from__gt=0, drawn_units__gt=0) & ~Q(seed=""),
                name="inspection_was_drawn",
            ),
            models.CheckConstraint(
                condition=(Q(concluded_at=None, conclusion="") & ~Q(state=_S.CONCLUDED))
                | (Q(concluded_at__isnull=False, state=_S.CONCLUDED) & ~Q(conclusion="")),
                name="concluded_in_words",
            ),
            models.CheckConstraint(
                condition=Q(cancel_reason="") ^ Q(state=_S.CANCELLED),
                name="cancelled_for_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "starts_on"], name="inspection_of_unit"),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="what_was_drawn_stays",
                fields=[
                    "unit", "target", "during", "size", "per_unit", "seed", "drawn_at",
                    "drawn_from", "drawn_units",
                ],
            ),
            pgtrigger.Protect(name="inspections_are_kept", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def last_day(self) -> date:
        """The last day of the period looked at."""
        last: date = self.during.upper - timedelta(days=1)
        return last

    @property
    def is_open(self) -> bool:
        """Whether it is under way."""
        return self.state == _S.OPEN


@tracked_by("inspection")
class Inspector(models.Model):
    """One of those who carry out an inspection."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="inspectors", verbose_name="cuộc kiểm tra"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="người kiểm tra"
    )

    merge_spare: ClassVar[Q] = Q()  # both files of one person were named: one is enough

    class Meta:
        verbose_name = "người kiểm tra"
        verbose_name_plural = "người kiểm tra"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inspection", "person"], name="one_inspector_per_person"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


@tracked_by("inspection")
class SampleItem(models.Model):
    """A reported activity that was drawn, and what the inspectors found; never taken out again."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="sample", verbose_name="cuộc kiểm tra"
    )
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, related_name="+", verbose_name="hoạt động"
    )
    position = models.PositiveSmallIntegerField("thứ tự rút")
    verdict = models.CharField("kết quả đối chiếu", max_length=12, choices=Verdict, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    proof = models.ForeignKey(
        "documents.Attachment", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="minh chứng",
    )  # fmt: skip
    judged_at = models.DateTimeField("đối chiếu lúc", null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người đối chiếu",
    )  # fmt: skip

    class Meta:
        verbose_name = "mẫu kiểm tra"
        verbose_name_plural = "mẫu kiểm tra"
        ordering: ClassVar = ["inspection", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "activity"], name="drawn_once"),
            models.UniqueConstraint(fields=["inspection", "position"], name="drawn_in_order"),
            models.CheckConstraint(
                condition=Q(judged_at=None) ^ ~Q(verdict=""), name="judged_has_its_moment"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", Verdict.MATCHES]) | ~Q(note=""),
                name="what_does_not_match_is_said",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="sample_is_as_drawn", fields=["inspection", "activity", "position"]
            ),
            pgtrigger.Protect(name="sample_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.activity}"
