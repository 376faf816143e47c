"""Step 3 in the branch: figures of members, exemptions, marks, proposals."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sodoan.programmes.actions import rounds
from sodoan.programmes.actions.assessment import save_branch_facts
from sodoan.programmes.models import Ballot, Enrolment, FactEntry, Mark, Result
from sodoan.programmes.queries.evaluation import record_sentence
from sodoan.programmes.queries.meeting import board_of
from sodoan.programmes.queries.official import minutes_context
from sodoan.programmes.queries.weighing import weigh
from tests.factories.org import AppointmentFactory, PostFactory
from tests.programmes import world as w
from tests.programmes.crowd import (
    convened,
    opened,
    result_of,
    url,
    votes,
)
from tests.programmes.proposed import propose_grade, save_comment

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>{{ 7 }}"


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


@pytest.mark.parametrize(("block", "cycle"), [("other", "2025"), ("school", "học 2024-2025")])
def test_year_is_that_of_the_members_calendar(world, an, branch, block, cycle):
    """Ready sentences and minutes name the cycle of the members, not that of the branch."""
    Enrolment.objects.filter(pk=branch[2].pk).update(block=block)
    round_ = rounds.open_round(
        world.programme, by=w.scope(world.an), unit=world.branch, block=block,
        approver=world.commune,
    )  # fmt: skip
    board = board_of(round_)
    assert {board.cycle_of(row) for row in board.rows} == {f"năm {cycle}"}
    assert minutes_context(convened(world, round_)).year == cycle


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
    said = {f"n-{result.pk}": f"Tốt {SCRIPT}", f"l-{result.pk}": "Có tiến bộ"}
    an.post(url(world, "proposals"), said)
    result.refresh_from_db()
    assert result.comment == f"Tốt {SCRIPT}"
    assert "<script>alert" not in an.get(url(world, "proposals")).text


def _ready(key):
    return record_sentence(w.s0().active_scale.grade(key), "năm 2025")


def test_a_ready_comment_follows_the_vote_own_words_stay(world, an, meeting):
    an.post(url(world, "voting"), votes(result_of(world.hoa), completed=3))
    save_comment(result_of(world.hoa), by=w.scope(world.an), comment=_ready("completed"))
    an.post(url(world, "voting"), votes(result_of(world.hoa), excellent=3))
    result = result_of(world.hoa)
    assert (result.proposed_grade, result.comment) == ("excellent", _ready("excellent"))
    Ballot.objects.all().delete()
    rounds.open_round(
        world.programme, by=w.scope(world.an), unit=world.branch, block=world.branch.block,
        approver=world.commune,
    )  # fmt: skip
    result = result_of(world.hoa)
    assert (result.proposed_grade, result.comment) == ("", _ready("excellent"))
    save_comment(result, by=w.scope(world.an), comment="Giúp tổ may tăng năng suất.")
    an.post(url(world, "voting"), votes(result, good=3))
    result = result_of(world.hoa)
    assert (result.proposed_grade, result.comment) == ("good", "Giúp tổ may tăng năng suất.")


def test_a_ready_comment_follows_what_the_committee_proposes(world, an, meeting):
    given = {"grade": "good", "reason": "Có thành tích.", "comment": _ready("completed")}
    result = propose_grade(result_of(world.hoa), by=w.scope(world.an), **given)
    assert result.comment == _ready("good")


def _exempt(an, world, branch, value="maternity", why="Quyết định nghỉ thai sản"):
    field = f"f-{branch[2].pk}-exempt"
    data = fact_data(branch, **{field: value, f"{field}-ly-do": why})
    assert an.post(url(world, "fact_entries"), data).status_code == 302
    return result_of(world.hoa)


@pytest.mark.parametrize("population", ["exempt", "comment_only", "too_new", "unrated"])
def test_database_refuses_a_proposal_for_who_is_not_rated(world, an, meeting, population):
    for fields in ({"proposed_grade": "good"}, {"proposal_reason": "Có thành tích"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Result.objects.update(population=population, **fields)


def test_who_is_exempted_after_the_vote_loses_grade_and_its_sentence(world, an, meeting, branch):
    an.post(url(world, "voting"), votes(result_of(world.hoa), completed=3))
    given = {"grade": "good", "reason": "Có thành tích.", "comment": _ready("good")}
    propose_grade(result_of(world.hoa), by=w.scope(world.an), **given)
    result = _exempt(an, world, branch)
    assert (result.population, result.proposed_grade, result.proposal_reason, result.comment) == (
        "exempt", "", "", "",
    )  # fmt: skip
    line = next(
        one
        for one in an.get(url(world, "proposals")).context["table"].lines
        if one.row.result == result
    )
    assert (line.comment, line.is_ready) == ("", False)
    assert minutes_context(meeting).unrated[0].opinion == ""


def test_page_opened_before_the_exemption_brings_no_sentence_back(world, an, meeting, branch):
    an.post(url(world, "voting"), votes(result_of(world.hoa), good=3))
    stale = result_of(world.hoa)
    result = _exempt(an, world, branch)
    old = {f"m-{result.pk}": "good", f"l-{result.pk}": "", f"n-{result.pk}": _ready("good")}
    an.post(url(world, "proposals"), old)
    result.refresh_from_db()
    assert (result.proposed_grade, result.comment) == ("", "")
    with pytest.raises(ValidationError, match="không thuộc diện xếp loại"):
        propose_grade(stale, by=w.scope(world.an), grade="good")


def test_own_words_outlive_an_exemption(world, an, meeting, branch):
    an.post(url(world, "voting"), votes(result_of(world.hoa), good=3))
    save_comment(result_of(world.hoa), by=w.scope(world.an), comment="Chăm con nhỏ.")
    assert _exempt(an, world, branch).comment == "Chăm con nhỏ."


def test_who_is_rated_again_has_the_vote_and_its_sentence_offered_again(world, an, meeting, branch):
    an.post(url(world, "voting"), votes(result_of(world.hoa), good=3))
    save_comment(result_of(world.hoa), by=w.scope(world.an), comment=_ready("good"))
    _exempt(an, world, branch)
    result = _exempt(an, world, branch, value="", why="")
    assert (result.population, result.proposed_grade, result.comment) == ("rated", "good", "")
    table = an.get(url(world, "proposals")).context["table"]
    line = next(one for one in table.lines if one.row.result == result)
    assert (line.comment, line.is_ready) == (_ready("good"), True)


def test_pledges_are_weighed_in_the_order_of_the_groups(world, an, branch):
    opened(world)
    order = {group.key: at for at, group in enumerate(w.s0().groups)}
    for pledge in branch[2].pledges.all():
        pledge.position = 9 - order[pledge.group_key]
        pledge.save()
    groups = [one.pledge.group_key for one in weigh(branch[2])]
    assert [order[key] for key in groups] == sorted(order[key] for key in groups)


def test_who_leads_the_branch_from_elsewhere_may_chair(world, an, branch):
    post = PostFactory(key="pho-bi-thu-chi-doan")
    AppointmentFactory(person=world.lan.person, unit=world.branch, post=post)
    page = an.get(url(world, "round")).text
    assert page.count(world.lan.full_name) == 2  # chair and secretary
    assert world.chi.full_name not in page
