"""What every story does with a screen: sign in on it, look at it, download from it."""

from pathlib import Path

from playwright.sync_api import Page, expect

from sodoan.accounts.models import User
from tests.factories.accounts import PASSWORD
from tests.stories.axe import assert_accessible

_WIDTH = "document.documentElement.scrollWidth"
SIGN_IN = "main form[method=post]:not([data-passkey]) button[type=submit]"


def sign_in(page: Page, who: User | str, password: str = PASSWORD) -> None:
    """Sign in through the real form, as somebody else than before if need be."""
    page.context.clear_cookies()
    page.goto("/dang-nhap/")
    page.get_by_label("Số điện thoại, thư điện tử hoặc mã tài khoản").fill(
        who if isinstance(who, str) else who.code
    )
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.locator(SIGN_IN).click()
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def settle(page: Page) -> None:
    """Wait until all of a screen is there: the page, its fonts, what a script has asked for."""
    page.wait_for_load_state()
    expect(page.locator(".htmx-request, [data-keeping]")).to_have_count(0)
    page.evaluate("document.fonts.ready.then(() => true)")


def look(page: Page) -> None:
    """Check a screen once it has settled."""
    settle(page)
    examine(page)


def examine(page: Page) -> None:
    """Check a loaded page: nothing that axe complains about, no sideways scroll here and at 320 px.

    320 px is 200 % zoom of a small window (WCAG reflow).
    """
    size = page.viewport_size
    assert size is not None
    for width in (320, size["width"]):
        page.set_viewport_size({"width": width, "height": size["height"]})
        wide = page.evaluate(_WIDTH)
        assert wide <= width, f"{page.url} is {wide} px wide on a window of {width} px"
    assert_accessible(page)


def download(page: Page, link: str) -> tuple[str, bytes]:
    """Click a link by its words; return the file's name and content."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).first.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()
