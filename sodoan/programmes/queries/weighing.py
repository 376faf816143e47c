"""One member's pledges as the committee weighs them: promise, evidence, own view, mark."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sodoan.programmes.choices import EvidenceState, StepKey
from sodoan.programmes.models import Enrolment, Evidence, Mark, Pledge
from sodoan.programmes.packs import pack_of
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

    @property
    def proven(self) -> bool:
        """Whether verified evidence is there: what counts while the committee says nothing."""
        return any(one.state == EvidenceState.VERIFIED for one in self.evidence)

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
    found = []
    for pledge in by_group(pledges, pack_of(enrolment.plan)):
        kept = marks.get((StepKey.COMMITTEE, pledge.pk))
        outcome, note = (kept.outcome, kept.note) if kept else ("", "")
        if data is not None:
            outcome = str(data.get(f"k-{pledge.pk}", outcome))
            note = str(data.get(f"g-{pledge.pk}", note)).strip()[:_LONG]
        own = marks.get((StepKey.SELF, pledge.pk))
        found.append(Weighed(pledge, list(pledge.evidence.all()), own, kept, outcome, note))
    return found
