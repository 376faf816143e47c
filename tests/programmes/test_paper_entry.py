"""A signed paper typed by the secretary beside a member who writes too; what each is told."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from sodoan.people.models import Person
from sodoan.programmes.actions.paper import enter_paper_registration
from sodoan.programmes.actions.registration import save_group, submit_enrolment
from sodoan.programmes.engine.registration import Pledge as Promise
from tests.programmes import world as w
from tests.programmes.test_branch_roster import paper

pytestmark = pytest.mark.django_db
OWN = "Dự 3 buổi học nghị quyết trước 30/09, có điểm danh"


@pytest.fixture
def draft(world):
    return w.enrol(world.dung, world.plan, state="draft", pledges=0)


@pytest.fixture
def an(world):
    return w.browser(world.an)


def page(draft):
    return reverse("programmes:on_behalf", args=[draft.pk])


def member_writes(world, draft, text=OWN):
    criterion = w.s0().groups[0].offered("worker")[0].key
    said = [Promise(group="ideals", criterion=criterion, text=text)]
    save_group(draft, by=w.scope(world.dung), group="ideals", pledges=said)


@pytest.mark.parametrize("button", ["luu", "xong"])
def test_paper_does_not_wipe_what_the_member_wrote_meanwhile(world, an, draft, button):
    typed = paper(draft, nut=button)
    member_writes(world, draft)
    answer = an.post(page(draft), typed)
    assert answer.status_code == 422
    assert "vừa được sửa ở máy khác" in answer.text
    assert w.CLEAR in answer.text  # what the secretary typed is still there
    draft.refresh_from_db()
    assert (draft.state, draft.is_on_behalf) == ("draft", False)
    assert [one.text for one in draft.pledges.all()] == [OWN]


def test_words_typed_in_a_criterion_that_the_member_dropped_meanwhile_stay(world, an, draft):
    own = Promise(group="ideals", criterion="", text=OWN)
    save_group(draft, by=w.scope(world.dung), group="ideals", pledges=[own])
    card = f"ideals-own{draft.pledges.get().pk}"
    longer = f"{OWN} từng buổi"
    typed = {**paper(draft), f"{card}-on": "on", f"{card}-text": longer}
    save_group(draft, by=w.scope(world.dung), group="ideals", pledges=[])
    warned = an.post(page(draft), typed)
    assert (warned.status_code, longer in warned.text) == (422, True)
    again = {**typed, "moc": warned.context["sheet"].mark}
    assert an.post(page(draft), again).status_code == 302
    assert draft.pledges.get(criterion_key="").text == longer


def test_secretarys_click_does_not_hand_in_for_the_member(world, draft):
    """What the secretary types comes from a signed paper, which is marked and told."""
    answer = w.browser(world.an).post(reverse("programmes:submit", args=[draft.pk]))
    assert answer.url == reverse("programmes:on_behalf", args=[draft.pk])
    with pytest.raises(PermissionDenied):
        submit_enrolment(draft, by=w.scope(world.an))
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_pressing_again_after_the_warning_lets_the_paper_stand(world, an, draft):
    typed = paper(draft)
    member_writes(world, draft)
    shown = an.post(page(draft), typed).context["sheet"].mark
    assert an.post(page(draft), {**typed, "moc": shown}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.pledges.count()) == ("accepted", 8)


def test_page_without_its_mark_saves_nothing(world, an, draft):
    typed = paper(draft)
    del typed["moc"]
    assert an.post(page(draft), typed).status_code == 422
    assert draft.pledges.count() == 0


def test_the_same_paper_sent_twice_is_saved_once_without_a_warning(an, draft):
    typed = paper(draft, nut="luu")
    assert [an.post(page(draft), typed).status_code for _ in range(2)] == [302, 302]
    assert draft.pledges.count() == 8


def test_secretary_is_warned_of_a_member_who_is_writing(world, an, draft):
    assert "đang tự ghi phiếu" not in an.get(page(draft)).text
    member_writes(world, draft)
    assert "đang tự ghi phiếu" in an.get(page(draft)).text


def test_member_who_hands_in_what_the_secretary_began_speaks_for_oneself(world, an, draft):
    an.post(page(draft), paper(draft, nut="luu"))
    mine = w.browser(world.dung)
    sheet = reverse("programmes:sheet", args=[draft.pk])
    assert "Bí thư đang nhập phiếu này" in mine.get(sheet).text
    mine.post(reverse("programmes:submit", args=[draft.pk]))
    draft.refresh_from_db()
    assert (draft.state, draft.is_on_behalf) == ("submitted", False)
    assert "Bí thư nhập hộ" not in mine.get(sheet).text


@pytest.mark.parametrize(
    ("account", "words"), [(True, "đã nhận thông báo"), (False, "chưa có tài khoản")]
)
def test_secretary_is_told_whether_the_member_has_heard(world, an, draft, account, words):
    if not account:
        Person.objects.filter(pk=draft.person_id).update(user=None)
    done = an.post(page(draft), paper(draft), follow=True)
    assert f"Đã nhập phiếu giấy của Hồ Gia Dung. Đoàn viên {words}" in done.text


def test_changes_are_no_longer_offered_for_a_paper_sheet_sent_up(world):
    sheet = w.enrol(world.dung, world.plan, state="draft")
    enter_paper_registration(sheet, by=w.scope(world.an))
    amend = reverse("programmes:amend", args=[sheet.pk])
    mine = w.browser(world.dung)
    assert amend in mine.get(reverse("programmes:sheet", args=[sheet.pk])).text
    w.publish(sheet)
    assert amend not in mine.get(reverse("programmes:sheet", args=[sheet.pk])).text
