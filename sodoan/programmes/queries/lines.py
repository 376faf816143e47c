"""A sheet line by line: pledges with what proves them, group by group."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sodoan.programmes.choices import EvidenceKind, EvidenceState
from sodoan.programmes.engine.schema import Group
from sodoan.programmes.models import Evidence, Mark, Pledge
from sodoan.programmes.queries.crediting import Credited


@dataclass(frozen=True, kw_only=True)
class Backed:
    """A pledge with what proves it; of `wanted` activities, where so many were promised."""

    pledge: Pledge
    credited: Sequence[Credited] = ()
    wanted: int | None = None

    @cached_property
    def evidence(self) -> list[Evidence]:
        """Evidence, the oldest first."""
        return list(self.pledge.evidence.all())

    @property
    def attended(self) -> int:
        """How many activities prove it: those read now, or those kept when it was sent up."""
        kept = sum(one.kind == EvidenceKind.ATTENDANCE for one in self.evidence)
        return kept + sum(not one.is_own for one in self.credited)

    @property
    def proven(self) -> bool:
        """Whether verified evidence is there, handed in or by attendance: `crediting.PROVEN`."""
        verified = any(one.state == EvidenceState.VERIFIED for one in self.evidence)
        return verified or bool(self.attended)


@dataclass(frozen=True, kw_only=True)
class PledgeLine(Backed):
    """A pledge with what was done for it and how it was judged."""

    proof: str
    own: Mark | None = None
    committee: Mark | None = None

    @property
    def waiting(self) -> bool:
        """Whether there is only evidence that nobody has looked at yet."""
        states = {one.state for one in self.evidence}
        return EvidenceState.PENDING in states and not self.proven


@dataclass(frozen=True)
class GroupLine:
    """A content group of the sheet: its pledges, and what is still to repair."""

    group: Group
    number: int
    least: int
    lines: Sequence[PledgeLine]
    problems: Sequence[str] = ()
    advice: dict[int, str] = field(default_factory=dict)

    @property
    def proven(self) -> int:
        """How many pledges have verified evidence."""
        return sum(line.proven for line in self.lines)

    @property
    def waiting(self) -> int:
        """How many pledges have only evidence that waits."""
        return sum(line.waiting for line in self.lines)

    @property
    def missing(self) -> int:
        """How many pledges have no evidence, or only such as was refused."""
        return len(self.lines) - self.proven - self.waiting

    @property
    def complete(self) -> bool:
        """Whether every pledge has verified evidence."""
        return bool(self.lines) and self.proven == len(self.lines)
