"""Step 3 for the member: self-assessment and complaint."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sodoan.programmes.models import Assessment, Complaint, Mark, Round
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>{{ 7 }}"


@pytest.fixture
def sheet(world):
    return w.enrol(world.dung, world.plan)


def url(name, row):
    return reverse(f"programmes:{name}", args=[row.pk])


def whole(sheet, **more):
    marks = {f"kq-{pledge.pk}": "met" for pledge in sheet.pledges.all()}
    return {**marks, "grade": "good", "opinion": "Đều đặn.", **more}


def test_self_assessment_waits_for_its_time(world):
    coming = w.enrol(world.dung, w.plan_of(world.commune, w.COMING))
    client = w.browser(world.dung)
    page = client.get(url("self_assess", coming), follow=True).content.decode()
    assert f"Bạn tự đánh giá từ ngày 01/10/{w.COMING}." in page
    response = client.post(url("self_assess", coming), whole(coming), headers={"X-Autosave": "1"})
    assert response.status_code == 409
    assert not Assessment.objects.exists()


def test_sheet_not_accepted_is_not_assessed(world):
    draft = w.enrol(world.dung, world.plan, state="submitted")
    page = w.browser(world.dung).post(url("self_assess", draft), whole(draft), follow=True)
    assert "chưa được duyệt nên chưa tự đánh giá được" in page.content.decode()
    assert not Assessment.objects.exists()


def test_results_sent_up_lock_the_self_assessment(world, sheet):
    w.publish(sheet)
    page = w.browser(world.dung).post(url("self_assess", sheet), whole(sheet), follow=True)
    assert "đã chuyển kết quả lên cấp trên" in page.content.decode()
    assert not Assessment.objects.exists()


def test_nothing_is_ticked_at_first_and_the_rule_explains_itself(world, sheet):
    page = w.browser(world.dung).get(url("self_assess", sheet)).content.decode()
    assert " checked" not in page
    assert "Theo số liệu hiện có" in page
    assert "Không áp dụng" not in page


def test_handing_in_names_what_is_missing_and_keeps_the_rest(world, sheet):
    client = w.browser(world.dung)
    data = whole(sheet, nut="nop")
    del data[f"kq-{sheet.pledges.first().pk}"]
    response = client.post(url("self_assess", sheet), data)
    assert response.status_code == 422
    assert "Còn 1 nội dung chưa tự đánh giá." in response.content.decode()
    assert response.content.decode().count(" checked") == 8
    response = client.post(url("self_assess", sheet), whole(sheet, nut="nop", grade=""))
    assert "Bạn chọn mức tự xếp loại." in response.content.decode()
    assert not Assessment.objects.filter(submitted_at__isnull=False).exists()


@pytest.mark.parametrize(("field", "value"), [("grade", "vua_vua"), ("first", "not_applicable")])
def test_choices_outside_the_list_are_refused(world, sheet, field, value):
    key = f"kq-{sheet.pledges.first().pk}" if field == "first" else field
    data = whole(sheet, **{key: value})
    assert w.browser(world.dung).post(url("self_assess", sheet), data).status_code == 422
    assert not Mark.objects.exists()


def test_draft_saves_itself_and_is_handed_in(world, sheet):
    client = w.browser(world.dung)
    first = sheet.pledges.first()
    part = {f"kq-{first.pk}": "partly", f"gt-{first.pk}": SCRIPT}
    response = client.post(url("self_assess", sheet), part, headers={"X-Autosave": "1"})
    assert (response.status_code, response.content) == (204, b"")
    page = client.get(url("self_assess", sheet)).content.decode()
    assert page.count(" checked") == 1
    assert "<script>alert" not in page
    response = client.post(url("self_assess", sheet), whole(sheet, nut="nop"))
    assert response.url == url("sheet", sheet)
    own = sheet.assessments.get()
    assert (own.grade_key, own.is_on_behalf, own.submitted_at is None) == ("good", False, False)
    assert own.marks.count() == 8


def test_secretary_entering_from_paper_is_marked(world, sheet):
    client = w.browser(world.an)
    assert "Nhập hộ từ phiếu giấy." in client.get(url("self_assess", sheet)).content.decode()
    client.post(url("self_assess", sheet), whole(sheet, nut="nop"))
    assert sheet.assessments.get().is_on_behalf


def test_self_assessment_costs_the_same_with_evidence(world, sheet, django_assert_num_queries):
    client = w.browser(world.dung)
    client.get(url("self_assess", sheet))
    with django_assert_num_queries(23):
        client.get(url("self_assess", sheet))
    for pledge in sheet.pledges.all():
        w.prove(pledge)
    with django_assert_num_queries(23):
        client.get(url("self_assess", sheet))


@pytest.mark.parametrize("who", ["hoa", "chi", "an", "binh"])
def test_only_the_member_contests_a_result(world, sheet, who):
    result = w.publish(sheet)
    client = w.browser(getattr(world, who))
    assert client.get(url("complain", result)).status_code == 404
    assert client.post(url("complain", result), {"text": "Sai"}).status_code == 404
    assert not Complaint.objects.exists()


def test_result_not_published_cannot_be_contested(world, sheet):
    sent = Round.objects.create(
        programme=sheet.programme,
        plan=sheet.plan,
        unit=sheet.unit,
        block=sheet.unit.block,
        approver=world.commune,
        state="sent",
    )
    draft = sent.results.create(enrolment=sheet, population="rated", state="proposed")
    assert w.browser(world.dung).get(url("complain", draft)).status_code == 404


def test_complaint_after_the_last_day_is_refused(world, sheet):
    late = timezone.now() - timedelta(days=16)
    result = w.publish(sheet, published_at=late)
    client = w.browser(world.dung)
    assert "Hạn khiếu nại đã hết" in client.get(url("complain", result)).content.decode()
    response = client.post(url("complain", result), {"text": "Chưa đúng"})
    assert response.status_code == 422
    assert not Complaint.objects.exists()


def test_complaint_on_the_last_day_is_kept_and_its_deadline_shown(world, sheet):
    result = w.publish(sheet, published_at=timezone.now() - timedelta(days=15))
    client = w.browser(world.dung)
    assert client.post(url("complain", result), {"text": "  "}).status_code == 422
    assert client.post(url("complain", result), {"text": SCRIPT}).status_code == 302
    page = client.get(url("complain", result)).content.decode()
    complaint = Complaint.objects.get()
    assert f"Hạn trả lời: {complaint.due_on:%d/%m/%Y}" in page
    assert "<script>alert" not in page
    assert 'name="text"' not in page  # one at a time
    assert client.post(url("complain", result), {"text": "Lần nữa"}).status_code == 422
    assert Complaint.objects.count() == 1
