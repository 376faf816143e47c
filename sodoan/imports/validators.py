"""Checks of what is typed in the preview."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError

FIXABLE = ("full_name", "born_on", "sex", "unit", "phone", "email", "joined_on", "post")
"""Fields that can be corrected in the preview; anything else in the file itself."""

_LENGTH = 200


def clean_fixes(fixes: Mapping[str, str]) -> dict[str, str]:
    """Return corrections ready to keep. Raises `ValidationError` for a field not open to them."""
    if any(key not in FIXABLE for key in fixes):
        raise ValidationError("Ô này không sửa được ở đây, đồng chí sửa trong tệp.")
    return {key: text.strip()[:_LENGTH] for key, text in fixes.items()}
