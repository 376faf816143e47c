"""Two files that are one person, and two that are not."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from sodoan.audit.history import tracked
from sodoan.people.models.person import Person


@tracked
class Distinction(models.Model):
    """Two files somebody looked at and found to be two people: not asked about again."""

    first = models.ForeignKey(
        Person, models.CASCADE, related_name="distinct_after", verbose_name="hồ sơ thứ nhất"
    )
    second = models.ForeignKey(
        Person, models.CASCADE, related_name="distinct_before", verbose_name="hồ sơ thứ hai"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người xem xét",
    )  # fmt: skip
    at = models.DateTimeField("lúc", db_default=Now())

    class Meta:
        verbose_name = "cặp hồ sơ không phải một người"
        verbose_name_plural = "cặp hồ sơ không phải một người"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="one_distinction_per_pair"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="distinction_names_the_older_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"


@tracked
class Merge(models.Model):
    """Journal of one merge: `gone` became a redirect to `kept`.

    `moved` names the rows that point at `kept` since, by table and column:
    `{"programmes.enrolment.person": [7, 9]}`. `versions` names, for each row that was changed or
    removed, its last version in the history before the merge: `{"people.person": {"4": 1204}}`.
    The two together are enough to take the merge back.
    """

    kept = models.ForeignKey(
        Person, models.PROTECT, related_name="merges", verbose_name="hồ sơ giữ lại"
    )
    gone = models.OneToOneField(
        Person, models.PROTECT, related_name="merge", verbose_name="hồ sơ đã gộp"
    )
    moved = models.JSONField("dòng đã chuyển", default=dict)
    versions = models.JSONField("phiên bản trước khi gộp", default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người gộp",
    )  # fmt: skip
    at = models.DateTimeField("lúc", db_default=Now())

    class Meta:
        verbose_name = "lần gộp hồ sơ"
        verbose_name_plural = "lần gộp hồ sơ"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_joins_two_files"),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"
