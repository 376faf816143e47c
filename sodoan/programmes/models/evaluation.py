"""Step 3: the round of a branch, assessments, results."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from sodoan.audit.history import tracked, tracked_by
from sodoan.org.choices import Block
from sodoan.programmes.choices import (
    MarkOutcome,
    Population,
    ResultState,
    RoundState,
    StepKey,
)
from sodoan.programmes.models.enrolment import Enrolment, Pledge
from sodoan.programmes.models.programme import Plan, Programme
from sodoan.programmes.querysets import ResultQuerySet, RoundQuerySet

# A published result changes only to what a decided complaint says; who is given a grade is rated.
_ONLY_BY_REVIEW = """
    IF NEW.state = OLD.state AND NEW.population IN (OLD.population, 'rated') AND EXISTS (
        SELECT 1 FROM programmes_complaint c
         WHERE c.result_id = NEW.id AND c.state = 'changed' AND c.new_grade = NEW.grade_key
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'result % is published and locked', OLD.id USING ERRCODE = 'check_violation';
"""

_LOCKED = """
    RAISE EXCEPTION 'result % is published and locked', OLD.id USING ERRCODE = 'check_violation';
"""

# The round a result is decided in is the one of its sheet: same programme, branch and calendar.
_OWN_ROUND = """
    PERFORM 1 FROM programmes_round r JOIN programmes_enrolment e ON e.id = NEW.enrolment_id
      WHERE r.id = NEW.round_id AND r.programme_id = e.programme_id
        AND r.unit_id = e.unit_id AND r.block = e.block
      FOR SHARE OF e;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'sheet % is not judged in round %', NEW.enrolment_id, NEW.round_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

_GRADED = models.Q(
    state__in=[ResultState.APPROVED, ResultState.PUBLISHED], population=Population.RATED
)


def title_of(unit: Any, block: str) -> str:
    """What the round of a branch in one calendar is called."""
    return str(unit.name) if block == unit.block else f"{unit.name} ({Block(block).label})"


@tracked
class Round(models.Model):
    """The evaluation of a branch's members of one calendar, in one programme, up to publication.

    A branch has members of both calendars when some of them moved there with their sheets: their
    years end months apart, so each calendar has its own round, deadline and decision. The `plan`
    binds it by quorum, votes and caps: the one in force when the branch first meets.

    The `approver` decides today: the unit that approves the branch where it hangs in the tree now.
    `issuer` is set when another one had issued the decision before the branch came to it.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="rounds", verbose_name="chương trình"
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="rounds", verbose_name="kế hoạch áp dụng"
    )
    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="rounds", verbose_name="đơn vị"
    )
    block = models.CharField("lịch", max_length=10, choices=Block)
    approver = models.ForeignKey(
        "org.Unit",
        models.PROTECT,
        related_name="rounds_to_approve",
        verbose_name="đơn vị duyệt",
    )
    issuer = models.ForeignKey(
        "org.Unit", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="đơn vị đã quyết định",
    )  # fmt: skip
    state = models.CharField(
        "trạng thái", max_length=10, choices=RoundState, default=RoundState.PREPARING
    )
    cap_reason = models.TextField("lý do vượt hạn mức", blank=True)
    cap_decision = models.TextField("ý kiến duyệt vượt hạn mức", blank=True)
    sent_at = models.DateTimeField("chuyển lúc", null=True, blank=True)
    decided_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người duyệt",
    )  # fmt: skip
    return_note = models.TextField("lý do trả lại", blank=True)
    decision_no = models.CharField("số quyết định", max_length=60, blank=True)
    decision_on = models.DateField("ngày quyết định", null=True, blank=True)
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt đánh giá của chi đoàn"
        verbose_name_plural = "đợt đánh giá của chi đoàn"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "unit", "block"], name="one_round_per_unit_and_block"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.programme}"

    @property
    def title(self) -> str:
        """The branch, with the calendar where it is not the branch's own."""
        return title_of(self.unit, self.block)

    @property
    def decided_in(self) -> Any:
        """The unit whose decision it stands under, or will."""
        return self.approver if self.issuer_id is None else self.issuer


@tracked_by("enrolment")
class Assessment(models.Model):
    """One party's judgement, separately visible and dated."""

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="assessments", verbose_name="đăng ký"
    )
    step = models.CharField("bước", max_length=12, choices=StepKey)
    grade_key = models.CharField("mức", max_length=40, blank=True)
    opinion = models.TextField("ý kiến", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người đánh giá",
    )  # fmt: skip
    is_on_behalf = models.BooleanField("nhập hộ từ phiếu giấy", default=False)
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    saved_at = models.DateTimeField("lưu lúc", db_default=Now())

    class Meta:
        verbose_name = "đánh giá"
        verbose_name_plural = "đánh giá"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "step"], name="one_assessment_per_step"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.get_step_display()}"


