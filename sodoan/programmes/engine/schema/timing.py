"""When things happen and who judges: calendars, steps, complaint."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from sodoan.common.dataschema import DayField, Frozen, Key, Text
from sodoan.programmes.engine.schema.base import Level, Share


class Phase(Frozen):
    """One phase of a calendar; both dates belong to it."""

    key: Key
    """register, support, evaluate, or a name of the pack's own."""
    title: Text
    start: DayField
    """First day: `2026-09-07`, `Y-01-05` or `(Y-1)-09-07`, Y being the cycle year."""
    end: DayField
    """Last day, which is the deadline."""


class Window(Frozen):
    """The days whose results count."""

    start: DayField
    """First day."""
    end: DayField
    """Last day."""


class Reviews(Frozen):
    """The periodic talk with every subject."""

    every: Literal["month", "quarter", "half_year"]
    """Rhythm, by the civil calendar."""
    phase: Key = "support"
    """Phase during which it is held."""
    title: Text = "Trao đổi quý"
    """Read and kept; screens say “Trao đổi” and the period, e.g. Trao đổi quý III/2026."""


class Calendar(Frozen):
    """The dates of one block of units (khối)."""

    key: Key
    title: Text
    blocks: tuple[Key, ...]
    """Blocks of units that follow it: school, other."""
    label: Text = "năm {year}"
    """Name of the cycle; {year} is Y, {before} is Y-1, {after} is Y+1."""
    phases: tuple[Phase, ...] = Field(min_length=1)
    """Phases in order of time; they may not overlap."""
    result: Window
    """The days whose results count."""
    reviews: Reviews | None = None
    """The periodic talk; empty: none."""


class Actor(StrEnum):
    """Who acts in a step."""

    SUBJECT = "subject"
    COLLECTIVE = "collective"
    COMMITTEE = "committee"
    APPROVER = "approver"
    OUTSIDE = "outside"
    PEERS = "peers"
    MEMBERS = "members"

    def is_above(self, level: Level) -> bool:
        """Whether who acts stands above the units of a level, which then cannot bind them."""
        return self is Actor.APPROVER and level in {Level.SECTION, Level.BRANCH}


class VoteMethod(StrEnum):
    """How a proposal comes out of the votes."""

    MAJORITY = "majority"
    """The grade with more than the asked share; none otherwise."""
    PLURALITY = "plurality"
    """The grade with most votes; a tie is no proposal."""
    CUMULATIVE = "cumulative"
    """From the top, the first grade which with all above it passes the asked share."""


class Meeting(Frozen):
    """What makes a meeting and its vote valid."""

    quorum: Share
    """Least share of those called who must be present (reaching it is enough)."""
    majority: Share
    """Share of the votes a proposal must exceed (reaching it is not enough)."""
    base: Literal["present", "cast"] = "present"
    """Whether the share is of those present or of the votes cast (blank ones left out)."""
    method: VoteMethod = VoteMethod.MAJORITY
    """`majority`: the grade with more than the share; `plurality`: most votes, a tie is none;
    `cumulative`: from the top, the first grade which with all above it exceeds the share."""


class Step(Frozen):
    """One step of the judgement, in order."""

    key: Key
    title: Text
    actor: Actor
    """Who acts."""
    phase: Key = "evaluate"
    """Phase the step belongs to."""
    days: int | None = Field(default=None, ge=1, le=366)
    """Days the step may take; empty: until the end of the phase."""
    meeting: Meeting | None = None
    """Set when the step is a meeting with a vote."""
    may_return: bool = False
    """True when the approver may send results back with a reason."""


class Complaint(Frozen):
    """The window for complaints after publication."""

    days: int = Field(ge=0, le=366)
    """Days after publication in which a complaint may be made."""
    answer_days: int = Field(ge=0, le=366)
    """Days in which it must be answered."""
