"""What the branch of a temporary stay says of a member who is rated at home."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from sodoan.audit.history import tracked_by
from sodoan.programmes.models.programme import Programme


@tracked_by("person")
class HostComment(models.Model):
    """A comment of the host branch on a member on temporary stay; the grade is given at home."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="host_comments", verbose_name="chương trình"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="host_comments", verbose_name="đoàn viên"
    )
    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="host_comments",
        verbose_name="nơi sinh hoạt tạm",
    )  # fmt: skip
    text = models.TextField("nội dung góp ý")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người góp ý",
    )  # fmt: skip
    written_at = models.DateTimeField("góp ý lúc", db_default=Now())

    # Of two files that are merged, one comment stays where both have one, with the words of both.
    merge_spare: ClassVar[Q] = Q()
    merge_words: ClassVar[str] = "text"

    class Meta:
        verbose_name = "góp ý của nơi sinh hoạt tạm"
        verbose_name_plural = "góp ý của nơi sinh hoạt tạm"
        ordering: ClassVar = ["written_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "person", "unit"], name="one_comment_per_host"
            ),
            models.CheckConstraint(
                condition=Q(text__regex=r"\S"), name="host_comment_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.unit}"

    @property
    def written_on(self) -> date:
        """The day it was last written, as the clock says here."""
        return timezone.localdate(self.written_at)
