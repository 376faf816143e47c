"""Files of at most 400 lines, functions of at most 40 (docstring aside).

Keys: a path, or path:function. Values: the reason.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES = 400
MOST_FUNCTION_LINES = 40

LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {
    "sodoan/documents/wordsource/build.py:plan": "a paper from its head to its foot, in its order",
    "sodoan/documents/wordsource/build.py:minutes": "a paper from its head to its foot",
}


def sources(*more: str):
    return [
        path
        for folder in ("sodoan", "config", *more)
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def length_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end; what a docstring explains is not counted as length."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_files_stay_short():
    long = {
        name_of(path): lines
        for path in sources("tests", "bench")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert set(long) == set(LONG_FILES), long


def test_functions_stay_short():
    long = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = length_of(node)
                if lines > MOST_FUNCTION_LINES:
                    long[f"{name_of(path)}:{node.name}"] = lines
    assert set(long) == set(LONG_FUNCTIONS), long


@pytest.mark.parametrize("exceptions", [LONG_FILES, LONG_FUNCTIONS])
def test_every_exception_has_a_reason(exceptions):
    assert all(len(reason) > 10 for reason in exceptions.values())
