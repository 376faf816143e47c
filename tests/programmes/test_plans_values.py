"""Values of a plan edited on screen: those to be confirmed, and what a lower level tightens."""

from fractions import Fraction

import pytest

from sodoan.programmes.actions import plans as actions
from sodoan.programmes.forms import plan_rules, plan_values
from sodoan.programmes.models import Plan
from sodoan.programmes.packs import pack_of
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
FORMS = {**plan_values.VALUES, **plan_rules.RULES}


def again(plan):
    return pack_of(Plan.objects.get(pk=plan.pk))


def send(browser, plan, part, **changed):
    """Post a form of values as the page shows it, with some fields typed anew."""
    form = FORMS[part](plan=plan, pack=again(plan))
    data = {form.add_prefix(name): form[name].value() for name in form.fields}
    shown = {name: "" if value is None else value for name, value in data.items()}
    for name, value in changed.items():
        shown[f"{part}-{name}"] = value
    return browser.post(f"/chuong-trinh/{plan.pk}/bo-sung/", {"phan": part, **shown})


def tighten(browser, plan, part, **data):
    named = {f"{part}-{key}": value for key, value in data.items()}
    return browser.post(f"/chuong-trinh/{plan.pk}/bo-sung/", {"phan": part, **named})


@pytest.mark.parametrize("part", [part for part in FORMS if part not in {"ngay", "loi"}])
def test_a_form_sent_as_shown_changes_nothing(em, root, part):
    actions.confirm_values(root, [mark.path for mark in w.s0().to_confirm], by=w.scope(em))
    before = again(root)
    assert send(w.browser(em), root, part).status_code == 302
    assert again(root) == before
    confirmed = Plan.objects.get(pk=root.pk).confirmed
    assert set(confirmed) == {mark.path for mark in w.s0().to_confirm}


def test_every_value_to_confirm_of_the_scale_in_use_leads_to_the_form_that_edits_it(em, root):
    page = w.browser(em).get(f"/chuong-trinh/{root.pk}/bo-sung/").content.decode()
    shown = page[page.index('id="xac-nhan"') : page.index('id="them"')]
    asked = shown.count('type="checkbox"')
    assert asked > 20
    assert shown.count('href="?mo=') == asked
    assert "Khiếu nại · số ngày: 15" in shown


def test_days_quorum_majority_and_complaints_are_written(em, root):
    steps = {
        "steps.self.days": "5",
        "steps.approve.days": "",
        "steps.collective.meeting.quorum": "75",
        "complaint.days": "10",
    }
    assert send(w.browser(em), root, "buoc", **steps).status_code == 302
    pack = again(root)
    assert (pack.step("self").days, pack.step("approve").days) == (5, None)
    assert pack.step("collective").meeting.quorum == Fraction(3, 4)
    assert pack.step("collective").meeting.majority == Fraction(1, 2)
    assert pack.complaint.days == 10


def test_conditions_of_a_grade_are_raised_chosen_and_left_out(em, root):
    at = "scales.completion.grades.good.when"
    values = {f"{at}-0": "80", f"{at}-1": "", f"{at}-3": "discipline < warning"}
    assert send(w.browser(em), root, "muc", **values).status_code == 302
    when = again(root).active_scale.grade("good").when
    assert [str(item) for item in when.items] == [
        "met / registered >= 80 %",
        "dues_months / dues_due >= 100 %",
        "discipline < warning",
    ]


def test_a_grade_without_any_condition_is_refused_at_its_field(em, root):
    at = "scales.completion.grades.failed.when"
    answer = send(w.browser(em), root, "muc", **{f"{at}-{place}": "" for place in range(3)})
    assert answer.status_code == 422
    assert "Phải còn ít nhất một điều kiện." in answer.content.decode()


def test_who_is_rated_is_edited_with_the_months_and_the_words(em, root):
    values = {
        "population.too_new.when-0": "3",
        "population.temporary.state": "rated",
        "population.exempt.reason": "Miễn theo quyết định của tỉnh.",
    }
    assert send(w.browser(em), root, "dien", **values).status_code == 302
    rules = {rule.key: rule for rule in again(root).population}
    assert str(rules["too_new"].when) == "months < 3"
    assert rules["temporary"].state == "rated"
    assert rules["exempt"].reason == "Miễn theo quyết định của tỉnh."


def test_a_changed_value_must_be_confirmed_again(em, root):
    by = w.scope(em)
    actions.confirm_values(root, [mark.path for mark in w.s0().to_confirm], by=by)
    send(w.browser(em), root, "buoc", **{"steps.self.days": "5"})
    open_paths = {m.path for m in w.s0().to_confirm} - set(Plan.objects.get(pk=root.pk).confirmed)
    assert open_paths == {"steps.self.days"}


