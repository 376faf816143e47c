"""The member whose memberships begin, move and end."""

import pytest

from tests.factories.people import MembershipFactory, PersonFactory


@pytest.fixture
def khoi(units):
    """A member of branch A1 since long ago."""
    person = PersonFactory(full_name="Đỗ Minh Khôi")
    MembershipFactory(person=person, unit=units.a1)
    return person
