"""What cannot be read in the wizard: named at once, never saved over what was stored."""

from datetime import date

import pytest

from tests.programmes import world as w
from tests.programmes.test_member_registration import fill, step, ticked

pytestmark = pytest.mark.django_db
KEY = "study_resolutions"
BUTTONS = ["luu", "lui", "tiep", "doi-tuong", f"goi-y:{w.s0().group('ideals').criteria[1].key}"]


@pytest.fixture
def draft(world):
    """A sheet with one pledge, which is due on 30/9/2025."""
    draft = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    client = w.browser(world.dung)
    client.post(step(draft), fill(client, step(draft), nut="luu", **good()))
    return draft


def good(text=w.CLEAR, **more):
    return ticked(KEY, text, **{"quantity": "2", "due_on": "30/9/2025", **more})


def kept(draft):
    return [(one.text, one.quantity, one.due_on) for one in draft.pledges.all()]


@pytest.mark.parametrize("typed", ["27/11", "31/11/2025", "cuối năm"])
def test_autosave_names_what_it_cannot_read_and_keeps_what_was_stored(world, draft, typed):
    client = w.browser(world.dung)
    data = fill(client, step(draft), **good("Dự 3 buổi", quantity="3", due_on=typed))
    answer = client.post(step(draft), data, headers={"X-Autosave": "1"})
    assert answer.status_code == 422
    assert f'data-refused="id_{KEY}-due_on"' in answer.text
    assert "theo dạng ngày/tháng/năm" in answer.text
    assert "<html" not in answer.text
    assert kept(draft) == [("Dự 3 buổi", 3, date(2025, 9, 30))]
    again = client.post(step(draft), data, headers={"X-Autosave": "1"})
    assert again.status_code == 422  # of the same page, not of another device


@pytest.mark.parametrize("button", BUTTONS)
def test_every_button_stays_on_the_page_with_what_was_typed(world, draft, button):
    client = w.browser(world.dung)
    typed = good("Dự 3 buổi", quantity="ba", due_on="31/11/2025")
    data = fill(client, step(draft), nut=button, doi_tuong="student", **typed)
    answer = client.post(step(draft), data)
    assert answer.status_code == 422
    assert 'value="31/11/2025"' in answer.text
    assert "Ngày 31/11/2025 không có thật." in answer.text
    sentence = "Có ô chưa đọc được, được đánh dấu màu đỏ. Bạn sửa ô ấy rồi bấm lại"
    end = "." if button == "doi-tuong" else "; những ô khác đã lưu."  # the choice is not
    assert sentence + end in answer.text
    assert kept(draft) == [("Dự 3 buổi", 2, date(2025, 9, 30))]
    draft.refresh_from_db()
    assert draft.category == "worker"


def test_ready_sentence_replaces_what_cannot_be_read_on_its_card(world, draft):
    client = w.browser(world.dung)
    data = fill(client, step(draft), nut=f"goi-y:{KEY}", **good(due_on="27/11"))
    assert client.post(step(draft), data).status_code == 302
    assert kept(draft)[0][2] == date(2025, 9, 30)


def test_officer_who_types_for_a_member_is_addressed_as_one(world, draft):
    client = w.browser(world.an)
    data = fill(client, step(draft), nut="tiep", **good(due_on="31/11/2025"))
    answer = client.post(step(draft), data)
    assert answer.status_code == 422
    assert "Đồng chí sửa ô ấy rồi bấm lại" in answer.text


def test_words_too_long_leave_the_old_ones(world, draft):
    client = w.browser(world.dung)
    data = fill(client, step(draft), nut="luu", **good("a" * 1001))
    assert client.post(step(draft), data).status_code == 422
    assert kept(draft) == [(w.CLEAR, 2, date(2025, 9, 30))]


def test_emptied_and_unticked_fields_are_emptied(world, draft):
    client = w.browser(world.dung)
    client.post(step(draft), fill(client, step(draft), nut="luu", **good(due_on="")))
    assert kept(draft) == [(w.CLEAR, 2, None)]
    unticked = {f"{KEY}-text": w.CLEAR, f"{KEY}-due_on": "27/11"}
    data = fill(client, step(draft), nut="luu", **unticked)
    assert client.post(step(draft), data).status_code == 302
    assert kept(draft) == []


def test_day_alone_on_the_empty_card_stops_nothing(world, draft):
    client = w.browser(world.dung)
    data = fill(client, step(draft), **good(), **{"ideals-moi-due_on": "31/11/2025"})
    assert client.post(step(draft), data, headers={"X-Autosave": "1"}).status_code == 204
    assert client.post(step(draft), {**data, "nut": "tiep"}).url == step(draft, "ethics")
    assert kept(draft) == [(w.CLEAR, 2, date(2025, 9, 30))]


