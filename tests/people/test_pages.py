"""Pages and forms of persons and units: who may open them, what a bad and a good form do."""

from datetime import date

import pytest
from django.urls import reverse

from sodoan.audit.models import SensitiveRead
from sodoan.common.clock import today
from sodoan.org.forms import TermForm, chosen_from
from sodoan.org.models import Appointment, Unit
from sodoan.people.actions import update_person, update_sensitive
from sodoan.people.models import Person
from tests.cast import enlist
from tests.factories.org import TermFactory
from tests.factories.people import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db

READ = ("person", "story", "training")
CHANGE = ("edit", "edit_sensitive", "transfer", "temporary", "honorary")
UNIT_CHANGE = ("org:found", "org:edit", "org:rename", "org:move", "programmes:close_unit")


def address(name, pk):
    return reverse(name if ":" in name else f"people:{name}", args=[pk])


@pytest.mark.parametrize("name", READ + CHANGE + ("history", "sensitive"))
def test_file_outside_scope_is_not_found(login, dung, chi, quan, name):
    assert login(chi).get(address(name, dung.person.pk)).status_code == 404
    assert login(quan).get(address(name, dung.person.pk)).status_code == 404
    assert login(None).get(address(name, dung.person.pk)).status_code == 302


@pytest.mark.parametrize("name", READ + CHANGE + ("history",))
def test_file_in_scope_opens(login, dung, an, binh, name):
    moves = name in ("transfer", "temporary")  # recorded from above
    assert login(an).get(address(name, dung.person.pk)).status_code == (403 if moves else 200)
    assert login(binh).get(address(name, dung.person.pk)).status_code == 200


def test_file_names_the_province_of_today_beside_an_old_home_town(login, dung, an, scope):
    page = address("person", dung.person.pk)
    update_person(dung.person, by=scope(an), changes={"home_town": "Thị xã nào đó"})
    assert "nay thuộc" not in login(an).get(page).content.decode()
    update_person(dung.person, by=scope(an), changes={"home_town": "Bến Cát, Bình Dương"})
    text = login(an).get(page).content.decode()
    assert "Bến Cát, Bình Dương" in text
    assert "nay thuộc Hồ Chí Minh" in text
    update_person(dung.person, by=scope(an), changes={"home_town": "Bình Minh, Vĩnh Long"})
    assert "nay thuộc" not in login(an).get(page).content.decode()


def test_file_names_the_province_of_today_beside_an_old_address_only(login, dung, an, scope):
    page = address("person", dung.person.pk)
    update_person(dung.person, by=scope(an), changes={"address": "Thạnh Phú, tỉnh Bến Tre"})
    assert "nay thuộc Vĩnh Long" in login(an).get(page).content.decode()
    update_person(dung.person, by=scope(an), changes={"address": "Thạnh Phú, tỉnh Vĩnh Long"})
    assert "nay thuộc" not in login(an).get(page).content.decode()


def test_own_file_opens_but_does_not_change(login, dung):
    client = login(dung)
    for name in (*READ, "history", "sensitive"):
        assert client.get(address(name, dung.person.pk)).status_code == 200
    for name in CHANGE:
        assert client.get(address(name, dung.person.pk)).status_code == 403


def test_branch_secretary_does_not_open_sensitive_facts(login, dung, an):
    page = login(an).get(address("person", dung.person.pk)).content.decode()
    assert "Xem và ghi lý do" not in page
    assert login(an).get(address("sensitive", dung.person.pk)).status_code == 403


def test_sensitive_facts_show_once_after_a_reason(login, dung, an, binh, scope):
    update_sensitive(
        dung.person, by=scope(an), changes={"id_number": "079202001234", "religion": "Cao Đài"}
    )
    client, page = login(binh), address("sensitive", dung.person.pk)
    for name in READ:
        text = client.get(address(name, dung.person.pk)).content.decode()
        assert "079202001234" not in text
        assert "Cao Đài" not in text
    assert "•••••••••234" in client.get(address("person", dung.person.pk)).content.decode()
    assert "Cao Đài" not in client.get(page).content.decode()
    assert client.post(page, {"reason": "xem"}).status_code == 422
    assert not SensitiveRead.objects.exists()
    shown = client.post(page, {"reason": "Đối chiếu hồ sơ kết nạp Đảng"})
    assert "079202001234" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert SensitiveRead.objects.get().user == binh
    assert "079202001234" not in client.get(page).content.decode()


def person_data(person, **changes):
    return {
        "full_name": person.full_name, "sex": person.sex, "born_on": "8/3/2002",
        "category": "worker",
    } | changes  # fmt: skip


