"""What comes back twice is told with the reason of the return that is open, no earlier one."""

import pytest
from django.urls import reverse

from sodoan.programmes.actions import approval, rounds
from sodoan.programmes.models import Result, Round
from sodoan.programmes.queries.todos import todos
from tests.programmes import above
from tests.programmes import world as w
from tests.programmes.crowd import settled, three_voted, url

pytestmark = pytest.mark.django_db
WHOLE, SINGLE = "Thiếu chữ ký thư ký", "Chưa có minh chứng nội dung 1"


@pytest.fixture
def sent(world):
    """Three members sent up, all proposed good."""
    three_voted(world, an="good", dung="good", hoa="good")
    send(world)


def send(world):
    settled(world)
    rounds.send_round(Round.objects.get(), by=w.scope(world.an), without_self=True)


def of(user):
    return Result.objects.select_related("round__approver").get(enrolment__person=user.person)


def return_whole(world):
    approval.return_round(Round.objects.get(), by=w.scope(world.binh), note=WHOLE)


def return_one(world, user, note=SINGLE):
    approval.return_result(of(user), by=w.scope(world.binh), note=note)


def told(world):
    """What the branch reads in its to-do, in front of its pages, at dung; what the files say."""
    (todo,) = [one for one in todos(w.scope(world.an)) if one.title.startswith("Xem lại kết quả")]
    client = w.browser(world.an)
    pages = [url(world, "round"), url(world, "propose", of(world.dung).pk)]
    files = [
        above.cells(client.get(url(world, "proposals"), {"xuat": "xlsx"})),
        above.cells(above.account(world, "binh").get(
            reverse("programmes:approve_round", args=[Round.objects.get().pk]), {"xuat": "xlsx"}
        )),
    ]  # fmt: skip
    reasons = [{row[0]: row[-1] for row in rows} for rows in files]
    return todo.sentence, [client.get(page).text for page in pages], reasons


def test_reason_of_the_whole_return_is_not_told_at_a_later_single_one(world, sent):
    return_whole(world)
    send(world)
    return_one(world, world.dung)
    todo, pages, reasons = told(world)
    assert WHOLE not in todo
    for page in pages:
        assert WHOLE not in page
        assert SINGLE in page
    for file in reasons:
        assert (file["Hồ Gia Dung"], file["Đỗ Mỹ Hoa"]) == (SINGLE, "")


def test_reason_of_a_single_return_is_not_told_at_a_later_whole_one(world, sent):
    return_one(world, world.dung)
    send(world)
    return_whole(world)
    todo, pages, reasons = told(world)
    assert WHOLE in todo
    for page in pages:
        assert WHOLE in page
        assert SINGLE not in page
    for file in reasons:
        assert file["Hồ Gia Dung"] == file["Đỗ Mỹ Hoa"] == WHOLE


def test_what_went_up_again_is_told_as_returned_no_more(world, sent):
    return_one(world, world.dung)
    send(world)
    return_one(world, world.hoa, "Xem lại lý do")
    for file in told(world)[2]:
        assert (file["Hồ Gia Dung"], file["Đỗ Mỹ Hoa"]) == ("", "Xem lại lý do")


def test_single_reason_still_open_stays_when_the_rest_is_returned(world, sent):
    return_one(world, world.dung)
    return_whole(world)
    _, pages, reasons = told(world)
    assert all(SINGLE in page for page in pages)
    assert WHOLE in pages[0]
    for file in reasons:
        assert (file["Hồ Gia Dung"], file["Đỗ Mỹ Hoa"]) == (SINGLE, WHOLE)


def test_level_above_still_reads_what_it_asked_when_all_came_again(world, sent):
    return_whole(world)
    send(world)
    page = reverse("programmes:approve_round", args=[Round.objects.get().pk])
    assert WHOLE in above.account(world, "binh").get(page).text
