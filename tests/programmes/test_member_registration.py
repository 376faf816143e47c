"""The wizard: who may open it, what it saves, how it goes on, without script and with it."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from sodoan.common.clock import today
from sodoan.people.actions import set_wall_consent
from sodoan.programmes.actions.registration import open_enrolments
from sodoan.programmes.models import Enrolment
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script> {{ 7|add:7 }} {% now 'Y' %}"


@pytest.fixture
def draft(world):
    return w.enrol(world.dung, world.plan, state="draft", pledges=0)


def step(enrolment, group="ideals"):
    return reverse("programmes:group", args=[enrolment.pk, group])


def fill(client, url, **more):
    """What a browser would post: the hidden marks of the page just read, and what is typed."""
    context = client.get(url).context
    return {"moc": context["mark"], "trang": context["token"], **more}


def ticked(key, text=w.CLEAR, **more):
    return {f"{key}-on": "on", f"{key}-text": text, **{f"{key}-{k}": v for k, v in more.items()}}


def texts(enrolment, group="ideals"):
    return list(enrolment.pledges.filter(group_key=group).values_list("criterion_key", "text"))


@pytest.mark.parametrize("who", ["hoa", "chi", "lan"])
@pytest.mark.parametrize("name", ["register", "sheet", "submit", "amend", "self_assess"])
def test_somebody_elses_sheet_is_not_found(world, draft, who, name):
    client = w.browser(getattr(world, who))
    url = reverse(f"programmes:{name}", args=[draft.pk])
    assert client.get(url).status_code == 404
    assert client.get(step(draft)).status_code == 404
    assert client.post(step(draft), ticked("study_resolutions")).status_code == 404
    assert texts(draft) == []


def test_nobody_signed_in_is_sent_to_sign_in(draft):
    response = w.browser(None).get(step(draft))
    assert (response.status_code, response.url.split("?")[0]) == (302, "/dang-nhap/")


def test_unknown_group_is_not_found(world, draft):
    assert w.browser(world.dung).get(step(draft, "khong_co")).status_code == 404


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_sheet_no_longer_open_cannot_be_written(world, state):
    enrolment = w.enrol(world.dung, world.plan, state=state)
    before = texts(enrolment)
    client = w.browser(world.dung)
    response = client.post(step(enrolment), {"moc": "", **ticked("study_resolutions", "Khác hẳn")})
    assert response.url == reverse("programmes:sheet", args=[enrolment.pk])
    assert texts(enrolment) == before


@pytest.mark.parametrize("opened", ["one by one", "for a whole branch"])
def test_draft_nobody_has_saved_says_nothing_of_a_saving(world, opened):
    """The moment it was opened for the member is not one at which they saved something."""
    if opened == "one by one":
        draft = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    else:
        open_enrolments(world.programme, by=w.scope(world.an), unit=world.branch)
        draft = Enrolment.objects.get(person=world.dung.person)
    client = w.browser(world.dung)
    assert "Đã lưu lúc" not in client.get(step(draft)).text
    client.post(step(draft), fill(client, step(draft), **ticked("study_resolutions")))
    assert client.get(step(draft)).text.count("Đã lưu lúc") == 2


def test_nothing_is_ticked_at_first(world, draft):
    page = w.browser(world.dung).get(step(draft)).content.decode()
    assert "Học tập nghị quyết của Đảng, của Đoàn" in page
    assert " checked" not in page
    assert "Đã chọn 0/2" in page


def test_step_bar_ticks_what_is_complete_wherever_one_stands(world):
    sheet = w.enrol(world.dung, world.plan, state="draft")
    sheet.pledges.filter(group_key="ethics").first().delete()
    page = w.browser(world.dung).get(step(sheet)).content.decode()
    bar = page[page.index('class="wz"') : page.index("</ol>")]
    assert re.findall(r'<li class="(\w+)"', bar) == ["now", "next", "done", "done"]


def test_step_offers_the_criteria_of_the_category(world, draft):
    page = w.browser(world.dung).get(step(draft, "profession")).content.decode()
    group = w.s0().group("profession")
    offered = {one.key for one in group.offered("worker")}
    assert len(offered) < len(group.criteria)
    shown = {one.key for one in group.criteria if f'name="{one.key}-on"' in page}
    assert shown == offered


def test_continuing_saves_and_leads_to_the_next_group(world, draft):
    client = w.browser(world.dung)
    data = fill(
        client,
        step(draft),
        nut="tiep",
        **ticked("study_resolutions", quantity="2", due_on="30/9/2025", proof="attendance"),
    )
    response = client.post(step(draft), data)
    assert response.url == step(draft, "ethics")
    pledge = draft.pledges.get()
    assert (pledge.text, pledge.quantity, pledge.due_on.isoformat(), pledge.proof) == (
        w.CLEAR, 2, "2025-09-30", "attendance",
    )  # fmt: skip


def test_going_back_saves_too(world, draft):
    client = w.browser(world.dung)
    first = w.s0().group("ethics").criteria[0].key
    data = fill(client, step(draft, "ethics"), nut="lui", **ticked(first))
    assert client.post(step(draft, "ethics"), data).url == step(draft)
    assert texts(draft, "ethics") == [(first, w.CLEAR)]


def test_after_the_last_group_comes_the_review(world, draft):
    client = w.browser(world.dung)
    data = fill(client, step(draft, "health"), nut="tiep")
    response = client.post(step(draft, "health"), data)
    assert response.url == reverse("programmes:sheet", args=[draft.pk])


def test_unticking_removes_the_pledge(world):
    draft = w.enrol(world.dung, world.plan, state="draft")
    client = w.browser(world.dung)
    first = texts(draft)[0][0]
    client.post(step(draft), fill(client, step(draft), nut="luu", **ticked(first)))
    assert texts(draft) == [(first, w.CLEAR)]


def test_unreadable_values_are_named_and_the_rest_is_kept(world, draft):
    client = w.browser(world.dung)
    data = fill(
        client,
        step(draft),
        nut="tiep",
        **ticked("study_resolutions", "Dự buổi học", quantity="hai", due_on="31/02/2025"),
    )
    response = client.post(step(draft), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Ngày 31/02/2025 không có thật. Bạn nhập lại" in page
    assert "Bạn ghi số lượng bằng chữ số" in page
    assert 'value="31/02/2025"' in page
    assert texts(draft) == [("study_resolutions", "Dự buổi học")]


def test_vague_words_get_a_hint_and_a_ready_sentence(world, draft):
    client = w.browser(world.dung)
    vague = ticked("study_resolutions", "Tham gia tích cực.")
    client.post(step(draft), fill(client, step(draft), nut="luu", **vague))
    page = client.get(step(draft)).content.decode()
    assert "Câu này còn chung chung." in page
    ready = "Dự ít nhất 2 buổi học tập nghị quyết của Đảng, của Đoàn trước 30/09/2025"
    assert ready in page
    response = client.post(
        step(draft), fill(client, step(draft), nut="goi-y:study_resolutions", **vague)
    )
    assert response.url == f"{step(draft)}#the-study_resolutions"
    pledge = draft.pledges.get()
    assert pledge.text.startswith(ready)
    assert (pledge.quantity, pledge.proof) == (2, "attendance")
    assert "Đủ cụ thể." in client.get(step(draft)).content.decode()


def test_hint_is_a_fragment_and_saves_nothing(world, draft):
    client = w.browser(world.dung)
    url = f"{step(draft)}?goi-y=study_resolutions"
    response = client.post(url, ticked("study_resolutions", "Cố gắng nhiều"))
    page = response.content.decode()
    assert "chung chung" in page
    assert "hx-swap-oob" in page
    assert "<html" not in page
    assert texts(draft) == []
    assert client.post(f"{step(draft)}?goi-y=la", {}).status_code == 404


def test_own_criterion_is_added_and_shown_as_a_card(world, draft):
    client = w.browser(world.dung)
    own = {"ideals-moi-text": "Kể chuyện truyền thống cho 10 em nhỏ trước 30/6"}
    client.post(step(draft), fill(client, step(draft), nut="luu", **own))
    assert texts(draft) == [("", own["ideals-moi-text"])]
    page = client.get(step(draft)).content.decode()
    kept = draft.pledges.get()
    assert f'name="ideals-own{kept.pk}-on" checked' in page
    text = "Kể chuyện truyền thống cho 12 em nhỏ trước 30/6"
    other = {f"ideals-own{kept.pk}-on": "on", f"ideals-own{kept.pk}-text": text}
    client.post(step(draft), fill(client, step(draft), nut="luu", **other))
    assert [(one.pk, one.text) for one in draft.pledges.all()] == [(kept.pk, text)]


def test_category_changes_the_suggestions_and_keeps_what_was_typed(world, draft):
    client = w.browser(world.dung)
    data = fill(
        client, step(draft), nut="doi-tuong", doi_tuong="student", **ticked("study_resolutions")
    )
    assert client.post(step(draft), data).url == step(draft)
    draft.refresh_from_db()
    assert (draft.category, len(texts(draft))) == ("student", 1)


def test_category_outside_the_programme_is_refused(world, draft):
    client = w.browser(world.dung)
    data = fill(client, step(draft), nut="doi-tuong", doi_tuong="<b>")
    assert client.post(step(draft), data).status_code == 422
    draft.refresh_from_db()
    assert draft.category == "worker"


def test_autosave_answers_204_again_and_again(world, draft):
    client = w.browser(world.dung)
    data = fill(client, step(draft), **ticked("study_resolutions", "Dự"))
    for words in ("Dự 2", "Dự 2 buổi"):
        data["study_resolutions-text"] = words
        response = client.post(step(draft), data, headers={"X-Autosave": "1"})
        assert (response.status_code, response.content) == (204, b"")
    assert texts(draft) == [("study_resolutions", "Dự 2 buổi")]


def test_two_devices_do_not_overwrite_each_other(world, draft):
    phone, laptop = w.browser(world.dung), w.browser(world.dung)
    on_phone = fill(phone, step(draft), **ticked("study_resolutions", "Viết ở điện thoại"))
    on_laptop = fill(laptop, step(draft), **ticked("study_resolutions", "Viết ở máy tính"))
    assert phone.post(step(draft), on_phone, headers={"X-Autosave": "1"}).status_code == 204
    silent = laptop.post(step(draft), on_laptop, headers={"X-Autosave": "1"})
    assert (silent.status_code, "máy khác" in silent.content.decode()) == (409, True)
    loud = laptop.post(step(draft), {**on_laptop, "nut": "tiep"})
    assert loud.status_code == 409
    assert "Viết ở máy tính" in loud.content.decode()
    assert texts(draft) == [("study_resolutions", "Viết ở điện thoại")]
    again = {**on_laptop, "moc": loud.context["mark"], "trang": loud.context["token"]}
    assert laptop.post(step(draft), {**again, "nut": "tiep"}).status_code == 302
    assert texts(draft) == [("study_resolutions", "Viết ở máy tính")]


def test_autosave_of_a_sheet_sent_meanwhile_says_so(world, draft):
    client = w.browser(world.dung)
    data = fill(client, step(draft), **ticked("study_resolutions"))
    Enrolment.objects.filter(pk=draft.pk).update(state="submitted")
    response = client.post(step(draft), data, headers={"X-Autosave": "1"})
    assert (response.status_code, "đã gửi" in response.content.decode()) == (409, True)
    assert texts(draft) == []


def test_hostile_words_are_shown_as_words(world, draft):
    client = w.browser(world.dung)
    data = fill(
        client, step(draft), nut="luu", **ticked("study_resolutions", SCRIPT),
        **{"ideals-moi-text": SCRIPT},
    )  # fmt: skip
    client.post(step(draft), data)
    for url in (step(draft), reverse("programmes:sheet", args=[draft.pk])):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }} {% now &#x27;Y&#x27; %}" in page


def test_register_leads_to_the_first_group_that_is_not_complete(world, draft):
    client = w.browser(world.dung)
    url = reverse("programmes:register", args=[draft.pk])
    assert client.get(url).url == step(draft)
    draft.delete()
    half = w.enrol(world.dung, world.plan, state="draft")
    half.pledges.filter(group_key="profession").delete()
    url = reverse("programmes:register", args=[half.pk])
    assert client.get(url).url == step(half, "profession")
    whole = w.enrol(world.hoa, world.plan, state="draft")
    url = reverse("programmes:register", args=[whole.pk])
    answer = w.browser(world.hoa).get(url)
    assert answer.url == reverse("programmes:sheet", args=[whole.pk])


def test_incomplete_sheet_is_not_handed_in(world, draft):
    client = w.browser(world.dung)
    url = reverse("programmes:submit", args=[draft.pk])
    page = client.post(url, follow=True).content.decode()
    assert "cần ít nhất 2 tiêu chí" in page
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_complete_sheet_is_handed_in(world):
    draft = w.enrol(world.dung, world.plan, state="draft")
    client = w.browser(world.dung)
    page = client.get(reverse("programmes:sheet", args=[draft.pk])).content.decode()
    assert "Gửi chi đoàn duyệt" in page
    response = client.post(reverse("programmes:submit", args=[draft.pk]))
    assert response.url == reverse("programmes:sheet", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert client.post(step(draft), {"nut": "luu"}).url == response.url


@pytest.mark.parametrize(("data", "consent"), [({}, False), ({"treo": "1"}, True)])
def test_wall_sheet_is_the_members_own_choice(world, data, consent):
    draft = w.enrol(world.dung, world.plan, state="draft")
    set_wall_consent(world.dung.person, by=w.scope(world.dung), consent=True)  # another year's
    sheet = w.browser(world.dung).get(reverse("programmes:sheet", args=[draft.pk])).text
    assert 'name="treo"' in sheet
    assert " checked" not in sheet
    url = reverse("programmes:submit", args=[draft.pk])
    w.browser(world.dung).post(url, data)
    world.dung.person.refresh_from_db()
    assert world.dung.person.wall_consent is consent


def test_wall_consent_is_given_and_taken_back_at_any_time_with_its_day(world):
    accepted = w.enrol(world.dung, world.plan)
    client, sheet = w.browser(world.dung), reverse("programmes:sheet", args=[accepted.pk])
    assert "Bạn chưa trả lời." in client.get(sheet).content.decode()
    url = reverse("programmes:wall_consent", args=[accepted.pk])
    client.post(url, {"treo": "1"})
    person = world.dung.person
    person.refresh_from_db()
    assert (person.wall_consent, person.wall_consent_on) == (True, today())
    assert "Rút đồng ý" in client.get(sheet).content.decode()
    client.post(url)
    person.refresh_from_db()
    assert (person.wall_consent, person.wall_consent_on) == (False, today())


def test_the_same_answer_about_the_wall_keeps_its_first_day(world):
    person = world.dung.person
    person.wall_consent, person.wall_consent_on = True, date(2026, 1, 20)
    person.save()
    set_wall_consent(person, by=w.scope(world.dung), consent=True)
    person.refresh_from_db()
    assert person.wall_consent_on == date(2026, 1, 20)


def test_consent_without_its_day_is_refused_by_the_database(world):
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person SET wall_consent = true WHERE id = %s", [world.dung.person.pk]
        )


@pytest.mark.parametrize("who", ["an", "hoa", "chi"])
def test_nobody_answers_for_the_member_about_the_wall(world, who):
    accepted = w.enrol(world.dung, world.plan)
    url = reverse("programmes:wall_consent", args=[accepted.pk])
    assert w.browser(getattr(world, who)).post(url, {"treo": "1"}).status_code == 404


def test_secretarys_click_does_not_consent_for_the_member(world):
    draft = w.enrol(world.dung, world.plan, state="draft")
    w.browser(world.an).post(reverse("programmes:submit", args=[draft.pk]), {"treo": "1"})
    world.dung.person.refresh_from_db()
    assert world.dung.person.wall_consent is None


def test_secretary_writing_for_a_member_is_marked(world, draft):
    client = w.browser(world.an)
    assert "Nhập hộ từ phiếu giấy." in client.get(step(draft)).content.decode()
    client.post(step(draft), fill(client, step(draft), nut="luu", **ticked("study_resolutions")))
    draft.refresh_from_db()
    assert (draft.is_on_behalf, draft.entered_by) == (True, world.an)
    mine = w.browser(world.dung).get(reverse("programmes:sheet", args=[draft.pk]))
    assert "Bí thư nhập hộ từ phiếu giấy" in mine.content.decode()


def test_wizard_step_costs_the_same_with_many_pledges(world, draft, django_assert_num_queries):
    client = w.browser(world.dung)
    client.get(step(draft))
    full = w.enrol(world.hoa, world.plan, state="draft", pledges=6)
    with django_assert_num_queries(10):
        client.get(step(draft))
    other = w.browser(world.hoa)
    other.get(step(full))
    with django_assert_num_queries(10):
        other.get(step(full))
