"""The small branch in its evaluation: three members, one meeting."""

import pytest

from tests.programmes.crowd import three_met, three_sheets


@pytest.fixture
def branch(world):
    """Three members with sheets and figures: an, dung, hoa."""
    return three_sheets(world)


@pytest.fixture
def meeting(world, branch):
    """The meeting with everybody there."""
    return three_met(world, *branch)
