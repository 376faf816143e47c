"""Writes on the catalogues of posts and kinds of units, by administrators.

What gives access or decides who approves (tiers, role, one holder only, where a kind may hang)
is fixed once a row is there: appointments and units already rest on it.
"""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.text import clean, search_key
from sodoan.org.models import Post, UnitType

_LONGEST = 80  # letters of a name, as the columns hold


@transaction.atomic
@deed("Thêm chức danh")
def add_post(  # noqa: PLR0913 - the facts of a post
    *,
    by: Actor,
    label: str,
    tiers: Collection[int],
    body: str,
    role: str,
    is_exclusive: bool,
) -> Post:
    """Add a post to the catalogue; the same facts sent again are the post they made.

    Raises `PermissionDenied`; `ValidationError` without a name or a level, and when a post of one
    of the levels has the name.
    """
    require(by, "org.edit_catalogue")
    _hold(Post)
    facts: dict[str, Any] = {
        "label": _name(label),
        "tiers": sorted(set(tiers)),
        "body": body,
        "role": role,
        "is_exclusive": is_exclusive,
    }
    if not facts["tiers"]:
        raise ValidationError("Đồng chí chọn ít nhất một cấp dùng chức danh này.")
    if same := Post.objects.filter(is_retired=False, **facts).first():
        return same
    _check_post_name(facts["label"], facts["tiers"])
    last = Post.objects.aggregate(last=Max("position"))["last"] or 0
    return Post.objects.create(key=_free_key(facts["label"]), position=last + 1, **facts)


@transaction.atomic
@deed("Sửa chức danh")
def update_post(post: Post, *, by: Actor, label: str, is_retired: bool) -> Post:
    """Give a post another name, retire it or take it into use again.

    Nobody is put into a retired post any more; who holds it keeps it. Raises `PermissionDenied`;
    `ValidationError` without a name, or when another post of one of its levels has it.
    """
    require(by, "org.edit_catalogue")
    _hold(Post)
    post.label, post.is_retired = _name(label), is_retired
    if not is_retired:
        _check_post_name(post.label, post.tiers, but=post.key)
    post.save(update_fields=["label", "is_retired"])
    return post


@transaction.atomic
@deed("Đổi tên loại đơn vị")
def rename_unit_type(kind: UnitType, *, by: Actor, label: str) -> UnitType:
    """Give a kind of unit another name; lists of units to import name it so from now on.

    Raises `PermissionDenied`; `ValidationError` without a name or when another kind has it.
    """
    require(by, "org.edit_catalogue")
    _hold(UnitType)
    kind.label = _name(label)
    others = UnitType.objects.exclude(pk=kind.pk).values_list("label", flat=True)
    if search_key(kind.label) in map(search_key, others):
        raise ValidationError(
            f"Đã có loại đơn vị “{kind.label}”. Đồng chí đặt tên khác để không nhầm."
        )
    kind.save(update_fields=["label"])
    return kind


def _hold(model: type[Post] | type[UnitType]) -> None:
    """One change of a catalogue at a time: names are compared with all others."""
    list(model._default_manager.select_for_update().order_by("pk").values_list("pk"))  # noqa: SLF001 - documented API


def _name(label: str) -> str:
    text = clean(label)
    if not text:
        raise ValidationError("Tên còn trống. Đồng chí ghi tên.")
    if len(text) > _LONGEST:
        raise ValidationError(f"Tên dài quá {_LONGEST} chữ. Đồng chí viết gọn lại.")
    return text


def _check_post_name(label: str, tiers: Collection[int], but: str = "") -> None:
    others = Post.objects.filter(is_retired=False, tiers__overlap=list(tiers)).exclude(key=but)
    if search_key(label) in map(search_key, others.values_list("label", flat=True)):
        raise ValidationError(
            f"Cấp đã chọn có chức danh “{label}” rồi. Đồng chí đặt tên khác để không nhầm."
        )


def _free_key(label: str) -> str:
    """A key nobody has, told from the name."""
    stem = slugify(search_key(label))[:34] or "chuc-danh"
    taken = set(Post.objects.filter(key__startswith=stem).values_list("key", flat=True))
    keys = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(key for key in keys if key not in taken)
