"""The pages: opening, the sample, a verdict, findings, answers, settling, the end."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sodoan.inspections.actions.checking import raise_finding
from sodoan.inspections.actions.opening import open_inspection
from sodoan.inspections.models import Finding, Inspection, SampleItem
from tests.inspections.conftest import FIRST, TODAY, reported, wanted
from tests.listed import keeps_its_promises

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"inspections:{name}", args=args)


def proof():
    return SimpleUploadedFile("minh-chung.pdf", b"%PDF-1.4\n%%EOF\n")


def test_one_walk_from_drawing_to_closed(units, held, kiem, binh, login):
    client = login(kiem)
    page = client.get(at("new"))
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields} | {
        "title": "Kiểm tra quý", "kind": "check",
        "target": units.t.pk, "people": [kiem.person.pk], "size": 2,
        "first": "01/10/2026", "last": "31/10/2026",
        "starts_on": f"{TODAY:%d/%m/%Y}", "ends_on": f"{TODAY:%d/%m/%Y}",
    }  # fmt: skip
    assert client.post(at("new"), data | {"people": []}).status_code == 422
    assert client.post(at("new"), data | {"last": "01/09/2026"}).status_code == 422
    answer = client.post(at("new"), data)
    made = Inspection.objects.get()
    assert answer.url == at("inspection", made.pk)
    page = client.get(answer.url)
    assert made.seed in page.text
    assert "Rút 2 trong 5 hoạt động" in page.text
    assert "ra đúng 2 hoạt động" in client.get(answer.url, {"rut-lai": "1"}).text
    first, second = made.sample.all()
    assert client.post(at("item", first.pk), {"verdict": "differs"}).status_code == 422
    answer = client.post(at("item", first.pk), {"verdict": "differs", "note": "Vắng.",
                                                "proof": proof()})  # fmt: skip
    assert answer.url == f"{at('add_finding', made.pk)}?mau={first.pk}"
    assert b"".join(client.get(at("item_file", first.pk))).startswith(b"%PDF")
    page = client.get(answer.url)
    data = {name: page.context["form"][name].value() for name in ("text",)}
    data |= {"unit": first.activity.unit_id, "due_on": "2020-01-01"}
    assert client.post(answer.url, data).status_code == 422
    answer = client.post(answer.url, data | {"due_on": f"{TODAY:%d/%m/%Y}"})
    assert answer.url == at("inspection", made.pk)
    answer = client.post(at("item", second.pk), {"verdict": "matches"})
    assert answer.url == at("inspection", made.pk)
    assert client.post(at("conclude", made.pk), {"conclusion": ""}).status_code == 422
    client.post(at("conclude", made.pk), {"conclusion": "Cơ bản đúng."})
    assert "Cơ bản đúng." in client.get(at("inspection", made.pk)).text
    assert Finding.objects.get().state == "open"


@pytest.fixture
def finding(units, binh, inspection, kiem, scope):
    return raise_finding(inspection, by=scope(kiem), unit=units.a, text="Thiếu ảnh.", due_on=TODAY)


def test_unit_answers_and_inspector_settles(finding, binh, kiem, chi, login):
    page, unit, inspector = at("finding", finding.pk), login(binh), login(kiem)
    assert login(chi).get(page).status_code == 404
    assert "Gửi báo cáo khắc phục" in unit.get(page).text
    assert "Gửi báo cáo khắc phục" not in inspector.get(page).text
    assert unit.post(at("answer", finding.pk), {"text": "Xong"}).status_code == 422
    unit.post(at("answer", finding.pk), {"text": "Xong", "proof": proof()})
    assert inspector.post(at("settle", finding.pk), {"viec": "tra-lai"}).status_code == 422
    assert unit.post(at("settle", finding.pk), {"viec": "dong"}).status_code == 403
    assert "Xác nhận đã khắc phục" in inspector.get(page).text
    step = finding.steps.get(deed="answered")
    assert login(chi).get(at("finding_file", step.pk)).status_code == 404
    assert b"".join(inspector.get(at("finding_file", step.pk))).startswith(b"%PDF")
    inspector.post(at("settle", finding.pk), {"viec": "dong"})
    finding.refresh_from_db()
    assert finding.state == "closed"


def test_home_leads_each_to_their_list(finding, kiem, binh, dung, login):
    assert list(login(kiem).get(at("home")).context["list"].rows) == [finding.inspection]
    assert list(login(binh).get(at("findings")).context["list"].rows) == [finding]
    assert login(dung).get(at("home")).status_code == 403


def test_cancelled_stays_in_the_list(inspection, kiem, login):
    client = login(kiem)
    assert client.post(at("cancel", inspection.pk), {"reason": ""}).status_code == 422
    client.post(at("cancel", inspection.pk), {"reason": "Trùng lịch"})
    assert "Trùng lịch" in client.get(at("inspection", inspection.pk)).text
    assert "Đã hủy" in client.get(at("home")).text


def test_lists_keep_their_promises(units, finding, inspection, kiem, scope, login):
    open_inspection(units.t, by=scope(kiem), wanted=wanted(units, kiem, title="Giám sát quý"))
    raise_finding(inspection, by=scope(kiem), unit=units.b, text="Sai.", due_on=TODAY)
    client = login(kiem)
    keeps_its_promises(client, at("findings"), 0, lambda one: one.unit.name)
    keeps_its_promises(client, at("home"), 1, lambda one: one.title)


@pytest.mark.parametrize("count", [3, 300])
def test_lists_cost_the_same(
    units, theme, inspection, kiem, login, count, django_assert_num_queries
):
    rows = [reported(units.a, theme, FIRST, starts_at=f"{n % 24:02}:00") for n in range(count)]
    SampleItem.objects.bulk_create(
        SampleItem(inspection=inspection, activity=one, position=place)
        for place, one in enumerate(rows, start=10)
    )
    Finding.objects.bulk_create(
        Finding(inspection=inspection, unit=units.a, text=f"Sai {n}", due_on=TODAY)
        for n in range(count)
    )
    client = login(kiem)
    client.get(at("home"))
    for page, cost in ((at("inspection", inspection.pk), 10), (at("findings"), 6), (at("home"), 7)):
        with django_assert_num_queries(cost):
            client.get(page, {"co": 200})
