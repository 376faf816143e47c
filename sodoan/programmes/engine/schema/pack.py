"""A whole programme as data."""

from datetime import date
from typing import Literal

from pydantic import Field

from sodoan.common.dataschema import Frozen, Key, Text
from sodoan.programmes.engine.schema.base import Subject, by_key
from sodoan.programmes.engine.schema.content import Category, Criterion, Group, Proof
from sodoan.programmes.engine.schema.grading import Fact, PopulationRule, Scale
from sodoan.programmes.engine.schema.timing import Calendar, Complaint, Step


class Texts(Frozen):
    """Words printed on papers and screens."""

    form_heading: Text
    """Title of the registration sheet, what stands below it in a second line; {cycle} is the name
    of the cycle."""
    form_intro: str = ""
    """Sentence above the groups of the form; {least} is how many criteria each takes at least."""
    register_hint: str = ""
    """Sentence over the wizard."""
    orientation: str = ""
    """General orientation of the unit that issues the programme."""


class Paper(Frozen):
    """A paper the programme produces."""

    key: Literal[
        "registration_sheet",
        "wall_sheet",
        "registration_summary",
        "plan",
        "minutes",
        "decision",
        "record_page",
    ]
    title: Text
    copies: int = Field(default=1, ge=1, le=9)
    """Copies printed of each registration sheet, the member's first."""


class Mark(Frozen):
    """A value somebody must confirm before the programme is published."""

    path: Text
    """Where it is: keys joined by dots, e.g. scales.new.caps.excellent.share."""
    note: Text
    """Where the value comes from and what to check."""


class Pack(Frozen):
    """A programme definition, as read from a pack file."""

    format: Literal[1] = 1
    """Version of this format."""
    key: Key
    title: Text
    """Name of the programme without the year."""
    subject: Subject
    """Whom the programme judges."""
    basis: tuple[Text, ...] = ()
    """Documents it carries out."""
    valid_from: date | None = None
    """First day the rules hold; no year that ends before it is loaded."""
    valid_to: date | None = None
    """Last day the rules hold; no year that begins after it is loaded. Empty: until replaced."""
    calendars: tuple[Calendar, ...] = Field(min_length=1)
    """The dates, one calendar for each block of units."""
    categories: tuple[Category, ...] = ()
    """Kinds of subjects with criteria of their own."""
    category_label: Text = "Đối tượng"
    """Word for them on the form."""
    proofs: tuple[Proof, ...] = ()
    """Kinds of evidence the criteria may name."""
    groups: tuple[Group, ...] = Field(min_length=1)
    """Content groups with their criteria."""
    facts: tuple[Fact, ...] = ()
    """Facts besides the built-in ones of the subject."""
    population: tuple[PopulationRule, ...] = ()
    """Who is rated and who is not; the first row that holds decides."""
    steps: tuple[Step, ...] = ()
    """Who judges, in order."""
    scales: tuple[Scale, ...] = Field(min_length=1)
    """Grade scales with their rules and caps."""
    scale: Key
    """Key of the scale in use."""
    complaint: Complaint | None = None
    """Window for complaints; empty: none."""
    papers: tuple[Paper, ...] = ()
    """Papers the programme produces."""
    texts: Texts
    """Words printed on papers and screens."""
    to_confirm: tuple[Mark, ...] = ()
    """Values that must be confirmed before publication."""

    @property
    def active_scale(self) -> Scale:
        """The grade scale in use."""
        return self.scale_of(self.scale)

    def scale_of(self, key: str) -> Scale:
        """Return the scale of that key. Raises KeyError."""
        found: Scale = by_key(self.scales)[key]
        return found

    def on_scale(self, key: str) -> "Pack":
        """Return the same programme with this scale of its own in use. Raises KeyError."""
        return self.model_copy(update={"scale": self.scale_of(key).key})

    def group(self, key: str) -> Group:
        """Return the content group of that key. Raises KeyError."""
        found: Group = by_key(self.groups)[key]
        return found

    def criterion(self, key: str) -> Criterion:
        """Return the criterion of that key, from any group. Raises KeyError."""
        for group in self.groups:
            for criterion in group.criteria:
                if criterion.key == key:
                    return criterion
        raise KeyError(key)

    def category(self, key: str) -> Category:
        """Return the category of that key. Raises KeyError."""
        found: Category = by_key(self.categories)[key]
        return found

    def proof(self, key: str) -> Proof:
        """Return the kind of proof of that key. Raises KeyError."""
        found: Proof = by_key(self.proofs)[key]
        return found

    def calendar_for(self, block: str) -> Calendar:
        """Return the calendar a block of units follows. Raises KeyError."""
        for calendar in self.calendars:
            if block in calendar.blocks:
                return calendar
        raise KeyError(block)

    def step(self, key: str) -> Step:
        """Return the step of that key. Raises KeyError."""
        found: Step = by_key(self.steps)[key]
        return found
