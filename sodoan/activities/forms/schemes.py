"""Asking a scheme of the units below."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from sodoan.activities.actions.schemes import Days
from sodoan.activities.packfile import SchemePack
from sodoan.common.forms import DateField, HouseForm
from sodoan.org.models import Unit


class LaunchForm(HouseForm):
    """A shipped scheme, the unit that asks for it, its days."""

    scheme = forms.ChoiceField(label="Mô hình")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị phát động", empty_label=None)
    start = DateField(label="Bắt đầu từ ngày")
    end = DateField(label="Đến hết ngày")
    register_by = DateField(label="Các đơn vị đăng ký trước hết ngày")

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        packs: Mapping[str, SchemePack],
        units: QuerySet[Unit],
        on: date,
    ) -> None:
        first = next(iter(packs.values()))
        super().__init__(data, initial={"unit": units.first(), **_days(first, on)})
        self.packs = packs
        scheme, unit = self.fields["scheme"], self.fields["unit"]
        assert isinstance(scheme, forms.ChoiceField)
        assert isinstance(unit, forms.ModelChoiceField)
        scheme.choices = [(key, pack.title) for key, pack in packs.items()]
        unit.queryset = units

    def clean(self) -> dict[str, Any]:
        """The days are in their order."""
        data: dict[str, Any] = super().clean() or {}
        start, end, until = (data.get(name) for name in ("start", "end", "register_by"))
        if start and end and end < start:
            raise ValidationError({"end": "Ngày kết thúc trước ngày bắt đầu."})
        if end and until and until > end:
            raise ValidationError({"register_by": "Hạn đăng ký sau ngày kết thúc."})
        return data

    @property
    def pack(self) -> SchemePack:
        """The scheme chosen."""
        return self.packs[self.cleaned_data["scheme"]]

    @property
    def days(self) -> Days:
        """The days written."""
        data = self.cleaned_data
        return Days(data["start"], data["end"], data["register_by"])


def _days(pack: SchemePack, on: date) -> dict[str, date]:
    """The days of the pack; a start that has passed is today, the deadline two weeks on then."""
    year = on.year
    start, until = pack.start.on(year), pack.register_by.on(year)
    if start < on:
        start, until = on, on + (pack.register_by.on(year) - pack.start.on(year))
    return {"start": start, "end": pack.end.on(year), "register_by": until}
