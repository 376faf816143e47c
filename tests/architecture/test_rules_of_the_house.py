"""Rules on the code that no linter knows (CONTRIBUTING.md)."""

import ast
import re
from pathlib import Path

from django.apps import apps

from sodoan.audit.wording import is_shown

ROOT = Path(__file__).parents[2]
APPS = sorted(path.parent for path in (ROOT / "sodoan").glob("*/apps.py"))


def views():
    for app in APPS:
        yield from app.glob("views.py")
        yield from app.glob("views/*.py")


def test_views_start_from_a_scope():
    """`Model.objects.all()` or `.get(` in a view would show what the reader may not see."""
    unscoped = re.compile(r"\b[A-Z]\w+\.objects\.(all|get|first|last)\(")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in views()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if unscoped.search(line)
    ]
    assert not found


def test_views_do_not_write():
    """Creating, updating and deleting is what `actions` are for."""
    writes = {"create", "bulk_create", "update", "bulk_update", "delete", "save", "get_or_create"}
    found = []
    for path in views():
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in writes
            and "objects" in ast.unparse(node.func.value)
        ]
    assert not found


def test_templates_need_no_inline_style_or_script():
    """The content security policy would refuse them."""
    inline = re.compile(r'\sstyle="|<script>|\son(click|change|load|submit)=|<style|javascript:')
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "sodoan").rglob("templates/**/*.html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if inline.search(line)
    ]
    assert not found


def test_every_app_explains_itself():
    missing = [app.name for app in APPS if not (app / "README.md").exists()]
    assert not missing


def test_every_model_speaks_vietnamese():
    plain = [
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("sodoan.")
        and not hasattr(model, "pgh_tracked_model")
        and model._meta.verbose_name == model._meta.object_name.lower()
    ]
    assert not plain


def test_every_field_of_the_history_speaks_vietnamese():
    """Members read there what changed: a field without a name of its own is shown in English."""
    plain = [
        f"{model._meta.label}.{field.name}"
        for event in apps.get_models()
        if (model := getattr(event, "pgh_tracked_model", None))
        and model.__module__.startswith("sodoan.")
        and not model._meta.concrete_model._meta.auto_created  # rows of a many-to-many field
        for field in event._meta.concrete_fields
        if not field.name.startswith("pgh_")
        and is_shown(model._meta.get_field(field.name))
        and field.name != "id"
        and model._meta.get_field(field.name).verbose_name == field.name.replace("_", " ")
    ]
    assert not plain


def test_nothing_names_a_machine():
    """No path of a machine, no package index, in anything git would carry."""
    telling = re.compile("/" + "work/|/" + "root/|extra" + "-index-url|--index" + "-url")
    found = [
        path.relative_to(ROOT)
        for folder in ("sodoan", "config", "docs", "bench", "tests", "requirements")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".md", ".txt", ".in", ".html", ".toml", ".yaml", ".js", ".css"}
        and telling.search(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_every_locked_package_has_its_hashes_and_no_address():
    for path in (ROOT / "requirements").glob("*.txt"):
        lock = re.sub(r"^ *#.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
        packages = re.findall(
            r"^([^\s-].*?)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n", lock, re.MULTILINE
        )
        assert len(packages) > 10
        assert "".join(f"{name}{hashes}\n" for name, hashes in packages) == lock  # nothing else
        assert all(re.match(r"[\w.\[\]-]+==[\w.+-]+( ; .+)?$", name) for name, _ in packages)


def test_browser_tests_wait_for_what_they_expect():
    """`assert locator.count() == 1` right after a click asks before the page is there."""
    hasty = re.compile(
        r"assert .*(\.(inner_text|is_visible|is_hidden|input_value|is_checked)\("
        r"|(locator|get_by_\w+)\(.*\.count\(|(in|==) page\.url\b|page\.url\.)"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if "tests.stories" in (text := path.read_text(encoding="utf-8"))
        for number, line in enumerate(text.splitlines(), start=1)
        if hasty.search(line)
    ]
    assert not found, "use expect(...), which waits"