@tracked_by("assessment")
class Mark(models.Model):
    """One party's view of one pledge."""

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="marks", verbose_name="bản đánh giá"
    )
    pledge = models.ForeignKey(
        Pledge, models.CASCADE, related_name="marks", verbose_name="nội dung đăng ký"
    )
    outcome = models.CharField("kết quả", max_length=14, choices=MarkOutcome)
    note = models.TextField("giải thích", blank=True)

    class Meta:
        verbose_name = "kết quả từng nội dung"
        verbose_name_plural = "kết quả từng nội dung"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "pledge"], name="one_mark_per_pledge"),
        ]

    def __str__(self) -> str:
        return f"{self.pledge}: {self.get_outcome_display()}"


@tracked_by("enrolment")
class FactEntry(models.Model):
    """A figure rules need that no other module knows yet, entered with its source."""

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="fact_entries", verbose_name="đăng ký"
    )
    fact = models.CharField("số liệu", max_length=60)
    value = models.CharField("giá trị", max_length=40)
    source = models.CharField("căn cứ", max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người ghi",
    )  # fmt: skip

    class Meta:
        verbose_name = "số liệu ghi tay"
        verbose_name_plural = "số liệu ghi tay"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "fact"], name="one_value_per_fact"),
            models.CheckConstraint(
                condition=~models.Q(fact="exempt") | models.Q(value="none") | ~models.Q(source=""),
                name="exempt_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} = {self.value}"


@tracked_by("enrolment")
class Result(models.Model):
    """What became of an enrolment: grade, the facts and the rule behind it, in words."""

    enrolment = models.OneToOneField(
        Enrolment, models.PROTECT, related_name="result", verbose_name="đăng ký"
    )
    round = models.ForeignKey(
        Round, models.PROTECT, related_name="results", verbose_name="đợt đánh giá"
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=ResultState, default=ResultState.DRAFT
    )
    population = models.CharField("diện xếp loại", max_length=14, choices=Population)
    population_reason = models.CharField("lý do", max_length=300, blank=True)
    rule_grade = models.CharField("mức theo quy tắc", max_length=40, blank=True)
    rule_key = models.CharField("quy tắc", max_length=60, blank=True)
    proposed_grade = models.CharField("mức chi đoàn đề xuất", max_length=40, blank=True)
    proposal_reason = models.TextField("lý do đề xuất khác", blank=True)
    is_against_vote = models.BooleanField("đề xuất khác biểu quyết", default=False)
    grade_key = models.CharField("mức được duyệt", max_length=40, blank=True)
    facts = models.JSONField("số liệu đã dùng", default=dict)
    explanation = models.JSONField("giải thích", default=list)
    sentence = models.TextField("kết luận", blank=True)
    comment = models.TextField("nhận xét năm", blank=True)
    return_note = models.TextField("lý do trả lại", blank=True)
    approved_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người duyệt",
    )  # fmt: skip
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả rèn luyện"
        verbose_name_plural = "kết quả rèn luyện"
        indexes: ClassVar = [
            models.Index(fields=["round", "state"], name="result_round"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(_GRADED & ~models.Q(grade_key="")) | (~_GRADED & models.Q(grade_key="")),
                name="grade_goes_with_a_decided_rating",
            ),
            models.CheckConstraint(
                condition=models.Q(population=Population.RATED)
                | models.Q(proposed_grade="", proposal_reason=""),
                name="only_the_rated_are_proposed",
            ),
            models.CheckConstraint(
                condition=models.Q(is_against_vote=False) | ~models.Q(proposal_reason=""),
                name="against_the_vote_for_a_reason",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="judged_in_its_own_round",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("round_id", "enrolment_id"),
                func=_OWN_ROUND,
            ),
            pgtrigger.Trigger(
                name="published_is_locked",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=ResultState.PUBLISHED)
                & (
                    pgtrigger.Q(old__grade_key__df=pgtrigger.F("new__grade_key"))
                    | pgtrigger.Q(old__population__df=pgtrigger.F("new__population"))
                    | pgtrigger.Q(old__state__df=pgtrigger.F("new__state"))
                ),
                func=_ONLY_BY_REVIEW,
            ),
            pgtrigger.Trigger(
                name="published_words_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=ResultState.PUBLISHED)
                & (
                    pgtrigger.Q(old__proposed_grade__df=pgtrigger.F("new__proposed_grade"))
                    | pgtrigger.Q(old__facts__df=pgtrigger.F("new__facts"))
                    | pgtrigger.Q(old__explanation__df=pgtrigger.F("new__explanation"))
                    | pgtrigger.Q(old__sentence__df=pgtrigger.F("new__sentence"))
                    | pgtrigger.Q(
                        old__comment__df=pgtrigger.F("new__comment"),
                        old__grade_key=pgtrigger.F("new__grade_key"),
                    )
                    | pgtrigger.Q(old__published_at__df=pgtrigger.F("new__published_at"))
                ),
                func=_LOCKED,
            ),
            pgtrigger.Trigger(
                name="published_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=ResultState.PUBLISHED),
                func=_LOCKED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.grade_key or self.get_population_display()}"

    @property
    def why_returned(self) -> str:
        """Why it is back with the branch: its own reason, else that of the whole round."""
        if self.state != ResultState.RETURNED:
            return ""
        return self.return_note or self.round.return_note
