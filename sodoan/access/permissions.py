"""Writes `docs/permissions.md` from the tables that grant access.

`python -m sodoan.access.permissions > docs/permissions.md`; a test fails when the file is old.
"""

import sys
from collections.abc import Iterator
from typing import Final

from sodoan.access.roles import ADMIN_CAPABILITIES, capabilities
from sodoan.access.urlclasses import URLS, UrlClass
from sodoan.org.choices import Capability, Role, Tier

_LEVELS: Final = (
    ("Chi đoàn", Tier.BRANCH),
    ("Đoàn cơ sở, xã và tương đương", Tier.COMMUNE),
    ("Tỉnh, trung ương", Tier.PROVINCE),
)
_HEAD: Final = """# Permissions

Written from `sodoan/access/roles.py` and `sodoan/access/urlclasses.py`; do not edit by hand:
`python -m sodoan.access.permissions > docs/permissions.md`.

Access follows posts held today. A capability holds on the unit of the post and on everything below
it. A person with several posts works in one role at a time.
"""

_KEYS: Final = """## Keys to accounts

A slip (activation, new password) is issued by who holds “Cấp phiếu kích hoạt” over a unit of the
person and outranks every post the person holds (a unit above, or a higher post in the same unit
with all its capabilities); for others the level above issues it. An administrator's account is
opened by another administrator. Nobody issues a slip to himself.

From commune level up, and for administrators, a second factor is compulsory."""


def render() -> str:
    """The whole document."""
    return "\n".join([_HEAD, *_capabilities(), "", *_keys(), "", *_addresses(), ""])


def _capabilities() -> Iterator[str]:
    columns = [
        (f"{level}: {role.label}", capabilities(role, tier))
        for level, tier in _LEVELS
        for role in Role
        if capabilities(role, tier)
    ]
    columns.append(("Quản trị hệ thống", ADMIN_CAPABILITIES))
    yield "## What a post may do"
    yield ""
    yield "| Post | " + " | ".join(str(capability.label) for capability in Capability) + " |"
    yield "|" + "---|" * (len(Capability) + 1)
    for words, held in columns:
        yield f"| {words} | " + " | ".join("✓" if c in held else "" for c in Capability) + " |"


def _keys() -> Iterator[str]:
    yield _KEYS


def _addresses() -> Iterator[str]:
    yield "## Who may open which address"
    yield ""
    yield "| Address | Who |"
    yield "|---|---|"
    for name, url_class in URLS.items():
        yield f"| `{name}` | {_words(url_class)} |"


def _words(url_class: UrlClass) -> str:
    caps = " or ".join(f"“{Capability(c).label}”" for c in url_class.capabilities)
    owner = ", or the person concerned" if url_class.owner else ""
    return {
        "public": "everybody",
        "signed_in": "everybody signed in",
        "can": f"holders of {caps}",
        "in_scope": f"holders of {caps} on its unit{owner}",
        "own": "the person concerned",
        "by_rule": " and ".join(f"the rule `{rule}`" for rule in url_class.rules),
    }[url_class.kind]


if __name__ == "__main__":
    sys.stdout.write(render())