def test_edit_with_bad_phone_answers_422_and_changes_nothing(login, dung, an):
    data = person_data(dung.person, phone="12", full_name="Tên Khác")
    response = login(an).post(address("edit", dung.person.pk), data)
    assert response.status_code == 422
    assert "chưa đúng" in response.content.decode()
    dung.person.refresh_from_db()
    assert dung.person.full_name == "Hồ Gia Dung"


def test_name_typed_in_capitals_is_kept_with_its_initials(login, dung, an):
    data = person_data(dung.person, full_name="HỒ GIA DUNG")
    answer = login(an).post(address("edit", dung.person.pk), data, follow=True)
    assert "Hồ Gia Dung" in answer.content.decode()
    assert "HỒ GIA DUNG" not in answer.content.decode()


def test_edit_saves_and_history_tells(login, dung, an):
    data = person_data(dung.person, occupation="Thợ may", reason="Bạn ấy báo lại")
    response = login(an).post(address("edit", dung.person.pk), data, follow=True)
    assert "Thợ may" in response.content.decode()
    history = login(an).get(address("history", dung.person.pk)).content.decode()
    assert "Bạn ấy báo lại" in history
    assert "Trần Quốc An" in history


def test_edit_sensitive_keeps_blank_and_clears_what_is_ticked(login, dung, an, scope):
    update_sensitive(dung.person, by=scope(an), changes={"ethnicity": "Tày", "religion": "Cao Đài"})
    page = address("edit_sensitive", dung.person.pk)
    assert "Cao Đài" not in login(an).get(page).content.decode()
    issued = {"id_issued_on": "9/2021"}
    login(an).post(page, issued | {"cleared": ["religion"]})
    for data in ({"party_joined_on": "9/2022"}, {"ethnicity": "Tày"}):  # a blank day says nothing
        login(an).post(page, data)
    profile = dung.person.sensitive
    profile.refresh_from_db()
    assert (profile.party_joined_on, profile.party_joined_precision) == (date(2022, 9, 1), "month")
    assert (profile.ethnicity, profile.religion) == ("Tày", "")
    assert (profile.id_issued_on, profile.id_issued_precision) == (date(2021, 9, 1), "month")


def admission(unit, **changes):
    return {
        "full_name": "Lý Hải Yến", "sex": "female", "born_on": "5/9/2007",
        "category": "student", "unit": unit.pk, "kind": "official", "since": f"{today():%d/%m/%Y}",
    } | changes  # fmt: skip


def test_admission_into_a_branch_out_of_scope_is_refused(login, an, units):
    response = login(an).post("/doan-vien/them/", admission(units.a2))
    assert response.status_code == 422
    assert not Person.objects.filter(full_name="Lý Hải Yến").exists()


def test_admission_asks_about_a_duplicate_then_adds(login, an, units):
    client = login(an)
    assert client.post("/doan-vien/them/", admission(units.a1)).status_code == 302
    client.post("/doan-vien/them/", admission(units.a1))  # a second click
    asked = client.post("/doan-vien/them/", admission(units.a1, category="other"))
    assert asked.status_code == 422
    assert "Có thể người này đã có" in asked.content.decode()
    first = Person.objects.get(full_name="Lý Hải Yến")
    assert f'name="others" value="{first.pk} "' in asked.content.decode()
    client.post("/doan-vien/them/", admission(units.a1, category="other", others=first.pk))
    assert Person.objects.filter(full_name="Lý Hải Yến").count() == 2


def test_duplicate_elsewhere_is_told_without_its_name(login, an, units):
    other = PersonFactory(full_name="Nguyễn Bí Mật", phone="0908552317")
    MembershipFactory(person=other, unit=units.b1)
    asked = login(an).post("/doan-vien/them/", admission(units.a1, phone="0908552317"))
    text = asked.content.decode()
    assert "Nguyễn Bí Mật" not in text
    assert "Chi đoàn Ấp Bắc" in text


def test_somebody_known_comes_back_but_not_by_any_key(login, an, units, dung):
    gone = PersonFactory(full_name="Lý Hải Yến", sex="female", born_on=date(2007, 9, 5))
    client = login(an)
    client.post("/doan-vien/them/", admission(units.a1, known=dung.person.pk))
    assert dung.person.memberships.count() == 1
    client.post("/doan-vien/them/", admission(units.a1, known=gone.pk))
    assert gone.memberships.get().unit == units.a1


