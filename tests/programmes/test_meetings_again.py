"""A branch that meets again: both meetings are kept, each member's last vote counts."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from sodoan.notices.models import Notice
from sodoan.programmes.actions import approval, meetings, rounds
from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.models import Ballot, Meeting, Result, Round
from sodoan.programmes.queries.official import minutes_context
from tests.programmes import world as w
from tests.programmes.crowd import convened, knowing, opened, seated, settled, sheets
from tests.programmes.proposed import propose_grade
from tests.race import race

pytestmark = pytest.mark.django_db
REASON = "Lần trước thiếu người"


@pytest.fixture
def first(world):
    """A meeting of five called, nobody marked yet."""
    knowing(sheets(world, 5))
    return convened(world, opened(world))


def url(world, name, *args):
    where = [world.branch.pk, world.programme.pk, world.branch.block]
    return reverse(f"programmes:{name}", args=[*where, *args])


def again(world):
    return meetings.meet_again(Round.objects.get(), by=w.scope(world.an), reason=REASON)


def vote(world, meeting, grade, present, keys=None):
    keys = keys or Result.objects.values_list("enrolment", flat=True)
    counted = {key: Ballots({grade: present}) for key in keys}
    rounds.save_ballots(meeting, by=w.scope(world.an), counted=counted)


def proposals():
    return sorted(Result.objects.values_list("proposed_grade", flat=True))


def test_meeting_without_quorum_is_followed_by_another_and_both_are_kept(world, an, first):
    seated(world, first, 2)
    with pytest.raises(ValidationError, match="Chưa đủ điều kiện họp"):
        vote(world, first, "good", 2)
    assert an.post(url(world, "meet_again"), {"ly_do": REASON}).url == url(world, "round")
    second = Meeting.objects.get(number=2)
    seated(world, second, 4)
    vote(world, second, "good", 4)
    settled(world)
    rounds.send_round(Round.objects.get(), by=w.scope(world.an))
    assert proposals() == ["good"] * 5
    old, new = (minutes_context(meeting) for meeting in Meeting.objects.order_by("number"))
    assert (old.present, new.present, len(new.rows)) == (2, 4, 5)
    assert [row.proposal for row in old.rows] == [""] * 5, "called on all, voted on nobody"
    assert REASON in new.proceedings[0]
    assert "không đủ" in old.quorum_line
    page = an.get(url(world, "round")).text
    assert "bien-ban.docx?lan=1" in page
    assert "bien-ban.docx?lan=2" in page


def test_votes_do_not_outlive_their_quorum(world, an, first):
    """Lowering the attendance says so and saves nothing; votes go only when told to, for good."""
    seated(world, first, 4)
    vote(world, first, "good", 4)
    people = first.attendances.values_list("person", flat=True).order_by("pk")
    data = {f"p-{person}": "absent" if place else "present" for place, person in enumerate(people)}
    page = url(world, "attendance")
    refused = an.post(page, data)
    assert refused.status_code == 422
    assert "Cuộc họp đã biểu quyết 5 người" in refused.text
    assert first.attendances.filter(presence="present").count() == 4
    assert proposals() == ["good"] * 5
    assert an.post(page, data | {"huy_phieu": "1"}).status_code == 302
    assert not Ballot.objects.exists()
    assert proposals() == [""] * 5
    seated(world, again(world), 4)  # the next meeting inherits no vote
    with pytest.raises(ValidationError, match="chưa biểu quyết"):
        rounds.send_round(Round.objects.get(), by=w.scope(world.an))


def test_vote_of_the_new_meeting_counts_and_the_others_keep_theirs(world, an, first):
    seated(world, first, 5)
    vote(world, first, "good", 5)
    settled(world)
    rounds.send_round(Round.objects.get(), by=w.scope(world.an))
    back = Result.objects.order_by("enrolment__person__sort_key").first()
    approval.return_result(back, by=w.scope(world.binh), note="Biểu quyết lại")
    second = again(world)
    seated(world, second, 4)
    row = an.get(url(world, "voting")).context["board"].row(back.pk)
    assert (row.earlier, row.is_entered, row.tally.proposal) == (1, False, "good")
    vote(world, second, "completed", 4, keys=[back.enrolment_id])
    assert proposals() == ["completed"] + ["good"] * 4
    assert Ballot.objects.filter(enrolment=back.enrolment_id).count() == 2
    rows = minutes_context(second).rows
    assert [(row.full_name, row.proposal) for row in rows] == [
        (str(back.enrolment.person), "Hoàn thành")
    ]
    assert {row.proposal for row in minutes_context(first).rows} == {"Tốt"}


def test_minutes_of_the_first_meeting_stay_the_same_when_a_second_is_opened(world, first):
    seated(world, first, 5)
    keys = list(Result.objects.order_by("pk").values_list("enrolment", flat=True))
    vote(world, first, "good", 5, keys=keys[:3])
    before = minutes_context(first)
    assert len(before.rows) == 5
    assert before.conclusion[0].endswith(": 02 đoàn viên chưa biểu quyết (40%).")
    second = again(world)
    seated(world, second, 5)
    vote(world, second, "completed", 5, keys=keys[3:])
    after = minutes_context(Meeting.objects.get(number=1))
    for part in ("rows", "totals", "proceedings"):
        assert getattr(after, part) == getattr(before, part), part
    assert after.conclusion[0] == before.conclusion[0]
    assert [(one.people, one.share) for one in after.totals if one.people] == [(3, "60%")]
    later = minutes_context(second)
    assert [(one.people, one.share) for one in later.totals if one.people] == [(2, "100%")]
    assert "chỉ tính đoàn viên được biểu quyết tại lần họp này" in later.proceedings[1]


def test_vote_of_a_further_meeting_ends_the_proposal_against_the_vote_before(world, an, first):
    seated(world, first, 5)
    vote(world, first, "completed", 5)
    settled(world)
    back = Result.objects.order_by("enrolment__person__sort_key").first()
    said = {"by": w.scope(world.an), "grade": "good", "reason": "Xét thêm việc quý IV"}
    propose_grade(back, **said)
    rounds.send_round(Round.objects.get(), by=w.scope(world.an))
    back.refresh_from_db()
    approval.return_result(back, by=w.scope(world.binh), note="Biểu quyết lại")
    second = again(world)
    seated(world, second, 5)
    vote(world, second, "completed", 5, keys=[back.enrolment_id])
    back.refresh_from_db()
    assert (back.proposed_grade, back.is_against_vote) == ("completed", False)
    assert back.proposal_reason == ""
    propose_grade(back, **said)
    vote(world, second, "completed", 5, keys=[back.enrolment_id])  # typed once more
    back.refresh_from_db()
    assert (back.proposed_grade, back.is_against_vote) == ("good", True)


def test_whole_table_without_script_leaves_votes_of_the_first_meeting_alone(world, an, first):
    seated(world, first, 5)
    vote(world, first, "good", 5)
    seated(world, again(world), 4)
    an.post(url(world, "voting"), {})
    assert Ballot.objects.count() == 5
    assert proposals() == ["good"] * 5


def test_ballots_missing_at_the_first_meeting_are_not_offered_as_blank_at_the_second(
    world, an, first
):
    seated(world, first, 5)
    vote(world, first, "good", 4)
    fill = "data-lacking>1</span> phiếu trắng"
    assert fill in an.get(url(world, "voting")).text
    seated(world, again(world), 5)
    page = an.get(url(world, "voting"))
    row = page.context["board"].rows[0]
    assert (row.earlier, row.lacking) == (1, 0)
    assert row.message.startswith("Phiếu họp lần 1 chưa khớp số người có mặt lần ấy.")
    assert fill not in page.text
    blank = {f"b-{row.result.pk}": "", "trang": str(row.result.pk)}
    an.post(url(world, "voting"), blank | {f"v-{row.result.pk}-good": ""})
    assert not Ballot.objects.filter(meeting__number=2).exists()
    an.post(url(world, "voting"), blank | {f"v-{row.result.pk}-good": "4"})
    assert Ballot.objects.get(meeting__number=2).blank == 1


@pytest.mark.parametrize("reason", ["", "  "])
def test_meeting_again_needs_a_reason(world, an, first, reason):
    seated(world, first, 2)
    page = an.post(url(world, "meet_again"), {"ly_do": reason}, follow=True)
    assert "Đồng chí ghi lý do họp lại" in page.text
    assert Meeting.objects.count() == 1


def test_meeting_not_yet_held_is_not_repeated(world, first):
    with pytest.raises(ValidationError, match="chưa điểm danh"):
        again(world)


def test_closed_meeting_is_not_written_any_more(world, first):
    seated(world, first, 5)
    again(world)
    with pytest.raises(ValidationError, match="lần 1 đã khép"):
        seated(world, first, 4)
    with pytest.raises(ValidationError, match="lần 1 đã khép"):
        vote(world, first, "good", 5)


def test_meeting_called_by_mistake_is_taken_back_until_somebody_is_there(world, an, first):
    seated(world, first, 5)
    again(world)
    an.post(url(world, "meet_again"), {"huy": "1"})
    assert Meeting.objects.get() == first
    seated(world, again(world), 5)
    with pytest.raises(ValidationError, match="được giữ lại"):
        meetings.drop_meeting(Meeting.objects.get(number=2), by=w.scope(world.an))
    assert Meeting.objects.count() == 2


def test_database_keeps_one_meeting_per_number_and_a_reason_for_the_next(world, first):
    for values in ({"number": 1}, {"number": 2, "reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.create(round=first.round, held_at=timezone.now(), **values)


def test_round_sent_up_is_not_met_on_again(world, an, first):
    seated(world, first, 5)
    vote(world, first, "good", 5)
    settled(world)
    rounds.send_round(Round.objects.get(), by=w.scope(world.an))
    an.post(url(world, "meet_again"), {"ly_do": REASON})
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("whole", [True, False])
def test_approved_round_is_returned_with_its_reason_before_publication(world, first, whole):
    seated(world, first, 5)
    vote(world, first, "good", 5)
    settled(world)
    round_ = rounds.send_round(Round.objects.get(), by=w.scope(world.an))
    binh, client = w.scope(world.binh), w.browser(world.binh)
    approval.approve_results(round_, by=binh)
    assert Round.objects.get().state == "approved"
    name, key = (
        ("return_round", round_.pk) if whole else ("return_result", Result.objects.first().pk)
    )
    page = reverse(f"programmes:{name}", args=[key])
    assert page in client.get(reverse("programmes:approve_round", args=[round_.pk])).text
    assert client.post(page, {"note": "Phát hiện sai số buổi họp"}).status_code == 302
    assert Round.objects.get().state == "returned"
    assert Result.objects.filter(state="returned", grade_key="").count() == (5 if whole else 1)
    history = Round.objects.get().events.order_by("pgh_id").values_list("state", flat=True)
    assert list(history)[-2:] == ["approved", "returned"]
    notice = Notice.objects.get(user=world.an)
    assert notice.body == "Phát hiện sai số buổi họp"


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_calling_again_at_once_call_one_meeting(world, first):
    seated(world, first, 2)
    assert race(*[lambda: again(world)] * 2) == ["done", "refused"]
    assert list(Meeting.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_opening_at_once_open_one_round(world):
    sheets(world, 3)
    assert race(*[lambda: opened(world)] * 2) == ["done", "done"]
    assert (Round.objects.count(), Result.objects.count()) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_approve_everybody_once(world, first):
    seated(world, first, 5)
    vote(world, first, "good", 5)
    settled(world)
    round_ = rounds.send_round(Round.objects.get(), by=w.scope(world.an))
    counts = []
    scope, ours = w.scope(world.binh), Round.objects.filter(pk=round_.pk)
    race(*[lambda: counts.append(approval.approve_results(ours.get(), by=scope))] * 2)
    assert max(counts) == 5
    assert sum(counts) == 5
    assert Round.objects.get().state == "approved"
