"""What is not in order, and how it was put right."""

from datetime import date
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from sodoan.audit.history import tracked_by
from sodoan.inspections.choices import OWED, Deed, FindingState
from sodoan.inspections.models.inspection import Inspection, SampleItem
from sodoan.inspections.querysets import FindingQuerySet

_S = FindingState

# A finding is about a unit the inspection looks at, and about an activity of its own sample.
_IN_PLACE = """
    IF NOT EXISTS (SELECT FROM inspections_inspection i
                     JOIN org_unit target ON target.id = i.target_id
                     JOIN org_unit u ON u.id = NEW.unit_id
                    WHERE i.id = NEW.inspection_id AND starts_with(u.path, target.path))
       OR (NEW.item_id IS NOT NULL AND NOT EXISTS (
           SELECT FROM inspections_sampleitem s
            WHERE s.id = NEW.item_id AND s.inspection_id = NEW.inspection_id)) THEN
        RAISE EXCEPTION 'finding is out of the reach of inspection %', NEW.inspection_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_is_within_its_inspection';
    END IF;
    RETURN NEW;
"""


@tracked_by("unit", "inspection")
class Finding(models.Model):
    """Something a unit has to put right by a day; open until closed with proof.

    `proof` is the file of the latest answer.
    """

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="findings", verbose_name="cuộc kiểm tra"
    )
    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="findings", verbose_name="đơn vị",
        db_index=False,
    )  # fmt: skip
    item = models.ForeignKey(
        SampleItem, models.PROTECT, null=True, blank=True, related_name="findings",
        verbose_name="mẫu kiểm tra",
    )  # fmt: skip
    text = models.TextField("nội dung phát hiện")
    due_on = models.DateField("hạn khắc phục")
    state = models.CharField("trạng thái", max_length=10, choices=_S, default=_S.OPEN)
    proof = models.ForeignKey(
        "documents.Attachment", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="minh chứng khắc phục",
    )  # fmt: skip
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "phát hiện"
        verbose_name_plural = "phát hiện"
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="finding_is_said"),
            models.CheckConstraint(
                condition=Q(proof__isnull=False) | ~Q(state__in=[_S.ANSWERED, _S.CLOSED]),
                name="finding_is_closed_with_proof",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) ^ Q(state=_S.CLOSED),
                name="closed_finding_has_its_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "due_on"], name="finding_of_unit"),
            models.Index(
                fields=["due_on"], condition=~Q(state=_S.CLOSED), name="finding_not_closed"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="finding_is_within_its_inspection",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_IN_PLACE,
            ),
            pgtrigger.ReadOnly(name="finding_stays_about", fields=["inspection", "unit", "item"]),
            pgtrigger.Protect(name="findings_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.text[:60]}"

    @property
    def is_owed(self) -> bool:
        """Whether the unit has to act."""
        return self.state in OWED

    def is_overdue(self, day: date) -> bool:
        """Whether it should have been put right before that day."""
        return self.is_owed and self.due_on < day


@tracked_by("finding")
class FindingStep(models.Model):
    """One step about a finding: raised, answered with a file, returned for a reason, closed."""

    finding = models.ForeignKey(
        Finding, models.PROTECT, related_name="steps", verbose_name="phát hiện"
    )
    deed = models.CharField("việc", max_length=10, choices=Deed)
    at = models.DateTimeField("lúc", db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người làm",
    )  # fmt: skip
    text = models.TextField("nội dung", blank=True)
    attachment = models.ForeignKey(
        "documents.Attachment", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="minh chứng",
    )  # fmt: skip

    class Meta:
        verbose_name = "bước xử lý phát hiện"
        verbose_name_plural = "bước xử lý phát hiện"
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(attachment__isnull=False) ^ ~Q(deed=Deed.ANSWERED),
                name="answers_come_with_proof",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(deed=Deed.CLOSED), name="finding_steps_are_said"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="finding_steps_are_kept", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()}: {self.finding}"
