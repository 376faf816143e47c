"""A headless Chromium for the browser stories: the machine's own, else Playwright's download.

`python -m tests.stories.browser` makes one available if it can (`make test` does this first).
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, expect, sync_playwright

# The first that there is. A headless shell is the same browser without window, tabs and address
# bar, which nobody sees here: the browser's own process does half the work.
_SHELL = "chromium-headless-shell"
_NAMES = (
    _SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
)  # fmt: skip
# What a window of Chromium would load besides the page: two pages for the suggestions under its
# address bar alone, a third of a second of work. Playwright's own list gives way to this one, so
# what matters here of that one is said again.
_LEFT_OUT = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "PreloadTopChromeWebUI",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding",
    "PreconnectToSearch",
)  # fmt: skip
_FLAGS = [
    f"--disable-features={','.join(_LEFT_OUT)}",
    "--js-flags=--no-maglev --no-turbofan",  # no page lives long enough for the better code to pay
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000  # ms that a busy machine may take to answer a click
CANNOT = "Không có trình duyệt Chromium và không cài được: các câu chuyện trên trình duyệt bị bỏ."


expect.set_options(timeout=PATIENCE)


@cache
def executable() -> str | None:
    """The path of a Chromium on this machine, or None."""
    installed = (path for name in _NAMES if (path := shutil.which(name)) and _starts(path))
    return next(installed, None) or _downloaded()


def _starts(path: str) -> bool:
    """Ubuntu's `chromium-browser` without snap is a note that says to install it."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _downloaded() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open a browser that talks to nobody but the page. Raises Playwright's Error without one."""
    with sync_playwright() as playwright, launch(playwright.chromium) as browser:
        yield browser


def launch(kind: BrowserType, *, remembers_pages: bool = False) -> Browser:
    """Start a browser, for the caller to close.

    `remembers_pages`: the Back button shows pages from memory, as at home (Playwright refuses).
    """
    left_out = ["--disable-back-forward-cache"] if remembers_pages else None
    return kind.launch(executable_path=executable(), args=_FLAGS, ignore_default_args=left_out)


def install() -> str | None:
    """Get a Chromium: from the distribution when we are root, else Playwright's own."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _try("apt-get", "update", "-q")
        for package in (_SHELL, "chromium"):
            _try("apt-get", "install", "-q", "-y", "--no-install-recommends", package)
            executable.cache_clear()
            if found := executable():
                return found
    needs = ["--with-deps"] if os.geteuid() == 0 else []
    _try(sys.executable, "-m", "playwright", "install", *needs, "chromium")
    executable.cache_clear()
    return executable()


def _try(*command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)


def main() -> int:
    """Say which browser the stories will use; fail only where every story must run."""
    if found := executable() or install():
        print(f"Trình duyệt cho kiểm thử: {found}")
        return 0
    print(f"\n*** {CANNOT} ***\n", file=sys.stderr)
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
