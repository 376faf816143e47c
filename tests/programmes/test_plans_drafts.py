"""A level's own draft: measured by the plan above, corrected until issued, told in the history."""

import pytest

from sodoan.audit.queries import Source, history_of
from sodoan.programmes.actions import plans as actions
from sodoan.programmes.engine.changes import Delta
from sodoan.programmes.models import Plan
from sodoan.programmes.packs import pack_of
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
REGISTERED_BY = "calendars.other.phases.register.end"


@pytest.fixture
def binh(world):
    return above.account(world, "binh")


def url(plan):
    return f"/chuong-trinh/{plan.pk}/bo-sung/"


def post(browser, plan, part, **data):
    named = {f"{part}-{key}": value for key, value in data.items()}
    return browser.post(url(plan), {"phan": part, **named})


def again(plan):
    return Plan.objects.get(pk=plan.pk)


def changes(plan):
    return [item["change"] for item in again(plan).delta.get("changes", [])]


def print_at(plan, place):
    return actions.print_of(Delta.model_validate(again(plan).delta).changes[place])


TAKEN = w.s0().group("health").criteria[0].title
ADDED = {
    "group": "health", "name": "Đi bộ mỗi ngày", "quantity": 30, "measure": "ngày",
    "is_required": "on",
}  # fmt: skip


@pytest.mark.parametrize(
    ("part", "strict", "kinder"),
    [
        ("toi-thieu", {"group": "health", "minimum": 3}, {"minimum": 2}),
        ("lich", {"phase": REGISTERED_BY, "day": "10/02/2026"}, {"day": "20/02/2026"}),
        ("so-ngay", {"step": "self", "days": 3}, {"days": 5}),
        ("khieu-nai", {"what": "days", "days": 30}, {"days": 20}),
        ("ty-le", {"share": "collective.quorum", "percent": 90}, {"percent": 75}),
        ("ha-han-muc", {"cap": "excellent", "percent": 10}, {"percent": 15}),
        (
            "them-dieu-kien",
            {"grade": "good", "demand": "met / registered", "percent": 90},
            {"percent": 80},
        ),
        ("mau-phieu", {"name": "orientation", "text": "Bám sát."}, {"text": "Thiết thực."}),
    ],
)
def test_a_value_of_the_draft_is_corrected_in_its_place(binh, draft, part, strict, kinder):
    assert post(binh, draft, part, **strict).status_code == 302
    first = changes(draft)
    assert post(binh, draft, part, **strict | kinder).status_code == 302
    (only,) = changes(draft)
    assert [only["kind"]] == [one["kind"] for one in first]
    assert only != first[0]


def test_the_editor_tells_the_value_above_from_the_drafts_own(binh, draft):
    post(binh, draft, "lich", phase=REGISTERED_BY, day="10/02/2026")
    page = binh.get(url(draft)).content.decode()
    assert "cấp trên 28/02/2026, bản nháp 10/02/2026" in page
    assert "(nay 01/03/2026)" in page


def test_an_added_criterion_is_corrected_and_keeps_its_key(binh, draft):
    post(binh, draft, "them", **ADDED)
    key = changes(draft)[0]["criterion"]["key"]
    page = binh.get(url(draft), {"thu-tu": "0"}).content.decode()
    assert 'value="Đi bộ mỗi ngày"' in page
    assert "Sửa phần đã bổ sung" in page
    changed = {**ADDED, "name": "Đi bộ mỗi sáng", "place": "0", "seen": print_at(draft, 0)}
    assert changed["seen"] in page
    assert post(binh, draft, "them", **changed).status_code == 302
    (only,) = changes(draft)
    assert (only["criterion"]["key"], only["criterion"]["title"]) == (key, "Đi bộ mỗi sáng")


@pytest.mark.parametrize("place", ["0", "7"])
def test_a_correction_of_what_is_not_there_is_refused(binh, draft, place):
    post(binh, draft, "dinh-huong", group="ethics", text="Giữ nơi ở sạch.")
    answer = post(binh, draft, "them", **ADDED, place=place, seen=print_at(draft, 0))
    assert answer.status_code == 422
    assert "không còn nữa; đồng chí tải lại trang" in answer.content.decode()
    assert len(changes(draft)) == 1


