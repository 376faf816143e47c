"""Complaints about published grades."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from sodoan.audit.history import tracked_by
from sodoan.programmes.choices import ComplaintState
from sodoan.programmes.models.evaluation import Result


@tracked_by("result")
class Complaint(models.Model):
    """A published grade is contested; answered by a recorded re-review before a date.

    `issuer` is set when the branch came to another approver after the grade was changed.
    """

    result = models.ForeignKey(
        Result, models.PROTECT, related_name="complaints", verbose_name="kết quả"
    )
    text = models.TextField("nội dung khiếu nại")
    filed_at = models.DateTimeField("gửi lúc", db_default=Now())
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người khiếu nại",
    )  # fmt: skip
    due_on = models.DateField("hạn trả lời")
    state = models.CharField(
        "trạng thái", max_length=10, choices=ComplaintState, default=ComplaintState.OPEN
    )
    answer = models.TextField("trả lời", blank=True)
    old_grade = models.CharField("mức cũ", max_length=40, blank=True)
    new_grade = models.CharField("mức mới", max_length=40, blank=True)
    comment = models.TextField("nhận xét năm ghi khi trả lời", blank=True)
    decision_no = models.CharField("số quyết định điều chỉnh", max_length=60, blank=True)
    decision_on = models.DateField("ngày quyết định điều chỉnh", null=True, blank=True)
    issuer = models.ForeignKey(
        "org.Unit", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="đơn vị đã trả lời",
    )  # fmt: skip
    decided_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người trả lời",
    )  # fmt: skip

    class Meta:
        verbose_name = "khiếu nại"
        verbose_name_plural = "khiếu nại"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["result"],
                condition=models.Q(state=ComplaintState.OPEN),
                name="one_open_complaint",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ComplaintState.CHANGED) | models.Q(decision_no=""),
                name="only_a_change_has_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result} · {self.get_state_display()}"

    @property
    def decided_in(self) -> Any:
        """The unit that answers it, or did."""
        return self.result.round.approver if self.issuer_id is None else self.issuer
