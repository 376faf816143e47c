"""Last year's words in the wizard, and days that lie outside the year."""

from datetime import date

import pytest
from django.urls import reverse

from sodoan.programmes.actions.registration import submit_enrolment
from tests.programmes import world as w
from tests.programmes.test_member_registration import fill, step, texts, ticked

pytestmark = pytest.mark.django_db


def test_last_years_words_are_one_tap_away(world):
    w.enrol(world.dung, w.plan_of(world.commune, w.PAST - 1))
    draft = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    client = w.browser(world.dung)
    assert "Năm trước bạn viết" in client.get(step(draft)).content.decode()
    data = fill(
        client, step(draft), nut="nam-truoc:study_resolutions", **ticked("study_resolutions", "")
    )
    client.post(step(draft), data)
    assert texts(draft) == [("study_resolutions", w.CLEAR)]


def test_last_years_words_come_with_their_measures_and_the_days_of_this_year(world):
    before = w.enrol(world.dung, w.plan_of(world.commune, w.PAST - 1))
    text = f"Dự 3 buổi trước 30/04/{w.PAST - 1}, tính theo điểm danh."
    before.pledges.update(text=text, quantity=3, measure="buổi", due_on=date(w.PAST - 1, 4, 30))
    draft = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    client = w.browser(world.dung)
    chosen = {"nut": "nam-truoc:study_resolutions", **ticked("study_resolutions", "")}
    client.post(step(draft), fill(client, step(draft), **chosen))
    pledge = draft.pledges.get()
    assert pledge.text == f"Dự 3 buổi trước 30/04/{w.PAST}, tính theo điểm danh."
    assert (pledge.quantity, pledge.measure, pledge.due_on) == (3, "buổi", date(w.PAST, 4, 30))
    assert pledge.proof == before.pledges.get(criterion_key="study_resolutions").proof
    assert "Đủ cụ thể." in client.get(step(draft)).text


def test_day_of_another_year_is_told_to_member_and_secretary_and_refuses_nothing(world):
    sheet = w.enrol(world.dung, world.plan, state="draft")
    text = "Dự 2 buổi trước 30/04/2020, tính theo điểm danh."
    sheet.pledges.filter(criterion_key="study_resolutions").update(text=text)
    told = "Ngày 30/04/2020 trước ngày bắt đầu đăng ký"
    assert told in w.browser(world.dung).get(step(sheet)).text
    submit_enrolment(sheet, by=w.scope(world.dung))
    decide = reverse("programmes:decide", args=[sheet.pk])
    assert told in w.browser(world.an).get(decide).text
