"""The small language a paper template may use, and the fields it names.

Fields (`{{ heading.code }}`), loops, conditions and a few filters; no calls, no arithmetic, no
assignments. What is not in the list below is refused, so that a template can neither reach into
the program nor burn its memory.
"""

import dataclasses
import typing
from collections.abc import Iterator, Mapping

from jinja2 import nodes

from sodoan.documents.rendering.errors import TemplateRefusedError

FILTERS = frozenset(
    {"count", "default", "dots", "first", "last", "length", "long_date", "lower", "upper"}
)
TESTS = frozenset({"defined", "none"})
MAX_LOOP_DEPTH = 3
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
    nodes.Filter,
    nodes.Test,
)


def check(tree: nodes.Template) -> None:
    """Refuse a template that uses more than the small language (TemplateRefusedError)."""
    _check(tree, ())


def _check(node: nodes.Node, items: tuple[str, ...]) -> None:
    if not isinstance(node, _ALLOWED):
        raise TemplateRefusedError(f"Mẫu dùng lệnh không được phép: {type(node).__name__}.")
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise TemplateRefusedError(f"Mẫu dùng bộ lọc không được phép: {node.name}.")
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        raise TemplateRefusedError(f"Mẫu dùng phép kiểm tra không được phép: {node.name}.")
    if isinstance(node, nodes.For):
        target = _checked_target(node, items)
        for part in (node.iter, *node.else_):
            _check(part, items)
        for part in (node.target, *node.body, *((node.test,) if node.test else ())):
            _check(part, (*items, target))
        return
    for child in node.iter_child_nodes():
        _check(child, items)


def _checked_target(node: nodes.For, items: tuple[str, ...]) -> str:
    """The name of one item. An inner loop walks down its outer item: lists are not multiplied."""
    if len(items) >= MAX_LOOP_DEPTH or node.recursive or not isinstance(node.target, nodes.Name):
        raise TemplateRefusedError("Mẫu lặp quá nhiều tầng hoặc lặp theo kiểu không nhận được.")
    roots = {
        name.name
        for name in (node.iter, *node.iter.find_all(nodes.Name))
        if isinstance(name, nodes.Name)
    }
    if items and roots != {items[-1]}:
        raise TemplateRefusedError(
            f"Vòng lặp bên trong phải đi theo “{items[-1]}” của vòng lặp bên ngoài."
        )
    return node.target.name


def named_fields(tree: nodes.Template) -> frozenset[str]:
    """Return the dotted names of all fields a template reads.

    An item of a list has the list's name: in `{% for g in groups %}{{ g.name }}` the field is
    "groups.name".
    """
    return frozenset(_fields(tree, {"loop": ""}))


def _fields(node: nodes.Node, names: Mapping[str, str]) -> Iterator[str]:
    if isinstance(node, nodes.For):
        yield from _fields(node.iter, names)
        source = _path(node.iter, names)
        inner = {**names, typing.cast("nodes.Name", node.target).name: source or ""}
        for child in (*node.body, *node.else_, *((node.test,) if node.test else ())):
            yield from _fields(child, inner)
        return
    path = _path(node, names)
    if path is None:
        for child in node.iter_child_nodes():
            yield from _fields(child, names)
    elif path:
        yield path


def _path(node: nodes.Node, names: Mapping[str, str]) -> str | None:
    """Return the dotted name a node reads; "" for a loop's own counters; None for no field."""
    if isinstance(node, nodes.Name):
        return names.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        return _below(node.node, node.attr, names)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        key = node.arg.value
        return _path(node.node, names) if isinstance(key, int) else _below(node.node, key, names)
    if isinstance(node, nodes.Filter) and node.name in {"first", "last"} and node.node:
        return _path(node.node, names)
    return None


def _below(parent: nodes.Node, key: object, names: Mapping[str, str]) -> str | None:
    path = _path(parent, names)
    return f"{path}.{key}" if path else path


def known_fields(context: type) -> frozenset[str]:
    """Return the dotted names a context dataclass offers, its properties included."""
    return frozenset(_offered(context, ""))


def _offered(context: type, prefix: str) -> Iterator[str]:
    hints = typing.get_type_hints(context)
    for field in dataclasses.fields(context):
        yield from _offered_as(prefix + field.name, hints[field.name])
    for name in dir(context):
        member = getattr(context, name)
        if isinstance(member, property) and not name.startswith("_"):
            result = typing.get_type_hints(member.fget).get("return", str)
            yield from _offered_as(prefix + name, result)


def _offered_as(name: str, kind: object) -> Iterator[str]:
    yield name
    for part in (kind, *typing.get_args(kind)):
        if isinstance(part, type) and dataclasses.is_dataclass(part):
            yield from _offered(part, name + ".")
