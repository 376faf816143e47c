"""The documents say what is true: links, settings, commands, targets, apps, dependencies."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from sodoan.cli.main import build_parser
from sodoan.demo.accounts import ACCOUNTS, PASSWORD

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
HANDBOOK = DOCS / "huong-dan"
OPERATIONS = DOCS / "operations.md"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])

# Taken by the stories in tests/stories; a fresh checkout may be a picture short, never a name.
PICTURES = {
    "doan-vien-dang-ky.png",
    "so-doan-vien.png",
    "bi-thu-trao-doi-quy.png",
    "bi-thu-hop-danh-gia.png",
    "nhap-du-lieu-xem-truoc.png",
    "phieu-kich-hoat.png",
    "co-so-duyet.png",
    "tinh-so-lieu.png",
    "co-so-lich-hoat-dong.png",
    "co-so-bao-cao-hoat-dong.png",
    "tinh-hoat-dong.png",
    "chi-doan-bao-cao.png",
    "co-so-lap-bao-cao.png",
    "tinh-tinh-hinh-nop.png",
}
LINK = re.compile(r"!?\[[^\]]*\]\((?!https?:|mailto:)([^)\s]+)\)")


def prose(path):
    """A document without its code blocks, where brackets mean other things."""
    return re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(path):
    headings = re.findall(r"^#+ (.+)$", prose(path), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def first_column(path, heading):
    """The words in backticks in the first column of the table under these column heads."""
    table = path.read_text("utf-8").partition(heading)[2].partition("\n\n")[0]
    return re.findall(r"^\| `([^`]+)` \|", table, flags=re.MULTILINE)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    broken = []
    for link in LINK.findall(prose(path)):
        target, _, anchor = unquote(link).partition("#")
        place = (path.parent / target).resolve() if target else path
        if place.name in PICTURES and place.parent == HANDBOOK / "anh":
            continue
        if not place.exists() or (anchor and anchor not in anchors(place)):
            broken.append(link)
    assert not broken


def test_pictures_are_all_wanted():
    used = set()
    for path in DOCUMENTS:
        used |= {Path(link).name for link in LINK.findall(prose(path)) if link.endswith(".png")}
    assert used == PICTURES
    assert {path.name for path in (HANDBOOK / "anh").glob("*")} <= PICTURES


def test_every_document_is_linked_from_another():
    linked = set()
    for path in DOCUMENTS:
        for link in LINK.findall(prose(path)):
            place = (path.parent / unquote(link).partition("#")[0]).resolve()
            linked |= {one for one in place.glob("*.md") if place.is_dir()} | {place}
    lonely = [path for path in DOCUMENTS if path not in linked and path.parent != ROOT]
    assert not lonely


def test_every_environment_variable_is_documented():
    read = re.compile(r"""["'](SODOAN_[A-Z_]+|DATABASE_URL|PORT|DJANGO_SETTINGS_MODULE)["']""")
    known = set()
    for folder in ("config", "sodoan"):
        for path in (ROOT / folder).rglob("*.py"):
            known |= set(read.findall(path.read_text("utf-8")))
    assert "SODOAN_DATA" in known
    assert set(first_column(OPERATIONS, "| Variable |")) == known


def subcommands():
    parser = build_parser()
    (action,) = [one for one in parser._actions if one.dest == "command"]
    return set(action.choices)


def test_every_command_is_documented():
    documented = set(first_column(OPERATIONS, "| Command |"))
    assert not {f"sodoan {name}" for name in subcommands()} - documented


def test_no_document_names_a_command_that_does_not_exist():
    modules = {path.stem.replace("_", "-") for path in (ROOT / "sodoan/cli").glob("*.py")}
    named = set()
    for path in DOCUMENTS:
        named |= set(re.findall(r"(?<!-m )sodoan ([a-z][a-z-]+)\b", path.read_text("utf-8")))
    assert not named - modules


def test_make_targets_exist():
    targets = set(
        re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    )
    named = set()
    for path in DOCUMENTS:
        text = path.read_text("utf-8")
        named |= set(re.findall(r"(?:^|`|=\S+ )make ([a-z0-9-]+)", text, flags=re.MULTILINE))
    assert {"demo", "test"} <= named <= targets


def test_readme_shows_the_demo_accounts():
    readme = (ROOT / "README.md").read_text("utf-8")
    for account in ACCOUNTS:
        assert f"| `{account.code}` | {account.role} |" in readme
    assert f"`{PASSWORD}`" in readme


def test_architecture_draws_every_app():
    text = (DOCS / "architecture.md").read_text("utf-8")
    drawn = set(re.findall(r"^  ([a-z]+)/ ", text, flags=re.MULTILINE))
    there = {path.name for path in (ROOT / "sodoan").iterdir() if (path / "__init__.py").exists()}
    assert drawn == there
    later = text.partition("**Later**")[2].partition(".")[0]
    assert not set(re.findall(r"`([a-z]+)`", later)) & there


def test_import_order_is_the_one_that_is_checked():
    checked = (ROOT / "pyproject.toml").read_text("utf-8").partition("layers = [")[2]
    layers = re.findall(r'"([^"]+)"', checked.partition("]")[0])
    drawn = (DOCS / "architecture.md").read_text("utf-8").partition("exhaustive):\n\n```\n")[2]
    rows = drawn.partition("```")[0].splitlines()
    assert [re.findall(r"[a-z]+", row) for row in rows] == [
        re.findall(r"[a-z]+", layer) for layer in layers
    ]


@pytest.mark.parametrize("name", ["base.in", "dev.in"])
def test_every_dependency_has_its_decision(name):
    lines = (ROOT / "requirements" / name).read_text("utf-8").splitlines()
    wanted = {re.match(r"[\w.-]+", line)[0] for line in lines if re.match(r"\w", line)}
    decided = (DOCS / "decisions/0002-dependencies.md").read_text("utf-8")
    table = decided.partition(f"`requirements/{name}`")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([\w.-]+) \|.*\|$", table, flags=re.MULTILINE)
    assert set(rows) - {"Package"} == wanted


def test_faults_of_a_pack_are_quoted_as_the_program_says_them():
    engine = (ROOT / "sodoan" / "programmes" / "engine").rglob("*.py")
    common = (ROOT / "sodoan" / "common").glob("*.py")
    said = "\n".join(path.read_text("utf-8") for path in (*engine, *common)).lower()
    table = (DOCS / "packs.md").read_text("utf-8").partition("| Sentence begins |")[2]
    quoted = re.findall(r"^\| ([^|]+?) \|", table.partition("\n\n")[0], flags=re.MULTILINE)
    beginnings = [re.split(r"…|“|\{| / ", one)[0].strip().lower() for one in quoted]
    assert len(beginnings) > 10
    assert [one for one in beginnings if one not in said] == []


def test_percentages_of_vietnamese_texts_are_written_without_a_space():
    packs = (ROOT / "sodoan" / "packs").glob("*.yaml")
    rules = re.compile(r"([<>=]=?|share:|quorum:|majority:) \d+ %")  # the pack language, no words
    found = {
        path.name: [line for line in path.read_text("utf-8").splitlines()
                    if re.search(r"\d[ \N{NO-BREAK SPACE}]%", rules.sub("", line))]
        for path in [*HANDBOOK.glob("*.md"), *packs]
    }  # fmt: skip
    assert not any(found.values()), found
