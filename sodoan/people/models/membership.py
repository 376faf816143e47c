"""Belonging to a unit as dated facts."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import Now

from sodoan.audit.history import tracked_by
from sodoan.common.periods import PeriodField
from sodoan.org.models.guards import guarded_place
from sodoan.people.choices import MembershipEnd, MembershipKind
from sodoan.people.models.person import Person
from sodoan.people.querysets import MembershipQuerySet


@tracked_by("person")
class Membership(models.Model):
    """A person in a unit over a period; at most one official membership on any day."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="memberships", verbose_name="đoàn viên",
        db_index=False,
    )  # fmt: skip
    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="memberships", verbose_name="đơn vị",
        db_index=False,
    )  # fmt: skip
    kind = models.CharField(
        "loại", max_length=10, choices=MembershipKind, default=MembershipKind.OFFICIAL
    )
    during = PeriodField()
    ended_by = models.CharField("lý do kết thúc", max_length=12, choices=MembershipEnd, blank=True)
    decision_no = models.CharField("số quyết định", max_length=60, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "sinh hoạt Đoàn"
        verbose_name_plural = "sinh hoạt Đoàn"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_official_membership_per_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(kind=MembershipKind.OFFICIAL),
            ),
            ExclusionConstraint(
                name="no_doubled_membership",
                expressions=[  # unit + 0: else planners read this index for lookups by unit
                    ("person", RangeOperators.EQUAL),
                    (models.F("unit") + 0, RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                # Official ones are covered above; a second index would cost half of a bulk load.
                condition=~models.Q(kind=MembershipKind.OFFICIAL),
            ),
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="membership_lasts_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_by="") | models.Q(during__upper_inf=False),
                name="ended_membership_has_its_day",
            ),
        ]
        triggers: ClassVar = guarded_place()
        indexes: ClassVar = [
            models.Index(
                fields=["unit"], include=["person", "kind", "during"], name="membership_of_unit"
            ),
            models.Index(
                fields=["person"], include=["unit", "kind", "during"], name="membership_of_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.unit}"

    def has_lasted(self, on: date) -> bool:
        """Whether it began before that day; else it may be taken back as a mistake."""
        return self.during.lower is None or self.during.lower < on

    def is_withdrawn_by(self, how: str, on: date) -> bool:
        """Whether an end of that kind takes it back: a correction before a day has passed."""
        return how == MembershipEnd.CORRECTION and not self.has_lasted(on)
