"""The public page behind the code of a record book: little, not for long, all failures alike."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.utils import timezone

from sodoan.documents.html import qr_svg
from sodoan.programmes.queries.record import sign_book
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
PAGE = "/xac-minh/{}/"


def test_page_says_name_branch_and_state_and_nothing_else(world, client):
    person = world.dung.person
    person.phone, person.address = "0908214637", "12 Lê Lợi"
    person.save()
    w.publish(w.enrol(world.dung, world.plan), comment="Lời nhận xét riêng")
    page = client.get(PAGE.format(sign_book(person)))
    text = page.content.decode()
    assert "Hồ Gia Dung" in text
    for secret in ("0908214637", "Lê Lợi", "2002", "nhận xét riêng", person.member_code or "zzz"):
        assert secret not in text
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(("days", "status"), [(364, 200), (366, 410)])
def test_printed_code_shows_the_grades_to_compare_for_a_year(world, client, days, status):
    w.publish(w.enrol(world.dung, world.plan), comment="Lời nhận xét riêng")
    with time_machine.travel(timezone.now(), tick=False):
        printed = w.browser(world.dung).get("/so-cua-toi/?in=1").content.decode()
        token = sign_book(world.dung.person, on_paper=True)
    assert qr_svg(f"http://testserver{PAGE.format(token)}", "Mã QR để xác minh sổ") in printed
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        page = client.get(PAGE.format(token))
    assert page.status_code == status
    assert ("<dd>Tốt<" in page.text) == (status == 200)
    assert "nhận xét riêng" not in page.text


def test_whatever_fails_is_answered_alike(world, client):
    with time_machine.travel("2026-01-01"):
        expired = sign_book(world.dung.person)
    unknown = signing.dumps(999_999_999, salt="sodoan.record-book")
    other_salt = signing.dumps(world.dung.person.pk)
    tokens = (expired, unknown, other_salt, f"{sign_book(world.dung.person)}x", "1", "a:b:c")
    answers = [client.get(PAGE.format(token)) for token in tokens]
    assert {answer.status_code for answer in answers} == {410}
    seen = {answer.text.partition("<main")[2] for answer in answers}
    assert len(seen) == 1
    assert "Hồ Gia Dung" not in seen.pop()


def test_guessing_from_one_address_is_limited(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"verify": "2/m/ip"}
    assert [client.get(PAGE.format("a:b:c")).status_code for _ in range(3)] == [410, 410, 429]
