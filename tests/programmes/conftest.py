"""The small branch most tests of the programme happen in, and its secretary's browser."""

import pytest

from sodoan.programmes.actions import plans as actions
from tests.programmes import above
from tests.programmes import world as w


@pytest.fixture
def world():
    return w.build()


@pytest.fixture
def an(world):
    return w.browser(world.an)


@pytest.fixture
def em(world):
    """The secretary of the province."""
    return above.province_officer(world)


@pytest.fixture
def root(world, em):
    """A draft root plan of the province, as loaded from the shipped pack."""
    return actions.load_programme(w.s0(), by=w.scope(em), unit=world.province, year=2026)


@pytest.fixture
def issued(root, em):
    """The same, every value confirmed, published."""
    return above.issue(root, em)


@pytest.fixture
def draft(issued, world):
    """The commune's own plan below it, nothing added yet."""
    return actions.adopt(issued, by=w.scope(world.binh), unit=world.commune)
