"""Changes of an accepted sheet: what stays with a pledge, and what the member is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from sodoan.common.clock import today
from sodoan.notices.models import Notice
from sodoan.programmes.actions.amending import decide_amendment, propose_amendment
from sodoan.programmes.actions.assessment import (
    PledgeMark,
    save_committee_marks,
    save_self_assessment,
)
from sodoan.programmes.engine.registration import Pledge as Promise
from sodoan.programmes.models import Evidence, Pledge
from sodoan.programmes.packs import schedule_of
from sodoan.programmes.queries.pledges import as_engine
from sodoan.programmes.queries.todos import todos
from tests.programmes import world as w
from tests.programmes.crowd import opened

pytestmark = pytest.mark.django_db
RUN = "Chạy bộ 5 km mỗi tuần đến 30/09, có ảnh chụp"
LESS = "Chạy bộ 3 km mỗi tuần đến 30/09, có ảnh chụp"
BLOOD = "Hiến máu 1 lần trước 30/09, có giấy chứng nhận"
ANEW = "Bạn tự đánh giá nội dung vừa thêm, vừa đổi rồi nộp lại bản tự đánh giá."


@pytest.fixture
def sheet(world):
    return w.enrol(world.dung, world.plan)


@pytest.fixture
def own(sheet):
    """A criterion of the member's own, with verified evidence."""
    pledge = Pledge.objects.create(
        enrolment=sheet, group_key="health", title=RUN, text=RUN, position=9
    )
    w.prove(pledge)
    return pledge


def change(world, sheet, pledges):
    """The member asks, the secretary accepts."""
    wish = propose_amendment(sheet, by=w.scope(world.dung), reason="Đau chân", pledges=pledges)
    return decide_amendment(wish, by=w.scope(world.an), accept=True)


def test_another_criterion_of_ones_own_does_not_inherit_the_evidence(world, sheet, own):
    kept = [one for one in as_engine(sheet) if one.criterion]
    change(world, sheet, [*kept, Promise(group="health", text=BLOOD)])
    own.refresh_from_db()
    assert (own.is_dropped, own.text, own.evidence.count()) == (True, RUN, 1)
    new = sheet.pledges.get(criterion_key="", is_dropped=False)
    assert (new.text, new.evidence.count()) == (BLOOD, 0)


def test_reworded_criterion_of_ones_own_keeps_its_evidence(world, sheet, own):
    said = [one if one.criterion else replace(one, text=LESS) for one in as_engine(sheet)]
    change(world, sheet, said)
    own.refresh_from_db()
    assert (own.is_dropped, own.title, own.text) == (False, LESS, LESS)
    assert own.evidence.count() == 1
    assert sheet.pledges.filter(criterion_key="").count() == 1


def test_reworded_on_the_page_it_is_the_same_criterion(world, sheet, own):
    """The page's cards name the rows they stand for; one kept, one reworded, one added."""
    second = Pledge.objects.create(
        enrolment=sheet, group_key="health", title=BLOOD, text=BLOOD, position=10
    )
    data = {"reason": "Đau chân"}
    for one in sheet.pledges.exclude(criterion_key=""):
        data |= {
            f"{one.criterion_key}-on": "on",
            f"{one.criterion_key}-text": one.text,
            f"{one.criterion_key}-quantity": "2",
            f"{one.criterion_key}-measure": one.measure,
            f"{one.criterion_key}-due_on": f"{one.due_on:%d/%m/%Y}",
            f"{one.criterion_key}-proof": one.proof,
        }
    data |= {f"health-own{own.pk}-on": "on", f"health-own{own.pk}-text": LESS}
    data |= {f"health-own{second.pk}-on": "on", f"health-own{second.pk}-text": BLOOD}
    data |= {"health-moi-text": RUN}
    done = w.browser(world.dung).post(f"/ren-luyen/phieu/{sheet.pk}/dieu-chinh/", data)
    assert done.status_code == 302
    decide_amendment(sheet.amendments.get(), by=w.scope(world.an), accept=True)
    own.refresh_from_db()
    second.refresh_from_db()
    assert (own.text, second.text) == (LESS, BLOOD)
    assert (own.is_dropped, second.is_dropped) == (False, False)
    assert sheet.pledges.exclude(pk__in=[own.pk, second.pk]).get(criterion_key="").text == RUN


