"""The pages: launching, units, month, times, planning, skipping, reporting, attendance."""

from datetime import date, time, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from sodoan.access.scopes import scope_of
from sodoan.activities.actions.slots import Time, take_slots
from sodoan.activities.choices import ActivityState, Presence
from sodoan.activities.models import Activity, Scheme, Slot
from sodoan.org.models import Unit
from tests.activities.conftest import TUESDAY
from tests.cast import enlist
from tests.listed import keeps_its_promises

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_tuesday():
    with time_machine.travel(f"{TUESDAY}T05:00:00Z", tick=False):
        yield


def at(name, *args):
    return reverse(f"activities:{name}", args=args)


def test_province_launches_a_shipped_scheme(units, em, login):
    client = login(em)
    assert "Chưa có mô hình hoạt động" in client.get(at("units")).text
    page = client.get(at("launch"))
    form = page.context["form"]
    assert "Sáng – Xanh – Sạch – Đẹp" in page.text
    data = {name: form[name].value() for name in form.fields}
    data |= {"scheme": "s2_30_minutes", "unit": units.t.pk}
    data |= {name: data[name].strftime("%d/%m/%Y") for name in ("start", "end", "register_by")}
    assert client.post(at("launch"), data | {"end": "01/01/2020"}).status_code == 422
    answer = client.post(at("launch"), data)
    made = Scheme.objects.get()
    assert answer.url == f"{at('units')}?mo_hinh={made.pk}"
    assert (made.during.lower, made.last_day) == (TUESDAY, date(2028, 12, 31))
    assert client.post(at("launch"), data).status_code == 422  # the same days again


def test_home_leads_each_to_their_page(units, em, binh, dung, scheme, login):
    assert list(login(em).get(at("home")).context["list"].rows) == [units.a, units.b]
    assert login(binh).get(at("home")).context["unit"] == units.a
    assert login(dung).get(at("home")).status_code == 403


def test_list_of_units_keeps_its_promises(units, em, scheme, slot, login):
    keeps_its_promises(login(em), f"{at('units')}?loc=", 0, lambda unit: unit.name)
    page = login(em).get(at("units"), {"loc": "chua-dang-ky"})
    assert [unit.name for unit in page.context["list"].rows] == [units.b.name]


@pytest.mark.parametrize("count", [3, 300])
def test_list_of_units_costs_the_same(units, em, scheme, login, count, django_assert_num_queries):
    Unit.objects.bulk_create(
        Unit(
            code=f"X{place}", name=f"Đoàn xã {place}", sort_key=f"{place:04}", parent=units.t,
            type=units.a.type, sector="residential", opened_on=date(2020, 1, 1),
            path=f"{units.t.path}{900000 + place}.",
        )
        for place in range(count)
    )  # fmt: skip
    client = login(em)
    client.get(at("units"))
    with django_assert_num_queries(8):
        assert len(client.get(at("units"), {"co": 200}).context["list"].rows) > 2


def test_times_are_chosen_on_a_page_and_changed(units, binh, scheme, login):
    client = login(binh)
    assert "Chưa đăng ký khung giờ" in client.get(at("month", units.a.pk)).text
    data = {"since": "13/10/2026", "day_1": "2", "time_1": "16h30", "place": "Hội trường"}
    for wrong in ({"time_1": "chiều"}, {"day_2": "2", "time_2": "11:00"}, {"day_2": "3"}):
        answer = client.post(at("slots", units.a.pk), data | wrong)
        assert answer.status_code == 422
    assert client.post(at("slots", units.a.pk), data).status_code == 302
    assert [str(slot) for slot in Slot.objects.all()] == ["Thứ Ba, 16:30"]
    again = client.get(at("slots", units.a.pk)).context["form"]
    assert (again["day_1"].value(), again["place"].value()) == (2, "Hội trường")
    client.post(at("slots", units.a.pk), data | {"day_2": "4", "time_2": "11:00"})
    assert Slot.objects.count() == 2


def test_month_shows_slots_and_opens_one(units, binh, activity, login, django_assert_num_queries):
    client = login(binh)
    page = client.get(at("month", units.a.pk))
    assert "Tổng vệ sinh" in page.text
    assert "Chưa báo cáo" in page.text
    assert "Báo cáo hoạt động" not in page.text
    opened = client.get(at("month", units.a.pk), {"mo": activity.pk})
    assert at("report", activity.pk) in opened.text
    for month in ("9999-99", f"2026-{'0' * 5000}1"):
        assert client.get(at("month", units.a.pk), {"thang": month}).status_code == 200
    assert "Đổi khung giờ" in page.text
    with django_assert_num_queries(11):
        client.get(at("month", units.a.pk))


def test_activity_is_planned_in_a_slot_changed_and_skipped(units, binh, slot, theme, login):
    client, day = login(binh), TUESDAY + timedelta(weeks=1)
    address = f"{at('add', units.a.pk)}?khung={slot.pk}&ngay={day}"
    form = client.get(address).context["form"]
    assert (form["on"].value(), form["place"].value()) == (day, "Hội trường")
    data = {
        "on": f"{day:%d/%m/%Y}", "theme": theme.pk, "title": "Trồng cây", "place": "Công viên",
        "form": "Ra quân", "in_charge": binh.person.pk,
    }  # fmt: skip
    assert client.post(address, data | {"title": ""}).status_code == 422
    assert client.post(address, data).status_code == 302
    made = Activity.objects.get()
    assert (made.slot, made.starts_at, made.title) == (slot, slot.starts_at, "Trồng cây")
    assert client.post(address, data).status_code == 422  # the slot is taken
    change = data | {"title": "Trồng 20 cây", "version": made.version}
    assert client.post(at("change", made.pk), change).status_code == 302
    stale = client.post(at("change", made.pk), change | {"title": "Khác"})
    assert stale.status_code == 422
    assert "Trồng 20 cây" in stale.text
    made.refresh_from_db()
    off = {"reason": "Nghỉ Tết", "version": made.version}
    assert client.post(at("skip", made.pk), off | {"reason": " "}).status_code == 422
    assert client.post(at("skip", made.pk), off).status_code == 302
    assert "Nghỉ: Nghỉ Tết" in client.get(at("month", units.a.pk)).text


