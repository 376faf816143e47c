"""A sheet line by line: pledges with what proves them, group by group."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sodoan.programmes.choices import EvidenceState
from sodoan.programmes.engine.schema import Group
from sodoan.programmes.models import Evidence, Mark, Pledge
from sodoan.programmes.queries.crediting import Credited, attended_of, is_proven


@dataclass(frozen=True)
class PledgeLine:
    """A pledge with what was done for it and how it was judged."""

    pledge: Pledge
    proof: str
    own: Mark | None = None
    committee: Mark | None = None
    credited: Sequence[Credited] = ()
    wanted: int | None = None

    @cached_property
    def evidence(self) -> list[Evidence]:
        """Evidence, the oldest first."""
        return list(self.pledge.evidence.all())

    @property
    def proven(self) -> bool:
        """Whether verified evidence is there, handed in or by attendance."""
        return is_proven(self.evidence, self.credited)

    @property
    def attended(self) -> int:
        """How many activities prove it; of `wanted`, where so many were promised."""
        return attended_of(self.evidence, self.credited)

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