def test_transfer_form_offers_only_the_scope(login, dung, binh, units):
    page = login(binh).get(address("transfer", dung.person.pk)).content.decode()
    assert units.a2.name in page
    assert units.b1.name not in page
    data = {"unit": units.a2.pk, "on": f"{today():%d/%m/%Y}"}
    assert login(binh).post(address("transfer", dung.person.pk), data).status_code == 302
    assert dung.person.memberships.on(today()).get().unit == units.a2


def test_end_of_membership_leads_back_to_the_list(login, dung, an):
    row = dung.person.memberships.get()
    page = reverse("people:end_membership", args=[row.pk])
    data = {"how": "maturity", "on": f"{today():%d/%m/%Y}"}
    assert login(an).post(page, data)["Location"] == "/doan-vien/"
    for name in (*READ, "history"):
        assert login(an).get(address(name, dung.person.pk)).status_code == 200
    for name in CHANGE:
        assert login(an).get(address(name, dung.person.pk)).status_code == 403
    file = login(an).get(address("person", dung.person.pk)).content.decode()
    assert f"Trước đây ở Chi đoàn Khu phố 1. Trưởng thành Đoàn, {today():%d/%m/%Y}" in file
    assert "Đồng chí xem hồ sơ này với chức danh Bí thư chi đoàn" in file


@pytest.mark.parametrize("name", UNIT_CHANGE)
def test_unit_forms_open_for_officers_above_only(login, an, binh, chi, units, name):
    assert login(binh).get(address(name, units.a1.pk)).status_code == 200
    assert login(an).get(address(name, units.a1.pk)).status_code == 403
    assert login(chi).get(address(name, units.a1.pk)).status_code == 404


def test_kind_of_a_new_unit_is_not_chosen_beforehand_unless_only_one_fits(login, em, binh, units):
    page = address("org:found", units.t.pk)
    form = login(em).get(page).context["form"]
    assert form.fields["type_key"].choices[0] == ("", "Chọn loại")
    assert "selected>Chọn loại" in login(em).get(page).content.decode()
    answer = login(em).post(page, {"name": "Đoàn xã Mới", "code": "XM", "type_key": ""})
    assert answer.context["form"].errors["type_key"] == ["Đồng chí chưa chọn mục nào ở đây."]
    assert [*chosen_from("Chọn loại", [("chi-doan", "Chi đoàn")])] == [("chi-doan", "Chi đoàn")]


def test_move_without_another_place_says_who_records_it(login, binh, em, units):
    page = login(binh).get(address("org:move", units.a1.pk)).content.decode()
    assert "cấp trên chung của nơi đi và nơi đến" in page
    assert "Chuyển trực thuộc</button>" not in page
    assert login(binh).post(address("org:move", units.a1.pk), {"since": ""}).status_code == 422
    page = login(em).get(address("org:move", units.a1.pk)).content.decode()
    assert "cấp trên chung" not in page
    assert "Chọn đơn vị" in page


def test_unit_page_has_figures_roster_and_way_up(login, an, binh, dung, units):
    text = login(binh).get(reverse("org:unit", args=[units.a1.pk])).content.decode()
    assert "Trần Quốc An" in text
    assert units.a.name in text
    assert f"don_vi={units.a1.pk}" in text


def test_rename_form_changes_the_page_and_the_old_tree_stays(login, binh, units):
    data = {"name": "Chi đoàn Ấp Một", "since": f"{today():%d/%m/%Y}"}
    assert login(binh).post(address("org:rename", units.a1.pk), data).status_code == 302
    assert "Chi đoàn Ấp Một" in login(binh).get("/don-vi/").content.decode()
    old = login(binh).get("/don-vi/", {"ngay": "1/1/2020"}).content.decode()
    assert "Chi đoàn Khu phố 1" in old
    assert "Chi đoàn Ấp Một" not in old


def test_tree_with_impossible_day_says_so(login, binh):
    response = login(binh).get("/don-vi/", {"ngay": "31/2/2026"})
    assert response.status_code == 422
    assert "không có thật" in response.content.decode()


def test_tree_of_a_root_out_of_scope_is_not_found(login, binh, units):
    assert login(binh).get("/don-vi/", {"goc": units.b.pk}).status_code == 404


def test_found_and_close_by_form(login, binh, units):
    data = {
        "name": "Chi đoàn Khu phố 9", "code": "kp9", "type_key": "chi-doan", "block": "other",
        "sector": "residential", "opened_on": "1/7/2026",
    }  # fmt: skip
    assert login(binh).post(address("org:found", units.a.pk), data).status_code == 302
    unit = Unit.objects.get(code="KP9")
    data = {"closed_on": "1/8/2026", "reason": "Lập nhầm"}
    login(binh).post(address("programmes:close_unit", unit.pk), data)
    assert Unit.objects.get(code="KP9").closed_on == date(2026, 8, 1)


