"""Word templates to Word files: docxtpl inside a locked Jinja environment."""

import io
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from sodoan.documents.rendering import grammar
from sodoan.documents.rendering.archive import check_word_package, freeze
from sodoan.documents.rendering.errors import TemplateRefusedError
from sodoan.documents.rendering.text import DOTS, count, long_date, plain

_FOOTNOTES = "wordprocessingml.footnotes+xml"


class _PaperEnvironment(ImmutableSandboxedEnvironment):
    """Escapes everything, knows no function, calls nothing, never prints a missing field."""

    def __init__(self) -> None:
        super().__init__(
            autoescape=True, undefined=StrictUndefined, finalize=_printed, cache_size=0
        )
        self.globals.clear()
        self.filters = {k: f for k, f in self.filters.items() if k in grammar.FILTERS}
        self.filters |= {"count": count, "dots": _or_dots, "long_date": long_date}

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing may be called: the grammar has no calls, this is the second lock."""
        del obj
        return False


def _printed(value: object) -> object:
    if isinstance(value, Markup | StrictUndefined):
        return value  # generated XML is trusted; a missing field must raise
    try:
        return plain(value)
    except TypeError as error:
        raise TemplateRefusedError(
            "Mẫu in cả một nhóm trường. Đồng chí ghi rõ tên từng trường trong nhóm."
        ) from error


def _or_dots(value: object) -> str:
    """Return the value, or a dotted stretch to be filled in by hand."""
    return str(_printed(value) or DOTS * 3)


class _PaperTemplate(DocxTemplate):  # type: ignore[misc] # docxtpl has no types
    """docxtpl with our grammar, and without its second pass over the rendered text.

    docxtpl turns `{_{` into `{{` after rendering; member text must come out as it was typed.
    """

    def render_xml_part(
        self, src_xml: str, part: object, context: Mapping[str, object], jinja_env: Any = None
    ) -> str:
        """Render one part of the package after checking its grammar."""
        del part
        template = jinja_env.from_string(_parsed(jinja_env, src_xml))
        return str(self.resolve_listing(template.render(context)))

    def render_properties(self, context: Mapping[str, object], jinja_env: Any = None) -> None:
        """Leave the document properties as the template has them."""


def render_docx(template: Path | bytes, context: Mapping[str, object]) -> bytes:
    """Fill a Word template; the same input gives the same bytes.

    `context` holds plain values, dataclasses and tuples of them, and Markup from
    `tables.table_xml` (placed with `{{p name }}`). Raises TemplateRefusedError with a Vietnamese
    message when the template cannot be read or uses what it may not.
    """
    paper, written = _opened(template), io.BytesIO()
    try:
        paper.render(dict(context), _PaperEnvironment())
        paper.save(written)
    except UndefinedError as error:
        raise TemplateRefusedError(f"Mẫu dùng trường không có: {error.message}.") from error
    except (TemplateError, etree.XMLSyntaxError) as error:
        raise TemplateRefusedError(f"Mẫu viết sai cú pháp: {error}.") from error
    return freeze(written.getvalue())


def unknown_fields(template: Path | bytes, known: Collection[str]) -> list[str]:
    """Return the fields a template names that `known` has not, in alphabetical order.

    Raises TemplateRefusedError when the file is not a usable template at all. `known` comes from
    `grammar.known_fields`.
    """
    paper, environment = _opened(template), _PaperEnvironment()
    named: set[str] = set()
    for xml in _parts(paper):
        named |= grammar.named_fields(_parsed(environment, paper.patch_xml(xml)))
    return sorted(named - set(known))


def _opened(template: Path | bytes) -> _PaperTemplate:
    data = template if isinstance(template, bytes) else template.read_bytes()
    check_word_package(data)
    paper = _PaperTemplate(io.BytesIO(data))
    try:
        paper.init_docx()
    except (KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise TemplateRefusedError("Tệp Word này không đọc được, có thể đã hỏng.") from error
    return paper


def _parts(paper: _PaperTemplate) -> list[str]:
    running = [
        part
        for uri in (paper.HEADER_URI, paper.FOOTER_URI)
        for _, part in paper.get_headers_footers(uri)
    ]
    notes = [p for p in paper.docx.part.package.parts if p.content_type.endswith(_FOOTNOTES)]
    return [paper.get_xml(), *(paper.get_part_xml(part) for part in (*running, *notes))]


def _parsed(environment: _PaperEnvironment, source: str) -> nodes.Template:
    try:
        tree = environment.parse(source)
    except TemplateError as error:
        raise TemplateRefusedError(f"Mẫu viết sai cú pháp: {error}.") from error
    grammar.check(tree)
    return tree
