"""The branch changes a member's category mid-year: a reason, both versions, the member is told."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from sodoan.notices.models import Notice
from sodoan.people.models import Person
from sodoan.programmes.actions.amending import change_category
from sodoan.programmes.actions.registration import set_category
from sodoan.programmes.models import Amendment
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
WHY = "Tốt nghiệp, đi làm từ tháng 7."


def change(world, sheet, by=None, category="student", reason=WHY):
    return change_category(sheet, by=w.scope(by or world.an), category=category, reason=reason)


def test_strangers_the_member_and_the_secretarys_own_sheet_are_refused(world):
    sheet, own = w.enrol(world.dung, world.plan), w.enrol(world.an, world.plan)
    for user, row in ((world.chi, sheet), (world.dung, sheet), (world.an, own)):
        with pytest.raises(PermissionDenied):
            change(world, row, by=user)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"reason": " "}, "ghi lý do"),
        ({"category": "astronaut"}, "không có trong chương trình"),
        ({"category": "worker"}, "đang ghi trên phiếu"),
    ],
)
def test_no_reason_unknown_or_same_category_is_refused(world, facts, words):
    with pytest.raises(ValidationError, match=words):
        change(world, w.enrol(world.dung, world.plan), **facts)


def test_open_sheet_waiting_change_and_sent_result_are_refused(world):
    with pytest.raises(ValidationError, match="ngay trên phiếu"):
        change(world, w.enrol(world.hoa, world.plan, state="draft"))
    sheet = w.enrol(world.dung, world.plan)
    asked = Amendment.objects.create(enrolment=sheet, reason="Đổi việc", before=[], after=[])
    with pytest.raises(ValidationError, match="chờ duyệt"):
        change(world, sheet)
    asked.delete()
    w.publish(sheet)
    with pytest.raises(ValidationError, match="chuyển lên cấp trên"):
        change(world, sheet)


def test_set_category_takes_the_programmes_own_only(world):
    sheet = w.enrol(world.dung, world.plan, state="draft")
    with pytest.raises(ValidationError, match="không có trong chương trình"):
        set_category(sheet, by=w.scope(world.dung), category="astronaut")


def test_change_keeps_both_versions_and_tells_the_member(world):
    sheet = w.enrol(world.dung, world.plan)
    page = reverse("programmes:change_category", args=[sheet.pk])
    assert w.browser(world.an).post(page, {"category": "student"}).status_code == 422
    done = w.browser(world.an).post(page, {"category": "student", "reason": WHY})
    assert done.status_code == 302
    sheet.refresh_from_db()
    assert (sheet.category, sheet.version, sheet.state) == ("student", 2, "accepted")
    kept = sheet.amendments.get()
    assert (kept.old_category, kept.new_category, kept.state) == ("worker", "student", "accepted")
    assert kept.before == kept.after
    assert Person.objects.get(user=world.dung).category == "student"
    assert len(kept.before) == sheet.pledges.count()
    assert Notice.objects.filter(user=world.dung, title__contains="Học sinh, sinh viên").exists()
    seen = w.browser(world.dung).get(reverse("programmes:sheet", args=[sheet.pk])).content.decode()
    assert "Công nhân, lao động → Học sinh, sinh viên." in seen
    assert WHY in seen


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE programmes_amendment SET new_category = 'worker', old_category = 'worker'",
        "UPDATE programmes_amendment SET reason = ''",
    ],
)
def test_database_refuses_a_change_to_the_same_or_for_no_reason(world, sql):
    change(world, w.enrol(world.dung, world.plan))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
