"""Accessibility of a page, checked by axe-core (vendored, version in VENDOR.md)."""

from typing import Any

from playwright.sync_api import Page

_AXE = "/static/axe/axe.min.js"  # the settings of tests serve it
# Only what is wrong comes back: the list of what is right is long.
_RUN = "async options => (await axe.run(document, options)).violations"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[dict[str, Any]]:
    """Return what axe finds against WCAG 2.2 AA and good practice on the page as it is now.

    The script comes from the site, as the page's own strict CSP wants. It looks at the whole page
    at once: sticky bars otherwise cover what a person would scroll into view.
    """
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(url=_AXE)
    seen = page.viewport_size
    assert seen is not None  # every story sets one
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": seen["width"], "height": height + seen["height"]})
    options = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate(_RUN, options)
    page.set_viewport_size(seen)
    return found


def assert_accessible(page: Page) -> None:
    """Fail with rule, element and advice for everything axe finds."""
    lines = [
        f"{finding['id']} ({finding['impact']}): {finding['help']}\n    {node['html'][:200]}"
        f"\n    {node['failureSummary']}"
        for finding in violations(page)
        for node in finding["nodes"]
    ]
    assert not lines, f"{page.url}\n" + "\n".join(lines)
