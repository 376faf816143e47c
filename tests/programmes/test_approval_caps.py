"""Caps at approval: exactly 20 % of 21, per branch and across the branches of the approver."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from sodoan.documents.models import RegisterEntry
from sodoan.programmes.actions import approval
from sodoan.programmes.actions.issuing import publish_with_decision
from sodoan.programmes.models import Result, Round
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.evaluation import caps_of
from sodoan.programmes.queries.meeting import board_of
from tests.cast import enlist
from tests.programmes import above
from tests.programmes import world as w
from tests.race import race

pytestmark = pytest.mark.django_db


def with_cap(world, **changes):
    """The plan is issued with another cap: base and level are data."""
    pack = json.loads(world.plan.effective)
    scale = next(one for one in pack["scales"] if one["key"] == pack["scale"])
    scale["caps"][0] |= changes
    effective = json.dumps(pack, ensure_ascii=False)
    world.plan = w.issued_anew(world.plan, effective=effective)


def sent(world, top, good, unit=None):
    grades = ["excellent"] * top + ["good"] * good
    return above.sent_round(world, unit or world.branch, world.commune, grades)


def approve(world, round_, **kwargs):
    return approval.approve_results(round_, by=w.scope(world.binh), **kwargs)


def test_four_of_twenty_one_are_within_twenty_percent(world):
    round_ = sent(world, 4, 17)
    assert approve(world, round_) == 21
    assert Round.objects.get().state == "approved"


def test_the_fifth_is_not_approved_without_a_decision(world):
    round_ = sent(world, 5, 16)
    with pytest.raises(ValidationError, match="tối đa 4"):
        approve(world, round_)
    assert not Result.objects.filter(state="approved").exists()
    assert approve(world, round_, cap_note="Có thành tích cấp tỉnh") == 21
    assert Round.objects.get().cap_decision == "Có thành tích cấp tỉnh"


def test_four_of_five_are_approved_one_by_one_and_the_fifth_waits(world):
    round_ = sent(world, 5, 16)
    keys = list(Result.objects.filter(proposed_grade="excellent").values_list("pk", flat=True))
    assert approve(world, round_, only=keys[:4]) == 4
    with pytest.raises(ValidationError, match="Quá hạn mức 1 người"):
        approve(world, round_, only=keys[4:])


def test_page_shows_the_reason_below_and_takes_the_decision(world):
    round_ = sent(world, 5, 16)
    Round.objects.update(cap_reason="Hai bạn được tỉnh khen")
    binh = above.account(world, "binh")
    page = reverse("programmes:approve_round", args=[round_.pk])
    shown = binh.get(page).text
    assert "Hai bạn được tỉnh khen" in shown
    assert 'name="y-kien-han-muc"' in shown
    assert binh.post(page, {"tat-ca": "1"}).status_code == 422
    assert binh.post(page, {"tat-ca": "1", "y-kien-han-muc": "Đồng ý"}).status_code == 302
    shown = binh.get(page).text
    assert "Ý kiến chấp thuận:" in shown
    assert 'name="y-kien-han-muc"' not in shown


def test_refused_page_keeps_the_ticks_and_asks_for_the_decision(world):
    round_ = sent(world, 2, 8)
    binh = above.account(world, "binh")
    page = reverse("programmes:approve_round", args=[round_.pk])
    binh.post(page, {"tat-ca": "1", "y-kien-han-muc": "Đồng ý"})  # two are the limit: kept for more
    approval.return_round(round_, by=w.scope(world.binh), note="Xem lại")
    keys = list(Result.objects.values_list("pk", flat=True))
    Result.objects.filter(pk__in=keys[:4]).update(proposed_grade="excellent")
    Result.objects.update(state="proposed")
    Round.objects.update(state="sent")
    refused = binh.post(page, {"ket-qua": keys[:3], "y-kien-han-muc": " "})
    assert refused.status_code == 422
    assert "Quá hạn mức 1 người" in refused.text
    assert refused.text.count("checked") == 3
    assert 'name="y-kien-han-muc"' in refused.text
    assert not Result.objects.filter(state="approved").exists()


def test_what_the_branch_has_not_sent_is_its_own_affair(world):
    round_ = sent(world, 2, 8)
    Round.objects.update(state="preparing", sent_at=None)
    Result.objects.update(state="draft")
    binh = above.account(world, "binh")
    page = binh.get(reverse("programmes:approve_round", args=[round_.pk])).text
    assert "Chi đoàn chưa chuyển kết quả" in page
    name = Result.objects.first().enrolment.person.full_name
    assert name not in page
    row = binh.get(reverse("programmes:approvals")).context["rows"]
    assert [sum(count for _, count in counts) for _, _, counts, _ in row] == [0]


def test_cap_of_the_commune_binds_over_all_its_branches(world):
    with_cap(world, level="commune", minimum=0)
    first = sent(world, 1, 4)
    second = sent(world, 2, 4, unit=world.sister)
    third = sent(world, 1, 8, unit=above_branch(world))
    assert approve(world, first) == 5  # 20 % of 20: four over all, one used
    assert approve(world, third) == 9
    assert approve(world, second) == 6
    Round.objects.update(state="sent")
    Result.objects.filter(round=second, proposed_grade="good").update(
        proposed_grade="excellent", state="proposed", grade_key=""
    )
    with pytest.raises(ValidationError, match="tối đa 4"):
        approve(world, second)


def test_cap_is_asked_again_at_publication(world):
    """Two of ten were within; the sister branch shrank meanwhile, and two of nine are not."""
    with_cap(world, level="commune", minimum=0)
    first, second = sent(world, 2, 3), sent(world, 0, 5, unit=world.sister)
    approve(world, first)
    approve(world, second)
    gone = Result.objects.filter(round=second).first()
    Result.objects.filter(pk=gone.pk).update(
        population="exempt", population_reason="Ốm dài ngày", proposed_grade="", grade_key=""
    )
    page = reverse("programmes:publish_round", args=[first.pk])
    binh = above.account(world, "binh")
    assert "cap_note" not in binh.get(page).text
    data = {
        "rounds": [first.pk], "issued_on": "1/12/2025", "issuer_code": "ĐTN", "last_number": "0"
    }  # fmt: skip
    refused = binh.post(page, data)
    assert refused.status_code == 422
    assert "Quá hạn mức 1 người" in refused.text
    assert 'name="cap_note"' in refused.text
    assert not RegisterEntry.objects.exists()
    assert binh.post(page, data | {"cap_note": "Đồng ý vì thành tích"}).status_code == 302
    first.refresh_from_db()
    assert (first.state, first.cap_decision) == ("published", "Đồng ý vì thành tích")


def above_branch(world):
    return w._unit("chi-doan", "Chi đoàn Khu phố 3", world.commune)


def test_branch_is_not_held_up_by_a_cap_of_the_commune(world):
    with_cap(world, level="commune", minimum=0)
    round_ = sent(world, 3, 2)
    assert board_of(round_).cap is None


@pytest.mark.parametrize(
    ("base", "limit"), [("all", 4), ("rated", 4), ("grades", 3)]
)  # fmt: skip
def test_base_of_the_cap_is_data(world, base, limit):
    base_grades = ["excellent", "good"] if base == "grades" else []
    with_cap(world, base=base, base_grades=base_grades)
    round_ = above.sent_round(
        world, world.branch, world.commune, ["excellent"] * 3 + ["good"] * 16 + ["completed"] * 4
    )
    ((_, status),) = caps_of(round_, pack_of(round_.plan).active_scale)
    assert (status.limit, status.used) == (limit, 3)


@pytest.mark.parametrize(
    "change",
    [
        "sentence = 'Khác'",
        "comment = 'Khác'",
        "facts = '{\"met\": 9}'",
        "proposed_grade = 'failed'",
    ],
)
def test_words_of_a_published_result_are_locked_in_sql(world, change):
    result = w.publish(w.enrol(world.dung, world.plan), "good")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE programmes_result SET {change} WHERE id = %s", [result.pk])


def test_published_result_is_not_deleted_in_sql(world):
    result = w.publish(w.enrol(world.dung, world.plan), "good")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM programmes_result WHERE id = %s", [result.pk])


@pytest.mark.django_db(transaction=True)
def test_branches_approved_and_published_at_once_share_one_cap_and_one_number(world):
    """Each alone is within the cap of the commune; together they are not, whoever comes first."""
    with_cap(world, level="commune", minimum=0)
    binh, deputy = w.scope(world.binh), enlist("Tạ Văn Phó", world.sister, "pho-bi-thu",
                                               post_in=world.commune)  # fmt: skip
    both = [sent(world, 2, 8), sent(world, 3, 7, world.sister)]
    both.append(above.sent_round(world, above_branch(world), world.commune, ["good"] * 3))
    acts = [
        lambda: approval.approve_results(Round.objects.get(pk=both[0].pk), by=binh),
        lambda: approval.approve_results(Round.objects.get(pk=both[1].pk), by=w.scope(deputy)),
    ]
    assert race(*acts) == ["done", "refused"]
    top = Result.objects.filter(state="approved", grade_key="excellent").count()
    assert top in {2, 3}
    publish = lambda who: publish_with_decision(  # noqa: E731 - twice the same
        list(Round.objects.filter(state="approved")), by=who, issued_on=who.on, issuer_code="ĐTN"
    )
    ready = list(Round.objects.filter(state="approved"))
    assert race(lambda: publish(binh), lambda: publish(w.scope(deputy))) == ["done", "refused"]
    assert RegisterEntry.objects.count() == len(ready) == 1


def pupils_round(world, grades):
    """The round of the branch's members who follow the calendar of schools."""
    round_ = Round.objects.create(
        programme=world.programme, plan=world.plan, unit=world.branch, block="school",
        approver=world.commune, state="sent",
    )  # fmt: skip
    for sheet, grade in zip(
        above.sheets(world.plan, world.branch, len(grades), block="school"), grades, strict=True
    ):
        Result.objects.create(
            enrolment=sheet, round=round_, state="proposed", population="rated",
            proposed_grade=grade,
        )  # fmt: skip
    return round_


def test_both_calendars_of_a_branch_share_its_one_place(world):
    """Of four and of three the rule gives "at least one" each; the branch has one in all."""
    pupils = pupils_round(world, ["excellent", "good", "good", "good"])
    assert approve(world, pupils) == 4
    with pytest.raises(ValidationError, match="của 7 người"):
        approve(world, sent(world, 1, 2))


def test_whole_branch_is_called_to_the_meeting_of_either_calendar(world):
    pupils = pupils_round(world, ["good"] * 4)
    sent(world, 0, 16)
    assert board_of(pupils).quorum.called == 20


def test_result_is_tied_to_the_round_of_its_own_calendar_in_sql(world):
    pupils = pupils_round(world, ["good"])
    other = sent(world, 0, 1)
    with pytest.raises(IntegrityError, match="is not judged in round"), transaction.atomic():
        Result.objects.filter(round=other).update(round=pupils)
