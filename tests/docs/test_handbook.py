"""The handbook for users quotes the screens word for word."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from sodoan.home.handbook import render

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "huong-dan").glob("*.md"))
NOT_ON_SCREEN = {"đậm", "không", "trao tận tay"}  # stress, not quotation


def screens():
    """Everything users may read: templates, and texts in the code."""
    sources = [*(ROOT / "sodoan").rglob("*.html"), *(ROOT / "sodoan").rglob("*.py")]
    return re.sub(r"\s+", " ", " ".join(path.read_text("utf-8") for path in sources))


@pytest.fixture(scope="module")
def shown():
    return screens()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_bold_words_are_on_a_screen(page, shown):
    text = re.sub(r"\s+", " ", page.read_text("utf-8"))
    bold = set(re.findall(r"\*\*([^*]+)\*\*", text)) - NOT_ON_SCREEN
    assert bold
    assert not {one for one in bold if one not in shown}


def test_every_role_has_its_page():
    index = (ROOT / "docs" / "huong-dan" / "README.md").read_text("utf-8")
    assert all(f"({page.name})" in index for page in PAGES if page.name != "README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_handbook_is_polite_and_plain(page):
    text = page.read_text("utf-8")
    assert "!" not in re.sub(r"!\[", "", text)
    assert not re.search(
        r"\b(click|login|upload|import(?!-)|export|email|file)\b", text, re.IGNORECASE
    )


@pytest.mark.parametrize("name", [path.stem for path in PAGES])
def test_handbook_is_served_with_its_links_and_pictures(client, name):
    address = "/huong-dan/" if name == "README" else f"/huong-dan/{name}/"
    answer = client.get(address)
    assert answer.status_code == 200
    body = answer.content.decode().partition("<article")[2].partition("</article>")[0]
    text = re.sub(r"<[^>]+>", "", body)
    assert not re.search(r"\*\*|\]\(|`|^\s*[-|] |^\d+\. |^#", text, re.MULTILINE)
    for link in re.findall(r'href="([^"]+)"', body):
        assert client.get(link).status_code == 200
    for picture in re.findall(r'src="([^"]+)"', body):
        assert finders.find(picture.removeprefix("/static/"))


def test_unknown_page_of_the_handbook_is_a_404(client):
    assert client.get("/huong-dan/khong-co/").status_code == 404


def test_handbook_lets_no_html_through():
    drawn = render("# T\n\n<script>x</script> **<b>** [a](README.md)\n\n- một\n  - hai\n- ba")
    assert "<script>" not in drawn.body
    assert "<b>&lt;b&gt;</b>" in drawn.body
    assert "<ul><li>một<ul><li>hai</li></ul></li><li>ba</li></ul>" in drawn.body
