"""Who may import lists into a unit."""

from typing import TYPE_CHECKING

import rules

from sodoan.common.scoping import Actor
from sodoan.org.choices import Capability

if TYPE_CHECKING:
    from sodoan.imports.models import Batch
    from sodoan.org.models import Unit


@rules.predicate
def imports_into(by: Actor, unit: "Unit") -> bool:
    """Takes lists into the unit and below."""
    return by.covers(Capability.IMPORT, unit.path)


@rules.predicate
def handles_batch(by: Actor, batch: "Batch") -> bool:
    """Works on imports of the batch's unit."""
    return by.covers(Capability.IMPORT, batch.unit.path)


@rules.predicate
def manages_units_from(by: Actor, _obj: object) -> bool:
    """Founds units somewhere; each unit is asked again when it is founded."""
    return by.is_admin or by.can(Capability.MANAGE_UNITS)


rules.add_perm("imports.import_members", imports_into)
rules.add_perm("imports.handle_batch", handles_batch)
rules.add_perm("imports.import_units", manages_units_from)
