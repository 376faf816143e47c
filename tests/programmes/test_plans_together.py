"""Two people on one draft, a draft the rules have left behind, and what a new plan above drops."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sodoan.programmes.actions import plans as actions
from sodoan.programmes.engine.changes import Delta, Orient, SetMinimum
from sodoan.programmes.forms.plans import AddCriterionForm
from sodoan.programmes.models import Plan
from sodoan.programmes.packs import pack_of
from tests.cast import enlist
from tests.programmes import above
from tests.programmes import world as w
from tests.race import race

pytestmark = pytest.mark.django_db
FIRST = Orient(group="ethics", text="Giữ nơi ở sạch.")
SECOND = Orient(group="ethics", text="Giúp người già.")
ISSUED = "đã ban hành thì không sửa"
GONE = "không còn nữa"


@pytest.fixture
def by(world):
    return w.scope(world.binh)


def again(plan):
    return Plan.objects.get(pk=plan.pk)


def own(plan):
    return Delta.model_validate(again(plan).delta).changes


def url(plan):
    return f"/chuong-trinh/{plan.pk}/bo-sung/"


def typed(plan, **facts):
    """The criterion an officer sends whose page shows the draft as it is now."""
    said = {"group": "health", "name": "Đi bộ mỗi ngày", "quantity": 30, "measure": "ngày", **facts}
    data = {f"{AddCriterionForm.key}-{name}": value for name, value in said.items()}
    form = AddCriterionForm(data, plan=plan, pack=pack_of(plan))
    assert form.is_valid(), form.errors
    return form.change()


def walking(plan):
    group = pack_of(again(plan)).group("health")
    return [one.example for one in group.criteria if one.title.casefold() == "đi bộ mỗi ngày"]


@pytest.mark.parametrize("kind", ["draft", "root"])
def test_the_second_criterion_of_a_name_does_not_take_the_place_of_the_first(
    world, em, kind, request
):
    plan = request.getfixturevalue(kind)
    by = w.scope(world.binh if kind == "draft" else em)
    mine, theirs = typed(plan, example="Sáng"), typed(plan, name="ĐI BỘ mỗi ngày", example="Chiều")
    actions.add_change(again(plan), mine, by=by)
    words = "Nội dung Sức khỏe đã có tiêu chí “Đi bộ mỗi ngày”. Đồng chí đặt tên khác."
    with pytest.raises(ValidationError, match=words):
        actions.add_change(again(plan), theirs, by=by)
    assert walking(plan) == ["Sáng"]


@pytest.mark.django_db(transaction=True)
def test_two_officers_adding_one_criterion_at_once_add_it_once(world, draft, by):
    deputy = w.scope(enlist("Tạ Văn Phó", world.sister, "pho-bi-thu", post_in=world.commune))
    mine, theirs = typed(draft, example="Sáng"), typed(draft, example="Chiều")
    outcomes = race(
        lambda: actions.add_change(again(draft), mine, by=by),
        lambda: actions.add_change(again(draft), theirs, by=deputy),
    )
    assert outcomes == ["done", "refused"]
    assert walking(draft) in (["Sáng"], ["Chiều"])
    assert len(own(draft)) == 1


def test_two_editors_of_a_draft_keep_what_each_wrote(draft, by):
    mine, theirs = again(draft), again(draft)
    actions.add_change(mine, FIRST, by=by)
    actions.add_change(theirs, SECOND, by=by)
    assert [item.change for item in own(draft)] == [FIRST, SECOND]


def test_two_editors_of_a_root_draft_keep_what_each_wrote(em, root):
    mine, theirs = again(root), again(root)
    actions.revise_definition(mine, {"groups.health.minimum": 3}, by=w.scope(em))
    actions.add_change(theirs, FIRST, by=w.scope(em))
    pack = pack_of(again(root))
    assert pack.group("health").minimum == 3
    assert pack.group("ethics").orientations[-1].text == FIRST.text


def test_a_draft_page_still_open_writes_nothing_on_the_issued_plan(draft, by):
    actions.add_change(draft, FIRST, by=by)
    stale = again(draft)
    actions.publish_plan(draft, by=by, number="07-KH/ĐTN")
    before = again(draft)
    seen = actions.print_of(own(draft)[0])
    for write in (
        lambda: actions.add_change(stale, SECOND, by=by),
        lambda: actions.save_delta(stale, Delta(), by=by),
        lambda: actions.drop_change(stale, 0, by=by, shown=seen),
        lambda: actions.confirm_values(stale, [], by=by),
    ):
        with pytest.raises(ValidationError, match=ISSUED):
            write()
    after = again(draft)
    assert (after.delta, after.effective) == (before.delta, before.effective)
    assert after.confirmed == before.confirmed


def test_a_root_page_still_open_writes_nothing_on_the_issued_plan(em, root):
    stale = again(root)
    above.issue(root, em)
    with pytest.raises(ValidationError, match=ISSUED):
        actions.revise_definition(stale, {"groups.health.minimum": 3}, by=w.scope(em))
    with pytest.raises(ValidationError, match=ISSUED):
        actions.save_definition(stale, w.s0(), by=w.scope(em))


def test_a_write_holds_the_draft_until_it_is_done(draft, by):
    for write in (
        lambda: actions.add_change(draft, FIRST, by=by),
        lambda: actions.confirm_values(draft, [], by=by),
    ):
        with CaptureQueriesContext(connection) as told:
            write()
        assert any("FOR UPDATE OF" in one["sql"] for one in told)


def test_another_place_than_the_one_shown_is_not_touched(world, draft, by):
    actions.add_change(draft, FIRST, by=by)
    actions.add_change(draft, SECOND, by=by)
    first = actions.print_of(own(draft)[0])
    binh = above.account(world, "binh")
    assert first in binh.get(url(draft)).content.decode()
    gone = {"phan": "bo-thay-doi", "thu-tu": "0", "da-xem": first}
    assert binh.post(url(draft), gone).status_code == 302
    answer = binh.post(url(draft), gone)
    assert (answer.status_code, GONE in answer.content.decode()) == (422, True)
    corrected = {
        "phan": "dinh-huong", "dinh-huong-group": "ethics", "dinh-huong-text": "Khác.",
        "dinh-huong-place": "0", "dinh-huong-seen": first,
    }  # fmt: skip
    answer = binh.post(url(draft), corrected)
    assert (answer.status_code, GONE in answer.content.decode()) == (422, True)
    assert [item.change for item in own(draft)] == [SECOND]


def test_a_draft_with_two_entries_now_forbidden_is_mended_one_by_one(draft, by):
    unit = actions.origin_of(draft.unit)
    forbidden = [SetMinimum(group=group, minimum=0) for group in ("health", "ethics")]
    delta = Delta.of(unit, *forbidden, FIRST)
    Plan.objects.filter(pk=draft.pk).update(delta=delta.model_dump(mode="json"))
    actions.drop_change(draft, 0, by=by, shown=actions.print_of(own(draft)[0]))
    assert [item.change for item in own(draft)] == [forbidden[1], FIRST]
    with pytest.raises(ValidationError):
        actions.add_change(draft, SECOND, by=by)
    with pytest.raises(ValidationError):
        actions.publish_plan(draft, by=by, number="07-KH/ĐTN")
    actions.drop_change(draft, 0, by=by, shown=actions.print_of(own(draft)[0]))
    assert actions.publish_plan(draft, by=by, number="07-KH/ĐTN").state == "published"


@pytest.mark.parametrize("is_issued", [False, True])
def test_what_the_new_plan_above_forbids_is_named(world, em, draft, by, is_issued):
    actions.add_change(draft, SetMinimum(group="health", minimum=2), by=by)
    actions.add_change(draft, FIRST, by=by)
    if is_issued:
        actions.publish_plan(draft, by=by, number="07-KH/ĐTN")
    newer = actions.new_version(draft.parent, by=w.scope(em))
    actions.revise_definition(newer, {"groups.health.minimum": 3}, by=w.scope(em))
    above.issue(newer, em, "09-KH/TĐTN")
    binh = above.account(world, "binh")
    if is_issued:
        answer = binh.post(f"/chuong-trinh/{draft.pk}/phien-ban/", follow=True)
    else:
        answer = binh.post(url(draft), {"phan": "ke-hoach-moi"}, follow=True)
    page = answer.content.decode()
    assert "Kế hoạch mới của cấp trên không cho giữ lại: Nội dung " in page
    assert "chọn ít nhất 2 tiêu chí." in page.partition("không cho giữ lại")[2][:80]
    left = Plan.objects.get(unit=world.commune, programme=draft.programme, state="draft")
    assert [item.change for item in own(left)] == [FIRST]
