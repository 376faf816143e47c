"""The form that ends a unit."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from sodoan.common.forms import DateField, HouseForm
from sodoan.org.models import Unit
from sodoan.people.forms import UnitField


class CloseUnitForm(HouseForm):
    """Day, decision and reason; the branch that takes the members, if any are there on that day."""

    to_unit = UnitField(label="Chi đoàn tiếp nhận đoàn viên")
    closed_on = DateField(label="Ngày kết thúc")
    decision_no = forms.CharField(
        label="Số quyết định", max_length=60, required=False, help_text="Ví dụ 12-QĐ/TĐTN."
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="Ghi trong lịch sử và trên trang của đơn vị đã kết thúc.",
    )

    def __init__(self, *args: Any, takers: QuerySet[Unit] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if takers is None:
            del self.fields["to_unit"]
        else:
            self.fields["to_unit"].queryset = takers  # type: ignore[attr-defined]
            if not takers.exists():
                self.fields["to_unit"].help_text = (
                    "Trong phạm vi đồng chí phụ trách không còn chi đoàn nào khác; "
                    "cấp trên chung của hai chi đoàn ghi nhận."
                )


def day_typed(data: Mapping[str, Any]) -> date | None:
    """The day on which the unit is to end; None while it cannot be read."""
    try:
        day: date | None = DateField(required=False).clean(data.get("closed_on"))
    except ValidationError:
        return None
    return day
