"""A first visit costs at most 100 kB besides vendored files, which browsers keep."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.stories import scenes

pytestmark = pytest.mark.django_db
LIMIT = 100_000
OWN = re.compile(r'(?:href|src)="/static/((?!vendor/)[^"#?]+)')


def weight(client, address):
    """Bytes on the wire: the page as it is, our own files as they are stored for sending."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    files = {finders.find(name) for name in OWN.findall(answer.content.decode())}
    assert files
    assert None not in files, files
    return len(answer.content) + sum(len(gzip.compress(Path(one).read_bytes())) for one in files)


@pytest.mark.parametrize("who", ["dung", "an", "binh", "em", "quan"])
def test_home_of_every_role_is_light(request, who, login):
    assert weight(login(request.getfixturevalue(who)), "/") <= LIMIT


def test_sign_in_page_is_light(client):
    assert weight(client, "/dang-nhap/") <= LIMIT


def test_main_lists_are_light_with_a_page_full_of_people(client):
    world = scenes.build()
    sheets = scenes.sheets(world, scenes.members(world))
    scenes.proven(sheets)
    scenes.met(world, sheets, present=20)
    branch = [world.branch.pk]
    for user, addresses in {
        world.an: [
            reverse("people:person_list"),
            reverse("access:slips"),
            reverse("programmes:branch", args=branch),
            reverse("programmes:evidence_queue", args=branch),
            reverse("programmes:voting", args=[*branch, world.programme.pk, "other"]),
            reverse("programmes:fact_entries", args=[*branch, world.programme.pk, "other"]),
        ],
        world.binh: [
            reverse("org:unit_list"),
            reverse("programmes:overview"),
            reverse("programmes:approvals"),
            reverse("programmes:figure_people"),
        ],
    }.items():
        client.force_login(user)
        for address in addresses:
            assert weight(client, address) <= LIMIT, address
