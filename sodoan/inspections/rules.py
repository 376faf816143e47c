"""Who inspects, and who answers what was found."""

from typing import TYPE_CHECKING

import rules

from sodoan.common.scoping import Actor
from sodoan.org.choices import Capability

if TYPE_CHECKING:
    from sodoan.inspections.models import Finding, FindingStep, Inspection, SampleItem
    from sodoan.org.models import Unit


@rules.predicate
def inspects_for(by: Actor, unit: "Unit") -> bool:
    """Inspects in the name of the unit."""
    return by.covers(Capability.INSPECT, unit.path)


@rules.predicate
def carries_out(by: Actor, inspection: "Inspection") -> bool:
    """Inspects for its unit, or is named as an inspector while holding a post there."""
    if by.covers(Capability.INSPECT, inspection.unit.path):
        return True
    holds = any(post.unit_id == inspection.unit_id for post in by.posts)
    named = inspection.inspectors.filter(person=by.person_id) if holds and by.person_id else None
    return named is not None and named.exists()


@rules.predicate
def checks_item(by: Actor, item: "SampleItem") -> bool:
    """The same, of the inspection an activity was drawn for."""
    return bool(carries_out(by, item.inspection))


@rules.predicate
def settles_finding(by: Actor, finding: "Finding") -> bool:
    """Carries out its inspection, and holds no post in the unit it is about."""
    held = finding.unit.appointments.on(by.on).filter(person=by.person_id)  # in any role
    return bool(carries_out(by, finding.inspection)) and not held.exists()


@rules.predicate
def answers_finding(by: Actor, finding: "Finding") -> bool:
    """Holds a reporting post in the unit it is about, or above one that has ended."""
    if finding.unit.closed_on is not None:
        return by.covers(Capability.REPORT, finding.unit.path)
    holds = any(post.unit_id == finding.unit_id for post in by.posts)
    return holds and by.covers(Capability.REPORT, finding.unit.path)


@rules.predicate
def sees_finding(by: Actor, finding: "Finding") -> bool:
    """Sees the reports of the unit it is about, or carries out its inspection."""
    seen = by.covers(Capability.VIEW_REPORTS, finding.unit.path)
    return seen or bool(carries_out(by, finding.inspection))


@rules.predicate
def sees_step(by: Actor, step: "FindingStep") -> bool:
    """The same, of a file that came with an answer."""
    return bool(sees_finding(by, step.finding))


rules.add_perm("inspections.open", inspects_for)
rules.add_perm("inspections.carry_out", carries_out)
rules.add_perm("inspections.check_item", checks_item)
rules.add_perm("inspections.settle", settles_finding)
rules.add_perm("inspections.answer", answers_finding)
rules.add_perm("inspections.see_finding", sees_finding)
rules.add_perm("inspections.see_step", sees_step)
