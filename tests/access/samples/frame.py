"""One object of every kind that an address can name, for the access matrix.

    @sample("enrolment")
    def enrolment(place):
        made = EnrolmentFactory(person=place.person, unit=place.unit)
        return Sample({"pk": made.pk}, unit=place.unit, owner=place.person, obj=made)

`place` is a branch with a member who has an account: once A1 with dung (inside for an and binh),
once B1 with somebody else. `kwargs` fill the address; `owner` is the person the object is about
(for `owner=True` and `own`); `obj` is what a predicate is asked about (for `by_rule`).
Bring the object into the state in which the address works.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sodoan.org.models import Unit
from sodoan.people.models import Person


@dataclass(frozen=True)
class Place:
    """A branch and one of its members."""

    unit: Unit
    person: Person


@dataclass(frozen=True)
class Sample:
    """An object as an address and a predicate need it."""

    kwargs: Mapping[str, Any] = field(default_factory=dict)
    unit: Unit | None = None
    owner: Person | None = None
    obj: Any = None


SAMPLES: dict[str, Callable[[Place], Sample]] = {}


def sample(name):
    """Register a builder under the name used in `sodoan.access.urlclasses`."""

    def register(build):
        assert name not in SAMPLES, f"two samples are called {name}"
        SAMPLES[name] = build
        return build

    return register
