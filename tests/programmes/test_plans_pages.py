"""Plans: who sees and issues what, the cascade's refusals in words, publication, opening sheets."""

from datetime import date
from functools import partial

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sodoan.documents.models import RegisterEntry
from sodoan.notices.models import Notice
from sodoan.programmes.actions import plans as actions
from sodoan.programmes.engine.changes import Delta
from sodoan.programmes.models import Enrolment, Plan
from sodoan.programmes.packs import pack_of
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
HEAD = {"issued_on": "05/01/2026", "issuer_code": "TĐTN", "last_number": "0"}


def url(plan, what=""):
    return f"/chuong-trinh/{plan.pk}/{what}"


def post(browser, plan, part, **data):
    named = {f"{part}-{key}": value for key, value in data.items()}
    return browser.post(url(plan, "bo-sung/"), {"phan": part, **named})


@pytest.mark.parametrize("page", ["/chuong-trinh/", "/chuong-trinh/nap/"])
def test_plans_are_refused_to_members(world, page):
    assert above.account(world, "dung").get(page).status_code == 403


@pytest.mark.parametrize(
    "page", ["", "bo-sung/", "ban-hanh/", "phien-ban/", "mo-phieu/", "trien-khai/"]
)
def test_draft_of_another_unit_is_not_found(world, draft, page):
    assert above.account(world, "chi").get(url(draft, page)).status_code == 404


@pytest.mark.parametrize("page", ["bo-sung/", "ban-hanh/", "phien-ban/"])
def test_province_officer_reads_but_does_not_edit_the_communes_plan(em, draft, page):
    browser = w.browser(em)
    assert browser.get(url(draft)).status_code == 200
    assert browser.get(url(draft, page)).status_code == 403


def test_branch_secretary_reads_the_plan_above(world, issued):
    page = above.account(world, "an").get(url(issued)).content.decode()
    assert "Đoàn viên sẽ thấy" in page
    assert "Kiểm tra và ban hành" not in page


def test_loading_a_published_programme_again_is_refused(world, em, issued):
    data = above.SHIPPED | {"unit": world.province.pk, "year": 2026}
    answer = w.browser(em).post("/chuong-trinh/nap/", data)
    assert answer.status_code == 422
    assert "lập phiên bản mới" in answer.content.decode()


def test_loading_for_a_unit_of_somebody_else_is_refused(world, em):
    data = above.SHIPPED | {"unit": world.commune.pk, "year": 2026}
    assert w.browser(em).post("/chuong-trinh/nap/", data).status_code == 422


def test_shipped_pack_becomes_a_draft(world, em):
    data = above.SHIPPED | {"unit": world.province.pk, "year": 2027}
    answer = w.browser(em).post("/chuong-trinh/nap/", data)
    plan = Plan.objects.get(programme__year=2027)
    assert answer.url == url(plan)
    assert plan.state == "draft"


def test_values_to_confirm_block_publication(em, root):
    browser = w.browser(em)
    answer = browser.post(url(root, "ban-hanh/"), HEAD)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Chưa ban hành được" in page
    assert "giá trị cần xác nhận." in page
    root.refresh_from_db()
    assert root.state == "draft"
    assert not RegisterEntry.objects.exists()


def test_confirmation_keeps_the_name_and_survives_only_unchanged_values(em, root):
    browser = w.browser(em)
    dated = "calendars.other.phases.register.end"
    days = "complaint.days"
    post(browser, root, "xac-nhan", paths=[dated, days])
    root.refresh_from_db()
    assert root.confirmed[dated]["by"] == "Võ Hoài Em"
    data = {f"ngay-{path}": f"{day:%d/%m/%Y}" for path, _, day in dates(root)}
    data[f"ngay-{dated}"] = "20/02/2026"
    assert browser.post(url(root, "bo-sung/"), {"phan": "ngay", **data}).status_code == 302
    root.refresh_from_db()
    assert list(root.confirmed) == [days]


def dates(plan):
    from sodoan.programmes.forms.plans import dates_of

    return dates_of(pack_of(plan), plan.programme.year)


def test_dates_that_overlap_are_refused_at_their_field(em, root):
    data = {f"ngay-{path}": f"{day:%d/%m/%Y}" for path, _, day in dates(root)}
    data["ngay-calendars.other.phases.support.start"] = "01/02/2026"
    answer = w.browser(em).post(url(root, "bo-sung/"), {"phan": "ngay", **data})
    assert answer.status_code == 422
    error = 'id="id_ngay-calendars.other.phases.support.start_error"'
    page = answer.content.decode()
    assert error in page
    assert "bắt đầu khi “Đăng ký” chưa kết thúc" in page


