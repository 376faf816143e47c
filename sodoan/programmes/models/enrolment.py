"""Step 1: one subject in one programme, and what it pledges."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from sodoan.audit.history import tracked, tracked_by
from sodoan.org.choices import Block
from sodoan.people.choices import Category
from sodoan.programmes.choices import AmendmentState, EnrolmentState
from sodoan.programmes.models.programme import ONE_SHEET_OF_A_PACK, Plan, Programme
from sodoan.programmes.querysets import EnrolmentQuerySet

# A sheet is finished where it is judged: with a result it changes neither branch nor calendar.
_STAYS = """
    IF EXISTS (SELECT 1 FROM programmes_result r WHERE r.enrolment_id = NEW.id) THEN
        RAISE EXCEPTION 'sheet % is being judged and stays', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


@tracked
class Enrolment(models.Model):
    """A member, appointment or unit taking part; keeps the plan version it was signed with.

    Until it is handed in, or handed in again, it follows the plan in force (`moves.follow_plan`).
    Opened for a whole province at once: references found by an index below have none of their own,
    and no account is ever looked up by what it entered or decided.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="enrolments", verbose_name="chương trình",
        db_index=False,
    )  # fmt: skip
    plan = models.ForeignKey(Plan, models.PROTECT, verbose_name="kế hoạch áp dụng")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="enrolments",
        verbose_name="đoàn viên",
    )  # fmt: skip
    appointment = models.ForeignKey(
        "org.Appointment", models.PROTECT, null=True, blank=True, related_name="enrolments",
        verbose_name="cán bộ", db_index=False,
    )  # fmt: skip
    subject_unit = models.ForeignKey(
        "org.Unit", models.PROTECT, null=True, blank=True, related_name="unit_enrolments",
        verbose_name="đơn vị tham gia", db_index=False,
    )  # fmt: skip
    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="enrolments", verbose_name="nơi rèn luyện",
        db_index=False,
    )  # fmt: skip
    block = models.CharField("lịch năm", max_length=10, choices=Block)
    category = models.CharField("đối tượng", max_length=14, choices=Category, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=EnrolmentState, default=EnrolmentState.DRAFT
    )
    is_on_behalf = models.BooleanField("bí thư nhập hộ từ phiếu giấy", default=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False, verbose_name="người nhập hộ",
    )  # fmt: skip
    comment = models.TextField("ý kiến của chi đoàn", blank=True)
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    decided_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False, verbose_name="người duyệt",
    )  # fmt: skip
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    saved_at = models.DateTimeField("lưu lúc", db_default=Now())
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    # Of two files that are merged, one empty registration goes where both have one.
    merge_spare: ClassVar[Q] = Q(state__in=(EnrolmentState.DRAFT, EnrolmentState.RETURNED))

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "đăng ký rèn luyện"
        verbose_name_plural = "đăng ký rèn luyện"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(person__isnull=False, appointment=None, subject_unit=None)
                    | Q(person=None, appointment__isnull=False, subject_unit=None)
                    | Q(person=None, appointment=None, subject_unit__isnull=False)
                ),
                name="enrolment_has_exactly_one_subject",
            ),
            models.UniqueConstraint(
                fields=["programme", "person"], name="one_enrolment_per_person"
            ),
            models.UniqueConstraint(
                fields=["appointment", "programme"],
                condition=Q(appointment__isnull=False),
                name="one_enrolment_per_appointment",
            ),
            models.UniqueConstraint(
                fields=["subject_unit", "programme"],
                condition=Q(subject_unit__isnull=False),
                name="one_enrolment_per_unit",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "programme", "state"], name="enrolment_unit"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="judged_sheet_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("unit_id", "programme_id", "block"),
                condition=pgtrigger.Q(old__unit_id__df=pgtrigger.F("new__unit_id"))
                | pgtrigger.Q(old__programme_id__df=pgtrigger.F("new__programme_id"))
                | pgtrigger.Q(old__block__df=pgtrigger.F("new__block")),
                func=_STAYS,
            ),
            pgtrigger.Trigger(
                name="one_sheet_of_a_pack",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="opened"),
                func=ONE_SHEET_OF_A_PACK,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.programme}"

    @property
    def is_touched(self) -> bool:
        """Whether somebody has saved the sheet since it was opened for its subject."""
        return bool(self.saved_at > self.created_at)

    @property
    def subject(self) -> models.Model:
        """The person, appointment or unit taking part."""
        found = self.person or self.appointment or self.subject_unit
        assert found is not None  # a database constraint
        return found

    @property
    def subject_person_id(self) -> int | None:
        """The human being behind the subject; none for units."""
        if self.appointment_id is not None and self.appointment is not None:
            return self.appointment.person_id
        return self.person_id


@tracked_by("enrolment")
class Pledge(models.Model):
    """A criterion taken on, in own words, measurable and with a date."""

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="pledges", verbose_name="đăng ký"
    )
    group_key = models.CharField("nội dung", max_length=40)
    criterion_key = models.CharField("tiêu chí", max_length=60, blank=True)
    title = models.CharField("tên tiêu chí", max_length=300)
    text = models.TextField("việc cụ thể", blank=True)
    quantity = models.PositiveIntegerField("số lượng", null=True, blank=True)
    measure = models.CharField("đơn vị tính", max_length=60, blank=True)
    due_on = models.DateField("xong trước ngày", null=True, blank=True)
    proof = models.CharField("minh chứng", max_length=40, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    is_dropped = models.BooleanField("đã bỏ khi điều chỉnh", default=False)

    class Meta:
        verbose_name = "nội dung đăng ký"
        verbose_name_plural = "nội dung đăng ký"
        ordering: ClassVar = ["enrolment", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrolment", "criterion_key"],
                condition=~Q(criterion_key="") & Q(is_dropped=False),
                name="one_pledge_per_criterion",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@tracked_by("enrolment")
class Amendment(models.Model):
    """A mid-year change of an accepted registration; both versions are kept.

    With `new_category` it is the branch's change of the member's category; pledges stay.
    """

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="amendments", verbose_name="đăng ký"
    )
    reason = models.TextField("lý do")
    before = models.JSONField("trước khi đổi")
    after = models.JSONField("sau khi đổi")
    old_category = models.CharField(
        "đối tượng cũ", max_length=14, choices=Category, blank=True, db_default=""
    )
    new_category = models.CharField(
        "đối tượng mới", max_length=14, choices=Category, blank=True, db_default=""
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=AmendmentState, default=AmendmentState.PROPOSED
    )
    proposed_at = models.DateTimeField("đề nghị lúc", db_default=Now())
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người đề nghị",
    )  # fmt: skip
    decided_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người duyệt",
    )  # fmt: skip
    note = models.TextField("ý kiến", blank=True)

    class Meta:
        verbose_name = "điều chỉnh đăng ký"
        verbose_name_plural = "điều chỉnh đăng ký"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(state=AmendmentState.PROPOSED),
                name="one_open_amendment",
            ),
            models.CheckConstraint(
                condition=Q(old_category="", new_category="")
                | (~Q(new_category="") & ~Q(new_category=models.F("old_category"))),
                name="category_changes_to_another",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.get_state_display()}"

    @property
    def is_on_behalf(self) -> bool:
        """Whether somebody else asked for the member."""
        person = self.enrolment.person
        return person is not None and self.proposed_by_id != person.user_id
