"""The unit tree: `parent` is the truth, `path` is derived from it by the database."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from sodoan.audit.history import tracked, tracked_by
from sodoan.common.periods import PeriodField
from sodoan.org.choices import Block, Sector, Tier
from sodoan.org.querysets import PlacementQuerySet, UnitQuerySet
from sodoan.org.validators import CODE

_SET_PATH = """
    SELECT COALESCE((SELECT path FROM org_unit WHERE id = NEW.parent_id), '') || NEW.id || '.'
      INTO NEW.path;
    RETURN NEW;
"""
# Whoever becomes a member meanwhile holds the row of the unit (`guards.py`) and is seen here.
_NOTHING_LEFT = """
    IF EXISTS (SELECT FROM org_unit u WHERE u.parent_id = NEW.id
                  AND COALESCE(u.closed_on, 'infinity') > NEW.closed_on)
       OR EXISTS (SELECT FROM people_membership m WHERE m.unit_id = NEW.id
                  AND COALESCE(upper(m.during), 'infinity') > NEW.closed_on) THEN
        RAISE EXCEPTION 'units and members are left in the unit'
            USING ERRCODE = '23514', CONSTRAINT = 'only_an_empty_unit_is_closed';
    END IF;
    RETURN NULL;
"""
_CLOSED_SOONER = "NEW.closed_on < COALESCE(OLD.closed_on, 'infinity')"


@tracked
class UnitType(models.Model):
    """A kind of unit (chi đoàn, đoàn cơ sở …) and where it may hang. Its name is editable."""

    key = models.SlugField("khóa", primary_key=True, max_length=40)
    label = models.CharField("tên loại", max_length=80)
    tier = models.PositiveSmallIntegerField("cấp", choices=Tier)
    approves = models.BooleanField(
        "duyệt kết quả cấp dưới", help_text="Cấp duyệt kết quả xếp loại của chi đoàn trực thuộc."
    )
    allowed_parents = models.ManyToManyField(
        "self", symmetrical=False, blank=True, verbose_name="đơn vị cấp trên được phép"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "loại đơn vị"
        verbose_name_plural = "loại đơn vị"
        ordering: ClassVar = ["tier", "position"]

    def __str__(self) -> str:
        return self.label


@tracked_by("from_unittype")
class ParentRule(UnitType.allowed_parents.through):  # type: ignore[name-defined,misc]
    """One kind of unit that may hang below another; a name for the rows of `allowed_parents`."""

    class Meta:
        proxy = True
        verbose_name = "nơi được trực thuộc"
        verbose_name_plural = "nơi được trực thuộc"


@tracked
class Unit(models.Model):
    """A unit of the organisation, from the centre to a branch. Closed, never deleted."""

    code = models.CharField("mã đơn vị", max_length=40, unique=True)
    type = models.ForeignKey(UnitType, models.PROTECT, verbose_name="loại đơn vị")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name="đơn vị cấp trên",
    )  # fmt: skip
    path = models.CharField("đường dẫn", max_length=200, db_collation="C", editable=False)
    name = models.CharField("tên đơn vị", max_length=160)
    sort_key = models.CharField(max_length=400, db_collation="C", editable=False)
    search_key = models.CharField(max_length=200, editable=False)
    sector = models.CharField("khối", max_length=20, choices=Sector, default=Sector.RESIDENTIAL)
    block = models.CharField("lịch năm", max_length=10, choices=Block, default=Block.OTHER)
    opened_on = models.DateField("ngày thành lập")
    closed_on = models.DateField("ngày kết thúc", null=True, blank=True)
    closing_reason = models.CharField("lý do kết thúc", max_length=300, blank=True)
    closing_decision_no = models.CharField("số quyết định kết thúc", max_length=60, blank=True)
    is_provisional = models.BooleanField("lâm thời", default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closed_on=None) | models.Q(closed_on__gt=models.F("opened_on")),
                name="unit_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=False)
                | models.Q(closing_reason="", closing_decision_no=""),
                name="only_a_closed_unit_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="unit_is_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=models.Q(code__regex=CODE), name="code_of_a_unit_is_plain"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["path"], name="unit_path"),
            GinIndex(fields=["search_key"], name="unit_search", opclasses=["gin_trgm_ops"]),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="set_path",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
                func=_SET_PATH,
            ),
            pgtrigger.Trigger(
                name="is_empty_when_closed",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("closed_on"),
                condition=pgtrigger.Condition(_CLOSED_SOONER),
                func=_NOTHING_LEFT,
            ),
            pgtrigger.ReadOnly(name="code_is_immutable", fields=["code"]),
            pgtrigger.Protect(name="units_are_closed_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ancestor_ids(self) -> list[int]:
        """Keys from the root down to this unit itself."""
        return [int(part) for part in self.path.split(".") if part]


@tracked_by("unit")
class Placement(models.Model):
    """Name and place of a unit over a period, so that the tree can be asked as of any day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements", verbose_name="đơn vị")
    parent = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="đơn vị cấp trên",
    )  # fmt: skip
    path = models.CharField("đường dẫn", max_length=200, db_collation="C", editable=False)
    name = models.CharField("tên đơn vị", max_length=160)
    during = PeriodField()
    decision_no = models.CharField("số quyết định", max_length=60, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "vị trí trong tổ chức"
        verbose_name_plural = "vị trí trong tổ chức"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_placement_per_unit_and_day",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="placement_lasts_a_day"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["path"], name="placement_path")]

    def __str__(self) -> str:
        return f"{self.name} {self.during}"
