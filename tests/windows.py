"""Windows of a real browser on the served site, for every test that looks at pages."""

import pytest

from tests.stories.browser import PATIENCE, chromium

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}
EXPLAINED = "status of 422"


@pytest.fixture(scope="module")
def browser():
    """A running browser.

    Of a module, so that it stands before the test's connections, which belong to Playwright's
    running loop; not longer, for asyncio.run() is impossible meanwhile.
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
    `excused` is what the page explains itself, besides a form sent back (422).
    """
    complaints, contexts = [], []

    def open_at(size, *, user=None, excused=EXPLAINED, **options):
        options = {"viewport": size, "base_url": live_server.url, **options}
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if user is not None:
            context.add_cookies([_session(user, live_server.url)])
        page = context.new_page()

        def complain(text):
            if EXPLAINED not in text and excused not in text:
                complaints.append(text)

        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: m.type in {"error", "warning"} and complain(m.text))
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []


def _session(user, url):
    from django.test import Client

    client = Client()
    client.force_login(user)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}
