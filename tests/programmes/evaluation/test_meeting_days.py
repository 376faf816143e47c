"""The heading of a meeting and what must be true of it: its day, and who leads and writes there."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from sodoan.programmes.actions import meetings, rounds
from sodoan.programmes.models import Meeting, Round
from tests.programmes import world as w
from tests.programmes.crowd import convened, opened, seated, url

pytestmark = pytest.mark.django_db


def heading(world, **over):
    return {
        "day": "18/10/2025", "time": "19h00", "place": "Nhà văn hóa khu phố 1",
        "chair": world.an.person.pk, "secretary": world.dung.person.pk,
    } | over  # fmt: skip


def days_from_today(days):
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


def attend(world, *absent):
    people = (world.an.person, world.dung.person, world.hoa.person)
    marks = {f"p-{one.pk}": "absent" if one.pk in absent else "present" for one in people}
    return marks | {f"l-{one.pk}": "" for one in people}


def test_day_before_the_evaluation_is_refused_at_its_field_and_opens_nothing(world, an, branch):
    answer = an.post(url(world, "round"), heading(world, day="30/9/2025"))
    assert answer.status_code == 422
    assert "Kỳ đánh giá bắt đầu ngày 01/10/2025" in answer.context["form"].errors["day"][0]
    assert not Round.objects.exists()
    assert an.post(url(world, "round"), heading(world, day="1/10/2025")).status_code == 302


def test_meeting_called_for_a_day_to_come_has_no_attendance_before_it(world, an, branch):
    assert an.post(url(world, "round"), heading(world, day=days_from_today(1))).status_code == 302
    answer = an.post(url(world, "attendance"), attend(world))
    assert answer.status_code == 422
    assert "chưa tới. Đồng chí điểm danh khi họp" in answer.text
    assert not Meeting.objects.get().attendances.exists()
    an.post(url(world, "round"), heading(world, day=days_from_today(0)))
    assert an.post(url(world, "attendance"), attend(world)).status_code == 302


def test_meeting_that_was_held_is_not_put_off_to_a_day_to_come(world, an, meeting):
    answer = an.post(url(world, "round"), heading(world, day=days_from_today(1)))
    assert answer.status_code == 422
    assert "không thể sau hôm nay" in answer.context["form"].errors["day"][0]
    assert timezone.localdate(Meeting.objects.get().held_at).year == 2025


@pytest.mark.parametrize(("minutes", "kept"), [(-1, False), (0, False), (1, True)])
def test_the_next_meeting_comes_after_the_one_before(world, meeting, minutes, kept):
    meetings.meet_again(Round.objects.get(), by=w.scope(world.an), reason="Biểu quyết lại")
    held_at = meeting.held_at + timedelta(minutes=minutes)
    words = {"place": "Nhà văn hóa", "chair": None, "secretary": None}
    if not kept:
        with pytest.raises(ValidationError, match=r"phải sau họp lần 1 \(18/10/2025 19:00\)"):
            rounds.save_meeting(meeting.round, by=w.scope(world.an), held_at=held_at, **words)
        return
    rounds.save_meeting(meeting.round, by=w.scope(world.an), held_at=held_at, **words)
    assert Meeting.objects.get(number=2).held_at == held_at


def test_who_writes_the_minutes_is_not_absent(world, an, branch):
    convened(world, opened(world))
    refused = an.post(url(world, "attendance"), attend(world, world.dung.person.pk))
    assert refused.status_code == 422
    assert "Hồ Gia Dung ghi biên bản cuộc họp thì phải có mặt" in refused.text
    an.post(url(world, "attendance"), attend(world, world.hoa.person.pk))
    refused = an.post(url(world, "round"), heading(world, secretary=world.hoa.person.pk))
    assert "Đỗ Mỹ Hoa ghi biên bản" in refused.context["form"].errors["secretary"][0]
    assert Meeting.objects.get().secretary == world.dung.person


def test_hour_of_a_meeting_of_today_may_be_corrected_later(world, an, branch):
    convened(world, opened(world))
    an.post(url(world, "round"), heading(world, day=days_from_today(0), time="00:01"))
    seated(world, Meeting.objects.get(), 3)
    assert an.post(
        url(world, "round"), heading(world, day=days_from_today(0), time="23h59")
    ).status_code == 302  # fmt: skip
    held = timezone.localtime(Meeting.objects.get().held_at)
    assert held == timezone.make_aware(datetime.combine(timezone.localdate(), held.time()))
    assert f"{held:%H:%M}" == "23:59"