def test_day_that_is_refused_is_told_with_its_criterion_and_at_its_field(world, sheet):
    first, *others = sheet.pledges.all()
    data = {"reason": "Đau chân", f"{first.criterion_key}-due_on": "20/12/2099"}
    for one in (first, *others):
        data |= {f"{one.criterion_key}-on": "on", f"{one.criterion_key}-text": one.text}
    page = w.browser(world.dung).post(f"/ren-luyen/phieu/{sheet.pk}/dieu-chinh/", data)
    assert page.status_code == 422
    (told,) = page.context["form"].non_field_errors()
    fault = "Ngày 20/12/2099 muộn hơn ngày kết thúc rèn luyện"
    assert told.startswith(f"{first.title}: {fault}")
    cards = [card for one in page.context["pages"] for card in one.cards]
    marked = {card.key: dict(card.form.errors) for card in cards if card.form.errors}
    assert list(marked) == [first.criterion_key]
    assert marked[first.criterion_key]["due_on"][0].startswith(fault)
    assert 'value="20/12/2099"' in page.text
    assert not sheet.amendments.exists()


def test_missing_words_of_ones_own_criterion_are_told_by_what_was_typed(world, sheet):
    said = [*as_engine(sheet), Promise(group="health", text="5 km")]
    with pytest.raises(ValidationError, match="5 km: Bạn chưa viết việc cụ thể"):
        propose_amendment(sheet, by=w.scope(world.dung), reason="Đau chân", pledges=said)


def test_evidence_of_a_dropped_criterion_no_longer_waits(world, sheet, own):
    w.prove(own, state="pending", text="Ảnh chạy bộ hôm nay")
    assert Evidence.objects.waiting(today()).count() == 1
    change(world, sheet, [one for one in as_engine(sheet) if one.criterion])
    assert Evidence.objects.waiting(today()).count() == 0


def test_change_the_secretary_asked_for_is_told_as_such(world, sheet):
    first, *rest = as_engine(sheet)
    said = [replace(first, text="Dự ít nhất 3 buổi trước 30/09"), *rest]
    wish = propose_amendment(sheet, by=w.scope(world.an), reason="Bạn ấy nhờ", pledges=said)
    seen = w.browser(world.an).get(f"/ren-luyen/dieu-chinh/{wish.pk}/").text
    assert "Trần Quốc An ghi hộ lúc" in seen
    decide_amendment(wish, by=w.scope(world.an), accept=True)
    notice = Notice.objects.get(user=world.dung)
    assert notice.title == "Chi đoàn đã điều chỉnh phiếu đăng ký của bạn"
    assert notice.body == "Lý do: Bạn ấy nhờ. Bạn xem lại cả hai bản trên phiếu."
    mine = w.browser(world.dung).get(f"/ren-luyen/phieu/{sheet.pk}/").text
    assert "Chi đoàn ghi hộ đề nghị" in mine


def test_refused_change_of_the_secretary_tells_both_reasons_apart(world, sheet):
    first, *rest = as_engine(sheet)
    said = [replace(first, text="Dự ít nhất 3 buổi trước 30/09"), *rest]
    wish = propose_amendment(sheet, by=w.scope(world.an), reason="Đổi ca làm", pledges=said)
    decide_amendment(wish, by=w.scope(world.an), accept=False, note="Chưa đủ căn cứ")
    notice = Notice.objects.get(user=world.dung)
    assert notice.title == "Chưa duyệt điều chỉnh phiếu đăng ký của bạn"
    assert "với lý do: Đổi ca làm. Vì sao chưa duyệt: Chưa đủ căn cứ." in notice.body


def test_members_own_change_is_answered_as_asked(world, sheet):
    first, *rest = as_engine(sheet)
    change(world, sheet, [replace(first, text="Dự ít nhất 3 buổi trước 30/09"), *rest])
    assert Notice.objects.get(user=world.dung).title == "Đề nghị điều chỉnh đã được duyệt"
    assert "ghi hộ" not in w.browser(world.dung).get(f"/ren-luyen/phieu/{sheet.pk}/").text


@pytest.mark.parametrize(("year", "late"), [(w.PAST, True), (w.COMING, False)])
def test_change_after_the_year_of_training_is_marked_late_for_both(year, late):
    world = w.build(year)
    sheet = w.enrol(world.dung, world.plan)
    asking = w.browser(world.dung).get(f"/ren-luyen/phieu/{sheet.pk}/dieu-chinh/").text
    assert ("Thời gian rèn luyện đã kết thúc" in asking) is late
    first, *rest = as_engine(sheet)
    said = [replace(first, text="Dự ít nhất 3 buổi trước 30/09"), *rest]
    wish = propose_amendment(sheet, by=w.scope(world.dung), reason="Đổi ca", pledges=said)
    deciding = w.browser(world.an).get(f"/ren-luyen/dieu-chinh/{wish.pk}/").text
    assert ("Đề nghị sau ngày kết thúc rèn luyện" in deciding) is late
    mine = w.browser(world.dung).get(f"/ren-luyen/phieu/{sheet.pk}/").text
    assert ("Ghi sau ngày kết thúc rèn luyện" in mine) is late


