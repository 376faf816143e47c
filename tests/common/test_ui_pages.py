"""The kit page, error pages, and the promises of the front end: strict CSP, small, licensed."""

import re
from pathlib import Path

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.template.loader import render_to_string
from django.test import RequestFactory

from sodoan.common.ui import steps, toast

ROOT = Path(__file__).resolve().parents[2]
COMMON = ROOT / "sodoan" / "common"
STATIC = COMMON / "static"
TEMPLATES = sorted((ROOT / "sodoan").rglob("templates/**/*.html"))
COMPONENTS = sorted(path.stem for path in (COMMON / "templates" / "cotton").glob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_template_keeps_to_the_strict_csp(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+\s*=", re.sub(r"{%.*?%}", "", text))
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "hx-on" not in text
    assert "javascript:" not in text
    assert not re.search(r"\b(?:src|href)=\"(?:https?:)?//", text)


def test_components_are_few_and_all_on_the_kit_page():
    shown = {"list": {"chips", "pager", "table"}}
    kit = "".join(
        (COMMON / "templates" / "common" / name).read_text(encoding="utf-8")
        for name in ("kit.html", "_kit_confirm.html")
    )
    used = set(re.findall(r"<c-([a-z-]+)", kit)) - {"slot", "vars"}
    for name in list(used):
        used |= shown.get(name, set())
    assert len(COMPONENTS) <= 20
    assert sorted(used) == COMPONENTS


def test_components_are_all_documented():
    readme = (COMMON / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMPONENTS if f"`<c-{name}>`" not in readme] == []


def test_style_sheet_is_short():
    assert len((STATIC / "sodoan" / "app.css").read_text(encoding="utf-8").splitlines()) < 400


def test_vendored_files_carry_licence_and_no_source_map():
    vendor = STATIC / "vendor"
    for folder in (path for path in vendor.iterdir() if path.is_dir()):
        assert list(folder.glob("LICENSE*")), folder
    for path in vendor.rglob("*.min.*"):
        assert "sourceMappingURL" not in path.read_text(encoding="utf-8"), path


def test_files_named_by_style_sheets_exist():
    for sheet in (STATIC / "sodoan").glob("*.css"):
        for name in re.findall(r"url\(([^)\"']+)\)", sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / name).resolve().is_file(), name


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "tabs=1"])
def test_kit_shows_itself_to_anybody(client, query):
    response = client.get(f"/kit/?{query}")
    assert response.status_code == 200
    text = response.content.decode()
    assert text.count("<h1") == 1
    assert "{%" not in text
    assert "{{" not in text
    assert "<c-" not in text
    assert ('class="tabbar"' in text) is bool(query)
    assert "script-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_first_page_is_light(client):
    own = sum(
        len((STATIC / "sodoan" / name).read_bytes())
        for name in ("app.css", "fonts.css", "logo.svg", "js/toast.js", "js/confirm.js")
    )
    assert own + len(client.get("/kit/?tabs=1").content) < 100_000


def test_confirm_page_works_without_script(client):
    text = client.get("/kit/xac-nhan/").content.decode()
    assert '<form class="dlg" method="post"' in text
    assert "csrfmiddlewaretoken" in text
    assert "Chuyển 27 người</button>" in text


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        ("400", "Yêu cầu chưa đúng"),
        ("403", "Không có quyền xem trang này"),
        ("403_csrf", "Phiên làm việc đã cũ"),
        ("404", "Không tìm thấy trang này"),
        ("500", "Máy chủ đang gặp lỗi"),
    ],
)
def test_error_page_speaks_plainly_without_a_request(code, heading):
    text = render_to_string(f"{code}.html")
    assert f"<h1>{heading}</h1>" in text
    assert "Về trang chính" in text


def test_refusal_may_give_its_own_reason():
    text = render_to_string("403.html", {"exception": "Quyển này thuộc <chi đoàn> khác."})
    assert "Quyển này thuộc &lt;chi đoàn&gt; khác." in text


@pytest.mark.django_db
def test_unknown_address_gives_our_page(client):
    response = client.get("/khong-co-trang-nay/")
    assert response.status_code == 404
    assert "Không tìm thấy trang này" in response.content.decode()


@pytest.fixture
def request_with_messages():
    request = RequestFactory().get("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def notes_of(request):
    return render_to_string(
        "common/_notes.html", {"messages": messages.get_messages(request)}, request=request
    )


def test_message_becomes_a_hint_box_with_its_tone(request_with_messages):
    messages.error(request_with_messages, "Chưa <gửi> được.")
    html = notes_of(request_with_messages)
    assert "t-bad" in html
    assert "Chưa &lt;gửi&gt; được." in html
    assert "data-toast" not in html
    assert "<form" not in html


def test_toast_offers_the_way_back(request_with_messages):
    toast(request_with_messages, "Đã ghi.", undo_url="/hoan-tac/7/")
    html = notes_of(request_with_messages)
    assert "data-toast" in html
    assert 'action="/hoan-tac/7/"' in html


def test_toast_without_way_back_has_no_button(request_with_messages):
    toast(request_with_messages, "Đã ghi.")
    html = notes_of(request_with_messages)
    assert "data-toast" in html
    assert "<form" not in html


def test_steps_before_the_current_one_are_done():
    assert [s.state for s in steps(["a", "b", "c"], 2)] == ["done", "now", "next"]
    assert [s.url for s in steps(["a", "b"], 1, ["/1/", "/2/"])] == ["/1/", "/2/"]
