"""Step 3 in the branch: opening, attendance, quorum, votes, figures, proposals."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from sodoan.people.models import SensitiveProfile
from sodoan.programmes.actions import rounds
from sodoan.programmes.actions.assessment import save_branch_facts
from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.models import Ballot, Enrolment, FactEntry, Mark, Meeting, Result, Round
from sodoan.programmes.queries.meeting import board_of
from sodoan.programmes.queries.official import minutes_context
from tests.factories.accounts import UserFactory
from tests.factories.org import AppointmentFactory, PostFactory
from tests.programmes import world as w
from tests.programmes.crowd import convened, knowing, opened, people, seated, sheets

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>{{ 7 }}"
HTMX = {"HX-Request": "true"}
PAGES = ["round", "attendance", "voting", "proposals", "fact_entries", "send_round"]


@pytest.fixture
def world():
    return w.build()


@pytest.fixture
def an(world):
    return w.browser(world.an)


@pytest.fixture
def branch(world):
    """Three members with sheets and figures: an, dung, hoa."""
    found = [w.enrol(who, world.plan) for who in (world.an, world.dung, world.hoa)]
    knowing(found)
    return found


@pytest.fixture
def meeting(world, branch):
    """The meeting with everybody there."""
    meeting = convened(world, opened(world))
    seated(world, meeting, 3)
    return meeting


def url(world, name, *args):
    return reverse(f"programmes:{name}", args=[world.branch.pk, world.programme.pk, *args])


def result_of(user):
    return Result.objects.get(enrolment__person__user=user)


def heading(world, **over):
    return {
        "day": "18/10/2025",
        "time": "19h00",
        "place": "Nhà văn hóa khu phố 1",
        "chair": world.an.person.pk,
        "secretary": world.dung.person.pk,
    } | over


def votes(result, **counts):
    blank = counts.pop("blank", "")
    return {f"v-{result.pk}-{key}": str(n) for key, n in counts.items()} | {
        f"b-{result.pk}": str(blank)
    }


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["chi", "dung", "binh"])
def test_evaluation_is_not_found_for_those_who_do_not_run_it(world, meeting, who, name):
    assert w.browser(getattr(world, who)).get(url(world, name)).status_code == 404


@pytest.mark.parametrize("name", ["save_votes", "propose"])
@pytest.mark.parametrize("who", ["chi", "dung"])
def test_result_is_not_found_for_those_who_do_not_run_it(world, meeting, who, name):
    client = w.browser(getattr(world, who))
    assert client.post(url(world, name, result_of(world.hoa).pk)).status_code == 404
    assert not Ballot.objects.exists()


def test_result_of_another_branch_is_not_found(world, an, meeting):
    other = w.publish(w.enrol(world.lan, world.plan))
    assert an.post(url(world, "save_votes", other.pk)).status_code == 404
    assert an.get(url(world, "propose", other.pk)).status_code == 404


@pytest.mark.parametrize("name", PAGES[1:])
def test_pages_lead_to_the_opening_before_the_round(world, an, branch, name):
    assert an.get(url(world, name)).url == url(world, "round")


def test_programme_that_does_not_hold_here_is_not_found(world, an):
    other = w.plan_of(world.stranger_branch, 2024)
    address = reverse("programmes:round", args=[world.branch.pk, other.programme_id])
    assert an.get(address).status_code == 404


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"day": "31/2/2025"}, "không có thật"),
        ({"time": "25:00"}, "19:00"),
        ({"place": ""}, "còn trống"),
        ({"chair": ""}, "chưa chọn"),
    ],
)
def test_heading_with_a_fault_opens_nothing(world, an, branch, over, words):
    answer = an.post(url(world, "round"), heading(world, **over))
    assert answer.status_code == 422
    assert words in answer.text
    assert not Round.objects.exists()


def test_chair_and_secretary_are_two_people(world, an, branch):
    one = world.an.person.pk
    answer = an.post(url(world, "round"), heading(world, secretary=one))
    assert answer.status_code == 422
    assert "người khác với người chủ trì" in answer.text


def test_chair_from_elsewhere_is_refused(world, an, branch):
    answer = an.post(url(world, "round"), heading(world, chair=world.chi.person.pk))
    assert answer.status_code == 422
    assert not Round.objects.exists()


def test_opening_computes_results_and_leads_to_attendance(world, an, branch):
    answer = an.post(url(world, "round"), heading(world))
    assert answer.url == url(world, "attendance")
    round_ = Round.objects.get()
    assert (round_.approver, round_.state) == (world.commune, "preparing")
    assert Result.objects.filter(round=round_, population="rated").count() == 3
    held = Meeting.objects.get().held_at
    assert held.astimezone().strftime("%d/%m/%Y") == "18/10/2025"


def attend(world, states, **reasons):
    people_ = (world.an, world.dung, world.hoa)
    data = {f"p-{one.person.pk}": state for one, state in zip(people_, states, strict=True)}
    return data | {
        f"l-{getattr(world, name).person.pk}": reason for name, reason in reasons.items()
    }


def test_excused_absence_needs_its_reason(world, an, branch):
    convened(world, opened(world))
    answer = an.post(url(world, "attendance"), attend(world, ["present", "excused", "present"]))
    assert answer.status_code == 422
    assert "Hồ Gia Dung: đồng chí ghi lý do vắng" in answer.text


def test_unknown_presence_is_refused(world, an, branch):
    convened(world, opened(world))
    answer = an.post(url(world, "attendance"), attend(world, ["present", SCRIPT, "present"]))
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(("present", "reached"), [(19, False), (20, True)])
def test_quorum_of_thirty_is_twenty_exactly(world, an, present, reached):
    knowing(sheets(world, 30))
    meeting = convened(world, opened(world))
    seated(world, meeting, present)
    board = an.get(url(world, "voting")).context["board"]
    assert (board.present, board.quorum.needed, board.quorum.reached) == (present, 20, reached)
    row = board.rows[0].result
    answer = an.post(url(world, "save_votes", row.pk), votes(row, good=present), headers=HTMX)
    assert answer.status_code == (200 if reached else 422)
    assert Ballot.objects.exists() == reached


def test_changed_attendance_takes_back_the_proposal(world, an, meeting):
    result = result_of(world.hoa)
    an.post(url(world, "save_votes", result.pk), votes(result, good=3))
    result.refresh_from_db()
    assert result.proposed_grade == "good"
    an.post(
        url(world, "attendance"), attend(world, ["present", "excused", "present"], dung="Ca đêm")
    )
    result.refresh_from_db()
    assert result.proposed_grade == ""
    assert [row.name for row in an.get(url(world, "voting")).context["board"].wrong] == [
        "Đỗ Mỹ Hoa"
    ]


@pytest.mark.parametrize(
    ("counts", "word", "proposal"),
    [
        ({"excellent": 2, "good": 1}, "Xuất sắc", "excellent"),
        ({"excellent": 1, "good": 1, "completed": 1}, "Chưa quá bán", ""),
        ({"good": 2}, "Thiếu 1 phiếu", ""),
        ({"good": 2, "blank": 1}, "Tốt", "good"),
        ({"good": 4}, "Thừa 1 phiếu", ""),
        ({"good": 1, "blank": 2}, "Chưa quá bán", ""),
    ],
)
def test_votes_come_to_a_proposal_only_when_they_add_up(world, an, meeting, counts, word, proposal):
    result = result_of(world.hoa)
    address = url(world, "save_votes", result.pk)
    answer = an.post(address, votes(result, **counts), headers=HTMX)
    assert word in answer.text
    assert "<html" not in answer.text
    result.refresh_from_db()
    assert result.proposed_grade == proposal


@pytest.mark.parametrize("typed", ["-1", "1.5", "ba", "²", "99999999999", SCRIPT])
def test_what_is_no_number_of_votes_is_refused_by_name(world, an, meeting, typed):
    result = result_of(world.hoa)
    answer = an.post(url(world, "save_votes", result.pk), votes(result, good=typed), headers=HTMX)
    assert answer.status_code == 422
    assert "Đỗ Mỹ Hoa" in answer.text
    assert "<script>alert" not in answer.text
    assert not Ballot.objects.exists()


def test_member_of_the_party_is_not_voted_on(world, an, branch):
    SensitiveProfile.objects.create(
        person=world.hoa.person, party_joined_on="2020-01-01", party_official_on="2021-01-01"
    )
    meeting = convened(world, opened(world))
    seated(world, meeting, 3)
    result = result_of(world.hoa)
    an.post(url(world, "save_votes", result.pk), votes(result, good=3), headers=HTMX)
    assert not Ballot.objects.exists()
    page = an.get(url(world, "voting"), {"loc": "khong"})
    assert [row.name for row in page.context["rows"]] == ["Đỗ Mỹ Hoa"]
    assert "Ghi góp ý" in page.text
    an.post(url(world, "propose", result.pk), {f"n-{result.pk}": "Gương mẫu, giúp bạn mới."})
    result.refresh_from_db()
    assert result.comment == "Gương mẫu, giúp bạn mới."


def test_whole_table_is_saved_without_script(world, an, meeting):
    rows = [result_of(one) for one in (world.an, world.dung)]
    data = votes(rows[0], good=3) | votes(rows[1], excellent=1, good=1)
    assert an.post(url(world, "voting"), data).status_code == 302
    assert Ballot.objects.count() == 2
    fill = {**data, "trang": str(rows[1].pk)}
    an.post(url(world, "voting"), fill)
    ballot = Ballot.objects.get(enrolment=rows[1].enrolment)
    assert (ballot.votes, ballot.blank) == ({"excellent": 1, "good": 1}, 1)


def test_two_people_enter_the_same_member_the_last_counts_and_both_are_kept(world, meeting):
    deputy = UserFactory(full_name="Võ Thanh Tùng")
    person = people(world, 1)[0]
    person.user = deputy
    person.save()
    AppointmentFactory(
        person=person, unit=world.branch, post=PostFactory(key="pho-bi-thu-chi-doan")
    )
    result = result_of(world.hoa)
    address = url(world, "save_votes", result.pk)
    assert w.browser(world.an).post(address, votes(result, good=3)).status_code == 302
    assert w.browser(deputy).post(address, votes(result, excellent=3)).status_code == 302
    ballot = Ballot.objects.get()
    assert ballot.votes == {"excellent": 3}
    events = ballot.events.order_by("pgh_id")
    assert [event.votes for event in events] == [{"good": 3}, {"excellent": 3}]


@pytest.mark.parametrize(
    ("given", "limit", "over"), [((1, 9), 2, 0), ((2, 8), 2, 0), ((3, 7), 2, 1), ((1, 3), 1, 0)]
)
def test_cap_is_live_and_exact(world, an, given, limit, over):
    knowing(sheets(world, 12))
    meeting = convened(world, opened(world))
    seated(world, meeting, 12)
    keys = list(Result.objects.order_by("pk").values_list("enrolment", flat=True))
    grades = ["excellent"] * given[0] + ["good"] * given[1]
    counted = {key: Ballots({grade: 12}) for key, grade in zip(keys, grades, strict=False)}
    rounds.save_ballots(meeting, by=w.scope(world.an), counted=counted)
    cap = an.get(url(world, "voting")).context["board"].cap
    assert (cap.base, cap.limit, cap.used, cap.over) == (sum(given), limit, given[0], over)


def test_long_branch_is_shown_bit_by_bit(world, an):
    knowing(sheets(world, 32))
    seated(world, convened(world, opened(world)), 32)
    page = an.get(url(world, "voting"))
    assert len(page.context["rows"]) == 15
    assert "Hiện tiếp 17 đoàn viên" in page.text
    assert len(an.get(url(world, "voting"), {"den": "30"}).context["rows"]) == 30
    assert len(an.get(url(world, "voting"), {"den": "-9"}).context["rows"]) == 15


def test_why_is_shown_beside_the_votes(world, an, meeting):
    result = result_of(world.hoa)
    for pledge in result.enrolment.pledges.all():
        w.prove(pledge)
    assert an.post(url(world, "round")).url == url(world, "voting")  # compute anew
    page = an.get(url(world, "voting"), {"mo": result.pk})
    assert "Vì sao xếp loại" in page.text
    assert "8/8 tiêu chí đạt" in page.text
    assert "9/9 buổi sinh hoạt" in page.text


@pytest.mark.parametrize(
    "name", ["attendance", "voting", "proposals", "fact_entries", "send_round"]
)
def test_pages_ask_the_same_number_of_queries(world, an, name, django_assert_num_queries):
    expected = {
        "attendance": 16,
        "voting": 15,
        "proposals": 15,
        "fact_entries": 16,
        "send_round": 15,
    }
    knowing(sheets(world, 3))
    round_ = opened(world)
    meeting = convened(world, round_)
    seated(world, meeting, 3)
    with django_assert_num_queries(expected[name]):
        an.get(url(world, name))
    knowing(sheets(world, 27))
    opened(world)
    seated(world, meeting, 30)
    with django_assert_num_queries(expected[name]):
        an.get(url(world, name))


def fact_data(branch, **over):
    data = {}
    for one in branch:
        for fact in ("meetings_required", "meetings_attended", "dues_due", "dues_months"):
            data[f"f-{one.pk}-{fact}"] = "9"
        data[f"f-{one.pk}-discipline"] = "none"
    return data | over


def test_figures_that_cannot_be_are_refused_below_their_line(world, an, branch):
    opened(world)
    data = fact_data(branch, **{f"f-{branch[0].pk}-meetings_attended": "10"})
    answer = an.post(url(world, "fact_entries"), data)
    assert answer.status_code == 422
    assert "nhiều hơn số buổi phải dự (9)" in answer.text
    data = fact_data(branch, **{f"f-{branch[0].pk}-dues_months": SCRIPT})
    answer = an.post(url(world, "fact_entries"), data)
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_unknown_discipline_is_refused(world, an, branch):
    opened(world)
    data = fact_data(branch, **{f"f-{branch[0].pk}-discipline": "praise"})
    assert an.post(url(world, "fact_entries"), data).status_code == 422
    assert FactEntry.objects.get(enrolment=branch[0], fact="discipline").value == "none"


def test_empty_figure_means_not_known_and_leaves_the_grade_open(world, an, branch):
    opened(world)
    data = fact_data(branch, **{f"f-{branch[2].pk}-meetings_attended": "", "can_cu": "Sổ"})
    an.post(url(world, "fact_entries"), data)
    assert not FactEntry.objects.filter(enrolment=branch[2], fact="meetings_attended").exists()
    assert "chưa có dữ liệu" in result_of(world.hoa).sentence.lower()


def test_empty_cells_are_filled_for_the_whole_list(world, an, branch):
    FactEntry.objects.filter(fact="dues_due").delete()
    opened(world)
    data = {key: value for key, value in fact_data(branch).items() if "dues_due" not in key}
    data |= {"tat-ca-dues_due": "10", "can_cu": "Sổ thu đoàn phí"}
    an.post(url(world, "fact_entries"), data)
    rows = FactEntry.objects.filter(fact="dues_due")
    assert set(rows.values_list("value", "source")) == {("10", "Sổ thu đoàn phí")}
    kept = FactEntry.objects.filter(fact="dues_months").values_list("source", flat=True)
    assert set(kept) == {"Sổ chi đoàn"}


def test_year_is_that_of_the_members_calendar(world, an, meeting, branch):
    """Ready sentences and minutes name the cycle of each member, not that of the branch."""
    Enrolment.objects.filter(pk=branch[2].pk).update(block="school")
    board = board_of(meeting.round)
    cycles = {row.name: board.cycle_of(row) for row in board.rows}
    assert cycles["Đỗ Mỹ Hoa"] == "năm học 2024-2025"
    assert cycles["Hồ Gia Dung"] == "năm 2025"
    assert minutes_context(meeting).year == "2025"  # both: the year of the programme
    Enrolment.objects.update(block="school")
    assert minutes_context(meeting).year == "học 2024-2025"


def test_exemption_without_a_reason_is_refused_everywhere(world, an, branch):
    round_ = opened(world)
    field = f"f-{branch[2].pk}-exempt"
    for why in ({}, {f"{field}-ly-do": "  "}, {"can_cu": "Sổ chi đoàn"}):
        answer = an.post(url(world, "fact_entries"), fact_data(branch, **{field: "illness"}, **why))
        assert answer.status_code == 422
        assert "Miễn xếp loại: đồng chí ghi lý do" in answer.text
    values = {branch[2].pk: {"exempt": "illness"}}
    with pytest.raises(ValidationError, match="ghi lý do"):
        save_branch_facts(round_, by=w.scope(world.an), values=values, source="Sổ chi đoàn")
    with pytest.raises(IntegrityError), transaction.atomic():
        FactEntry.objects.create(enrolment=branch[2], fact="exempt", value="illness")
    assert result_of(world.hoa).population == "rated"


def test_exemption_says_its_reason_in_lists_and_minutes(world, an, meeting, branch):
    field = f"f-{branch[2].pk}-exempt"
    data = fact_data(branch, **{field: "illness", f"{field}-ly-do": "Giấy ra viện 12/8"})
    assert an.post(url(world, "fact_entries"), data).status_code == 302
    words = "Ốm đau dài ngày: Giấy ra viện 12/8"
    result = result_of(world.hoa)
    assert (result.population, result.population_reason) == ("exempt", words)
    assert words in an.get(url(world, "voting")).text
    assert "Giấy ra viện" not in result.sentence  # what the record book prints
    assert minutes_context(meeting).unrated[0].reason == words
    again = an.get(url(world, "fact_entries")).text
    assert 'value="Giấy ra viện 12/8"' in again


def test_committee_marks_decide_over_evidence(world, an, meeting):
    result = result_of(world.hoa)
    pledges = list(result.enrolment.pledges.all())
    address = url(world, "propose", result.pk)
    data = {f"k-{pledge.pk}": "met" for pledge in pledges}
    an.post(address, data)
    assert result_of(world.hoa).rule_grade == "excellent"
    an.post(address, {**data, f"k-{pledges[0].pk}": ""})
    assert Mark.objects.count() == 7
    assert result_of(world.hoa).rule_grade == "good"


def test_taking_a_pledge_out_needs_a_reason(world, an, meeting):
    result = result_of(world.hoa)
    pledge = result.enrolment.pledges.first()
    answer = an.post(url(world, "propose", result.pk), {f"k-{pledge.pk}": "not_applicable"})
    assert answer.status_code == 422
    assert not Mark.objects.exists()


def test_own_pledges_are_marked_by_somebody_else(world, an, meeting):
    result = result_of(world.an)
    pledge = result.enrolment.pledges.first()
    answer = an.post(url(world, "propose", result.pk), {f"k-{pledge.pk}": "met"})
    assert answer.status_code == 422
    assert not Mark.objects.exists()


def test_own_grade_is_not_raised_above_the_vote(world, an, meeting):
    result = result_of(world.an)
    an.post(url(world, "save_votes", result.pk), votes(result, completed=3))
    answer = an.post(
        url(world, "proposals"), {f"m-{result.pk}": "excellent", f"l-{result.pk}": "Xứng đáng"}
    )
    assert answer.status_code == 422
    result.refresh_from_db()
    assert result.proposed_grade == "completed"


def test_proposal_unlike_the_vote_needs_a_reason(world, an, meeting):
    result = result_of(world.hoa)
    an.post(url(world, "save_votes", result.pk), votes(result, good=3))
    answer = an.post(url(world, "proposals"), {f"m-{result.pk}": "completed"})
    assert answer.status_code == 422
    assert "ghi lý do" in answer.text
    result.refresh_from_db()
    assert result.proposed_grade == "good"
    an.post(
        url(world, "proposals"),
        {f"m-{result.pk}": "completed", f"l-{result.pk}": "Vắng nhiều buổi lao động"},
    )
    result.refresh_from_db()
    assert (result.proposed_grade, result.proposal_reason) == (
        "completed",
        "Vắng nhiều buổi lao động",
    )


def test_grade_that_is_not_in_the_scale_is_refused(world, an, meeting):
    result = result_of(world.hoa)
    data = {f"m-{result.pk}": "superb", f"l-{result.pk}": "Vì thế"}
    assert an.post(url(world, "proposals"), data).status_code == 422
    result.refresh_from_db()
    assert result.proposed_grade == ""


def test_comment_is_offered_from_the_grade_and_kept_when_saved(world, an, meeting):
    result = result_of(world.hoa)
    an.post(url(world, "save_votes", result.pk), votes(result, good=3))
    page = an.get(url(world, "proposals"))
    line = next(one for one in page.context["table"].lines if one.row.result == result)
    assert line.is_ready
    assert line.comment.startswith("Hoàn thành tốt Chương trình Rèn luyện đoàn viên năm 2025")
    result.refresh_from_db()
    assert result.comment == ""
    an.post(url(world, "proposals"), {f"n-{result.pk}": f"Tốt {SCRIPT}"})
    result.refresh_from_db()
    assert result.comment == f"Tốt {SCRIPT}"
    assert "<script>alert" not in an.get(url(world, "proposals")).text
