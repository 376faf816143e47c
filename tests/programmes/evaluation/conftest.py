"""The small branch in its evaluation: three members, one meeting."""

import pytest

from tests.programmes import world as w
from tests.programmes.crowd import convened, knowing, opened, seated


@pytest.fixture
def branch(world):
    """Three members with sheets and figures: an, dung, hoa."""
    found = [w.enrol(who, world.plan) for who in (world.an, world.dung, world.hoa)]
    knowing(found)
    return found


@pytest.fixture
def meeting(world, branch):
    """The meeting with everybody there."""
    meeting = convened(world, opened(world))
    seated(world, meeting, 3)
    return meeting
