"""What every test stands on: a running database, clean logs, no network but this machine's."""

import gc
import logging
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import hypothesis
import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandlerMixin
from django.test import TransactionTestCase

from config.database import database_url, ensure_running
from tests.database import empty, prepare
from tests.stories.browser import CANNOT, executable

SKIPPED_STORIES = pytest.StashKey[int]()
# Nothing in a test may depend on how busy the machine is.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
pytest_plugins = ["tests.cast", "tests.windows"]

# Modules whose single tests take seconds, the longest first; one process begins with the second,
# which needs no test database while the other makes the template of both.
LONG = (
    "tests/access/test_foreign_ids.py",
    "tests/config/test_embedded_server.py",
    "tests/stories/",
    "tests/cli/",
    "tests/demo/",
    "tests/programmes/test_branch_browser.py",
    "tests/programmes/test_member_browser.py",
    "tests/imports/test_imports_browser.py",
    "tests/common/test_ui_browser.py",
    "tests/accounts/test_accounts_browser.py",
)
LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Long tests first; without a browser no stories."""
    _spread(items)
    _excuse_stories(config, items)


def _spread(items):
    """Give each of two processes half of the long tests to begin with.

    So that at the end there are short ones to share out. The order of the others stays.
    """
    long = [item for start in LONG for item in items if item.nodeid.startswith(start)]
    short = [item for item in items if not item.nodeid.startswith(LONG)]
    modules = list(dict.fromkeys(item.path for item in long))
    mine = [item for item in long if modules.index(item.path) % 2 == 0]
    theirs = [item for item in long if modules.index(item.path) % 2]
    cut = len(items) // 2 - len(mine)
    items[:] = [*mine, *short[:cut], *theirs, *short[cut:]]


def _excuse_stories(config, items):
    """Without a browser the stories cannot run: skip them loudly, fail where all must run."""
    stories = [item for item in items if item.get_closest_marker("story")]
    if not stories or executable():
        return
    if os.environ.get("CI") == "true":
        raise pytest.UsageError(CANNOT)
    for item in stories:
        item.add_marker(pytest.mark.skip(reason=CANNOT))
    config.stash[SKIPPED_STORIES] = len(stories)


def pytest_collection_finish(session):
    """What is loaded by now stays: the collector of garbage need not look at it again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter, config):
    if count := config.stash.get(SKIPPED_STORIES, 0):
        terminalreporter.section(f"{count} stories skipped", red=True, bold=True)
        terminalreporter.line(CANNOT)


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Start the server when the first test needs it, with a database of this process's own."""
    ensure_running(settings.SODOAN_DATA, durable=False)
    prepare(settings.DATABASES["default"])
    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: empty() or flush(case)


@pytest.fixture
def test_database_url(db):
    """`DATABASE_URL` of this test's database, for processes that a test starts."""
    from django.db import connection

    return database_url(connection.settings_dict)


@pytest.fixture
def empty_queue(transactional_db):
    """No jobs of earlier tests: Django does not flush tables that it does not manage."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def run_jobs(empty_queue):
    """`run_jobs()` does what waits in the queue, as `sodoan worker --once` would."""
    from procrastinate.contrib.django import app

    def work():
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    def run():
        with ThreadPoolExecutor(1) as elsewhere:  # a story's browser occupies this thread's loop
            elsewhere.submit(work).result()

    return run


@pytest.fixture(autouse=True)
def _no_error_logs(request, caplog):
    """A log line at ERROR or above fails the test, unless it is marked `error_logs`."""
    yield
    if request.node.get_closest_marker("error_logs"):
        return
    loud = [r for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    assert not loud, f"logged: {[record.getMessage() for record in loud]}"


@pytest.fixture(autouse=True, scope="session")
def _only_this_machine():
    """Refuse connections to any other machine."""
    patch = pytest.MonkeyPatch()
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _files_are_kept():
    """Browsers keep style sheets, scripts and fonts, as from the real site (named by content)."""
    patch = pytest.MonkeyPatch()
    serve = StaticFilesHandlerMixin.serve

    def kept(self, request):
        answer = serve(self, request)
        answer["Cache-Control"] = "max-age=315360000"  # the days of stories lie years back
        return answer

    patch.setattr(StaticFilesHandlerMixin, "serve", kept)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _site_at_rest(request):
    """Let the served site finish what a closed browser asked for, before tables are emptied."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("live_server")
    yield
    until = time.monotonic() + 5
    quiet = 0
    while quiet < 3 and time.monotonic() < until:
        time.sleep(0.02)
        quiet = 0 if _is_answering() else quiet + 1


def _is_answering():
    """Whether the served site still talks to a browser: every connection has a thread there."""
    return any("process_request_thread" in thread.name for thread in threading.enumerate())
