"""Forms on units and terms."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from sodoan.common.forms import DateField, HouseForm
from sodoan.common.scoping import Actor
from sodoan.org.choices import Block, Body, Role, Sector, Tier
from sodoan.org.models import Post, Term, Unit
from sodoan.org.queries import possible_parents, posts_for, types_below


def chosen_from(ask: str, choices: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Choices of what stays for ever: nothing is chosen beforehand, unless there is only one."""
    return [*choices] if len(choices) == 1 else [("", ask), *choices]


class DecisionForm(HouseForm):
    """The two facts every change of the tree carries: its day and its decision."""

    since = DateField(label="Ngày hiệu lực")
    decision_no = forms.CharField(
        label="Số quyết định", max_length=60, required=False, help_text="Ví dụ 12-QĐ/TĐTN."
    )


class FoundUnitForm(HouseForm):
    """A new unit below `parent` (None: the uppermost)."""

    name = forms.CharField(label="Tên đơn vị", max_length=160)
    code = forms.CharField(
        label="Mã đơn vị",
        max_length=40,
        help_text="Chữ, số và các dấu . - _, ví dụ DCS-001. Mã không sửa được về sau và "
        "không bao giờ dùng lại.",
    )
    type_key = forms.ChoiceField(label="Loại đơn vị")
    sector = forms.ChoiceField(label="Khối", choices=Sector.choices)
    block = forms.ChoiceField(label="Lịch năm", choices=Block.choices)
    opened_on = DateField(label="Ngày thành lập")
    decision_no = forms.CharField(label="Số quyết định thành lập", max_length=60, required=False)
    is_provisional = forms.BooleanField(label="Đơn vị lâm thời", required=False)

    def __init__(self, *args: Any, types: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type_key"].choices = chosen_from("Chọn loại", types)  # type: ignore[attr-defined]


def found_form(parent: Unit, data: Any = None) -> FoundUnitForm:
    """The founding form, offering the kinds that may hang below `parent`."""
    types = [(row.key, row.label) for row in types_below(parent)]
    initial = {"sector": parent.sector, "block": parent.block}
    return FoundUnitForm(data, types=types, initial=initial)


class UnitFactsForm(HouseForm):
    """What needs no decision."""

    sector = forms.ChoiceField(label="Khối", choices=Sector.choices)
    block = forms.ChoiceField(label="Lịch năm", choices=Block.choices)
    is_provisional = forms.BooleanField(label="Đơn vị lâm thời", required=False)


class RenameForm(DecisionForm):
    """Another name from a day on."""

    name = forms.CharField(label="Tên mới", max_length=160)
    field_order = ("name", "since", "decision_no")


class MoveForm(DecisionForm):
    """Another parent from a day on."""

    parent = forms.ModelChoiceField(
        label="Đơn vị cấp trên mới", queryset=Unit.objects.none(), empty_label="Chọn đơn vị"
    )
    field_order = ("parent", "since", "decision_no")

    def __init__(self, *args: Any, unit: Unit, scope: Actor, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = possible_parents(unit, scope, day).order_by("sort_key")
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        self.has_parents = parents.exists()


class TermFactsForm(HouseForm):
    """A term with the seats decided; one number field a post, given to `offer`."""

    label = forms.CharField(label="Nhiệm kỳ", max_length=40, help_text="Ví dụ 2026–2031.")
    start = DateField(label="Từ ngày")
    end = DateField(label="Đến trước ngày", required=False)
    posts: Sequence[Post] = ()

    def offer(self, posts: Sequence[Post]) -> None:
        """Add a number field for each of the posts."""
        self.posts = posts
        several = len({post.body for post in posts}) > 1
        for post in posts:
            of_body = f" ({post.get_body_display()})" if several else ""
            self.fields[f"seat_{post.key}"] = forms.IntegerField(
                label=f"Số {post.label}{of_body}", min_value=0, max_value=200, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Gather the seats; there must be some."""
        data = super().clean() or {}
        counts = [(post, data.get(f"seat_{post.key}")) for post in self.posts]
        data["seats"] = {post.key: count for post, count in counts if count}
        if not data["seats"] and not self.errors:
            raise forms.ValidationError(
                "Đồng chí ghi số lượng của ít nhất một chức danh thuộc tổ chức của nhiệm kỳ."
            )
        return data


class TermForm(TermFactsForm):
    """A new term of a body of the unit."""

    body = forms.ChoiceField(label="Tổ chức")
    field_order = ("body", "label", "start", "end")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer([post for post in posts_for(unit) if post.body != Body.STAFF])
        bodies = {post.body for post in self.posts}
        choices = [choice for choice in Body.choices if choice[0] in bodies]
        self.fields["body"].choices = chosen_from("Chọn tổ chức", choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse seats given to a post of another body."""
        for post in self.posts:
            name = f"seat_{post.key}"
            if self.cleaned_data.get(name) and post.body != self.cleaned_data.get("body"):
                where = post.get_body_display()
                wrong = (
                    f"Chức danh này thuộc {where}. Đồng chí xóa số này, ghi ở nhiệm kỳ của {where}."
                )
                self.add_error(name, wrong)
        return super().clean()


class TermEditForm(TermFactsForm):
    """A term as it is, to be corrected or ended; posts that have seats in it stay on offer."""

    field_order = ("label", "start", "end")

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        seats = {seat.post: seat.count for seat in term.seats.select_related("post")}
        initial = {f"seat_{post.key}": count for post, count in seats.items()}
        days = {"start": term.during.lower, "end": term.during.upper}
        super().__init__(*args, initial={"label": term.label, **days, **initial}, **kwargs)
        own = {post for post in posts_for(term.unit) if post.body == term.body}
        self.offer(sorted(own.union(seats), key=lambda post: post.position))


class PostForm(HouseForm):
    """The name of a post, and whether it is still in use."""

    label = forms.CharField(label="Tên chức danh", max_length=80)
    is_retired = forms.BooleanField(
        label="Thôi dùng",
        required=False,
        help_text=Post._meta.get_field("is_retired").help_text,  # noqa: SLF001 - documented API
    )


class NewPostForm(HouseForm):
    """A post of the catalogue; all but its name is fixed afterwards."""

    label = forms.CharField(label="Tên chức danh", max_length=80)
    body = forms.ChoiceField(label="Tổ chức", choices=chosen_from("Chọn tổ chức", Body.choices))
    tiers = forms.TypedMultipleChoiceField(
        label="Cấp được dùng",
        choices=Tier.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    role = forms.ChoiceField(
        label="Vai trò",
        choices=Role.choices,
        initial=Role.NONE,
        help_text="Người giữ chức danh có quyền của vai trò này ở đơn vị mình và các cấp dưới.",
    )
    is_exclusive = forms.BooleanField(
        label="Mỗi đơn vị chỉ một người giữ trong một ngày", required=False
    )


class UnitTypeForm(HouseForm):
    """The name of a kind of unit."""

    label = forms.CharField(
        label="Tên loại đơn vị",
        max_length=80,
        help_text="Tệp danh sách đơn vị để nhập cũng ghi loại bằng tên này.",
    )