def test_cap_and_minimum_of_a_root_draft_are_written(em, root):
    browser = w.browser(em)
    at = "han-muc-scales.completion.caps.excellent"
    data = {f"{at}.share": "15", f"{at}.base": "rated", f"{at}.rounding": "up", f"{at}.minimum": 2}
    assert browser.post(url(root, "bo-sung/"), {"phan": "han-muc", **data}).status_code == 302
    cap = pack_of(Plan.objects.get(pk=root.pk)).active_scale.caps[0]
    assert (cap.share * 100, cap.base, cap.rounding, cap.minimum) == (15, "rated", "up", 2)


@pytest.mark.parametrize(
    ("part", "data", "words"),
    [
        ("toi-thieu", {"group": "ideals", "minimum": 1}, "không giảm xuống"),
        (
            "lich",
            {"phase": "calendars.other.phases.register.end", "day": "15/03/2026"},
            "không lùi đến",
        ),
        ("lich", {"phase": "calendars.other.phases.register.end", "day": "31/2/2026"}, "có thật"),
    ],
)
def test_loosening_is_refused_in_words_at_the_field(world, draft, part, data, words):
    answer = post(above.account(world, "binh"), draft, part, **data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    field = "minimum" if part == "toi-thieu" else "day"
    assert f'id="id_{part}-{field}_error"' in page
    draft.refresh_from_db()
    assert not draft.delta.get("changes")


def test_adoption_offers_no_way_to_drop_what_came_from_above(world, draft):
    answer = post(above.account(world, "binh"), draft, "bo", criterion="one_sport")
    assert answer.status_code == 422
    assert pack_of(Plan.objects.get(pk=draft.pk)).criterion("one_sport")


def test_own_additions_are_kept_shown_and_taken_back(world, draft):
    binh = above.account(world, "binh")
    added = {
        "group": "profession", "name": "Hướng dẫn dịch vụ công", "quantity": 3,
        "measure": "buổi hướng dẫn", "categories": ["worker"], "proofs": ["photo"],
    }  # fmt: skip
    assert post(binh, draft, "them", **added).status_code == 302
    assert (
        post(binh, draft, "dinh-huong", group="ethics", text="Giữ nơi ở sạch.").status_code == 302
    )
    assert post(binh, draft, "toi-thieu", group="health", minimum=3).status_code == 302
    early = {"phase": "calendars.other.phases.register.end", "day": "15/02/2026"}
    assert post(binh, draft, "lich", **early).status_code == 302
    assert post(binh, draft, "bat-buoc", criterion="one_sport").status_code == 302
    assert post(binh, draft, "mau-phieu", name="orientation", text="Bám sát.").status_code == 302
    pack = pack_of(Plan.objects.get(pk=draft.pk))
    new = next(c for c in pack.group("profession").criteria if c.title == added["name"])
    assert (new.origin.unit, new.categories) == ("Đoàn xã An Hòa", ("worker",))
    assert pack.group("health").minimum == 3
    page = binh.get(url(draft)).content.decode()
    assert "Thêm tiêu chí “Hướng dẫn dịch vụ công”" in page
    assert "ngày 15/02/2026" in page
    first = actions.print_of(Delta.model_validate(Plan.objects.get(pk=draft.pk).delta).changes[0])
    gone = {"phan": "bo-thay-doi", "thu-tu": "0", "da-xem": first}
    assert binh.post(url(draft, "bo-sung/"), gone).status_code == 302
    pack = pack_of(Plan.objects.get(pk=draft.pk))
    assert new.key not in {c.key for c in pack.group("profession").criteria}


def test_commune_adopts_publishes_and_branch_adopts_that(world, issued):
    binh = above.account(world, "binh")
    for day, offered in (("2026-11-15", True), ("2027-06-30", False)):
        with time_machine.travel(f"{day}T05:00:00+00:00"):
            page = w.browser(world.binh).get("/chuong-trinh/").content.decode()
        assert ("chưa triển khai" in page) is offered
    binh.post(url(issued, "trien-khai/"), {"unit": world.commune.pk})
    mine = Plan.objects.get(unit=world.commune, programme=issued.programme)
    assert binh.post(url(mine, "ban-hanh/"), {**HEAD, "issuer_code": "ĐTN"}).status_code == 302
    mine.refresh_from_db()
    assert (mine.state, mine.number) == ("published", "01-KH/ĐTN")
    assert RegisterEntry.objects.get().attachment is not None
    an = above.account(world, "an")
    assert an.post(url(issued, "trien-khai/"), {"unit": world.branch.pk}).status_code == 422
    an.post(url(mine, "trien-khai/"), {"unit": world.branch.pk})
    assert Plan.objects.get(unit=world.branch).parent == mine


def test_published_plan_is_not_edited(world, em, issued):
    browser = w.browser(em)
    assert browser.get(url(issued, "bo-sung/")).url == url(issued)
    assert post(browser, issued, "toi-thieu", group="ideals", minimum=5).url == url(issued)


def test_new_version_keeps_what_still_holds_below_the_newer_plan_above(world, em, draft):
    binh = w.scope(world.binh)
    browser = above.account(world, "binh")
    post(browser, draft, "dinh-huong", group="ethics", text="Giữ nơi ở sạch.")
    post(browser, draft, "toi-thieu", group="profession", minimum=3)
    draft.refresh_from_db()
    actions.publish_plan(draft, by=binh, number="07-KH/ĐTN")
    by = w.scope(em)
    newer = actions.new_version(draft.parent, by=by)
    actions.revise_definition(newer, {"groups.profession.minimum": 4}, by=by)
    actions.publish_plan(newer, by=by, number="09-KH/TĐTN")
    answer = browser.post(url(draft, "phien-ban/"))
    second = Plan.objects.get(unit=world.commune, version=2, programme=draft.programme)
    assert answer.url == url(second, "bo-sung/")
    assert second.parent == newer
    pack = pack_of(second)
    assert pack.group("ethics").orientations[-1].text == "Giữ nơi ở sạch."
    assert pack.group("profession").minimum == 4


def test_preview_shows_the_criteria_of_a_category(world, issued):
    data = {"doi-tuong": "student", "noi-dung": "profession"}
    page = above.account(world, "binh").get(url(issued), data).content.decode()
    frame = page[page.index("phone-frame") :]
    assert "Trung thực trong thi cử" in frame
    assert "Chấp hành kỷ luật lao động" not in frame


def test_opening_is_refused_for_a_draft(world, draft):
    answer = above.account(world, "binh").post(url(draft, "mo-phieu/"))
    assert answer.status_code == 422
    assert not Enrolment.objects.filter(programme=draft.programme).exists()


@pytest.mark.django_db(transaction=True)
def test_opening_runs_as_a_job_and_says_how_many(run_jobs):
    world = w.build()
    em = above.province_officer(world)
    browser = w.browser(em)
    by = w.scope(em)
    plan = actions.load_programme(w.s0(), by=by, unit=world.province, year=2026)
    actions.confirm_values(plan, [mark.path for mark in w.s0().to_confirm], by=by)
    actions.publish_plan(plan, by=by)
    assert "Mở 7 phiếu" in browser.get(url(plan, "mo-phieu/")).content.decode()
    browser.post(url(plan, "mo-phieu/"))
    browser.post(url(plan, "mo-phieu/"))
    run_jobs()
    assert Enrolment.objects.filter(programme=plan.programme, state="draft").count() == 7
    titles = Notice.objects.filter(user=em).values_list("title", flat=True)
    assert any("Đã mở 7 phiếu" in title for title in titles)
    assert (
        "Mọi đoàn viên chính thức đã có phiếu"
        in browser.get(url(plan, "mo-phieu/")).content.decode()
    )


def test_list_takes_as_many_queries_for_3_rows_as_for_30(world):
    binh = above.account(world, "binh")
    counts = []
    for years in (range(1990, 1993), range(1950, 1980)):
        for year in years:
            w.plan_of(world.commune, year)
        with CaptureQueriesContext(connection) as queries:
            assert binh.get("/chuong-trinh/", {"co": 100}).status_code == 200
        counts.append(len(queries))
    assert counts == [10, 10]


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"valid_from": date(2027, 1, 1)}, "chỉ áp dụng từ 01/01/2027"),
        ({"valid_to": date(2025, 12, 31)}, "chỉ áp dụng đến 31/12/2025"),
        ({"valid_from": date(2026, 12, 31), "valid_to": date(2026, 12, 31)}, ""),
    ],
)
def test_a_pack_is_loaded_only_for_years_in_which_it_holds(world, em, dates, words):
    pack = w.s0().model_copy(update=dates)
    load = partial(actions.load_programme, pack, by=w.scope(em), unit=world.province, year=2026)
    if words:
        with pytest.raises(ValidationError, match=words):
            load()
    else:
        assert load().state == "draft"
