"""Who may see and change units, posts and appointments."""

from typing import TYPE_CHECKING

import rules

from sodoan.common.scoping import Actor
from sodoan.org.choices import Capability, Tier

if TYPE_CHECKING:
    from sodoan.org.models import Unit


@rules.predicate
def views_unit(by: Actor, unit: "Unit") -> bool:
    """Sees the unit."""
    return by.covers(Capability.VIEW_UNITS, unit.path)


@rules.predicate
def manages_unit(by: Actor, unit: "Unit") -> bool:
    """Founds, renames, moves or closes units below this one."""
    return by.covers(Capability.MANAGE_UNITS, unit.path)


@rules.predicate
def appoints_in(by: Actor, unit: "Unit") -> bool:
    """Records posts in the unit."""
    return by.covers(Capability.APPOINT, unit.path)


@rules.predicate
def edits_catalogue(by: Actor) -> bool:
    """Changes the catalogue of posts and kinds of units, which is one for the whole program."""
    return by.can(Capability.SYSTEM)


@rules.predicate
def from_above(by: Actor, unit: "Unit") -> bool:
    """Below province level a unit neither appoints its own officers nor closes itself."""
    return by.is_admin or any(
        unit.path.startswith(post.path) and (post.unit_id != unit.pk or post.tier <= Tier.PROVINCE)
        for post in by.posts
    )


rules.add_perm("org.view_unit", views_unit)
rules.add_perm("org.manage_unit", manages_unit)
rules.add_perm("org.close_unit", manages_unit & from_above)
rules.add_perm("org.edit_catalogue", edits_catalogue)
rules.add_perm("org.appoint", appoints_in & from_above)
