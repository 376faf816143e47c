"""What a meeting has beside other activities: agenda, minutes, resolutions."""

from datetime import date
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from sodoan.activities.models.activity import Activity
from sodoan.activities.querysets import ResolutionQuerySet
from sodoan.audit.history import tracked_by

_OF_A_MEETING = """
    IF NOT EXISTS (SELECT FROM activities_activity a
                    WHERE a.id = NEW.activity_id AND a.kind = 'meeting') THEN
        RAISE EXCEPTION 'activity % is no meeting', NEW.activity_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'only_meetings_have_it';
    END IF;
    RETURN NEW;
"""


def _of_a_meeting() -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Trigger(
            name="only_meetings_have_it",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("activity_id"),
            func=_OF_A_MEETING,
        )
    ]


@tracked_by("activity")
class AgendaPoint(models.Model):
    """One point of the agenda, in its order."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="agenda", verbose_name="cuộc họp"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    text = models.CharField("nội dung", max_length=300)

    class Meta:
        verbose_name = "nội dung chương trình họp"
        verbose_name_plural = "chương trình họp"
        ordering: ClassVar = ["activity", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "position"], name="one_point_per_position"),
            models.CheckConstraint(condition=~Q(text=""), name="point_says_something"),
        ]
        triggers: ClassVar = _of_a_meeting()

    def __str__(self) -> str:
        return self.text


@tracked_by("activity")
class Minutes(models.Model):
    """Who chaired a meeting and who wrote it down; the words are those of the activity's report."""

    activity = models.OneToOneField(
        Activity, models.CASCADE, related_name="record", verbose_name="cuộc họp"
    )
    chair = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="chủ trì"
    )
    secretary = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="thư ký"
    )
    ended_at = models.TimeField("kết thúc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "biên bản sinh hoạt, họp"
        verbose_name_plural = "biên bản sinh hoạt, họp"
        triggers: ClassVar = _of_a_meeting()

    def __str__(self) -> str:
        return f"Biên bản: {self.activity}"


@tracked_by("activity")
class Resolution(models.Model):
    """Something a meeting decided: what, who sees to it, until when; done with a note."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="resolutions", verbose_name="cuộc họp"
    )
    text = models.CharField("nội dung", max_length=300)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="resolutions", verbose_name="người thực hiện"
    )
    due_on = models.DateField("hạn")
    done_on = models.DateField("ngày làm xong", null=True, blank=True)
    note = models.CharField("kết quả", max_length=300, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người ghi",
    )  # fmt: skip
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = "nghị quyết"
        verbose_name_plural = "nghị quyết"
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="resolution_says_something"),
            models.CheckConstraint(
                condition=Q(note="") | Q(done_on__isnull=False), name="note_is_of_what_is_done"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["person", "due_on"], name="open_resolutions", condition=Q(done_on=None)
            ),
        ]
        triggers: ClassVar = _of_a_meeting()

    def __str__(self) -> str:
        return self.text

    def is_late(self, day: date) -> bool:
        """Whether it is still open after its last day."""
        return self.done_on is None and self.due_on < day