def test_a_draft_follows_the_newer_plan_above_before_it_is_issued(world, em, binh, draft):
    post(binh, draft, "dinh-huong", group="ethics", text="Giữ nơi ở sạch.")
    newer = above.issue(actions.new_version(draft.parent, by=w.scope(em)), em, "09-KH/TĐTN")
    answer = binh.post(
        f"/chuong-trinh/{draft.pk}/ban-hanh/",
        {"issued_on": "05/01/2026", "issuer_code": "ĐTN", "last_number": "0"},
    )
    assert answer.status_code == 422
    assert "bấm Theo kế hoạch mới" in answer.content.decode()
    assert binh.post(url(draft), {"phan": "ke-hoach-moi"}).status_code == 302
    followed = again(draft)
    assert (followed.parent, followed.version, followed.state) == (newer, 1, "draft")
    assert pack_of(followed).group("ethics").orientations[-1].text == "Giữ nơi ở sạch."
    assert "Theo kế hoạch mới" not in binh.get(url(draft)).content.decode()


@pytest.mark.parametrize(
    ("part", "data", "field", "words"),
    [
        ("toi-thieu", {"group": "health", "minimum": 4}, "minimum", "ghi nhiều nhất 3"),
        ("ty-le", {"share": "collective.quorum", "percent": 101}, "percent", "từ 100 trở xuống"),
        ("ty-le", {"share": "collective.majority", "percent": 100}, "percent", "thấp hơn 100"),
        ("ha-han-muc", {"cap": "excellent", "percent": 120}, "percent", "từ 100 trở xuống"),
        (
            "them-dieu-kien",
            {"grade": "good", "demand": "met / registered", "percent": 101},
            "percent",
            "từ 100 trở xuống",
        ),
        ("so-ngay", {"step": "self", "days": 0}, "days", "từ 1 trở lên"),
        ("so-ngay", {"step": "self", "days": "ba"}, "days", "ghi một số"),
        ("lich", {"phase": REGISTERED_BY, "day": "04/01/2026"}, "day", "trước khi bắt đầu"),
        (
            "lich",
            {"phase": "calendars.other.phases.register.start", "day": "05/01/2020"},
            "day",
            "Ngày 05/01/2020 không thuộc kỳ năm 2026",
        ),
        (
            "lich",
            {"phase": "calendars.other.phases.register.start", "day": "05/06/2025"},
            "day",
            "dài hơn một năm",
        ),
        ("them", {**ADDED, "name": f" {TAKEN.upper()} "}, "name", "đã có tiêu chí"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(binh, draft, part, data, field, words):
    answer = post(binh, draft, part, **data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert f'id="id_{part}-{field}_error"' in page
    assert changes(draft) == []


def test_a_minimum_fits_once_a_criterion_is_added(binh, draft):
    post(binh, draft, "them", **ADDED)
    assert post(binh, draft, "toi-thieu", group="health", minimum=4).status_code == 302
    gone = {"phan": "bo-thay-doi", "thu-tu": "0", "da-xem": print_at(draft, 0)}
    answer = binh.post(url(draft), gone)
    assert answer.status_code == 422
    assert "chỉ có 3 tiêu chí" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("groups.health.minimum", 4, "ghi nhiều nhất 3"),
        ("steps.collective.meeting.majority", "100 %", "thấp hơn 100"),
        ("calendars.other.phases.register.end", "2026-01-04", "trước khi bắt đầu"),
        ("calendars.other.phases.register.start", "2016-01-05", "không thuộc kỳ năm 2026"),
        ("calendars.other.result.start", "2025-06-01", "dài hơn một năm"),
    ],
)
def test_what_cannot_be_is_refused_at_its_path_in_a_root_draft(em, root, path, value, words):
    with pytest.raises(actions.ValidationError) as refused:
        actions.revise_definition(root, {path: value}, by=w.scope(em))
    assert words in refused.value.message_dict[path][0]


def test_a_blank_is_refused_in_the_words_of_the_house(em, root):
    answer = post(w.browser(em), root, "so-tieu-chi")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count("Ô này còn trống. Đồng chí điền rồi gửi lại.") == len(w.s0().groups)


def test_two_criteria_of_one_name_are_refused_in_a_root_draft(em, root):
    first, second, *_ = w.s0().group("health").criteria
    at = f"groups.health.criteria.{second.key}.title"
    with pytest.raises(actions.ValidationError) as refused:
        actions.revise_definition(root, {at: first.title.lower()}, by=w.scope(em))
    assert list(refused.value.message_dict) == [at]


def test_grounds_are_written_and_must_be_confirmed_again(em, root):
    by = w.scope(em)
    actions.confirm_values(root, [mark.path for mark in w.s0().to_confirm], by=by)
    lines = "căn cứ Kế hoạch 41-KH/TĐTN ngày 03/01/2026;\n\nHướng dẫn 13-HD/TWĐTN."
    lines += "\nKế hoạch 41-KH/TĐTN ngày 03/01/2026"
    assert post(w.browser(em), root, "can-cu", basis=lines).status_code == 302
    found = again(root)
    assert pack_of(found).basis == (
        "Kế hoạch 41-KH/TĐTN ngày 03/01/2026",
        "Hướng dẫn 13-HD/TWĐTN",
    )
    assert "basis" not in found.confirmed


def test_a_level_names_its_own_grounds_once(binh, draft):
    text = "Căn cứ Chương trình 02-CTr/ĐTN ngày 02/01/2026 của Đoàn xã An Hòa."
    assert post(binh, draft, "them-can-cu", text=text).status_code == 302
    bare = "Chương trình 02-CTr/ĐTN ngày 02/01/2026 của Đoàn xã An Hòa"
    assert pack_of(again(draft)).basis == (*w.s0().basis, bare)
    assert f"<li>{bare}</li>" in binh.get(f"/chuong-trinh/{draft.pk}/").content.decode()
    answer = post(binh, draft, "them-can-cu", text=bare)
    assert answer.status_code == 422
    assert "đã có căn cứ này" in answer.content.decode()


def test_a_branch_is_offered_no_days_of_the_level_above(world, binh, draft):
    mine = actions.publish_plan(draft, by=w.scope(world.binh), number="07-KH/ĐTN")
    branch = actions.adopt(mine, by=w.scope(world.an), unit=world.branch)
    an = above.account(world, "an")
    page = an.get(url(branch)).content.decode()
    assert '<option value="committee">' in page
    assert '<option value="approve">' not in page
    assert '<option value="answer_days">' not in page
    assert post(an, branch, "so-ngay", step="approve", days=2).status_code == 422
    higher = actions.new_version(mine, by=w.scope(world.binh))
    page = binh.get(url(higher)).content.decode()
    assert '<option value="approve">' in page
    assert '<option value="answer_days">' in page


def test_criteria_of_a_root_draft_are_required_and_set_free(em, root):
    key = w.s0().group("health").criteria[0].key
    kept = [c.key for group in w.s0().groups for c in group.criteria if c.required]
    browser = w.browser(em)
    for ticked, required in (([*kept, key], True), (kept, False)):
        assert post(browser, root, "bat-buoc", required=ticked).status_code == 302
        assert pack_of(again(root)).criterion(key).required is required


def test_every_write_of_a_plan_says_who_and_why(world, em, binh, draft):
    post(binh, draft, "dinh-huong", group="ethics", text="Giữ nơi ở sạch.")
    actions.publish_plan(again(draft), by=w.scope(world.binh), number="07-KH/ĐTN")
    told = [(one.who, one.reason) for one in reversed(history_of(Source.of(draft)))]
    binh_did = [
        "Triển khai kế hoạch của cấp trên",
        "Bổ sung kế hoạch của đơn vị",
        "Ban hành kế hoạch",
    ]
    assert told == [(world.binh.full_name, reason) for reason in binh_did]
    newer = actions.new_version(draft.parent, by=w.scope(em))
    actions.revise_definition(newer, {"groups.health.minimum": 3}, by=w.scope(em))
    told = [(one.who, one.reason) for one in reversed(history_of(Source.of(newer)))]
    assert told == [
        (em.full_name, "Lập phiên bản mới của kế hoạch"),
        (em.full_name, "Sửa bản nháp chương trình"),
    ]
    first = [one.reason for one in reversed(history_of(Source.of(draft.parent)))]
    assert first[:2] == ["Lập bản nháp chương trình", "Xác nhận giá trị của chương trình"]
