"""Windows of a real browser on the served site, for every test that looks at pages."""

import pytest
from django.test import Client

from tests.stories.browser import PATIENCE, chromium
from tests.stories.screens import settle

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}
REFUSED = "status of 422"  # a form sent back, which the page explains
# Without a signal: what was asked for, and the worker the browser looks for by itself.
NO_SIGNAL = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "error occurred when fetching the script")


@pytest.fixture(scope="module")
def browser(django_db_setup):
    """A running browser.

    Of a module, so that it stands before the test's connections, which belong to Playwright's
    running loop; not longer, for asyncio.run() is impossible meanwhile. The database stands before
    it: who made it takes it away, when the loop is gone.
    """
    # That loop runs in this thread, which makes Django think that it is asynchronous code.
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as opened:
        yield opened
    patch.undo()


@pytest.fixture
def window(browser, live_server):
    """`window(PHONE)` gives an empty page; what its console says fails the test.

    Addresses are relative to the site: `page.goto("/dang-nhap/")`. `user` is signed in already.
    `excused` are parts of messages about what the page explains itself.
    """
    complaints, contexts = [], []

    def open_at(size, *, user=None, excused=(), **options):
        options = {"viewport": size, "base_url": live_server.url, **options}
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if user is not None:
            context.add_cookies([_session(user, live_server.url)])
        page = context.new_page()

        def complain(text):
            if not any(part in text for part in excused):
                complaints.append(text)

        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: m.type in {"error", "warning"} and complain(m.text))
        return page

    yield open_at
    for context in contexts:
        for page in context.pages:  # what is on its way may still complain
            settle(page)
        context.close()
    assert complaints == []


def _session(user, url):
    client = Client()
    client.force_login(user)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}
