"""The small branch most tests of the programme happen in, and its secretary's browser."""

import pytest

from tests.programmes import world as w


@pytest.fixture
def world():
    return w.build()


@pytest.fixture
def an(world):
    return w.browser(world.an)
