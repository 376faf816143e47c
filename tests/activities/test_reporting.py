"""Reports and attendance: what is refused, what is kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from sodoan.activities.actions.planning import StaleError, skip_activity
from sodoan.activities.actions.reporting import Present, Report, mark_attendance, report_activity
from sodoan.activities.choices import ActivityState, Presence
from sodoan.activities.models import Activity, Attendance
from tests.cast import enlist

pytestmark = pytest.mark.django_db
REPORT = Report("Hội trường", "Ra quân", "Quét dọn ba tầng", "Sạch", guests=2)


@pytest.fixture
def there(binh, scope, activity, dung):
    """binh is there, dung is away for a reason."""
    people = {
        binh.person.pk: Present(Presence.PRESENT),
        dung.person.pk: Present(Presence.EXCUSED, "Trực đêm"),
    }
    mark_attendance(activity, by=scope(binh), people=people)
    return activity


def test_report_is_refused_to_a_stranger(chi, scope, activity):
    with pytest.raises(PermissionDenied):
        report_activity(activity, by=scope(chi), report=REPORT, version=1)


def test_nothing_is_told_before_the_day(binh, scope, activity):
    Activity.objects.filter(pk=activity.pk).update(slot=None, on=scope(binh).on + timedelta(days=1))
    activity.refresh_from_db()
    for act in (
        lambda: mark_attendance(activity, by=scope(binh), people={}),
        lambda: report_activity(activity, by=scope(binh), report=REPORT, version=1),
    ):
        with pytest.raises(ValidationError, match="chưa diễn ra"):
            act()


def test_report_is_refused_while_nobody_was_there(binh, scope, activity):
    with pytest.raises(ValidationError, match="điểm danh"):
        report_activity(activity, by=scope(binh), report=REPORT, version=1)


def test_report_of_a_skipped_activity_is_refused(binh, scope, there):
    skip_activity(there, by=scope(binh), reason="Mưa bão", version=1)
    with pytest.raises(ValidationError, match="nghỉ"):
        report_activity(there, by=scope(binh), report=REPORT, version=2)


def test_strangers_are_not_counted(binh, chi, scope, activity):
    with pytest.raises(ValidationError, match="không sinh hoạt"):
        mark_attendance(activity, by=scope(binh), people={chi.person.pk: Present(Presence.PRESENT)})


def test_excused_needs_its_reason(binh, scope, activity, there):
    with pytest.raises(ValidationError, match="lý do"):
        mark_attendance(
            activity, by=scope(binh), people={binh.person.pk: Present(Presence.EXCUSED)}
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.filter(presence=Presence.EXCUSED).update(reason="")


def test_marking_again_changes_only_who_is_named(binh, dung, scope, there):
    mark_attendance(there, by=scope(binh), people={dung.person.pk: Present(Presence.PRESENT)})
    assert dict(there.attendances.values_list("person", "presence")) == {
        binh.person.pk: "present",
        dung.person.pk: "present",
    }
    assert set(there.attendances.values_list("reason", flat=True)) == {""}


def test_report_is_kept_and_may_be_corrected(binh, scope, there):
    told = report_activity(there, by=scope(binh), report=REPORT, version=1)
    assert (told.state, told.version, told.reported_by) == (ActivityState.REPORTED, 2, binh)
    with pytest.raises(StaleError):
        report_activity(there, by=scope(binh), report=REPORT, version=1)
    again = Report("Sân trường", "Ra quân", "Quét sân", "")
    assert report_activity(there, by=scope(binh), report=again, version=2).place == "Sân trường"


def test_whoever_is_in_charge_reports_without_the_capability(units, scope, there, theme):
    member = enlist("Mai Thị Ủy", units.a2, "uv-bch", post_in=units.a)
    Activity.objects.filter(pk=there.pk).update(in_charge=member.person)
    told = report_activity(there, by=scope(member), report=REPORT, version=1)
    assert told.state == ActivityState.REPORTED
