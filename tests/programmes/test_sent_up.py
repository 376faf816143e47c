"""What a result stands on does not change once the branch has sent it up."""

import threading
import time
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse

from sodoan.notices.models import Notice
from sodoan.programmes.actions import amending, support
from sodoan.programmes.actions.assessment import save_self_assessment
from sodoan.programmes.actions.reminders import remind_due
from sodoan.programmes.models import Evidence, Result
from sodoan.programmes.queries.pledges import as_engine
from sodoan.programmes.queries.todos import todos
from tests.programmes import world as w
from tests.programmes.crowd import opened, url

pytestmark = pytest.mark.django_db
WITH_THE_BRANCH = ["draft", "returned"]
SENT_UP = ["proposed", "approved"]


@pytest.fixture
def sheet(world):
    """A sheet with evidence nobody has looked at, in a round that is open."""
    sheet = w.enrol(world.dung, world.plan)
    w.prove(sheet.pledges.first(), state="pending")
    opened(world)
    return sheet


def put(sheet, state):
    """Move the result as sending, approving and returning do."""
    graded = {"grade_key": "good"} if state == "approved" else {"grade_key": ""}
    Result.objects.filter(enrolment=sheet).update(state=state, population="rated", **graded)
    return sheet


def asked(world, sheet):
    """The member's wish to say one pledge otherwise."""
    first, *rest = as_engine(sheet)
    changed = replace(first, text="Dự ít nhất 3 buổi trước 30/09/2025")
    return amending.propose_amendment(
        sheet, by=w.scope(world.dung), reason="Đổi ca làm", pledges=[changed, *rest]
    )


@pytest.mark.parametrize("state", SENT_UP)
def test_nothing_a_result_stands_on_changes_after_the_sending(world, sheet, state):
    wish = asked(world, sheet)
    waiting, pledge = Evidence.objects.get(), sheet.pledges.last()
    put(sheet, state)
    dung, an = w.scope(world.dung), w.scope(world.an)
    new = support.NewEvidence(text="Thêm việc")
    for refused in (
        lambda: support.add_evidence(pledge, new, by=dung),
        lambda: support.withdraw_evidence(waiting, by=dung),
        lambda: support.check_evidence(waiting, by=an, verified=True),
        lambda: amending.decide_amendment(wish, by=an, accept=True),
        lambda: save_self_assessment(sheet, by=dung, marks={}, grade="good", opinion=""),
    ):
        with pytest.raises(ValidationError, match="đã chuyển lên cấp trên"):
            refused()
    assert Evidence.objects.get().state == "pending"
    amending.decide_amendment(wish, by=an, accept=False, note="Kết quả đã chuyển lên.")
    with pytest.raises(ValidationError, match="không điều chỉnh phiếu được nữa"):
        asked(world, sheet)


@pytest.mark.parametrize("state", WITH_THE_BRANCH)
def test_all_of_it_goes_on_while_the_result_is_with_the_branch(world, sheet, state):
    put(sheet, state)
    dung, an = w.scope(world.dung), w.scope(world.an)
    amending.decide_amendment(asked(world, sheet), by=an, accept=True)
    new = support.NewEvidence(text="Thêm việc")
    added = support.add_evidence(sheet.pledges.last(), new, by=dung)
    support.withdraw_evidence(added, by=dung)
    support.check_evidence(Evidence.objects.get(), by=an, verified=True)
    assert Evidence.objects.get().state == "verified"


@pytest.mark.parametrize(("state", "waits"), [("returned", True), ("proposed", False)])
def test_evidence_that_can_no_longer_be_checked_waits_for_nobody(world, sheet, state, waits):
    put(sheet, state)
    queue = reverse("programmes:evidence_queue", args=[world.branch.pk])
    titles = [todo.title for todo in todos(w.scope(world.an))]
    assert ("Duyệt 1 minh chứng" in titles) is waits
    assert ("Hồ Gia Dung" in w.browser(world.an).get(queue).text) is waits
    remind_due(date(2099, 3, 2))  # a Monday
    told = Notice.objects.filter(user=world.an, title__contains="minh chứng chờ")
    assert told.exists() is waits
    page = w.browser(world.dung).get(reverse("programmes:sheet", args=[sheet.pk])).text
    assert ("Chưa được duyệt" in page) is not waits
    assert ("Rút lại" in page) is waits


def test_own_evidence_is_nobodys_work_but_the_others(world):
    own = w.enrol(world.an, world.plan)
    w.prove(own.pledges.first(), state="pending")
    assert not [todo for todo in todos(w.scope(world.an)) if "minh chứng" in todo.title]


def test_sending_says_what_has_not_been_looked_at(world, an):
    sheets = [w.enrol(who, world.plan) for who in (world.an, world.dung, world.hoa)]
    w.prove(sheets[1].pledges.first(), state="pending")
    round_ = opened(world)
    page = an.get(url(world, "send_round"))
    assert page.context["unseen"] == 1
    Result.objects.filter(round=round_, enrolment=sheets[1]).update(state="proposed")
    assert an.get(url(world, "send_round")).context["unseen"] == 0


@pytest.mark.parametrize("page", ["amend", "add_evidence"])
def test_pages_say_so_before_anything_is_typed(world, sheet, page):
    row = sheet if page == "amend" else sheet.pledges.first()
    address = reverse(f"programmes:{page}", args=[row.pk])
    client = w.browser(world.dung)
    assert client.get(address).status_code == 200
    put(sheet, "proposed")
    answer = client.get(address, follow=True)
    assert answer.redirect_chain
    assert "đã chuyển kết quả lên" in answer.text or "đã chuyển lên cấp trên" in answer.text


def test_evidence_two_people_hold_open_is_decided_once(world):
    sheet = w.enrol(world.dung, world.plan)
    dung, an = w.scope(world.dung), w.scope(world.an)
    seen = w.prove(sheet.pledges.first(), state="pending")
    support.check_evidence(Evidence.objects.get(), by=an, verified=True)
    with pytest.raises(ValidationError, match="đã duyệt"):
        support.withdraw_evidence(seen, by=dung)  # which still takes it for pending
    stale = w.prove(sheet.pledges.last(), state="pending")
    support.withdraw_evidence(Evidence.objects.get(pk=stale.pk), by=dung)
    support.withdraw_evidence(stale, by=dung)
    with pytest.raises(ValidationError, match="vừa rút minh chứng này"):
        support.check_evidence(stale, by=an, verified=True)
    assert Evidence.objects.get() == seen


@pytest.mark.django_db(transaction=True)
def test_what_is_decided_during_the_sending_waits_for_it_and_is_refused(world, sheet):
    moved = threading.Event()

    def send():
        with transaction.atomic():
            put(sheet, "proposed")
            moved.set()
            time.sleep(0.3)
        connection.close()

    sending = threading.Thread(target=send)
    sending.start()
    moved.wait(30)
    with pytest.raises(ValidationError, match="đã chuyển lên"):
        support.check_evidence(Evidence.objects.get(), by=w.scope(world.an), verified=True)
    sending.join(30)
    assert Evidence.objects.get().state == "pending"
