"""Step 3: the meetings of a round, who was there, the votes."""

from typing import ClassVar

import pgtrigger
from django.db import models

from sodoan.audit.history import tracked, tracked_by
from sodoan.programmes.choices import Presence
from sodoan.programmes.models.enrolment import Enrolment
from sodoan.programmes.models.evaluation import Round

# Minutes are signed once they are kept; another paper takes another meeting.
_SIGNED = """
    RAISE EXCEPTION 'minutes of meeting % are kept', OLD.id USING ERRCODE = 'check_violation';
"""


@tracked
class Meeting(models.Model):
    """A branch meeting that comments and votes; the next one has a reason, and both are kept.

    `minutes` are its paper, kept once the next meeting is held or the round is sent up: for ever.
    """

    round = models.ForeignKey(
        Round, models.CASCADE, related_name="meetings", verbose_name="đợt đánh giá"
    )
    number = models.PositiveSmallIntegerField("lần họp", default=1)
    reason = models.CharField("lý do họp lại", max_length=300, blank=True)
    held_at = models.DateTimeField("thời gian họp")
    place = models.CharField("địa điểm", max_length=200, blank=True)
    chair = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", verbose_name="chủ trì"
    )
    secretary = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", verbose_name="thư ký"
    )
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    minutes = models.ForeignKey(
        "documents.Attachment", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="biên bản đã lưu",
    )  # fmt: skip

    class Meta:
        verbose_name = "họp đánh giá"
        verbose_name_plural = "họp đánh giá"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "number"], name="one_meeting_per_number"),
            models.CheckConstraint(
                condition=models.Q(number=1) | (models.Q(number__gt=1) & ~models.Q(reason="")),
                name="meeting_again_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | models.Q(closed_at__gt=models.F("held_at")),
                name="meeting_ends_after_it_began",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="minutes_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__minutes__isnull=False)
                & pgtrigger.Q(old__minutes__df=pgtrigger.F("new__minutes")),
                func=_SIGNED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} · họp lần {self.number}"


@tracked
class MeetingAttendance(models.Model):
    """Who was there."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="attendances", verbose_name="cuộc họp"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="đoàn viên"
    )
    presence = models.CharField("có mặt", max_length=8, choices=Presence)
    reason = models.CharField("lý do vắng", max_length=200, blank=True)

    class Meta:
        verbose_name = "điểm danh họp"
        verbose_name_plural = "điểm danh họp"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "person"], name="one_presence_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_presence_display()}"


@tracked_by("enrolment")
class Ballot(models.Model):
    """Counted votes on one member: grade key → number of votes, and blank ballots."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="ballots", verbose_name="cuộc họp"
    )
    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="ballots", verbose_name="đăng ký"
    )
    votes = models.JSONField("số phiếu theo mức", default=dict)
    blank = models.PositiveSmallIntegerField("phiếu trắng", default=0)

    class Meta:
        verbose_name = "kết quả biểu quyết"
        verbose_name_plural = "kết quả biểu quyết"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "enrolment"], name="one_ballot_per_member"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.votes}"
