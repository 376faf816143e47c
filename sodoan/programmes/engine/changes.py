"""What a lower unit may ask to change in the programme it adopts: one model per kind."""

from typing import Annotated, Literal

from pydantic import Field

from sodoan.common.dataschema import DayField, Frozen, Key, Text
from sodoan.programmes.engine.conditions import Compare, ConditionField
from sodoan.programmes.engine.schema.base import Origin, Share
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


class AddBasis(Frozen):
    """Name a document of one's own that the plan carries out."""

    kind: Literal["add_basis"] = "add_basis"
    text: Text


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
    | AddBasis
)


class OwnChange(Frozen):
    """A change together with the unit that asks for it."""

    origin: Origin
    change: Annotated[Change, Field(discriminator="kind")]


def slot_of(change: Change) -> tuple[str, ...]:
    """Return what a change sets: of two with the same slot the later one stands alone.

    Empty for a change that only adds: any number of them stand side by side.
    """
    match change:
        case AddCriterion() | Orient() | AddBasis():
            return ()
        case AddCondition(scale=scale, grade=grade, when=Compare(left=left, op=op)):
            slot: tuple[str, ...] = (scale, grade, str(left), op)
        case AddCondition():
            return ()
        case _:
            slot = tuple(str(getattr(change, name)) for name in _SLOTS[type(change)])
    return (change.kind, *slot)


_SLOTS: dict[type[Frozen], tuple[str, ...]] = {
    RequireCriterion: ("criterion",),
    DropCriterion: ("criterion",),
    SetMinimum: ("group",),
    MoveDate: ("calendar", "phase", "edge"),
    SetDays: ("step",),
    SetShare: ("step", "what"),
    SetComplaint: ("what",),
    SetCap: ("scale", "cap"),
    SetText: ("name",),
}


class Delta(Frozen):
    """Everything units below the parent ask for, from the highest to the lowest."""

    changes: tuple[OwnChange, ...] = ()

    @classmethod
    def of(cls, origin: Origin, *changes: Change) -> "Delta":
        """Return the changes of one unit."""
        return cls(changes=tuple(OwnChange(origin=origin, change=c) for c in changes))

    def put(self, origin: Origin, change: Change, place: int | None = None) -> "Delta":
        """Return the delta with one more change of a unit, in place of the one it corrects.

        That is the one at `place`, else the unit's own with the same slot.
        """
        item, slot = OwnChange(origin=origin, change=change), slot_of(change)
        same = [
            at
            for at, one in enumerate(self.changes)
            if slot and one.origin == origin and slot_of(one.change) == slot
        ]
        at = place if place is not None else next(iter(same), len(self.changes))
        return Delta(changes=(*self.changes[:at], item, *self.changes[at + 1 :]))
