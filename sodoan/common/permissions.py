"""Asking a permission predicate in an action, and refusing in plain words."""

from typing import Any

import rules
from django.core.exceptions import PermissionDenied

from sodoan.common.scoping import Actor


def allowed(by: Actor, permission: str, obj: Any = None) -> bool:
    """Whether the named predicate (`app.verb_noun`) lets `by` act on `obj`."""
    return bool(rules.has_perm(permission, by, obj))


def require(by: Actor, permission: str, obj: Any = None) -> None:
    """Raise `PermissionDenied` with a plain sentence when the predicate says no."""
    if not allowed(by, permission, obj):
        raise PermissionDenied("Đồng chí không có quyền làm việc này ở đơn vị này.")