def test_appoint_by_search_and_end(login, binh, chi, dung, units):
    page = reverse("people:appoint", args=[units.a1.pk])
    client = login(binh)
    assert "Hồ Gia Dung" in client.get(page, {"q": "dung ho"}).content.decode()
    assert "Lê Thị Kim Chi" not in client.get(page, {"q": "kim chi"}).content.decode()
    data = {"post": "uv-bch-chi-doan", "start": f"{today():%d/%m/%Y}"}
    stranger = client.post(page + "?q=dung", data | {"person": chi.person.pk})
    assert stranger.status_code == 422
    assert client.post(page, data | {"person": dung.person.pk}).status_code == 302
    held = Appointment.objects.get(person=dung.person)
    end = reverse("people:end_appointment", args=[held.pk])
    assert login(chi).get(end).status_code == 404
    assert client.post(end, {"on": "31/12/2025"}).status_code == 302
    assert not Appointment.objects.filter(pk=held.pk).exists()


def test_term_without_seats_answers_422(login, binh, units):
    page = address("org:open_term", units.a1.pk)
    data = {"body": "bch", "label": "2026-2031", "start": "1/9/2026"}
    assert login(binh).post(page, data).status_code == 422
    good = data | {"seat_uv-bch-chi-doan": 3}
    assert login(binh).post(page, good).status_code == 302
    assert "Khuyết 3" in login(binh).get(reverse("org:unit", args=[units.a1.pk])).content.decode()


def test_vacant_seat_is_filled_from_its_line(login, an, binh, dung, units):
    client = login(binh)
    term = {"body": "bch", "label": "2026-2031", "start": "1/9/2026", "seat_uv-bch-chi-doan": 3}
    client.post(address("org:open_term", units.a1.pk), term)
    fill = f"{address('people:appoint', units.a1.pk)}?chuc=uv-bch-chi-doan"
    assert fill in client.get(reverse("org:unit", args=[units.a1.pk])).content.decode()
    own = login(an).get(reverse("org:unit", args=[units.a1.pk])).content.decode()
    assert "Khuyết 3" in own
    assert "chuc=" not in own
    page = client.get(f"{fill}&q=dung ho")
    assert '<input type="hidden" name="chuc" value="uv-bch-chi-doan">' in page.text
    assert page.context["form"]["post"].value() == "uv-bch-chi-doan"
    assert page.context["form"]["term"].value() == units.a1.terms.get().pk
    unknown = client.get(address("people:appoint", units.a1.pk), {"chuc": "khong-co", "q": "dung"})
    assert unknown.context["vacant"] is None


def test_only_terms_that_fit_the_vacant_post_are_offered(login, em, units):
    own, other = (TermFactory(unit=units.a, body=body) for body in ("bch", "ubkt"))
    page = f"{address('people:appoint', units.a.pk)}?q=em"
    client = login(em)
    enlist("Lý Hòa Em", units.a1)
    assert set(client.get(page).context["form"].fields["term"].queryset) == {own, other}
    for key in ("uv-bch", "uv-btv"):
        form = client.get(f"{page}&chuc={key}").context["form"]
        assert list(form.fields["term"].queryset) == [own]


def test_a_seat_of_another_body_is_refused_not_dropped(units):
    data = {"body": "bch", "label": "2026-2031", "start": "1/9/2026"}
    seats = {"seat_bi-thu": 1, "seat_uv-bch": 5}
    form = TermForm(data | seats, unit=units.a)
    assert not form.is_valid()
    assert "thuộc Ban Thường vụ" in form.errors["seat_bi-thu"][0]
    assert TermForm(data | {"seat_uv-bch": 5}, unit=units.a).is_valid()
    assert [key for key, _ in TermForm(unit=units.a1).fields["body"].choices] == ["bch"]


def test_unit_export_holds_what_is_listed(login, binh):
    from tests.people.test_lists import read_sheet

    sheet = read_sheet(login(binh).get("/don-vi/xuat/", {"q": "khu pho"}))
    head = next(at for at, row in enumerate(sheet) if row[0] == "STT")
    assert [row[2] for row in sheet[head + 1 :]] == ["Chi đoàn Khu phố 1", "Chi đoàn Khu phố 2"]
