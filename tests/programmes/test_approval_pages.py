"""The approving unit's pages: refusals first, then approve, return, publish."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sodoan.documents.models import RegisterEntry
from sodoan.notices.models import Notice
from sodoan.programmes.actions.issuing import publish_with_decision
from sodoan.programmes.models import Result, Round
from sodoan.programmes.queries.approvals import Outlier
from tests.factories.org import UnitFactory, UnitTypeFactory
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
HEAD = {"issued_on": "22/11/2025", "issuer_code": "ĐTN", "last_number": "0"}


@pytest.fixture
def sent(world):
    return sent_of(world)


def sent_of(world):
    return above.sent_round(world, world.branch, world.commune, ["excellent", "good", "good"])


def url(round_, what=""):
    return f"/ren-luyen/duyet/{round_.pk}/{what}"


def states(round_):
    return sorted(round_.results.values_list("state", flat=True))


@pytest.mark.parametrize("page", ["", "tra-lai/", "cong-bo/"])
def test_round_of_another_commune_is_not_found(world, sent, page):
    assert above.account(world, "chi").get(url(sent, page)).status_code == 404


def test_branch_secretary_does_not_see_the_approvers_pages(world, sent):
    an = above.account(world, "an")
    assert an.get("/ren-luyen/duyet/").status_code == 403
    assert an.get(url(sent)).status_code == 404
    assert an.post(url(sent, "cong-bo/"), HEAD).status_code == 404


def test_province_officer_sees_but_cannot_approve_for_the_commune(world, sent):
    em = w.browser(above.province_officer(world))
    page = em.get(url(sent)).content.decode()
    assert "Đồng chí xem được, không duyệt thay" in page
    assert "Duyệt cả" not in page
    assert em.post(url(sent), {"tat-ca": "1"}).status_code == 403
    assert em.post(url(sent, "tra-lai/"), {"note": "Xem lại"}).status_code == 403
    assert em.post(url(sent, "cong-bo/"), HEAD).status_code == 403
    assert states(sent) == ["proposed"] * 3


def test_one_result_of_another_commune_is_not_found(world, sent):
    result = sent.results.first()
    page = f"/ren-luyen/ket-qua/{result.pk}/tra-lai/"
    assert above.account(world, "chi").post(page, {"note": "Không"}).status_code == 404


def test_round_not_sent_up_is_not_approved(world):
    round_ = above.sent_round(world, world.branch, world.commune, ["good"], state="preparing")
    answer = above.account(world, "binh").post(url(round_), {"tat-ca": "1"})
    assert answer.status_code == 422
    assert "Chi đoàn chưa chuyển kết quả lên" in answer.content.decode()


def test_nothing_ticked_approves_nothing(world, sent):
    binh = above.account(world, "binh")
    assert binh.post(url(sent)).status_code == 302
    assert states(sent) == ["proposed"] * 3


def test_ticked_results_are_approved(world, sent):
    chosen = sent.results.order_by("pk")[0]
    above.account(world, "binh").post(url(sent), {"ket-qua": [str(chosen.pk)]})
    chosen.refresh_from_db()
    assert (chosen.state, chosen.grade_key) == ("approved", "excellent")
    assert states(sent) == ["approved", "proposed", "proposed"]


def test_approving_all_settles_the_round(world, sent):
    above.account(world, "binh").post(url(sent), {"tat-ca": "1"})
    sent.refresh_from_db()
    assert sent.state == "approved"
    assert states(sent) == ["approved"] * 3


@pytest.mark.parametrize("note", ["", "   "])
def test_returning_needs_a_reason(world, sent, note):
    binh = above.account(world, "binh")
    assert binh.post(url(sent, "tra-lai/"), {"note": note}).status_code == 422
    one = f"/ren-luyen/ket-qua/{sent.results.first().pk}/tra-lai/"
    assert binh.post(one, {"note": note}).status_code == 422
    assert states(sent) == ["proposed"] * 3


def test_one_returned_leaves_the_others_to_be_approved(world, sent):
    binh = above.account(world, "binh")
    one = sent.results.order_by("pk").first()
    binh.post(f"/ren-luyen/ket-qua/{one.pk}/tra-lai/", {"note": "Thiếu minh chứng."})
    binh.post(url(sent), {"tat-ca": "1"})
    sent.refresh_from_db()
    assert sent.state == "returned"
    assert states(sent) == ["approved", "approved", "returned"]
    page = binh.get(url(sent)).content.decode()
    assert "Thiếu minh chứng." in page


def test_list_leads_to_what_is_left_of_a_branch_with_one_result_returned(world, sent):
    binh = above.account(world, "binh")
    one = sent.results.order_by("pk").first()
    binh.post(f"/ren-luyen/ket-qua/{one.pk}/tra-lai/", {"note": "Thiếu minh chứng."})
    page = binh.get("/ren-luyen/duyet/").text
    assert "Xem và duyệt" in page
    assert "Hạn duyệt" in page
    assert "hạn duyệt" in binh.get(url(sent)).text
    binh.post(url(sent), {"tat-ca": "1"})
    page = binh.get("/ren-luyen/duyet/").text
    assert "Xem và duyệt" not in page
    assert "Hạn duyệt" not in page
    assert "hạn duyệt" not in binh.get(url(sent)).text


def test_nothing_is_returned_where_the_programme_has_no_returning(world):
    pack = w.s0()
    steps = tuple(step.model_copy(update={"may_return": False}) for step in pack.steps)
    own = pack.model_copy(update={"steps": steps})
    world.plan = w.issued_anew(world.plan, effective=own.model_dump_json())
    sent = sent_of(world)
    binh = above.account(world, "binh")
    page = binh.get(f"/ren-luyen/duyet/{sent.pk}/").content.decode()
    assert "Trả lại" not in page
    answer = binh.post(f"/ren-luyen/duyet/{sent.pk}/tra-lai/", {"note": "Xem lại"})
    assert "không có việc trả lại" in answer.content.decode()
    assert Round.objects.get(pk=sent.pk).state == "sent"


def test_round_is_returned_whole(world, sent):
    above.account(world, "binh").post(url(sent, "tra-lai/"), {"note": "Họp lại."})
    sent.refresh_from_db()
    assert (sent.state, sent.return_note) == ("returned", "Họp lại.")
    assert states(sent) == ["returned"] * 3


def test_unapproved_round_is_not_published(world, sent):
    answer = above.account(world, "binh").post(url(sent, "cong-bo/"), {**HEAD, "rounds": [sent.pk]})
    assert answer.status_code == 422
    assert not RegisterEntry.objects.exists()


def approved(world, unit, *grades):
    return above.sent_round(world, unit, world.commune, grades, state="approved", result="approved")


def test_publishing_takes_the_next_number_locks_and_files(world):
    first = approved(world, world.branch, "excellent", "good")
    second = approved(world, world.sister, "completed")
    answer = above.account(world, "binh").post(
        url(first, "cong-bo/"), {**HEAD, "rounds": [first.pk, second.pk], "last_number": "40"}
    )
    assert answer.status_code == 302
    entry = RegisterEntry.objects.get()
    assert (entry.code, entry.unit, entry.issued_on) == (
        "41-QĐ/ĐTN", world.commune, date(2025, 11, 22),
    )  # fmt: skip
    assert entry.signer_name == "Phạm Ngọc Bình"
    assert entry.attachment.path.read_bytes().startswith(b"PK")
    assert set(Round.objects.values_list("state", "decision_no")) == {("published", "41-QĐ/ĐTN")}
    with pytest.raises(DatabaseError), transaction.atomic():
        Result.objects.filter(round=first).update(grade_key="failed")


def test_publishing_again_takes_no_number(world):
    round_ = approved(world, world.branch, "good")
    binh = above.account(world, "binh")
    data = {**HEAD, "rounds": [round_.pk]}
    assert binh.post(url(round_, "cong-bo/"), data).status_code == 302
    assert binh.post(url(round_, "cong-bo/"), data).status_code == 422
    assert RegisterEntry.objects.count() == 1


def test_refused_publication_gives_the_number_back(world):
    good = approved(world, world.branch, "good")
    waiting = above.sent_round(world, world.sister, world.commune, ["good"])
    by = w.scope(world.binh)
    with pytest.raises(ValidationError, match="mọi kết quả"):
        publish_with_decision(
            [good, waiting], by=by, issued_on=date(2025, 11, 22), issuer_code="ĐTN"
        )
    publish_with_decision([good], by=by, issued_on=date(2025, 11, 22), issuer_code="ĐTN")
    assert [entry.code for entry in RegisterEntry.objects.all()] == ["01-QĐ/ĐTN"]


def test_members_are_told_of_the_publication(world):
    row = w.enrol(world.dung, world.plan)
    round_ = Round.objects.create(
        programme=world.programme,
        plan=world.plan,
        unit=world.branch,
        block=world.branch.block,
        approver=world.commune,
        state="approved",
    )
    Result.objects.create(
        enrolment=row, round=round_, state="approved", population="rated", grade_key="good"
    )
    above.account(world, "binh").post(url(round_, "cong-bo/"), {**HEAD, "rounds": [round_.pk]})
    assert Notice.objects.filter(user=world.dung, title__contains="công bố").count() == 1


def test_round_page_shows_cap_and_reason(world):
    round_ = above.sent_round(world, world.branch, world.commune, ["excellent"] * 2 + ["good"] * 3)
    round_.cap_reason = "Chi đoàn dẫn đầu phong trào."
    round_.save()
    page = above.account(world, "binh").get(url(round_)).content.decode()
    assert "Vượt 1 người." in page
    assert "Chi đoàn dẫn đầu phong trào." in page


def test_round_page_says_where_the_branch_departs_from_the_rules(world, sent):
    top, good, other = sent.results.order_by("proposed_grade", "pk")
    Result.objects.filter(pk=top.pk).update(rule_grade="excellent")
    Result.objects.filter(pk=good.pk).update(rule_grade="completed")
    Result.objects.filter(pk=other.pk).update(rule_grade="")
    page = above.account(world, "binh").get(url(sent)).content.decode()
    assert page.count("Theo quy tắc:") == 2
    assert "Theo quy tắc: Hoàn thành" in page
    assert "Theo quy tắc: chưa khớp mức nào" in page


@pytest.mark.parametrize(
    ("numbers", "far"),
    [
        ((4, 10, 2, 20), True),
        ((3, 10, 4, 20), False),  # exactly ten points and half more
        ((4, 4, 2, 20), False),  # too few to say anything
        ((4, 10, 1, 4), False),
        ((0, 10, 0, 20), False),
    ],
)
def test_outlier_is_a_share_well_above_the_others(numbers, far):
    assert Outlier(*numbers).is_far is far


@pytest.mark.parametrize(("page", "expected"), [("/ren-luyen/duyet/", 12), ("round", 18)])
def test_pages_take_as_many_queries_for_3_rows_as_for_30(world, sent, page, expected):
    binh = above.account(world, "binh")
    address = url(sent) if page == "round" else page
    counts = []
    for extra in (3, 30):
        for _ in range(extra if page != "round" else 0):
            unit = UnitFactory(type=UnitTypeFactory(key="chi-doan"), parent=world.commune)
            above.sent_round(world, unit, world.commune, ["good"])
        if page == "round":
            Result.objects.bulk_create(
                Result(enrolment=e, round=sent, state="proposed", population="rated")
                for e in above.sheets(world.plan, world.branch, extra)
            )
        with CaptureQueriesContext(connection) as queries:
            assert binh.get(address, {"co": 100}).status_code == 200
        counts.append(len(queries))
    assert counts == [expected, expected]
