"""Every page that links lead to, once per address name: accessible, not wider than a phone, one
primary action, targets big enough for a thumb. The console (strict CSP included) stays silent."""

import re

import pytest
from django.urls import Resolver404, resolve

from sodoan.programmes.actions import rounds
from sodoan.programmes.models import Round
from tests.programmes import world as w
from tests.programmes.crowd import settled
from tests.stories import scenes
from tests.stories.screens import examine, sign_in
from tests.windows import LAPTOP

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

MOST = 90  # pages a role, so that the walk always ends
FILES = re.compile(r"paper_|export|evidence_file|error_file|national|template_file")
LINKS = "links => links.map(link => link.getAttribute('href'))"
PRIMARY = """buttons => [...new Set(buttons.filter(one => one.offsetParent)
  .map(one => one.innerText.trim()))]"""
SMALL = """controls => controls.filter(one => one.offsetParent
    && one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML.slice(0, 120))"""
CONTROLS = (
    ".btn, .chip, .rw, .tabbar a, .form-control, .form-select, summary, .appbar a, .wz a, .hit, "
    ".tb td > a, .tb th > a"
)
GONE = """bars => { scrollTo(0, document.body.scrollHeight / 2);
  return bars.filter(bar => {
    const box = bar.getBoundingClientRect();
    const stays = bar.matches(".appbar") ? box.top === 0 : Math.round(box.bottom) === innerHeight;
    return bar.offsetParent && !stays;
  }).map(bar => bar.className); }"""
BARS = ".tabs .appbar, .task .appbar, .tabbar, .cta"


ACCOUNT = {
    "accounts:account", "accounts:change_password", "accounts:data_notice", "access:who_sees_me",
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn",
}  # fmt: skip


@pytest.fixture
def world(transactional_db, on):
    on(scenes.JUDGING)
    return scenes.build()


@pytest.fixture
def rows(world):
    """Four sheets ready to be judged; dung's is one of them."""
    found = scenes.sheets(world, [world.dung.person, *scenes.members(world, 3)])
    scenes.proven(found)
    return found


def inside(found):
    """The links of a page that lead to other pages of the site, each with its address name."""
    for link in found:
        path = (link or "").partition("#")[0]
        if not path.startswith("/") or path.startswith("/static/"):
            continue
        try:
            name = resolve(path.partition("?")[0]).view_name
        except Resolver404:
            continue
        if not FILES.search(name) and name != "common:kit":
            yield name, path


def walk(page, start="/", *, also=None):
    """Open one page of every name that can be reached, and hold each to the promises.

    `also` is a second size of window at which each is examined.
    """
    size = page.viewport_size
    waiting, seen = [("home", start)], set()
    while waiting and len(seen) < MOST:
        name, path = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        page.goto(path)
        examine(page)
        assert len(page.locator(".btn-primary").evaluate_all(PRIMARY)) <= 1, path
        assert page.locator(CONTROLS).evaluate_all(SMALL) == [], path
        assert page.locator(BARS).evaluate_all(GONE) == [], path
        waiting += inside(page.locator("a[href]").evaluate_all(LINKS))
        if also:
            page.set_viewport_size(also)
            examine(page)
            assert len(page.locator(".btn-primary").evaluate_all(PRIMARY)) <= 1, path
            page.set_viewport_size(size)
    assert not waiting or len(seen) < MOST
    return seen


def test_pages_of_a_member(phone, world, rows):
    sign_in(phone, world.dung)
    assert walk(phone) >= ACCOUNT | {
        "notices:inbox", "programmes:mine", "programmes:sheet", "programmes:self_assess",
        "programmes:add_evidence", "programmes:record_book", "handbook_page",
    }  # fmt: skip


def test_pages_of_a_secretary(phone, world, rows):
    scenes.vote(world, scenes.met(world, rows, present=4), ["good", "good", "completed", ""])
    sign_in(phone, world.an)
    assert walk(phone) >= {
        "more", "people:person_list", "people:person", "people:edit", "access:slips",
        "imports:batch_list", "imports:new", "programmes:branch", "programmes:evidence_queue",
        "programmes:round", "programmes:attendance", "programmes:voting", "programmes:proposals",
        "programmes:send_round", "programmes:figures", "programmes:figure_people", "handbook",
    }  # fmt: skip


def test_pages_of_a_grassroots_officer(phone, world, rows):
    scenes.vote(world, scenes.met(world, rows, present=4), ["good"] * 4)
    settled(world)
    rounds.send_round(Round.objects.get(), by=w.scope(world.an))
    sign_in(phone, world.binh)
    assert walk(phone, also=LAPTOP) >= ACCOUNT | {
        "access:slips", "org:unit_list", "org:tree", "org:unit", "org:history", "org:rename",
        "people:appoint", "programmes:overview", "programmes:approvals",
        "programmes:approve_round", "programmes:return_result", "programmes:complaints",
        "programmes:plan_list", "programmes:plan",
    }  # fmt: skip
