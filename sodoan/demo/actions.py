"""Filling an empty database with the demo; the only way to make a demo database."""

from django.db import connection, transaction
from django.utils import timezone

from sodoan.audit.history import acting
from sodoan.common.clock import today
from sodoan.demo.accounts import open_officers, open_roles
from sodoan.demo.activities import play_weeks
from sodoan.demo.doubles import write_twice
from sodoan.demo.evaluation import Evaluation
from sodoan.demo.history import last_year
from sodoan.demo.inspections import play_inspections
from sodoan.demo.meetings import play_meetings
from sodoan.demo.models import DemoMark
from sodoan.demo.plans import adopt_below, issue, orient_branch
from sodoan.demo.reports import play_reports
from sodoan.demo.shape import SIZES, Size
from sodoan.demo.world import Builder, World
from sodoan.demo.year import Year
from sodoan.org.models import Unit

_ADOPTING = {"meeting", "sent", "supporting"}


class NotADemoError(Exception):
    """The database holds data that the demo did not make."""


def is_demo() -> bool:
    """Whether this database was made by the demo."""
    return DemoMark.objects.exists()


@transaction.atomic
def load_demo(size: str = "B") -> bool:
    """Fill an empty database; returns whether anything was written.

    All in one transaction: a demo is whole or not there. Raises `NotADemoError` when the database
    already holds units that are not the demo's.
    """
    if is_demo():
        return False
    if Unit.objects.exists():
        raise NotADemoError
    mark = DemoMark.objects.create(size=size)
    with acting(user_id=None, reason="Dữ liệu mẫu", batch="demo"):
        open_roles(play(SIZES[size]))
    mark.loaded_at = timezone.now()
    mark.save()
    return True


def play(size: Size) -> World:
    """Write a province of this size with two years of its programme."""
    world = Builder(size, today()).build()
    open_officers(world)
    last_year(world)
    root = issue(world)
    for union in world.unions:
        if union.shape.stage in _ADOPTING:
            own = adopt_below(root, union, world.today)
            orient_branch(own, union.branches[0], world.today)
    year = Year(world, root)
    year.register()
    year.support()
    year.assess()
    Evaluation(world, root).play()
    play_weeks(world)
    play_meetings(world)
    play_reports(world)
    play_inspections(world)
    write_twice(world)
    return world


def refresh_statistics() -> None:
    """Tell the planner about the new rows; outside the loading transaction."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
