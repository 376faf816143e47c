"""Pledges as the engine sees them, and as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sodoan.programmes import models
from sodoan.programmes.engine.registration import Pledge, Problem, check_registration
from sodoan.programmes.engine.schema import Pack
from sodoan.programmes.models import Enrolment
from sodoan.programmes.packs import pack_of, schedule_of


def by_group(pledges: Iterable[models.Pledge], pack: Pack) -> list[models.Pledge]:
    """Pledges in the order of the content groups; within one as they stand."""
    order = {group.key: at for at, group in enumerate(pack.groups)}
    return sorted(pledges, key=lambda pledge: order.get(pledge.group_key, len(order)))


def retitled(pledges: Iterable[models.Pledge], pack: Pack) -> list[models.Pledge]:
    """Give pledges the titles their criteria have in the plan; those called otherwise, unsaved."""
    titles = {(group.key, one.key): one.title for group in pack.groups for one in group.criteria}
    changed = []
    for pledge in pledges:
        title = titles.get((pledge.group_key, pledge.criterion_key), pledge.title)
        if title != pledge.title:
            pledge.title = title
            changed.append(pledge)
    return changed


def as_engine(enrolment: Enrolment) -> list[Pledge]:
    """The current pledges of an enrolment, in order."""
    return [engine_pledge(pledge) for pledge in enrolment.pledges.filter(is_dropped=False)]


def engine_pledge(pledge: models.Pledge) -> Pledge:
    """One stored pledge as the engine sees it."""
    return Pledge(
        criterion=pledge.criterion_key,
        group=pledge.group_key,
        text=pledge.text,
        quantity=pledge.quantity,
        unit=pledge.measure,
        due_on=pledge.due_on,
        proof=pledge.proof,
        stored=pledge.pk,
    )


def to_json(pledges: Iterable[Pledge]) -> list[dict[str, Any]]:
    """Pledges as plain JSON, for keeping a version."""
    return [
        {**asdict(pledge), "due_on": pledge.due_on.isoformat() if pledge.due_on else None}
        for pledge in pledges
    ]


def from_json(data: Iterable[dict[str, Any]]) -> list[Pledge]:
    """Pledges of a kept version."""
    return [
        Pledge(**{**item, "due_on": date.fromisoformat(item["due_on"]) if item["due_on"] else None})
        for item in data
    ]


def problems_of(enrolment: Enrolment, pledges: Sequence[Pledge]) -> list[Problem]:
    """What is missing or doubtful in these pledges, by plan and calendar of the enrolment."""
    calendar = schedule_of(enrolment)
    first_day, last_day = calendar.due_between
    pack = pack_of(enrolment.plan)
    return check_registration(
        pack,
        pledges,
        enrolment.category,
        first_day=first_day,
        last_day=last_day,
        between=calendar.between,
    )
