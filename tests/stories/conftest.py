"""What a story stands on: a served site, a phone and a laptop, a camera for the handbook."""

import os
from contextlib import ExitStack
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from tests.stories.browser import PATIENCE, chromium

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "huong-dan" / "anh"


@pytest.fixture(scope="module")  # not longer: asyncio.run() is impossible meanwhile
def _browser():
    # Playwright's loop runs in this thread, which makes Django think that it is asynchronous code.
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as opened:
        yield opened
    patch.undo()


@pytest.fixture
def open_page(_browser, live_server):
    """`open_page(PHONE)` gives a signed-out visitor's page; what its console says fails the test.

    Addresses are relative to the site: `page.goto("/dang-nhap/")`.
    """
    complaints, contexts = [], []

    def hear(message):
        refused = "status of 422" in message.text  # a form sent back, which the page explains
        if message.type in {"error", "warning"} and not refused:
            complaints.append(message.text)

    def open_at(viewport, **options):
        context = _browser.new_context(
            viewport=viewport, base_url=live_server.url, locale="vi-VN", **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", hear)
        return page

    yield open_at
    for context in contexts:
        for page in context.pages:  # the site must be at rest when the tables are emptied
            page.wait_for_load_state("networkidle")
        context.close()
    assert complaints == []


@pytest.fixture
def phone(open_page):
    """A visitor on a phone of 360 × 740."""
    return open_page(PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def laptop(open_page):
    """A visitor on a laptop of 1280 × 800."""
    return open_page(LAPTOP)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    """Photos and lists that a story hands in go to a folder of its own."""
    settings.SODOAN_DATA = tmp_path / "data"


@pytest.fixture
def on():
    """`on(day)`: from now it is that evening in Việt Nam, for the site as well."""
    with ExitStack() as stack:

        def travel(day):
            stack.close()
            evening = timezone.make_aware(datetime.combine(day, time(19, 30)))
            stack.enter_context(time_machine.travel(evening.astimezone(UTC)))

        yield travel


@pytest.fixture
def picture():
    """`picture(page, "doan-vien-dang-ky")` takes a handbook picture, when SODOAN_SHOTS=1."""

    def take(page, name, *, full_page=False):
        if os.environ.get("SODOAN_SHOTS") == "1":
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(
                path=PICTURES / f"{name}.png", full_page=full_page, animations="disabled"
            )

    return take
