"""The shipped catalogues: unit types and posts."""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from sodoan.audit.history import acting
from sodoan.org.models import Post, UnitType

_DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_reference() -> None:
    """Add catalogue rows that are missing. Rows already there, perhaps edited, stay as they are."""
    with acting(user_id=None, reason="Nạp danh mục của phiên bản"):
        _load_unit_types()
        _load_posts()


def _load_unit_types() -> None:
    known = set(UnitType.objects.values_list("key", flat=True))
    for position, row in enumerate(_rows("unit_types.yaml")):
        if row["key"] in known:
            continue
        parents = row.pop("parents")
        created = UnitType.objects.create(position=position, **row)
        created.allowed_parents.set(UnitType.objects.filter(key__in=parents))


def _load_posts() -> None:
    posts = [
        Post(
            key=row["key"],
            label=row["label"],
            tiers=row["tiers"],
            body=row["body"],
            role=row["role"],
            is_exclusive=row["exclusive"],
            position=position,
        )
        for position, row in enumerate(_rows("posts.yaml"))
    ]
    Post.objects.bulk_create(posts, ignore_conflicts=True)


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
    return rows
