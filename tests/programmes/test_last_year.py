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


OWN = f"Dạy 4 buổi bơi cho thiếu nhi trước 30/06/{w.PAST - 1}, có ảnh từng buổi."
AGAIN = f"Dạy 4 buổi bơi cho thiếu nhi trước 30/06/{w.PAST}, có ảnh từng buổi."
OFFERED = "Năm trước bạn tự viết"


def own_words(sheet, text=OWN, **facts):
    return sheet.pledges.create(
        **{
            "group_key": "ideals", "title": text[:50], "text": text, "quantity": 4,
            "measure": "buổi", "due_on": date(sheet.programme.year, 6, 30), "proof": "photo",
            "position": 90,
        } | facts
    )  # fmt: skip


def sheet_of_year(world, year):
    return w.enrol(world.dung, w.plan_of(world.commune, year), pledges=0)


@pytest.mark.parametrize(
    "facts", [{"text": ""}, {"is_dropped": True}, {"group_key": "health"}, {"group_key": "gone"}]
)
def test_what_was_not_promised_in_this_group_is_not_offered(world, facts):
    own_words(sheet_of_year(world, w.PAST - 1), **facts)
    draft = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    assert OFFERED not in w.browser(world.dung).get(step(draft)).text


def test_own_words_of_somebody_else_or_of_an_older_year_are_not_offered(world):
    own_words(w.enrol(world.hoa, w.plan_of(world.commune, w.PAST - 1), pledges=0))
    own_words(sheet_of_year(world, w.PAST - 3))
    own_words(sheet_of_year(world, w.PAST - 2), text="Dạy 2 buổi múa trước 30/06/2023.")
    draft = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    page = w.browser(world.dung).get(step(draft)).text
    assert (page.count(OFFERED), "bơi cho thiếu nhi" in page, "buổi múa" in page) == (
        1,
        False,
        True,
    )


def test_own_words_of_last_year_are_offered_and_nothing_is_ticked(world):
    kept = own_words(sheet_of_year(world, w.PAST - 1))
    draft = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    client = w.browser(world.dung)
    page = client.get(step(draft))
    assert page.text.count(OFFERED) == 1
    assert OWN in page.text
    assert page.context["page"].chosen == 0
    client.post(step(draft), fill(client, step(draft), nut="luu"))
    assert texts(draft) == []
    answer = client.post(step(draft), fill(client, step(draft), nut=f"nam-truoc:rieng-{kept.pk}"))
    assert answer.url == f"{step(draft)}#the-ideals-moi"
    pledge = draft.pledges.get()
    assert (pledge.criterion_key, pledge.text, pledge.quantity) == ("", AGAIN, 4)
    assert (pledge.measure, pledge.due_on) == ("buổi", date(w.PAST, 6, 30))
    assert OFFERED not in client.get(step(draft)).text


def test_own_words_come_beside_what_was_ticked_and_typed(world):
    kept = own_words(sheet_of_year(world, w.PAST - 1))
    draft = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    client = w.browser(world.dung)
    typed = {**ticked("study_resolutions"), "ideals-moi-text": "Đọc 2 cuốn sách trước 30/09."}
    chosen = {"nut": f"nam-truoc:rieng-{kept.pk}", **typed}
    client.post(step(draft), fill(client, step(draft), **chosen))
    assert [key for key, _ in texts(draft)] == ["study_resolutions", "", ""]
    assert texts(draft)[2] == ("", AGAIN)


def test_words_that_were_kept_go_before_those_that_were_dropped(world):
    before = w.enrol(world.dung, w.plan_of(world.commune, w.PAST - 1))
    first = before.pledges.get(criterion_key="study_resolutions")
    before.pledges.filter(pk=first.pk).update(is_dropped=True, text="Bỏ giữa năm.")
    own_words(before, text=w.CLEAR, criterion_key="study_resolutions")
    draft = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    page = w.browser(world.dung).get(step(draft)).text
    assert f"“{w.CLEAR}”" in page
    assert "Bỏ giữa năm." not in page
