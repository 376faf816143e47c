"""A slip never opens the account of somebody who stands above its issuer."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sodoan.access.actions.slips import issue_slips
from sodoan.accounts.actions.slips import try_code
from sodoan.common.clock import today
from sodoan.org.actions import appoint
from tests.factories.org import PostFactory

pytestmark = pytest.mark.django_db


def named(units, by, person, start):
    """The province makes somebody its deputy secretary."""
    return appoint(person.pk, by=by, unit=units.t, post=PostFactory(key="pho-bi-thu"), start=start)


def test_post_that_begins_tomorrow_counts_already(units, an, dung, em, scope):
    named(units, scope(em), dung.person, today() + timedelta(days=1))
    with pytest.raises(PermissionDenied):
        issue_slips([dung.person.pk], by=scope(an), recover=True)


def test_slip_from_below_ends_when_its_holder_is_appointed(units, an, dung, em, scope):
    (slip,) = issue_slips([dung.person.pk], by=scope(an), recover=True)
    named(units, scope(em), dung.person, today())
    with pytest.raises(ValidationError):
        try_code(dung.code, slip.code)


def test_slip_of_the_one_who_appoints_goes_on(units, dung, em, scope):
    (slip,) = issue_slips([dung.person.pk], by=scope(em))
    named(units, scope(em), dung.person, today())
    assert try_code(dung.code, slip.code).user == dung
