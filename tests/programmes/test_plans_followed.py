"""A sheet still being written follows the plan issued for its branch; a signed one does not."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sodoan.audit.queries import Source, history_of
from sodoan.common.clock import today
from sodoan.notices.models import Notice
from sodoan.org.actions import move_unit
from sodoan.people.actions import transfer
from sodoan.programmes.actions import plans as actions
from sodoan.programmes.actions.paper import enter_paper_registration
from sodoan.programmes.actions.registration import (
    open_enrolments,
    return_enrolment,
    save_group,
    submit_enrolment,
)
from sodoan.programmes.engine.changes import AddCriterion, MoveDate, SetMinimum
from sodoan.programmes.engine.registration import Pledge as Promise
from sodoan.programmes.engine.schema import Criterion
from sodoan.programmes.models import Enrolment, Plan, Result
from tests.factories.accounts import UserFactory
from tests.programmes import above
from tests.programmes import world as w
from tests.programmes.test_member_registration import fill, step, texts, ticked
from tests.race import race

pytestmark = pytest.mark.django_db
WALKING = Criterion(key="walking", title="Đi bộ mỗi ngày", required=True)
STRICTER = (
    AddCriterion(group="health", criterion=WALKING),
    SetMinimum(group="ethics", minimum=3),
    MoveDate(calendar="other", phase="register", edge="end", day="Y-02-10"),
)
LATER = datetime(2099, 1, 1, tzinfo=UTC)
TAKEN = WALKING.key, "Đi bộ 30 phút mỗi ngày trước 30/09, ghi nhật ký."
OWN = "Bơi 500 mét mỗi tuần trước 30/09, huấn luyện viên xác nhận."


def stricter(draft, by, *more):
    for change in (*STRICTER, *more):
        draft = actions.add_change(draft, change, by=by)
    return actions.publish_plan(draft, by=by, number="07-KH/ĐTN", issued_on=date(2026, 1, 8))


@pytest.fixture
def binh(world):
    return w.scope(world.binh)


@pytest.fixture
def drafts(world, issued, em):
    open_enrolments(issued.programme, by=w.scope(em), unit=world.province)
    return {sheet.person.user_id: sheet for sheet in issued.programme.enrolments.all()}


def writes(user, enrolment, group="health", key="one_sport", text=w.CLEAR):
    said = [Promise(group=group, criterion=key, text=text)]
    save_group(enrolment, by=w.scope(user), group=group, pledges=said)


def of(user, programme):
    return Enrolment.objects.get(person=user.person, programme=programme)


def test_drafts_ask_for_what_the_commune_issued_after_they_were_opened(
    world, issued, drafts, draft, binh
):
    own = stricter(draft, binh)
    blank = of(world.dung, issued.programme)
    assert blank.plan == own
    assert of(world.chi, issued.programme).plan == issued  # another commune
    with pytest.raises(ValidationError) as refused:
        submit_enrolment(blank, by=w.scope(world.dung))
    said = " ".join(refused.value.messages)
    assert "cần ít nhất 3 tiêu chí" in said
    assert "Tiêu chí “Đi bộ mỗi ngày” là bắt buộc" in said
    assert "Hạn 10/02/2026" in w.browser(world.dung).get(step(blank)).text


@pytest.mark.parametrize(
    ("state", "follows"),
    [("draft", True), ("returned", True), ("submitted", False), ("accepted", False)],
)
def test_a_sheet_follows_until_it_is_handed_in(world, issued, draft, binh, state, follows):
    sheet = w.enrol(world.dung, issued, state=state)
    own = stricter(draft, binh)
    sheet.refresh_from_db()
    assert sheet.plan == (own if follows else issued)


def test_a_new_version_of_the_same_unit_is_followed_too(world, issued, drafts, draft, binh):
    first = stricter(draft, binh)
    second = actions.new_version(first, by=binh)
    second = actions.publish_plan(second, by=binh, number="09-KH/ĐTN")
    assert of(world.dung, issued.programme).plan == second


def test_a_new_version_above_leaves_drafts_with_the_plan_of_their_own_commune(
    world, issued, drafts, draft, binh, em
):
    own = stricter(draft, binh)
    newer = above.issue(actions.new_version(issued, by=w.scope(em)), em, "09-KH/TĐTN")
    assert of(world.dung, issued.programme).plan == own
    assert of(world.chi, issued.programme).plan == newer


def test_a_sheet_being_judged_keeps_its_plan(world, draft, issued, binh):
    sheet = w.enrol(world.dung, issued, state="draft")
    round_ = w.publish(w.enrol(world.hoa, issued)).round
    Result.objects.create(enrolment=sheet, round=round_)
    stricter(draft, binh)
    sheet.refresh_from_db()
    assert sheet.plan == issued


def test_who_wrote_on_the_sheet_is_told_once(world, issued, drafts, draft, binh):
    sheet = of(world.dung, issued.programme)
    writes(world.dung, sheet)
    own = stricter(draft, binh)
    (notice,) = Notice.objects.filter(key__startswith="plan-")
    assert (notice.user, notice.url) == (
        world.dung,
        reverse("programmes:sheet", args=[sheet.pk]),
    )
    assert notice.title == f"Kế hoạch vừa đổi, bạn xem lại phiếu: {issued.programme.title}"[:200]
    assert own.unit.name in notice.body


def test_the_history_of_the_sheet_names_the_issuing(world, issued, drafts, draft, binh):
    stricter(draft, binh)
    newest = history_of(Source.of(of(world.dung, issued.programme)))[0]
    assert (newest.who, newest.reason) == (world.binh.full_name, "Ban hành kế hoạch")


def test_issuing_costs_the_same_for_3_sheets_and_for_30(world, issued, draft, binh, em):
    plan, asked = draft, []
    for many in (3, 27):
        for sheet in above.sheets(issued, world.branch, many, state="draft"):
            sheet.person.user = UserFactory()
            sheet.person.save()
            Enrolment.objects.filter(pk=sheet.pk).update(saved_at=LATER)
        with CaptureQueriesContext(connection) as queries:
            plan = actions.publish_plan(plan, by=binh, number="07-KH/ĐTN")
        asked.append(len(queries))
        assert not Enrolment.objects.filter(unit=world.branch).exclude(plan=plan).exists()
        plan = actions.new_version(plan, by=binh)
    assert asked[0] == asked[1]
    assert Notice.objects.filter(key__startswith="plan-").count() == 3 + 30


def test_a_page_read_before_the_issuing_is_judged_by_the_new_plan(world, issued, draft, binh):
    sheet = w.enrol(world.dung, issued, state="draft")
    page = Enrolment.objects.select_related("plan__programme").get(pk=sheet.pk)
    own = stricter(draft, binh)
    with pytest.raises(ValidationError, match="bắt buộc"):
        submit_enrolment(page, by=w.scope(world.dung))
    writes(world.dung, page)
    sheet.refresh_from_db()
    assert sheet.plan == own


def test_a_draft_that_moves_takes_the_plan_of_the_new_commune(
    world, issued, drafts, draft, binh, em
):
    own = stricter(draft, binh)
    sheet = of(world.dung, issued.programme)
    writes(world.dung, sheet, key=TAKEN[0], text=TAKEN[1])
    Enrolment.objects.filter(person=world.hoa.person).update(state="accepted")
    for user in (world.dung, world.hoa):
        transfer(user.person, by=w.scope(em), to_unit=world.stranger_branch, on=today())
    sheet.refresh_from_db()
    assert (sheet.unit, sheet.plan) == (world.stranger_branch, issued)
    assert of(world.hoa, issued.programme).plan == own  # signed
    assert Notice.objects.filter(user=world.dung, key=f"plan-{issued.pk}-sheet-{sheet.pk}").exists()
    assert not Notice.objects.filter(user=world.hoa, key__startswith="plan-").exists()
    assert texts(sheet, "health") == [TAKEN]


def moved(world, issued, em):
    """A draft whose criterion of its old commune is not in the plan it follows now."""
    sheet = w.enrol(world.dung, issued, state="draft")
    sheet.pledges.filter(criterion_key="mass_sport").update(
        criterion_key=TAKEN[0], title=WALKING.title, text=TAKEN[1]
    )
    transfer(world.dung.person, by=w.scope(em), to_unit=world.stranger_branch, on=today())
    sheet.refresh_from_db()
    assert sheet.plan == issued
    return sheet


@pytest.mark.parametrize(
    ("state", "follows"),
    [("draft", True), ("returned", True), ("submitted", False), ("accepted", False)],
)
def test_a_branch_that_moves_brings_what_is_being_written_under_the_plan_there(
    world, issued, draft, binh, em, state, follows
):
    own = stricter(draft, binh)
    sheet = w.enrol(world.dung, own, state=state)
    beside = w.enrol(world.lan, own, state="draft")  # of a branch that stays
    Enrolment.objects.filter(pk=sheet.pk).update(saved_at=LATER)
    move_unit(world.branch, by=w.scope(em), parent=world.stranger_branch.parent, since=today())
    for row, plan in ((sheet, issued if follows else own), (beside, own)):
        row.refresh_from_db()
        assert row.plan == plan
    told = Notice.objects.filter(user=world.dung, title__startswith="Kế hoạch vừa đổi")
    assert told.exists() is follows


def test_a_criterion_the_plan_has_no_longer_stays_until_its_member_takes_it_off(
    world, issued, draft, binh, em
):
    stricter(draft, binh)
    sheet = moved(world, issued, em)
    client, here = w.browser(world.dung), step(sheet, "health")
    page = client.get(here).text
    assert "Không còn trong kế hoạch, bạn bỏ chọn" in page
    data = fill(client, here, **ticked("one_sport"), **ticked(*TAKEN))
    for _ in range(2):  # the same page saves itself again
        assert client.post(here, data, headers={"X-Autosave": "1"}).status_code == 204
        assert TAKEN in texts(sheet, "health")
    assert sheet.pledges.get(criterion_key=TAKEN[0]).title == WALKING.title
    with pytest.raises(ValidationError, match="không còn trong kế hoạch"):
        submit_enrolment(sheet, by=w.scope(world.dung))
    data = fill(client, here, **ticked("one_sport"), **ticked("mass_sport"))
    assert client.post(here, {**data, "nut": "tiep"}).status_code == 302
    assert TAKEN[0] not in dict(texts(sheet, "health"))
    submit_enrolment(sheet, by=w.scope(world.dung))


def test_the_form_for_paper_names_a_criterion_the_plan_has_no_longer(
    world, issued, draft, binh, em
):
    stricter(draft, binh)
    sheet = moved(world, issued, em)
    page = w.browser(world.chi).get(reverse("programmes:on_behalf", args=[sheet.pk])).text
    assert page.count("Không còn trong kế hoạch, đồng chí bỏ chọn") == 1


@pytest.mark.parametrize("by_paper", [False, True])
def test_a_criterion_is_shown_and_signed_with_the_title_of_the_plan_followed(
    world, issued, draft, binh, by_paper
):
    first = stricter(draft, binh)
    sheet = w.enrol(world.dung, first, state="draft", pledges=3)
    sheet.pledges.create(group_key="health", criterion_key=TAKEN[0], title="Đi bộ", text=w.CLEAR)
    sheet.pledges.create(group_key="health", title="Bơi", text=OWN)
    titles = dict(sheet.pledges.values_list("criterion_key", "title"))
    own_page = reverse("programmes:sheet", args=[sheet.pk])
    assert f"<h3>{WALKING.title}</h3>" in w.browser(world.dung).get(own_page).text
    if by_paper:
        enter_paper_registration(sheet, by=w.scope(world.an))
    else:
        submit_enrolment(sheet, by=w.scope(world.dung))
    told = dict(sheet.pledges.values_list("criterion_key", "title"))
    assert told == {**titles, WALKING.key: WALKING.title}


def returns(sheet, user):
    return_enrolment(sheet, by=w.scope(user), comment="Bạn ghi rõ hơn.")


def followed_on_return(world, sheet, plan):
    """The object returned and the row; whom the notices tell, and of what."""
    kept = Enrolment.objects.get(pk=sheet.pk)
    told = Notice.objects.filter(user=world.dung).values_list("title", flat=True)
    words = {title.partition(",")[0].partition(":")[0] for title in told}
    assert (sheet.plan, kept.plan, kept.state) == (plan, plan, "returned")
    assert words == {"Phiếu đăng ký cần sửa lại", "Kế hoạch vừa đổi"}


def test_a_sheet_returned_after_a_plan_was_issued_follows_it(world, issued, draft, binh):
    sheet = w.enrol(world.dung, issued, state="submitted")
    Enrolment.objects.filter(pk=sheet.pk).update(saved_at=LATER)
    beside = w.enrol(world.hoa, issued, state="submitted")
    own = stricter(draft, binh)
    page = Enrolment.objects.select_related("plan__programme", "person").get(pk=sheet.pk)
    assert page.plan == issued
    returns(page, world.an)
    followed_on_return(world, page, own)
    beside.refresh_from_db()
    assert beside.plan == issued


def test_a_sheet_returned_where_it_moved_follows_the_plan_there(world, issued, draft, binh, em):
    own = stricter(draft, binh)
    sheet = w.enrol(world.dung, own, state="submitted")
    Enrolment.objects.filter(pk=sheet.pk).update(saved_at=LATER)
    transfer(world.dung.person, by=w.scope(em), to_unit=world.stranger_branch, on=today())
    sheet.refresh_from_db()
    assert (sheet.unit, sheet.plan) == (world.stranger_branch, own)
    returns(sheet, world.chi)
    followed_on_return(world, sheet, issued)


def test_sheets_of_before_take_the_plan_in_force_once(world, issued, draft, binh):
    own = stricter(draft, binh)
    users = {"draft": world.dung, "returned": world.hoa, "submitted": world.an}
    sheets = {state: w.enrol(user, issued, state=state) for state, user in users.items()}
    sheets["accepted"] = w.enrol(world.lan, issued, unit=world.branch)
    sheets["elsewhere"] = w.enrol(world.chi, issued, state="draft")
    (judged,) = above.sheets(issued, world.branch, 1, state="draft")
    round_ = w.publish(sheets["accepted"]).round
    Result.objects.create(enrolment=judged, round=round_)
    step = import_module("sodoan.programmes.migrations.0010_drafts_follow_plans")
    with connection.cursor() as cursor:
        cursor.execute(step._FOLLOW)
        assert cursor.rowcount == 2
        cursor.execute(step._FOLLOW)
        assert cursor.rowcount == 0
    plans = {state: Enrolment.objects.get(pk=one.pk).plan for state, one in sheets.items()}
    assert {state for state, plan in plans.items() if plan == own} == {"draft", "returned"}
    judged.refresh_from_db()
    assert judged.plan == issued


@pytest.mark.django_db(transaction=True)
def test_sheets_opened_while_a_plan_is_issued_follow_it(world, em, binh):
    root = actions.load_programme(w.s0(), by=w.scope(em), unit=world.province, year=2026)
    issued = above.issue(root, em)
    plan = actions.adopt(issued, by=binh, unit=world.commune)
    by = w.scope(em)
    for _ in range(5):
        Enrolment.objects.all().delete()
        race(
            lambda plan=plan: actions.publish_plan(plan, by=binh, number="07-KH/ĐTN"),
            lambda: open_enrolments(issued.programme, by=by, unit=world.province),
        )
        plan = Plan.objects.get(pk=plan.pk)
        assert {one.plan for one in Enrolment.objects.filter(unit=world.branch)} == {plan}
        plan = actions.new_version(plan, by=binh)


def test_the_page_that_issues_says_who_follows(world, draft):
    page = w.browser(world.binh).get(f"/chuong-trinh/{draft.pk}/ban-hanh/").text
    assert "phiếu đã gửi, đã duyệt giữ bản lúc ký" in page
