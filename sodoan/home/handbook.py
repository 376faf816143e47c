"""The handbook for users (`docs/huong-dan/`), drawn as pages: the little Markdown it is written in.

Blocks stand between blank lines: headings, paragraphs, pictures, tables, lists (nested by indent).
Inside them bold, code and links. Everything else is text and is escaped; no HTML comes through.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from sodoan.common.scoping import Actor
from sodoan.org.choices import Tier

FOLDER: Path = settings.BASE_DIR / "docs" / "huong-dan"
INDEX = "README"

_ITEM = re.compile(r"(?:-|\d+\.) +")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(anh/([^)]+)\)")
_INLINE = (
    (re.compile(r"\*\*(.+?)\*\*"), r"<b>\1</b>"),
    (re.compile(r"`(.+?)`"), r"<code>\1</code>"),
)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@dataclass(frozen=True)
class Page:
    """One page of the handbook: its title, and its body as safe HTML."""

    title: str
    body: SafeString


def names() -> list[str]:
    """The pages there are, the index left out."""
    return sorted(path.stem for path in FOLDER.glob("*.md") if path.stem != INDEX)


@cache
def page(name: str) -> Page:
    """Read and draw one page. Raises FileNotFoundError when there is none of that name."""
    return render((FOLDER / f"{name}.md").read_text("utf-8"))


def page_for(scope: Actor) -> str:
    """The page written for the role a person acts in."""
    if not scope.posts:
        return "doan-vien" if scope.person_id else "quan-tri"
    tier = min(post.tier for post in scope.posts)
    if tier == Tier.BRANCH:
        return "bi-thu-chi-doan"
    return "cap-tinh" if tier <= Tier.PROVINCE else "doan-co-so"


def render(text: str) -> Page:
    """Draw Markdown whose first block is the title."""
    title, *blocks = re.split(r"\n\s*\n", text.strip())
    drawn = "\n".join(_block(block) for block in blocks)
    return Page(title.removeprefix("# "), mark_safe(drawn))  # noqa: S308 - escaped piece by piece


def _block(block: str) -> str:
    if heading := re.match(r"(##+) (.+)", block):
        level = len(heading[1])
        return f"<h{level}>{_inline(heading[2])}</h{level}>"
    if picture := _PICTURE.match(block):
        source = escape(static(f"huong-dan/{picture[2]}"))
        return f'<img src="{source}" alt="{escape(picture[1])}" loading="lazy">'
    if block.startswith("|"):
        return _table(block.splitlines())
    if _ITEM.match(block):
        return _list(block.splitlines())
    return f"<p>{_inline(block)}</p>"


def _table(lines: list[str]) -> str:
    head, _rule, *rows = [line.strip().strip("|").split("|") for line in lines]
    top = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f'<table class="tb card"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def _list(lines: list[str]) -> str:
    tag = "ul" if lines[0].startswith("-") else "ol"
    items: list[list[str]] = []
    for line in lines:
        if _ITEM.match(line):
            items.append([_ITEM.sub("", line, count=1)])
        else:
            items[-1].append(line)
    return f"<{tag}>" + "".join(f"<li>{_item(item)}</li>" for item in items) + f"</{tag}>"


def _item(lines: list[str]) -> str:
    """One item: its own words, then perhaps a list inside it."""
    inside = [line.strip() for line in lines]
    nested = next((at for at, line in enumerate(inside) if at and _ITEM.match(line)), len(inside))
    words = _inline("\n".join(inside[:nested]))
    return words + (_list(inside[nested:]) if inside[nested:] else "")


def _inline(text: str) -> str:
    drawn = str(escape(" ".join(text.split())))
    for pattern, html in _INLINE:
        drawn = pattern.sub(html, drawn)
    return _LINK.sub(_link, drawn)


def _link(found: re.Match[str]) -> str:
    """A link between pages; what stands outside the handbook (for operators) is only named."""
    name = found[2].removesuffix(".md")
    if name not in (INDEX, *names()):
        return found[1]
    target = reverse("handbook") if name == INDEX else reverse("handbook_page", args=[name])
    return f'<a class="lnk" href="{target}">{found[1]}</a>'
