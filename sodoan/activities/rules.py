"""Who may plan, attend to and report activities; keep resolutions and projects."""

from typing import TYPE_CHECKING

import rules

from sodoan.activities.overseeing import scheme_paths
from sodoan.common.scoping import Actor
from sodoan.org.choices import Capability

if TYPE_CHECKING:
    from sodoan.activities.models import Activity, Project, Resolution, Scheme
    from sodoan.org.models import Unit


@rules.predicate
def plans_in(by: Actor, unit: "Unit") -> bool:
    """Plans and reports what the unit does."""
    return by.covers(Capability.ACT, unit.path)


@rules.predicate
def keeps_activity(by: Actor, activity: "Activity") -> bool:
    """Plans and reports what the unit of the activity does."""
    return by.covers(Capability.ACT, activity.unit.path)


@rules.predicate
def is_in_charge(by: Actor, activity: "Activity") -> bool:
    """The committee member the activity is given to, while holding a post in the unit."""
    holds = any(post.unit_id == activity.unit_id for post in by.posts)
    return holds and by.is_self(activity.in_charge_id)


@rules.predicate
def keeps_resolution(by: Actor, resolution: "Resolution") -> bool:
    """Plans and reports what the unit does whose meeting decided it."""
    return by.covers(Capability.ACT, resolution.activity.unit.path)


@rules.predicate
def sees_to_resolution(by: Actor, resolution: "Resolution") -> bool:
    """The person the resolution was given to."""
    return by.is_self(resolution.person_id)


@rules.predicate
def keeps_project(by: Actor, project: "Project") -> bool:
    """Plans and reports what the unit of the project does."""
    return by.covers(Capability.ACT, project.unit.path)


@rules.predicate
def looks_at(by: Actor, unit: "Unit") -> bool:
    """Looks at what the unit plans and does."""
    return by.covers(Capability.VIEW_ACTIVITIES, unit.path)


@rules.predicate
def launches_scheme(by: Actor, unit: "Unit") -> bool:
    """Asks a rhythm of activities of the units below."""
    return by.covers(Capability.LAUNCH, unit.path)


@rules.predicate
def oversees_scheme(by: Actor, scheme: "Scheme") -> bool:
    """Looks after units the scheme is asked of: its own unit, or some below it."""
    paths = scheme_paths(by)
    own = scheme.unit.path
    return any(own.startswith(path) or path.startswith(own) for path in paths)


rules.add_perm("activities.oversee", oversees_scheme)
rules.add_perm("activities.plan", plans_in)
rules.add_perm("activities.keep", keeps_activity)
rules.add_perm("activities.report", keeps_activity | is_in_charge)
rules.add_perm("activities.keep_project", keeps_project)
rules.add_perm("activities.keep_resolution", keeps_resolution)
rules.add_perm("activities.settle", keeps_resolution | sees_to_resolution)
rules.add_perm("activities.launch", launches_scheme)
rules.add_perm("activities.subscribe", looks_at)
