"""What a lower unit may ask to change in the programme it adopts: one model per kind."""

from typing import Annotated, Literal

from pydantic import Field

from sodoan.programmes.engine.conditions import ConditionField
from sodoan.programmes.engine.schema.base import DayField, Frozen, Key, Origin, Share, Text
from sodoan.programmes.engine.schema.content import Criterion


class AddCriterion(Frozen):
    """Add a criterion to a group."""

    kind: Literal["add_criterion"] = "add_criterion"
    group: Key
    criterion: Criterion


class RequireCriterion(Frozen):
    """Make a criterion compulsory."""

    kind: Literal["require_criterion"] = "require_criterion"
    criterion: Key


class DropCriterion(Frozen):
    """Drop a criterion; refused when it came from above."""

    kind: Literal["drop_criterion"] = "drop_criterion"
    criterion: Key


class SetMinimum(Frozen):
    """Ask for more criteria in a group."""

    kind: Literal["set_minimum"] = "set_minimum"
    group: Key
    minimum: int | Literal["all"]


class MoveDate(Frozen):
    """Begin or end a phase earlier."""

    kind: Literal["move_date"] = "move_date"
    calendar: Key
    phase: Key
    edge: Literal["start", "end"]
    day: DayField


class Orient(Frozen):
    """Say what to lean on in a group this cycle."""

    kind: Literal["orient"] = "orient"
    group: Key
    text: Text


class SetDays(Frozen):
    """Give a step fewer days."""

    kind: Literal["set_days"] = "set_days"
    step: Key
    days: int = Field(ge=1)


class SetShare(Frozen):
    """Ask for a higher quorum or majority."""

    kind: Literal["set_share"] = "set_share"
    step: Key
    what: Literal["quorum", "majority"]
    share: Share


class SetComplaint(Frozen):
    """Leave more days to complain, or fewer to answer."""

    kind: Literal["set_complaint"] = "set_complaint"
    what: Literal["days", "answer_days"]
    days: int = Field(ge=0, le=366)


class SetCap(Frozen):
    """Lower a cap."""

    kind: Literal["set_cap"] = "set_cap"
    scale: Key
    cap: Key
    share: Share


class AddCondition(Frozen):
    """Ask for more before a grade is given."""

    kind: Literal["add_condition"] = "add_condition"
    scale: Key
    grade: Key
    when: ConditionField


class SetText(Frozen):
    """Use one's own words on the form."""

    kind: Literal["set_text"] = "set_text"
    name: Literal["form_heading", "form_intro", "register_hint", "orientation"]
    text: Text


Change = (
    AddCriterion
    | RequireCriterion
    | DropCriterion
    | SetMinimum
    | MoveDate
    | Orient
    | SetDays
    | SetShare
    | SetComplaint
    | SetCap
    | AddCondition
    | SetText
)


class OwnChange(Frozen):
    """A change together with the unit that asks for it."""

    origin: Origin
    change: Annotated[Change, Field(discriminator="kind")]


class Delta(Frozen):
    """Everything units below the parent ask for, from the highest to the lowest."""

    changes: tuple[OwnChange, ...] = ()

    @classmethod
    def of(cls, origin: Origin, *changes: Change) -> "Delta":
        """Return the changes of one unit."""
        return cls(changes=tuple(OwnChange(origin=origin, change=c) for c in changes))
