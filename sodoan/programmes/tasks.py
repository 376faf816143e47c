"""Long work of programmes, done by the worker. Thin: ids in, fetch, call, tell."""

import logging
from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from sodoan.access.scopes import scope_of
from sodoan.accounts.models import User
from sodoan.common.words import number
from sodoan.notices.actions import Message, notify
from sodoan.org.models import Unit
from sodoan.programmes.actions.moves import follow_members
from sodoan.programmes.actions.registration import open_enrolments
from sodoan.programmes.actions.reminders import remind_due
from sodoan.programmes.models import Plan

logger = logging.getLogger(__name__)


@app.task(name="programmes.open_drafts", queue="default")
def open_drafts(plan_id: int, unit_id: int, user_id: int, run: str) -> int:
    """Open the registration sheets of a programme below a unit; harmless to run again.

    Acts with what the user may do now. `run` names the order, so that its notice comes once.
    Returns how many sheets were opened.
    """
    plan = Plan.objects.select_related("programme").get(pk=plan_id)
    unit = Unit.objects.get(pk=unit_id)
    user = User.objects.select_related("person").get(pk=user_id)
    opened = open_enrolments(plan.programme, by=scope_of(user), unit=unit)
    title = f"Đã mở {number(opened)} phiếu đăng ký: {plan.programme.title}"
    body = f"Phiếu ở trạng thái nháp, chưa chọn sẵn nội dung nào. Đơn vị: {unit.name}."
    url = f"/ren-luyen/so-lieu/?chuong-trinh={plan.programme_id}&don-vi={unit.pk}"
    notify([user_id], Message(f"open-{plan_id}-{unit_id}-{run}", title, body, url))
    logger.info("opened %s enrolments of plan %s below unit %s", opened, plan_id, unit_id)
    return opened


@app.periodic(cron="0 0 * * *")  # midnight UTC: seven in the morning in Việt Nam
@app.task(name="programmes.remind", queueing_lock="programmes.remind")
def remind(timestamp: int) -> int:
    """Every morning: bring sheets after members who moved, then tell people what is due."""
    day = timezone.localdate(datetime.fromtimestamp(timestamp, tz=UTC))
    moved = follow_members(day)
    told = remind_due(day)
    logger.info("moved %s sheets, reminded %s people", moved, told)
    return told