def test_words_of_a_reconstructed_criterion_are_edited(em, root):
    at = "groups.health.criteria.no_addiction"
    data = {f"{at}.title": "Nói không với chất gây nghiện", f"{at}.example": ""}
    assert send(w.browser(em), root, "tieu-chi", **data).status_code == 302
    assert again(root).criterion("no_addiction").title == "Nói không với chất gây nghiện"


@pytest.mark.parametrize(
    ("part", "data", "field", "words"),
    [
        ("so-ngay", {"step": "self", "days": 9}, "days", "không kéo dài đến 9 được"),
        ("khieu-nai", {"what": "answer_days", "days": 16}, "days", "không kéo dài đến 16 được"),
        ("ty-le", {"share": "collective.quorum", "percent": 50}, "percent", "không hạ xuống"),
        ("ha-han-muc", {"cap": "excellent", "percent": 25}, "percent", "không nâng lên"),
        (
            "them-dieu-kien",
            {"grade": "good", "demand": "met / registered", "percent": 75},
            "percent",
            "Cấp trên cần mức Tốt từ 75\N{NO-BREAK SPACE}%",
        ),
    ],
)
def test_loosening_how_people_are_judged_is_refused_in_words(
    world, draft, part, data, field, words
):
    answer = tighten(above.account(world, "binh"), draft, part, **data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert f'id="id_{part}-{field}_error"' in page
    assert not Plan.objects.get(pk=draft.pk).delta.get("changes")


def test_a_lower_level_tightens_days_votes_caps_and_grades(world, draft):
    binh = above.account(world, "binh")
    assert tighten(binh, draft, "so-ngay", step="self", days=5).status_code == 302
    assert tighten(binh, draft, "khieu-nai", what="answer_days", days=10).status_code == 302
    share = {"share": "collective.quorum", "percent": 75}
    assert tighten(binh, draft, "ty-le", **share).status_code == 302
    assert tighten(binh, draft, "ha-han-muc", cap="excellent", percent=15).status_code == 302
    demand = {"grade": "good", "demand": "met.health / registered.health", "percent": 50}
    assert tighten(binh, draft, "them-dieu-kien", **demand).status_code == 302
    pack = again(draft)
    assert pack.step("self").days == 5
    assert pack.complaint.answer_days == 10
    assert pack.step("collective").meeting.quorum == Fraction(3, 4)
    assert pack.active_scale.caps[0].share == Fraction(15, 100)
    conditions = [str(item) for item in pack.active_scale.grade("good").when.items]
    assert conditions[-1] == "met.health / registered.health >= 50 %"
    page = binh.get(f"/chuong-trinh/{draft.pk}/").content.decode()
    assert "tỷ lệ có mặt 75\N{NO-BREAK SPACE}%" in page
    assert "Khiếu nại được trả lời trong 10 ngày" in page
    assert "số tiêu chí Sức khỏe đạt từ 50\N{NO-BREAK SPACE}%" in page
    answer = binh.post(
        f"/chuong-trinh/{draft.pk}/ban-hanh/",
        {"issued_on": "05/01/2026", "issuer_code": "ĐTN", "last_number": "0"},
    )
    assert answer.status_code == 302


def test_a_programme_without_complaints_is_edited_all_the_same(world):
    marks = tuple(one for one in w.s0().to_confirm if not one.path.startswith("complaint."))
    pack = w.s0().model_copy(update={"complaint": None, "to_confirm": marks})
    issued = w.plan_of(world.province, 2026, pack.model_dump_json())
    draft = actions.adopt(issued, by=w.scope(world.binh), unit=world.commune)
    binh = above.account(world, "binh")
    assert binh.get(f"/chuong-trinh/{draft.pk}/bo-sung/").status_code == 200
    assert tighten(binh, draft, "khieu-nai", what="days", days=20).status_code == 422


def test_a_criterion_to_confirm_is_dropped_with_its_mark(em, root):
    key = "groups.health.criteria.no_addiction"
    actions.confirm_values(root, [key, "basis"], by=w.scope(em))
    assert tighten(w.browser(em), root, "bo", criterion="no_addiction").status_code == 302
    left = again(root)
    assert "no_addiction" not in {one.key for one in left.group("health").criteria}
    assert key not in {mark.path for mark in left.to_confirm}
    assert set(Plan.objects.get(pk=root.pk).confirmed) == {"basis"}
