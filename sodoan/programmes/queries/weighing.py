"""One member's pledges as the committee weighs them: promise, evidence, own view, mark."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sodoan.programmes.choices import StepKey
from sodoan.programmes.models import Enrolment, Mark
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.crediting import credits_of, wanted_of
from sodoan.programmes.queries.lines import Backed
from sodoan.programmes.queries.pledges import by_group

_LONG = 1000


@dataclass(frozen=True, kw_only=True)
class Weighed(Backed):
    """One pledge. `outcome` and `note` are the committee's, as typed or kept (empty: none)."""

    own: Mark | None
    kept: Mark | None
    outcome: str
    note: str

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
        found.append(
            Weighed(
                pledge=pledge,
                credited=credited.get(pledge.pk, ()),
                wanted=wanted_of(pack, pledge),
                own=own,
                kept=kept,
                outcome=outcome,
                note=note,
            )
        )
    return found
