from pathlib import Path

from sodoan.access.permissions import render

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"


def test_permissions_document_is_current():
    assert DOCUMENT.read_text(encoding="utf-8") == render(), (
        "run: python -m sodoan.access.permissions > docs/permissions.md"
    )
