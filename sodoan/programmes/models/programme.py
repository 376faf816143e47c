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

# A unit below an issued programme takes it up; it issues none of its own from the same pack and
# year (one that was issued before the higher one stays). Members have one sheet of a pack a year.
_STARTED_BELOW = """
    IF EXISTS (
        SELECT 1
          FROM programmes_programme mine
          JOIN programmes_programme other ON other.pack_key = mine.pack_key
           AND other.year = mine.year AND other.id <> mine.id
          JOIN programmes_plan p ON p.programme_id = other.id
           AND p.parent_id IS NULL AND p.state = 'published'
          JOIN org_unit above ON above.id = p.unit_id
          JOIN org_unit own ON own.id = NEW.unit_id
         WHERE mine.id = NEW.programme_id AND mine.pack_key <> ''
           AND starts_with(own.path, above.path)
    ) THEN
        RAISE EXCEPTION 'the programme of plan % is issued above already', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
ONE_SHEET_OF_A_PACK = """
    IF EXISTS (
        SELECT 1
          FROM opened n
          JOIN programmes_programme mine ON mine.id = n.programme_id AND mine.pack_key <> ''
          JOIN programmes_programme other ON other.pack_key = mine.pack_key
           AND other.year = mine.year AND other.id <> mine.id
          JOIN programmes_enrolment e ON e.programme_id = other.id AND e.person_id = n.person_id
    ) THEN
        RAISE EXCEPTION 'somebody has a sheet of this pack and year already'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


@tracked
class Programme(models.Model):
    """One cycle (2026, 2026-2027 …) of a programme; its content lives in plans."""

    key = models.SlugField("khóa", max_length=80, unique=True)
    title = models.CharField("tên chương trình", max_length=200)
    subject = models.CharField("đối tượng", max_length=12, choices=SubjectKind)
    year = models.PositiveSmallIntegerField("năm")
    cycle = models.CharField("tên kỳ", max_length=40)
    pack_key = models.CharField(
        "mẫu chương trình", max_length=80, blank=True, default="", editable=False
    )
    owner = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="đơn vị ban hành")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = "chương trình"
        verbose_name_plural = "chương trình"
        ordering: ClassVar = ["-year", "title"]
        indexes: ClassVar = [models.Index(fields=["pack_key", "year"], name="programme_pack")]

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
            pgtrigger.Trigger(
                name="root_plan_has_none_above",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Condition("NEW.parent_id IS NULL AND NEW.state = 'published'"),
                func=_STARTED_BELOW,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} · {self.unit} · bản {self.version}"
