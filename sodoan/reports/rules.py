"""Who may fill in, hand in, look at and settle reports."""

from typing import TYPE_CHECKING

import rules

from sodoan.common.scoping import Actor
from sodoan.org.choices import Capability

if TYPE_CHECKING:
    from sodoan.org.models import Unit
    from sodoan.reports.models import Annex, Obligation, ReportForm


@rules.predicate
def reports_for(by: Actor, obligation: "Obligation") -> bool:
    """Holds a reporting post in the unit itself, or in the one above of a unit that has ended."""
    if obligation.unit.closed_on is not None:
        return by.covers(Capability.REPORT, obligation.receiver.path)
    holds = any(post.unit_id == obligation.unit_id for post in by.posts)
    return holds and by.covers(Capability.REPORT, obligation.unit.path)


@rules.predicate
def reports_for_annex(by: Actor, annex: "Annex") -> bool:
    """The same, of the report a file goes with."""
    return bool(reports_for(by, annex.obligation))


@rules.predicate
def receives(by: Actor, obligation: "Obligation") -> bool:
    """Holds a reporting post in the receiving unit or above it."""
    return by.covers(Capability.REPORT, obligation.receiver.path)


@rules.predicate
def receives_in(by: Actor, unit: "Unit") -> bool:
    """Holds a reporting post in the unit or above it."""
    return by.covers(Capability.REPORT, unit.path)


@rules.predicate
def launches_form(by: Actor, unit: "Unit") -> bool:
    """Asks reports of the units below."""
    return by.covers(Capability.LAUNCH, unit.path)


@rules.predicate
def keeps_form(by: Actor, form: "ReportForm") -> bool:
    """Asks reports in the unit that issued the form."""
    return by.covers(Capability.LAUNCH, form.unit.path)


rules.add_perm("reports.fill_in", reports_for)
rules.add_perm("reports.fill_in_annex", reports_for_annex)
rules.add_perm("reports.settle", receives)
rules.add_perm("reports.nudge", receives_in)
rules.add_perm("reports.issue", launches_form)
rules.add_perm("reports.keep_form", keeps_form)
