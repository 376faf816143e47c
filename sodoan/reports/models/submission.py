"""What was handed in: figures with the records behind them, words; never changed."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sodoan.audit.history import tracked, tracked_by
from sodoan.reports.choices import Source
from sodoan.reports.models.obligation import Obligation

_KEPT = pgtrigger.Protect(
    name="what_was_handed_in_stays", operation=pgtrigger.Update | pgtrigger.Delete
)


@tracked_by("obligation")
class Submission(models.Model):
    """One version of a report as handed in; a correction is the next one.

    `note` says why a version follows an accepted one. `entry` is its line in the document register.
    """

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="submissions", verbose_name="báo cáo"
    )
    number = models.PositiveSmallIntegerField("lần nộp")
    at = models.DateTimeField("nộp lúc")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người nộp",
    )  # fmt: skip
    note = models.CharField("lý do sửa", max_length=300, blank=True)
    entry = models.OneToOneField(
        "documents.RegisterEntry", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="số văn bản",
    )  # fmt: skip

    class Meta:
        verbose_name = "bản đã nộp"
        verbose_name_plural = "bản đã nộp"
        ordering: ClassVar = ["obligation", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["obligation", "number"], name="one_submission_a_number"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="submissions_count_from_one"),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="handed_in_as_it_was", fields=["obligation", "number", "at", "by", "note"]
            ),
            pgtrigger.Protect(name="submissions_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.obligation}, lần {self.number}"


@tracked
class SubmittedCell(models.Model):
    """A figure as handed in.

    `computed` is what the records gave at that moment and `records` their keys: of rows of the
    metric, or of the submissions below that were summed up; empty when there were too many to keep
    or it was typed. `value` is none where an optional cell was left empty.
    """

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="cells", verbose_name="bản đã nộp"
    )
    key = models.CharField("ô", max_length=60)
    value = models.DecimalField("số", max_digits=16, decimal_places=2, null=True, blank=True)
    source = models.CharField("cách điền", max_length=8, choices=Source)
    computed = models.DecimalField(
        "số của hệ thống", max_digits=16, decimal_places=2, null=True, blank=True
    )
    is_sum = models.BooleanField("cộng cấp dưới", default=False)
    reason = models.CharField("lý do khác số hệ thống", max_length=300, blank=True)
    records = ArrayField(models.BigIntegerField(), verbose_name="bản ghi", default=list)

    class Meta:
        verbose_name = "số liệu đã nộp"
        verbose_name_plural = "số liệu đã nộp"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submission", "key"], include=["value"], name="one_figure_a_cell"
            ),
            models.CheckConstraint(
                condition=Q(reason="") ^ Q(source=Source.OVERRIDE),
                name="other_than_counted_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(source__in=[Source.METRIC, Source.SUM])
                | Q(value=models.F("computed")),
                name="what_fills_itself_is_as_counted",
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0), name="figures_are_not_negative"
            ),
        ]
        triggers: ClassVar = [_KEPT]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"


@tracked
class SubmittedText(models.Model):
    """A part in words as handed in."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="texts", verbose_name="bản đã nộp"
    )
    key = models.CharField("phần", max_length=60)
    text = models.TextField("nội dung", blank=True)

    class Meta:
        verbose_name = "phần viết đã nộp"
        verbose_name_plural = "phần viết đã nộp"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "key"], name="one_text_a_part"),
        ]
        triggers: ClassVar = [_KEPT]

    def __str__(self) -> str:
        return self.key
