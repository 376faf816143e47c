"""One member's pledges as the committee weighs them: promise, evidence, own view, mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sodoan.programmes.choices import StepKey
from sodoan.programmes.models import Enrolment, Evidence, Mark, Pledge
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.crediting import (
    Credited,
    attended_of,
    credits_of,
    is_proven,
    wanted_of,
)
from sodoan.programmes.queries.pledges import by_group

_LONG = 1000


@dataclass(frozen=True)
class Weighed:
    """One pledge. `outcome` and `note` are the committee's, as typed or kept (empty: none)."""

    pledge: Pledge
    evidence: list[Evidence]
    own: Mark | None
    kept: Mark | None
    outcome: str
    note: str
    credited: Sequence[Credited] = ()
    wanted: int | None = None

    @property
    def proven(self) -> bool:
        """Whether verified evidence is there, handed in or by attendance."""
        return is_proven(self.evidence, self.credited)

    @property
    def attended(self) -> int:
        """How many activities prove it."""
        return attended_of(self.evidence, self.credited)

    @property
    def proofs(self) -> int:
        """How many pieces of evidence there are of every kind."""
        return len(self.evidence) + len(self.credited)

    @property
    def changed(self) -> bool:
        """Whether the committee's view differs from what is stored."""
        if self.kept is None:
            return bool(self.outcome)
        return (self.outcome, self.note) != (self.kept.outcome, self.kept.note)


def weigh(enrolment: Enrolment, data: Mapping[str, Any] | None = None) -> list[Weighed]:
    """The pledges of one enrolment; `data` may hold `k-PLEDGE` outcomes and `g-PLEDGE` notes."""
    pledges = enrolment.pledges.filter(is_dropped=False).prefetch_related("evidence__attachment")
    marks = {
        (mark.assessment.step, mark.pledge_id): mark
        for mark in Mark.objects.filter(assessment__enrolment=enrolment).select_related(
            "assessment"
        )
    }
    found, pack = [], pack_of(enrolment.plan)
    credited = credits_of([enrolment.pk])
    for pledge in by_group(pledges, pack):
        kept = marks.get((StepKey.COMMITTEE, pledge.pk))
        outcome, note = (kept.outcome, kept.note) if kept else ("", "")
        if data is not None:
            outcome = str(data.get(f"k-{pledge.pk}", outcome))
            note = str(data.get(f"g-{pledge.pk}", note)).strip()[:_LONG]
        own = marks.get((StepKey.SELF, pledge.pk))
        shown, wanted = credited.get(pledge.pk, ()), wanted_of(pack, pledge)
        evidence = list(pledge.evidence.all())
        found.append(Weighed(pledge, evidence, own, kept, outcome, note, shown, wanted))
    return found