def hand_in(world, sheet, marks):
    """The member's own view, with a mark for each of these pledges."""
    told = {pledge.pk: PledgeMark("met") for pledge in marks}
    by = w.scope(world.dung)
    return save_self_assessment(sheet, by=by, marks=told, grade="good", submit=True)


@pytest.fixture
def assessed(world, sheet, own):
    """A self-assessment that was handed in, all pledges marked."""
    return hand_in(world, sheet, sheet.pledges.all())


def owes(world, day):
    """The titles of what the member is asked to do on that day."""
    return [one.title for one in todos(replace(w.scope(world.dung), on=day))]


ASSESS = "Tự đánh giá rèn luyện năm 2025"


@pytest.mark.parametrize("days_after", [0, 300])
def test_added_criterion_opens_the_self_assessment_again(world, sheet, assessed, days_after):
    """Also when the term is over: whoever has not handed in may until the result goes up."""
    day = schedule_of(sheet).phase("evaluate").end + timedelta(days=days_after)
    opened(world)
    assert ASSESS not in owes(world, day)
    change(world, sheet, [*as_engine(sheet), Promise(group="health", text=BLOOD)])
    assessed.refresh_from_db()
    assert (assessed.submitted_at, assessed.grade_key, assessed.marks.count()) == (None, "good", 9)
    assert ASSESS in owes(world, day)
    assert Notice.objects.get(user=world.dung).body == ANEW
    with pytest.raises(ValidationError, match="Còn 1 nội dung chưa tự đánh giá"):
        hand_in(world, sheet, [])
    hand_in(world, sheet, [sheet.pledges.get(text=BLOOD)])
    assert ASSESS not in owes(world, day)


def test_self_assessment_opened_again_is_waited_for_before_the_sending(world, sheet, assessed):
    opened(world)
    client = w.browser(world.an)
    page = f"/ren-luyen/chi-doan/{world.branch.pk}/danh-gia/{world.programme.pk}/other/chuyen/"
    assert client.get(page).context["late"].rows == []
    change(world, sheet, [*as_engine(sheet), Promise(group="health", text=BLOOD)])
    assert [row.name for row in client.get(page).context["late"].rows] == ["Hồ Gia Dung"]


def test_reworded_criterion_opens_it_again_and_keeps_both_marks(world, sheet, own, assessed):
    opened(world)
    by = w.scope(world.an)
    said = save_committee_marks(sheet, by=by, marks={own.pk: PledgeMark("not_met", "Chưa rõ")})
    change(
        world,
        sheet,
        [one if one.criterion else replace(one, text=LESS) for one in as_engine(sheet)],
    )
    assessed.refresh_from_db()
    assert assessed.submitted_at is None
    assert assessed.marks.get(pledge=own).outcome == "met"
    assert said.marks.get(pledge=own).outcome == "not_met"


def test_change_of_the_secretary_tells_to_assess_anew_last(world, sheet, assessed):
    wanted = [*as_engine(sheet), Promise(group="health", text=BLOOD)]
    wish = propose_amendment(sheet, by=w.scope(world.an), reason="Bạn ấy nhờ", pledges=wanted)
    decide_amendment(wish, by=w.scope(world.an), accept=True, note="Đồng ý")
    body = Notice.objects.get(user=world.dung).body
    assert body == f"Lý do: Bạn ấy nhờ. Đồng ý. Bạn xem lại cả hai bản trên phiếu. {ANEW}"


@pytest.mark.parametrize("accept", [True, False])
def test_self_assessment_stays_handed_in_when_nothing_new_is_promised(
    world, sheet, assessed, accept
):
    """Some criteria are only dropped, or the change is refused."""
    wanted = [one for one in as_engine(sheet) if one.criterion]
    wanted += [] if accept else [Promise(group="health", text=BLOOD)]
    wish = propose_amendment(sheet, by=w.scope(world.dung), reason="Đau chân", pledges=wanted)
    decide_amendment(wish, by=w.scope(world.an), accept=accept, note="Đã xem")
    assessed.refresh_from_db()
    assert assessed.submitted_at is not None
    assert Notice.objects.get(user=world.dung).body == "Đã xem"


def test_self_assessment_still_being_written_is_no_news(world, sheet, own):
    """What is missing is asked for when it is handed in."""
    by = w.scope(world.dung)
    draft = save_self_assessment(sheet, by=by, marks={own.pk: PledgeMark("met")}, grade="good")
    change(world, sheet, [*as_engine(sheet), Promise(group="health", text=BLOOD)])
    assert draft.marks.count() == 1
    assert Notice.objects.get(user=world.dung).body == ""
