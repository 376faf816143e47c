"""Nobody approves their own result while somebody else can."""

import pytest
from django.core.exceptions import ValidationError

from sodoan.programmes.actions.approval import approve_results, publish_round
from sodoan.programmes.models import Result, Round
from tests.cast import enlist
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(world):
    """The sister branch's round: binh, who approves for the commune, and lan are members."""
    found = Round.objects.create(
        programme=world.programme,
        plan=world.plan,
        unit=world.sister,
        block=world.sister.block,
        approver=world.commune,
        state="sent",
    )
    for user in (world.binh, world.lan):
        Result.objects.create(
            enrolment=w.enrol(user, world.plan),
            round=found,
            state="proposed",
            population="rated",
            proposed_grade="good",
        )
    return found


@pytest.fixture
def deputy(world):
    return enlist("Võ Thị Thu", world.stranger_branch, "pho-bi-thu", post_in=world.commune)


def page_of(round_, what=""):
    return f"/ren-luyen/duyet/{round_.pk}/{what}"


def state_of(user):
    return Result.objects.get(enrolment__person=user.person).state


def test_own_result_waits_for_the_other_leader(world, round_, deputy):
    assert approve_results(round_, by=w.scope(world.binh)) == 1
    assert (state_of(world.binh), state_of(world.lan)) == ("proposed", "approved")
    round_.refresh_from_db()
    assert round_.state == "sent"
    assert approve_results(round_, by=w.scope(deputy)) == 1
    round_.refresh_from_db()
    assert round_.state == "approved"


def test_only_leader_may_approve_everything(world, round_):
    assert approve_results(round_, by=w.scope(world.binh)) == 2
    assert state_of(world.binh) == "approved"


OWN = "Kết quả của chính đồng chí do đồng chí Võ Thị Thu (Phó Bí thư) duyệt."
ROW = "Kết quả của chính đồng chí do người khác duyệt."


def without_account(world, name, post):
    return enlist(name, world.stranger_branch, post, account=False, post_in=world.commune)


def test_leader_without_an_account_is_not_said_to_decide(world, round_, deputy):
    without_account(world, "Đinh Văn Sáu", "pho-bi-thu")
    page = above.account(world, "binh").get(page_of(round_)).text
    assert OWN in page
    assert "Đinh Văn Sáu" not in page


def test_own_result_is_not_approved_while_the_other_leader_has_no_account(world, round_):
    without_account(world, "Đinh Văn Sáu", "pho-bi-thu")
    said = (
        "Kết quả của chính đồng chí chưa có người duyệt: đồng chí Đinh Văn Sáu (Phó Bí thư) chưa có"
        " tài khoản. Đồng chí cấp phiếu kích hoạt, hoặc đề nghị cấp trên cấp."
    )
    binh = above.account(world, "binh")
    assert said in binh.get(page_of(round_)).text
    page = binh.post(page_of(round_), {"tat-ca": "1"}, follow=True).text
    assert f"Đã duyệt 1 kết quả. {said}" in page
    assert state_of(world.binh) == "proposed"


def test_own_row_has_no_box_and_is_not_counted(world, round_, deputy):
    own, other = (
        f'name="ket-qua" value="{Result.objects.get(enrolment__person=user.person).pk}"'
        for user in (world.binh, world.lan)
    )
    page = above.account(world, "binh").get(page_of(round_)).text
    assert own not in page
    assert other in page
    assert page.count(ROW) == 1
    assert "Duyệt cả 1 kết quả" in page
    assert OWN in page
    theirs = w.browser(deputy).get(page_of(round_)).text
    assert own in theirs
    assert ROW not in theirs
    assert "Duyệt cả 2 kết quả" in theirs


def test_only_leader_ticks_the_own_row(world, round_):
    page = above.account(world, "binh").get(page_of(round_)).text
    assert ROW not in page
    assert "Duyệt cả 2 kết quả" in page


def test_approving_tells_whose_result_is_left_and_who_decides_it(world, round_, deputy):
    binh = above.account(world, "binh")
    page = binh.post(page_of(round_), {"tat-ca": "1"}, follow=True).text
    assert f"Đã duyệt 1 kết quả. {OWN}" in page
    assert f"<b>Chưa công bố được.</b> {OWN}" in page
    for address in (page_of(round_), page_of(round_, "?loc=cho")):
        assert 'form="duyet"' not in binh.get(address).text
    again = binh.post(page_of(round_), {"tat-ca": "1"}, follow=True).text
    assert f"Chưa duyệt thêm kết quả nào. {OWN}" in again


def test_refused_publication_says_what_is_left_and_who_does_it(world, round_, deputy):
    binh, by = above.account(world, "binh"), w.scope(world.binh)
    left = f"Còn 1 kết quả chờ đồng chí duyệt. {OWN}"
    assert left in binh.get(page_of(round_, "cong-bo/")).text
    with pytest.raises(ValidationError) as refused:
        publish_round(round_, by=by, decision_no="01-QĐ/ĐTN")
    assert " ".join(refused.value.messages).endswith(left)
    approve_results(round_, by=by)
    page = binh.get(page_of(round_, "cong-bo/")).text
    assert OWN in page
    assert "chờ đồng chí duyệt" not in page


def test_refused_publication_names_what_was_returned(world, round_):
    Result.objects.update(state="returned")
    page = above.account(world, "binh").get(page_of(round_, "cong-bo/")).text
    assert "Còn 2 kết quả đã trả lại; chi đoàn xem lại rồi chuyển lên." in page
