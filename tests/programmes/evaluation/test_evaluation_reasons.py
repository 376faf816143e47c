"""A grade unlike the vote, or unlike what the rules give, has a reason the level above reads."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from sodoan.programmes.actions import rounds
from sodoan.programmes.models import FactEntry, Result, Round
from sodoan.programmes.queries.approvals import lines_of
from tests.programmes import world as w
from tests.programmes.crowd import SAID, result_of, settled, three_voted, url, votes
from tests.programmes.proposed import propose_grade, save_comment

pytestmark = pytest.mark.django_db
WHY = "Tập thể ghi nhận bạn đã khắc phục."


@pytest.fixture
def voted(world):
    """Nobody has evidence, so the rules give all three the lowest grade; `hoa` was voted good."""
    three_voted(world, an="failed", dung="failed", hoa="good")
    assert set(Result.objects.values_list("rule_grade", flat=True)) == {"failed"}
    return result_of(world.hoa)


def saved(an, world, result, **fields):
    names = {"grade": "m", "reason": "l", "comment": "n"}
    data = {f"{names[key]}-{result.pk}": value for key, value in fields.items()}
    answer = an.post(url(world, "propose", result.pk), data)
    result.refresh_from_db()
    return answer


def test_vote_unlike_the_rules_needs_a_reason(world, an, voted):
    answer = saved(an, world, voted, grade="good", comment="Có tiến bộ rõ.")
    assert answer.status_code == 422
    told = "Theo quy tắc là Không hoàn thành. Đề xuất mức khác thì đồng chí ghi lý do."
    assert told in answer.text
    assert "Có tiến bộ rõ." in answer.text
    assert voted.comment == ""
    with pytest.raises(ValidationError, match="Theo quy tắc là"):
        propose_grade(voted, by=w.scope(world.an), grade="good", reason="  ")
    assert saved(an, world, voted, grade="good", reason=WHY, comment=SAID).status_code == 302
    assert (voted.proposed_grade, voted.proposal_reason, voted.is_against_vote) == (
        "good", WHY, False,
    )  # fmt: skip


def test_grade_no_rule_gives_needs_a_reason_too(world, an, voted):
    FactEntry.objects.filter(fact="discipline").delete()
    for pledge in voted.enrolment.pledges.all():
        w.prove(pledge)
    answer = saved(an, world, voted, grade="good")
    assert answer.status_code == 422
    assert "Quy tắc chưa khớp mức nào cho người này." in answer.text


def test_vote_like_the_rules_needs_none_and_keeps_none(world, an, voted):
    dung = result_of(world.dung)
    assert saved(an, world, dung, grade="failed", reason=WHY, comment=SAID).status_code == 302
    assert (dung.proposed_grade, dung.proposal_reason) == ("failed", "")


def test_one_reason_is_written_for_all_who_lack_theirs(world, an, voted):
    dung = result_of(world.dung)
    an.post(url(world, "save_votes", dung.pk), votes(dung, good=3))
    page = an.get(url(world, "proposals"))
    assert "Lý do chung cho 2 người có mức khác quy tắc" in page.text
    own = {f"l-{voted.pk}": "Nghỉ ốm một quý.", f"n-{voted.pk}": SAID, "l-chung": WHY}
    assert an.post(url(world, "proposals"), own | {f"l-{dung.pk}": ""}).status_code == 302
    assert dict(Result.objects.values_list("enrolment__person__full_name", "proposal_reason")) == {
        world.an.full_name: "",
        world.dung.full_name: WHY,
        world.hoa.full_name: "Nghỉ ốm một quý.",
    }


def test_common_reason_is_not_written_for_who_is_hidden(world, an, voted):
    dung = result_of(world.dung)
    an.post(url(world, "save_votes", dung.pk), votes(dung, good=3))
    shown = {f"l-{voted.pk}": "", f"n-{voted.pk}": SAID, "l-chung": WHY}
    assert an.post(url(world, "proposals"), shown).status_code == 302
    dung.refresh_from_db()
    voted.refresh_from_db()
    assert (dung.proposal_reason, voted.proposal_reason) == ("", WHY)


def test_reason_for_ones_own_voted_grade_is_written_by_oneself(world, an, voted):
    own = result_of(world.an)
    an.post(url(world, "save_votes", own.pk), votes(own, good=3))
    assert saved(an, world, own, grade="good", reason=WHY).status_code == 302
    assert saved(an, world, own, grade="excellent", reason=WHY).status_code == 422
    assert own.proposed_grade == "good"


def test_round_without_a_reason_is_not_sent_and_lists_who_differs(world, an, voted):
    for one in Result.objects.all():
        save_comment(one, by=w.scope(world.an), comment=SAID)
    answer = an.post(url(world, "send_round"))
    assert answer.status_code == 422
    assert answer.context["troubles"] == [
        ("1 người có mức khác quy tắc mà chưa ghi lý do: Đỗ Mỹ Hoa.", url(world, "proposals"))
    ]
    assert "1 người có mức khác quy tắc" in answer.text
    with pytest.raises(ValidationError, match="chưa ghi lý do"):
        rounds.send_round(Round.objects.get(), by=w.scope(world.an))
    saved(an, world, voted, grade="good", reason=WHY)
    page = an.get(url(world, "send_round"))
    assert [row.name for row in page.context["departing"]] == ["Đỗ Mỹ Hoa"]
    assert WHY in page.text
    assert an.post(url(world, "send_round")).status_code == 302


def test_rules_that_changed_after_the_saving_ask_again_where_it_is_repaired(world, an, voted):
    """Evidence looked at since counts at once, on the page of proposals as at the sending."""
    settled(world)
    dung = result_of(world.dung)
    for pledge in dung.enrolment.pledges.all():
        w.prove(pledge)
    page = an.get(url(world, "proposals"))
    assert [line.row.name for line in page.context["table"].reasonless] == ["Hồ Gia Dung"]
    dung.refresh_from_db()
    assert dung.rule_grade == "failed"  # looking kept nothing
    assert (
        "1 người có mức khác quy tắc mà chưa ghi lý do: Hồ Gia Dung"
        in an.post(url(world, "send_round")).text
    )
    answer = an.post(url(world, "proposals"), {f"l-{dung.pk}": ""})
    assert answer.status_code == 422
    assert "Theo quy tắc là Xuất sắc" in answer.text
    an.post(url(world, "proposals"), {f"l-{dung.pk}": "Nghỉ không phép hai buổi."})
    assert an.post(url(world, "send_round")).status_code == 302


def test_reason_goes_with_the_grade_it_was_given_for(world, an, voted):
    save = url(world, "save_votes", voted.pk)
    saved(an, world, voted, grade="good", reason=WHY)
    an.post(save, votes(voted, good=2))  # one ballot short
    voted.refresh_from_db()
    assert (voted.proposed_grade, voted.proposal_reason) == ("", WHY)
    an.post(save, votes(voted, good=2, blank=1))
    voted.refresh_from_db()
    assert (voted.proposed_grade, voted.proposal_reason) == ("good", WHY)
    an.post(save, votes(voted, excellent=3))
    voted.refresh_from_db()
    assert (voted.proposed_grade, voted.proposal_reason) == ("excellent", "")


def test_proposal_against_the_vote_outlives_the_next_vote_until_they_agree(world, an, voted):
    save = url(world, "save_votes", voted.pk)
    saved(an, world, voted, grade="completed", reason=WHY)
    assert voted.is_against_vote
    an.post(save, votes(voted, excellent=3))
    voted.refresh_from_db()
    assert (voted.proposed_grade, voted.is_against_vote) == ("completed", True)
    an.post(save, votes(voted, completed=3))
    voted.refresh_from_db()
    assert (voted.is_against_vote, voted.proposal_reason) == (False, WHY)
    an.post(save, votes(voted, good=3))
    voted.refresh_from_db()
    assert (voted.proposed_grade, voted.proposal_reason) == ("good", "")


def test_database_refuses_a_proposal_against_the_vote_without_a_reason(voted):
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.filter(pk=voted.pk).update(is_against_vote=True, proposal_reason="")


@pytest.mark.parametrize(("grade", "against"), [("good", False), ("completed", True)])
def test_level_above_reads_the_reason_beside_the_grade(world, an, voted, grade, against):
    settled(world)
    saved(an, world, voted, grade=grade, reason=WHY)
    an.post(url(world, "send_round"))
    page = w.browser(world.binh).get(reverse("programmes:approve_round", args=[voted.round_id]))
    open_words = re.sub(r"<details.*?</details>", "", page.text, flags=re.DOTALL)
    assert f"Lý do: {WHY}" in open_words
    assert open_words.count("Theo quy tắc: Không hoàn thành") == 1
    assert ("Khác kết quả biểu quyết" in open_words) is against
    assert [line.name for line in lines_of(voted.round) if line.departs] == ["Đỗ Mỹ Hoa"]