@pytest.mark.parametrize(
    ("blank", "is_rest_saved"),
    [
        ({}, True),
        ({"text": "a" * 1001}, True),
        ({"text": "Kể chuyện cho 10 em", "due_on": "30/9/2025"}, True),
        ({"text": "a" * 1001, "due_on": "30/9/2025"}, False),
        ({"due_on": "30/9/2025"}, False),
    ],
)
def test_the_rest_is_called_saved_only_where_it_is(world, draft, blank, is_rest_saved):
    client = w.browser(world.dung)
    own = {f"ideals-moi-{name}": value for name, value in blank.items()}
    data = fill(client, step(draft), **good(due_on="31/11/2025"), **own)
    silent = client.post(step(draft), data, headers={"X-Autosave": "1"})
    assert ("data-rest-saved" in silent.text) is is_rest_saved
    loud = client.post(step(draft), {**data, "nut": "luu"})
    assert ("những ô khác đã lưu" in loud.text) is is_rest_saved


def test_own_criterion_of_the_empty_card_keeps_what_autosave_stored_of_it(world, draft):
    client, name = w.browser(world.dung), "ideals-moi"
    page = fill(client, step(draft))
    for text, due, status in [
        ("Kể chuyện cho 10 em", "30/9/2025", 204),
        ("Kể chuyện cho 12 em", "31/11/2025", 422),
    ]:
        own = {f"{name}-text": text, f"{name}-due_on": due}
        answer = client.post(step(draft), {**page, **own}, headers={"X-Autosave": "1"})
        assert answer.status_code == status
    assert kept(draft) == [("Kể chuyện cho 12 em", None, date(2025, 9, 30))]
    loud = client.post(step(draft), {**page, **own, "nut": "luu"})
    assert loud.status_code == 422
    assert "data-fleeting" in answer.text  # its words are no longer those of the empty card
    assert loud.text.count("Kể chuyện cho 12 em") == 1  # no second card of the same words


@pytest.mark.parametrize("has_saved", [False, True])
def test_empty_card_takes_nothing_of_a_row_another_device_made(world, draft, has_saved):
    phone, laptop, name = w.browser(world.dung), w.browser(world.dung), "ideals-moi"
    page = fill(laptop, step(draft))
    if has_saved:  # its own row is then replaced by the phone's
        own = {f"{name}-text": "Kể chuyện cho 5 em"}
        laptop.post(step(draft), {**page, **own}, headers={"X-Autosave": "1"})
    theirs = {f"{name}-text": "Trồng 10 cây", f"{name}-due_on": "30/9/2025"}
    phone.post(step(draft), fill(phone, step(draft), nut="luu", **theirs))
    own = {f"{name}-text": "Kể chuyện cho 12 em", f"{name}-due_on": "31/11/2025"}
    warned = laptop.post(step(draft), {**page, **own, "nut": "luu"})
    assert (warned.status_code, "Trồng 10 cây" in warned.text) == (409, True)
    again = {"moc": warned.context["mark"], "trang": warned.context["token"], "nut": "luu"}
    assert laptop.post(step(draft), {**again, **own}).status_code == 422
    assert kept(draft) == [("Kể chuyện cho 12 em", None, None)]


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ("31/12/2030", "Ngày 31/12/2030 muộn hơn ngày kết thúc rèn luyện 30/09/2025."),
        ("15/03/2019", "Ngày 15/03/2019 trước ngày bắt đầu đăng ký 05/01/2025."),
    ],
)
@pytest.mark.parametrize("text", [w.CLEAR, "Tham gia tích cực.", ""])
def test_day_that_cannot_be_is_told_at_the_step_and_never_suggested(world, draft, text, due, told):
    client = w.browser(world.dung)
    typed = good(text, due_on=due)
    hint = client.post(f"{step(draft)}?goi-y={KEY}", typed).text
    client.post(step(draft), fill(client, step(draft), nut="luu", **typed))
    for page in (hint, client.get(step(draft)).text):
        assert told in page
        assert f"trước {due}" not in page
        assert "trước 30/09/2025" in page
    client.post(step(draft), fill(client, step(draft), nut=f"goi-y:{KEY}", **typed))
    assert draft.pledges.get().due_on == date(2025, 9, 30)
    assert told not in client.get(step(draft)).text