def photo():
    stream = BytesIO()
    Image.new("RGB", (60, 40), "green").save(stream, "JPEG")
    return SimpleUploadedFile("anh.jpg", stream.getvalue(), "image/jpeg")


def test_attendance_then_report_with_a_photo(units, binh, dung, activity, login):
    client = login(binh)
    told = {"place": "Hội trường", "form": "Ra quân", "done": "Quét dọn", "result": "Sạch"}
    report = told | {"guests": "3", "version": activity.version}
    refused = client.post(at("report", activity.pk), report)
    assert refused.status_code == 422
    assert "Chưa ai được điểm danh" in refused.text
    page = client.get(at("attendance", activity.pk))
    assert "Hồ Gia Dung" in page.text
    key, away = f"p-{binh.person.pk}", f"p-{dung.person.pk}"
    marks = {key: "present", away: "excused"}
    assert client.post(at("attendance", activity.pk), marks).status_code == 422
    marks[f"l-{dung.person.pk}"] = "Ốm"
    assert client.post(at("attendance", activity.pk), marks).status_code == 302
    assert client.post(at("report", activity.pk), report | {"photo": photo()}).status_code == 302
    activity.refresh_from_db()
    assert (activity.state, activity.guests) == (ActivityState.REPORTED, 3)
    assert activity.photos.count() == 1
    assert set(activity.attendances.values_list("presence", flat=True)) == {
        Presence.PRESENT,
        Presence.EXCUSED,
    }
    again = client.get(at("report", activity.pk)).context["form"]
    assert again["done"].value() == "Quét dọn"


def test_what_is_no_picture_is_refused_and_nothing_is_kept(binh, dung, activity, login):
    client = login(binh)
    client.post(at("attendance", activity.pk), {f"p-{binh.person.pk}": "present"})
    bad = SimpleUploadedFile("anh.jpg", b"MZ not a picture", "image/jpeg")
    told = {
        "place": "Hội trường", "form": "Ra quân", "done": "Quét dọn", "result": "", "guests": "0",
        "version": activity.version, "photo": bad,
    }  # fmt: skip
    assert client.post(at("report", activity.pk), told).status_code == 422
    activity.refresh_from_db()
    assert activity.state == ActivityState.PLANNED


def test_month_before_is_copied(units, binh, activity, login):
    client = login(binh)
    address = at("copy_month", units.a.pk)
    client.post(address, {"thang": "2026-11"})
    copies = Activity.objects.exclude(pk=activity.pk)
    assert [one.on for one in copies] == [date(2026, 11, 10)]
    client.post(address, {"thang": "2026-11"})
    assert copies.count() == 1


def test_first_screen_asks_for_times_then_for_reports(units, binh, scheme, theme, login):
    client = login(binh)
    assert "Đăng ký khung giờ: 30 phút hành động" in client.get("/").text
    take_slots(
        units.a, by=scope_of(binh), scheme=scheme, times=[Time(2, time(16, 30))], start=TUESDAY
    )
    assert "Đăng ký khung giờ" not in client.get("/").text
    for title, days in (("Trồng cây", 1), ("Tổng vệ sinh", 0), ("Tuần sau", -7), ("Xưa", 40)):
        Activity.objects.create(
            unit=units.a, kind="scheme", theme=theme, on=TUESDAY - timedelta(days=days),
            title=title, in_charge=binh.person,
        )  # fmt: skip
        page = client.get("/").text
        assert ("Báo cáo hoạt động: Trồng cây" in page) is (title == "Trồng cây")
    assert "Báo cáo 2 hoạt động đã qua ngày" in page


def test_who_only_is_in_charge_is_asked_for_ones_own(units, binh, theme, login):
    lan = enlist("Đỗ Thị Lan", units.a2, "uv-bch", post_in=units.a)
    for user, title in ((binh, "Trồng cây"), (lan, "Tổng vệ sinh")):
        Activity.objects.create(
            unit=units.a, kind="scheme", theme=theme, title=title, in_charge=user.person,
            on=TUESDAY - timedelta(days=7 if user == binh else 0),
        )  # fmt: skip
    page = login(lan).get("/").text
    assert "Báo cáo hoạt động: Tổng vệ sinh" in page
    assert "Trồng cây" not in page
    report = at("report", Activity.objects.get(title="Tổng vệ sinh").pk)
    assert login(lan).get(report).status_code == 200
    assert (
        login(lan).get(at("report", Activity.objects.get(title="Trồng cây").pk)).status_code == 404
    )


def test_who_is_in_charge_reports_from_the_month_and_plans_nothing(units, theme, login):
    lan = enlist("Đỗ Thị Lan", units.a2, "uv-bch", post_in=units.a)
    made = Activity.objects.create(
        unit=units.a, kind="scheme", theme=theme, title="Việc", in_charge=lan.person, on=TUESDAY
    )
    page = login(lan).get(at("month", units.a.pk), {"mo": made.pk}).text
    assert at("report", made.pk) in page
    assert at("change", made.pk) not in page
    assert "Thêm hoạt động" not in page
