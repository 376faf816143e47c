"""A programme of one cycle and the plans by which each level issues it."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from sodoan.audit.history import tracked
from sodoan.programmes.choices import PlanState, SubjectKind
from sodoan.programmes.querysets import PlanQuerySet

# Of an issued plan only the state changes, once: a newer version takes its place.
_IS_ISSUED = "OLD.state <> 'draft'"
_REWRITTEN = f"""
    {_IS_ISSUED} AND (
        NEW.state NOT IN (OLD.state, 'superseded')
        OR to_jsonb(NEW) - 'state' <> to_jsonb(OLD) - 'state'
    )
"""
_STAYS_AS_ISSUED = """
    RAISE EXCEPTION 'plan % is issued and stays as it is', OLD.id
        USING ERRCODE = 'check_violation';
"""


@tracked
class Programme(models.Model):
    """One cycle (2026, 2026-2027 …) of a programme; its content lives in plans."""

    key = models.SlugField("khóa", max_length=80, unique=True)
    title = models.CharField("tên chương trình", max_length=200)
    subject = models.CharField("đối tượng", max_length=12, choices=SubjectKind)
    year = models.PositiveSmallIntegerField("năm")
    cycle = models.CharField("tên kỳ", max_length=40)
    owner = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="đơn vị ban hành")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = "chương trình"
        verbose_name_plural = "chương trình"
        ordering: ClassVar = ["-year", "title"]

    def __str__(self) -> str:
        return self.title

    @property
    def short_title(self) -> str:
        """The title without the word everybody knows, for chips and choices."""
        rest = self.title.removeprefix("Chương trình ")
        return rest[:1].upper() + rest[1:]


@tracked
class Plan(models.Model):
    """A programme as one unit issues it: the root plan, or an adoption that adds and tightens.

    `delta` is what this unit wrote (for the root plan: the whole pack), `effective` the merged
    definition its members see as JSON text (shapes: `docs/packs.md`). What is issued stays so.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="plans", verbose_name="chương trình"
    )
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="đơn vị ban hành")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="adoptions",
        verbose_name="kế hoạch cấp trên",
    )  # fmt: skip
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    state = models.CharField(
        "trạng thái", max_length=10, choices=PlanState, default=PlanState.DRAFT
    )
    delta = models.JSONField("nội dung của đơn vị", default=dict)
    effective = models.TextField("nội dung hợp nhất", default="", editable=False)
    confirmed = models.JSONField("giá trị đã xác nhận", default=list)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    published_at = models.DateTimeField("ban hành lúc", null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người ban hành",
    )  # fmt: skip
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "unit", "version"], name="one_plan_per_version"
            ),
            models.UniqueConstraint(
                fields=["programme", "unit"],
                condition=models.Q(state=PlanState.PUBLISHED),
                name="one_published_plan_per_unit",
            ),
            models.UniqueConstraint(
                fields=["programme", "unit"],
                condition=models.Q(state=PlanState.DRAFT),
                name="one_draft_plan_per_unit",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="issued_plan_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_REWRITTEN),
                func=_STAYS_AS_ISSUED,
            ),
            pgtrigger.Trigger(
                name="issued_plan_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition(_IS_ISSUED),
                func=_STAYS_AS_ISSUED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} · {self.unit} · bản {self.version}"
