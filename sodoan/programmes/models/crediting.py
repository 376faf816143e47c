"""What an activity counts for: criteria of the programmes whose time it lies in."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from sodoan.audit.history import tracked, tracked_by
from sodoan.org.choices import Block
from sodoan.programmes.models.programme import Programme


@tracked
class Counting(models.Model):
    """That somebody has said what an activity counts for, perhaps nothing.

    Without `chosen_by` it is what its theme and kind say, written down when it was reported.
    """

    activity = models.OneToOneField(
        "activities.Activity", models.CASCADE, primary_key=True, related_name="counting",
        verbose_name="hoạt động",
    )  # fmt: skip
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người chọn",
    )  # fmt: skip
    at = models.DateTimeField("chọn lúc", db_default=Now())

    class Meta:
        verbose_name = "hoạt động được tính"
        verbose_name_plural = "hoạt động được tính"

    def __str__(self) -> str:
        return str(self.activity)


@tracked_by("counting")
class Credit(models.Model):
    """One criterion of a programme an activity counts for, in one calendar.

    The calendar is there because the time whose results count is that of a calendar: what lies in
    the time of one need not lie in that of the other.
    """

    counting = models.ForeignKey(
        Counting, models.CASCADE, related_name="credits", verbose_name="hoạt động", db_index=False
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="credits", verbose_name="chương trình"
    )
    block = models.CharField("lịch năm", max_length=10, choices=Block)
    criterion_key = models.CharField("tiêu chí", max_length=60)

    class Meta:
        verbose_name = "tiêu chí được tính"
        verbose_name_plural = "tiêu chí được tính"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["counting", "programme", "block", "criterion_key"],
                name="one_credit_per_criterion",
            ),
            models.CheckConstraint(
                condition=~models.Q(criterion_key=""), name="credit_names_a_criterion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_key} ({self.programme})"
