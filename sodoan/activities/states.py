"""How a week of a unit stands in a scheme; the same for the month, the table of weeks, its file."""

from dataclasses import dataclass
from enum import StrEnum


class WeekState(StrEnum):
    """From best to worst; drawn as the family `week` of `sodoan.common.status`."""

    MET = "met"
    PLANNED = "planned"
    SKIPPED = "skipped"
    UNREPORTED = "unreported"
    SHORT = "short"
    MISSING = "missing"


@dataclass(frozen=True)
class Held:
    """How many activities of a week are reported, planned and skipped.

    `due` of the planned should have been reported.
    """

    reported: int = 0
    planned: int = 0
    due: int = 0
    skipped: int = 0

    def state(self, *, minimum: int, is_over: bool, is_owed: bool = True) -> WeekState | None:
        """Return how the week stands; `is_over`: its Sunday has passed.

        None for one that is not owed, the unit or the scheme not being there on all its days; what
        was done in it counts all the same. One of which everything was skipped owes nothing.
        """
        if self.reported >= minimum:
            return WeekState.MET
        if not is_owed:
            return None
        if self.due:
            return WeekState.UNREPORTED
        if not self.reported and not self.planned:
            return WeekState.SKIPPED if self.skipped else WeekState.MISSING
        enough = self.reported + self.planned >= minimum and not is_over
        return WeekState.PLANNED if enough else WeekState.SHORT
