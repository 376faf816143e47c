"""Members who have not assessed themselves are not passed over without a word."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from sodoan.programmes.actions import rounds
from sodoan.programmes.engine.deadlines import assess_by
from sodoan.programmes.models import Assessment, Result, Round
from sodoan.programmes.packs import pack_of, schedule_for
from tests.programmes import world as w
from tests.programmes.crowd import opened, result_of, settled, three_voted, url
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
TICK = {"van-chuyen": "1"}


def said(sheet, *, handed_in=True):
    Assessment.objects.create(
        enrolment=sheet,
        step="self",
        grade_key="good",
        submitted_at=timezone.now() if handed_in else None,
    )


@remembered
def _ready(world):
    three_voted(world, an="good", dung="good", hoa="good")
    settled(world)
    found = [result_of(who).enrolment for who in (world.an, world.dung, world.hoa)]
    said(found[0])
    said(found[1], handed_in=False)
    return found


@pytest.fixture
def ready(world):
    """Ready to go up; an has handed in, dung only saved a draft, hoa wrote nothing."""
    return _ready(world)


@pytest.fixture
def due(world):
    return assess_by(pack_of(world.plan), schedule_for(world.plan, "other"))


def at(day):
    return time_machine.travel(timezone.make_aware(datetime(day.year, day.month, day.day, 9)))  # noqa: DTZ001


def test_on_the_last_day_of_the_term_the_sending_asks_for_a_tick(world, ready, due):
    with at(due):
        an = w.browser(world.an)
        page = an.get(url(world, "send_round"))
        told = f"2 người chưa tự đánh giá, hạn {due:%d/%m/%Y}."
        assert told in page.text
        assert 'name="van-chuyen" value="1">' in page.text
        refused = an.post(url(world, "send_round"))
        assert refused.status_code == 422
        assert f"{told} Đồng chí chờ hết hạn, hoặc đánh dấu vẫn chuyển." in refused.text
        assert f"Đánh dấu vào ô này, hoặc chờ hết hạn {due:%d/%m/%Y}." in refused.text
        with pytest.raises(ValidationError, match="2 người chưa tự đánh giá"):
            rounds.send_round(Round.objects.get(), by=w.scope(world.an))
        assert Round.objects.get().state == "preparing"
        assert an.post(url(world, "send_round"), TICK).status_code == 302
    assert Round.objects.get().state == "sent"


def test_after_the_term_they_are_told_and_nothing_is_asked(world, ready, due):
    with at(due + timedelta(days=1)):
        an = w.browser(world.an)
        page = an.get(url(world, "send_round"))
        assert "2 người chưa tự đánh giá, hạn" in page.text
        assert "van-chuyen" not in page.text
        assert an.post(url(world, "send_round")).status_code == 302


def test_nothing_is_told_when_everybody_has_assessed_themselves(world, ready, due):
    Assessment.objects.filter(enrolment=ready[1]).update(submitted_at=timezone.now())
    said(ready[2])
    with at(due):
        an = w.browser(world.an)
        page = an.get(url(world, "send_round"))
        assert "chưa tự đánh giá" not in page.text
        assert an.post(url(world, "send_round")).status_code == 302


def test_tick_does_not_replace_what_else_is_missing(world, an, ready, due):
    Result.objects.filter(enrolment=ready[2]).update(comment="")
    with at(due):
        refused = w.browser(world.an).post(url(world, "send_round"), TICK)
    assert refused.status_code == 422
    assert Round.objects.get().state == "preparing"


def test_link_leads_to_their_names(world, an, ready):
    page = an.get(url(world, "send_round"))
    address = f"{url(world, 'voting')}?loc=chua-tu"
    assert f'href="{address}"' in page.text
    listed = an.get(address)
    assert [row.name for row in listed.context["rows"]] == ["Hồ Gia Dung", "Đỗ Mỹ Hoa"]
    chips = [(one.label, one.count) for one in listed.context["list"].chips]
    assert ("Chưa tự đánh giá", 2) in chips


def test_who_is_not_rated_is_not_waited_for(world, an, ready):
    result = result_of(world.hoa)
    field = f"f-{result.enrolment_id}-exempt"
    an.post(url(world, "fact_entries"), {field: "illness", f"{field}-ly-do": "Giấy ra viện"})
    page = an.get(url(world, "send_round"))
    assert [row.name for row in page.context["late"].rows] == ["Hồ Gia Dung"]


def test_level_above_sees_who_has_not_handed_in(world, an, ready):
    an.post(url(world, "send_round"))
    round_ = opened(world)
    page = w.browser(world.binh).get(reverse("programmes:approve_round", args=[round_.pk]))
    assert page.text.count("Chưa tự đánh giá") == 2
