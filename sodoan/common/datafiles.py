"""Data files: YAML in, a pydantic model out, every fault with its line and a Vietnamese sentence.

Only plain YAML is read: true/false, whole numbers, text. Dates and fractions stay the text they
are, so that 0.1 is exactly one tenth and `no` is a word.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sodoan.common.pydantic_words import say_error, say_syntax, where_of

T = TypeVar("T", bound=BaseModel)
LARGEST_FILE = 2_000_000
_DEEPEST = 40
Location = tuple[str | int, ...]
Finding = tuple[Location, str]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A fault of a data file: line (from 1), path inside it, one Vietnamese sentence."""

    line: int
    path: str
    sentence: str

    def __str__(self) -> str:
        where = f" ({self.path})" if self.path else ""
        return f"Dòng {self.line}{where}: {self.sentence}"


class DataFileError(ValueError):
    """A data file that cannot be used; `faults` has every reason."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class _Plain(yaml.SafeLoader):
    """YAML with only null, true/false and whole numbers besides text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


_Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
_Plain.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(?:null|~|)$"), ["n", "~", ""])
_Plain.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile("^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789")
)


def load_data(
    path: str | Path, model: type[T], check: Callable[[T], Iterable[Finding]] = lambda _: ()
) -> T:
    """Return what a file says. Raises DataFileError with every fault, OSError when unreadable."""
    return parse_data(_read(path), model, check)


def kind_of(path: str | Path) -> str:
    """Return what a file says it is (its key `kind`; empty without). Raises as `load_data` does."""
    data, _ = _read_yaml(_read(path))
    kind = data.get("kind", "")
    return kind if isinstance(kind, str) else ""


def parse_data(
    text: str, model: type[T], check: Callable[[T], Iterable[Finding]] = lambda _: ()
) -> T:
    """Return what a YAML text says; `check` finds what lies between its parts.

    Raises DataFileError with every fault.
    """
    data, lines = _read_yaml(text)
    try:
        found = model.model_validate(data)
    except ValidationError as error:
        raise DataFileError(
            sorted({_fault(lines, where_of(e), say_error(e)) for e in error.errors()})
        ) from None
    faults = [_fault(lines, path, sentence) for path, sentence in check(found)]
    if faults:
        raise DataFileError(sorted(faults))
    return found


def dump_data(model: BaseModel, **first: Any) -> str:
    """Return it as YAML, values left at their default not written; `first` stands on top."""
    data = {**first, **model.model_dump(mode="json", exclude_defaults=True)}
    return yaml.dump(data, allow_unicode=True, sort_keys=False, width=100, Dumper=_Writer)


def _read(path: str | Path) -> str:
    data = Path(path).read_bytes()
    if len(data) > LARGEST_FILE:
        raise DataFileError([Fault(1, "", "Tệp lớn hơn 2 MB, không phải tệp chương trình.")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataFileError([Fault(1, "", "Tệp không phải văn bản UTF-8.")]) from None


class _Writer(yaml.SafeDumper):
    """Indents lists and quotes whatever the reader above would take for something else."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Indent list items below their key."""
        super().increase_indent(flow, indentless=False)


def _read_yaml(text: str) -> tuple[Any, dict[Location, int]]:
    try:
        node = yaml.compose(text, Loader=_Plain)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        sentence = f"Sai cú pháp YAML: {say_syntax(getattr(error, 'problem', None) or '')}"
        raise DataFileError([Fault(line, "", sentence)]) from None
    if not isinstance(node, MappingNode):
        raise DataFileError([Fault(1, "", "Tệp trống hoặc không phải danh sách khóa: giá trị.")])
    faults = sorted(_check_nodes(node))
    if faults:
        raise DataFileError(faults)
    lines: dict[Location, int] = {}
    return _build(node, (), lines), lines


def _check_nodes(
    node: Node, depth: int = 0, inside: frozenset[int] = frozenset()
) -> Iterator[Fault]:
    """Yield faults of the YAML itself: repeated keys, aliases in a circle, too much nesting."""
    line = node.start_mark.line + 1
    if depth > _DEEPEST or id(node) in inside:
        yield Fault(line, "", "Tệp lồng nhau quá sâu.")
        return
    inside |= {id(node)}
    if isinstance(node, SequenceNode):
        for item in node.value:
            yield from _check_nodes(item, depth + 1, inside)
    elif isinstance(node, MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                yield Fault(key.start_mark.line + 1, "", "Khóa phải là một từ.")
                continue
            if key.value in seen:
                text = f"Khóa “{key.value}” xuất hiện hai lần."
                yield Fault(key.start_mark.line + 1, key.value, text)
            seen.add(key.value)
            yield from _check_nodes(value, depth + 1, inside)


def _build(node: Node, path: Location, lines: dict[Location, int]) -> Any:
    """Return plain data, noting the line of every path."""
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, SequenceNode):
        return [_build(item, (*path, place), lines) for place, item in enumerate(node.value)]
    if isinstance(node, MappingNode):
        data = {}
        for key, value in node.value:
            lines[*path, key.value] = key.start_mark.line + 1
            data[key.value] = _build(value, (*path, key.value), lines)
        return data
    return _scalar(node)


def _scalar(node: Node) -> Any:
    kind = node.tag.rsplit(":", 1)[-1]
    if kind == "bool":
        return node.value == "true"
    if kind == "int":
        return int(node.value)
    return None if kind == "null" else node.value


def _fault(lines: dict[Location, int], path: Location, sentence: str) -> Fault:
    known = path
    while known and known not in lines:
        known = known[:-1]
    return Fault(lines.get(known, 1), ".".join(map(str, path)), sentence)
