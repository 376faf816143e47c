"""What a story stands on: a served site, a phone and a laptop, a camera for the handbook."""

import os
from contextlib import ExitStack
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from tests.windows import LAPTOP, PHONE, REFUSED

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "huong-dan" / "anh"


@pytest.fixture
def open_page(window):
    """`open_page(PHONE)` gives a signed-out visitor's page."""

    def open_at(size, **options):
        return window(size, excused=[REFUSED], locale="vi-VN", **options)

    return open_at


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
