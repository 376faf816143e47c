"""Who tries every address, signed in, and the two branches they try it at; remembered as one.

The cast of `tests.cast` and four more posts. `places` are A1 with dung and B1 with somebody else.
"""

import time
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace

from django.conf import settings
from django.test import Client

from sodoan.access.scopes import scope_of
from sodoan.accounts.models import User
from sodoan.common.permissions import allowed
from tests.access.samples import Place
from tests.cast import administrator, enlist, tree
from tests.remembered import remembered

STRANGER = "khách"
_LONG = 24 * 60 * 60  # a memory is a day old at most


@dataclass(frozen=True)
class Actor:
    """Somebody who tries, signed in or not."""

    name: str
    user: User | None
    scope: object
    client: Client


def actor(name, user):
    """Somebody of the tables, signed in now."""
    if user is None:
        return Actor(name, None, None, Client())
    return _opened(name, *_signed_in(user), scope_of(user, only=""))


def company():
    """`.actors`, by name, and `.places`."""
    people, places = _gathered()
    actors = {
        name: _opened(name, user, key, _scope(user.pk)) for name, (user, key) in people.items()
    }
    actors[STRANGER] = actor(STRANGER, None)
    return SimpleNamespace(actors=actors, places=places)


def may_open(url_class, who, made):
    """Whether the class of an address lets somebody open it, about an object that was made."""
    if url_class.kind == "public" or who.user is None:
        return url_class.kind == "public"
    is_owner = url_class.owner and made.owner is not None and who.scope.is_self(made.owner.pk)
    ways = {
        "signed_in": lambda: True,
        "can": lambda: any(map(who.scope.can, url_class.capabilities)),
        "in_scope": lambda: any(
            who.scope.covers(capability, made.unit.path) for capability in url_class.capabilities
        ),
        "own": lambda: False,
        "by_rule": lambda: all(allowed(who.scope, rule, made.obj) for rule in url_class.rules),
    }
    return is_owner or ways[url_class.kind]()


@remembered
def _gathered():
    units = tree()
    users = {
        "dung (đoàn viên A1)": enlist("Hồ Gia Dung", units.a1),
        "an (bí thư A1)": enlist("Trần Quốc An", units.a1, "bi-thu-chi-doan"),
        "ủy viên A1": enlist("Đỗ Minh Ủy", units.a1, "uv-bch-chi-doan"),
        "binh (bí thư xã A)": enlist("Phạm Ngọc Bình", units.a2, "bi-thu", post_in=units.a),
        "chuyên viên xã A": enlist("Bùi Thị Chuyên", units.a2, "chuyen-vien", post_in=units.a),
        "kiểm tra xã A": enlist("Cao Văn Kiểm", units.a2, "chu-nhiem-ubkt", post_in=units.a),
        "chi (bí thư B1)": enlist("Lê Thị Kim Chi", units.b1, "bi-thu-chi-doan"),
        "em (bí thư tỉnh)": enlist("Võ Hoài Em", units.b1, "bi-thu", post_in=units.t),
        "quan (quản trị)": administrator(),
    }
    here, there = users["dung (đoàn viên A1)"], enlist("Ngô Khánh Duy", units.b1)
    places = [Place(units.a1, here.person), Place(units.b1, there.person)]
    return {name: _signed_in(user) for name, user in users.items()}, places


def _signed_in(user):
    """The account and the key of its session."""
    user = User.objects.select_related("person").get(pk=user.pk)
    client = Client()
    client.force_login(user)
    session = client.session  # as after a sign-in a moment ago: no second question for a password
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() + _LONG}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return user, session.session_key


@lru_cache  # the same account has the same posts: nothing of it is made but by `_gathered`
def _scope(key):
    return scope_of(User.objects.select_related("person").get(pk=key), only="")


def _opened(name, user, key, scope):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return Actor(name, user, scope, client)
