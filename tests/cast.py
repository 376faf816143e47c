"""The cast of every permission test: four people, the same in all apps.

    Đoàn tỉnh T ─┬─ Đoàn xã A ─┬─ Chi đoàn A1    an: secretary of A1; dung: plain member of A1
                 │             └─ Chi đoàn A2    binh: secretary of A, above them
                 └─ Đoàn xã B ─── Chi đoàn B1    chi: secretary of B1, a stranger to A

Also `em` (secretary of the province) and `quan` (administrator without posts). Everybody is an
activated account with a person; sign in by `login(user)` or `client.force_login(user)`; the
password is `tests.factories.accounts.PASSWORD`. Ask `scope(user)` for what the account may do.
"""

from types import SimpleNamespace

import pytest
from django.test import Client

from sodoan.access.scopes import scope_of
from sodoan.accounts.models import User
from sodoan.org.actions import load_reference
from tests.factories.accounts import UserFactory
from tests.factories.org import AppointmentFactory, PostFactory, UnitFactory, UnitTypeFactory
from tests.factories.people import MembershipFactory, PersonFactory
from tests.remembered import remembered

CATALOGUES = remembered(load_reference)


@pytest.fixture
def reference(db):
    """The shipped catalogues of unit types and posts."""
    CATALOGUES()


@pytest.fixture
def units(db):
    """The tree above: `units.t`, `.a`, `.a1`, `.a2`, `.b`, `.b1`, and the catalogues."""
    return tree()


@remembered
def tree():
    """Write the units."""
    load_reference()

    def unit(key, name, parent=None):
        return UnitFactory(type=UnitTypeFactory(key=key), name=name, parent=parent)

    t = unit("tinh", "Đoàn tỉnh Thử Nghiệm")
    a = unit("xa", "Đoàn xã An Hòa", t)
    b = unit("xa", "Đoàn xã Bình Minh", t)
    return SimpleNamespace(
        t=t,
        a=a,
        b=b,
        a1=unit("chi-doan", "Chi đoàn Khu phố 1", a),
        a2=unit("chi-doan", "Chi đoàn Khu phố 2", a),
        b1=unit("chi-doan", "Chi đoàn Ấp Bắc", b),
    )


@remembered
def enlist(name, unit, post=None, *, account=True, post_in=None, **facts):
    """A member of `unit`, with an account, and with a post (key) there or in `post_in`."""
    user = UserFactory(full_name=name) if account else None
    person = PersonFactory(full_name=name, user=user, **facts)
    MembershipFactory(person=person, unit=unit)
    if post:
        AppointmentFactory(person=person, unit=post_in or unit, post=PostFactory(key=post))
    return user or person


@pytest.fixture
def an(units):
    """Secretary of branch A1."""
    return enlist("Trần Quốc An", units.a1, "bi-thu-chi-doan")


@pytest.fixture
def binh(units):
    """Secretary of the commune union A, above branch A1; a member of branch A2."""
    return enlist("Phạm Ngọc Bình", units.a2, "bi-thu", post_in=units.a)


@pytest.fixture
def chi(units):
    """Secretary of branch B1: as an, elsewhere."""
    return enlist("Lê Thị Kim Chi", units.b1, "bi-thu-chi-doan")


@pytest.fixture
def dung(units):
    """A plain member of branch A1."""
    return enlist("Hồ Gia Dung", units.a1)


@pytest.fixture
def em(units):
    """Secretary of the province; a member of branch B1."""
    return enlist("Võ Hoài Em", units.b1, "bi-thu", post_in=units.t)


@pytest.fixture
def quan(db):
    """The administrator: no person, no post."""
    return administrator()


def administrator():
    """Write the account."""
    return UserFactory(full_name="Quản trị", is_admin=True)


@pytest.fixture
def scope():
    """`scope(user)`: what the account may do today, all its roles together."""
    return lambda user: scope_of(User.objects.select_related("person").get(pk=user.pk))


@pytest.fixture
def login():
    """`login(user)`: a browser in which the account is signed in; `login(None)`: a stranger's."""

    def sign_in(user):
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return sign_in
