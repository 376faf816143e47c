"""Forms in the look and tone of the house.

`FormMixin` sets the manners of a form; `field.html` and `form.html` draw every Django form, those
of other packages too (see `templates/django/forms/`).
"""

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.safestring import SafeString

from sodoan.common import refusals
from sodoan.common.clock import today
from sodoan.common.words import full_date

DATE_HINT = "ngày/tháng/năm, ví dụ 1/9/2026"
_DATE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_YEARS_AHEAD = 10  # a two-digit year further ahead than this is of the last century

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "check"),
    (forms.FileInput, "file"),
)


def read_date(text: str, *, on: date, you: str = "Đồng chí") -> date:
    """Return the day written as day/month/year: `1/9/26`, `01/09/2026`, `1-9-2026`, `1.9.2026`.

    A two-digit year means the nearest such year not more than ten years after `on`. Raises
    ValidationError, in words, for anything else and for days that never were.
    """
    text = text.strip()
    if iso := _ISO_DATE.fullmatch(text):
        year, month, day = (int(part) for part in iso.groups())
    elif local := _DATE.fullmatch(text):
        day, month = int(local[1]), int(local[2])
        year = int(local[3]) if len(local[3]) > 2 else _century(int(local[3]), on)  # noqa: PLR2004 - digits
    else:
        raise ValidationError(
            f"“{text}” chưa phải là một ngày. {you} ghi theo dạng {DATE_HINT}.", code="invalid"
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise ValidationError(
            f"Ngày {day:02}/{month:02}/{year:04} không có thật. "
            f"{you} nhập lại theo dạng ngày/tháng/năm.",
            code="invalid",
        ) from None


def _century(two_digits: int, on: date) -> int:
    year = on.year // 100 * 100 + two_digits
    return year if year <= on.year + _YEARS_AHEAD else year - 100


class DateText(forms.TextInput):
    """A date as text, `dd/mm/yyyy`: typed on any phone, pasted from any list."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Show a date as dd/mm/yyyy and typed text as it was typed."""
        if isinstance(value, datetime):
            value = value.date()
        return full_date(value) if isinstance(value, date) else super().format_value(value)


class DateField(forms.DateField):
    """A day, accepted as people write it and refused in words that help."""

    widget = DateText

    def __init__(self, *, you: str = "Đồng chí", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.you = you

    def to_python(self, value: Any) -> date | None:
        """Return the day. See `read_date`."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        return read_date(str(value), on=today(), you=self.you)


class ClockField(forms.TimeField):
    """An hour as people write it: 16:30, 16h30, 16g30, 16.30, 16h."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%H:%M", "%Hh%M", "%Hg%M", "%H.%M", "%Hh"])
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off"}))
        wrong = {"invalid": "Đồng chí ghi giờ theo dạng 19:00."}
        super().__init__(error_messages=wrong, **kwargs)


class FormMixin:
    """Manners of a form: server's words instead of the browser's, no colon after labels.

    `you` is how the form addresses its reader: `Đồng chí` (officers) or `Bạn` (members).
    `for_some_answers` names fields that only some answers need: they are not called optional.
    """

    you = "Đồng chí"
    for_some_answers: Collection[str] = ()
    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            self.teach(field)

    def full_clean(self) -> None:
        """Check what was sent; fields added since the start learn the words of the house before."""
        for field in self.fields.values():
            self.teach(field)
        super().full_clean()  # type: ignore[misc]

    def teach(self, field: forms.Field) -> None:
        """Give a field the words of the house."""
        refusals.teach(field, self.you)
        if isinstance(field, DateField):
            field.you = self.you


class HouseForm(FormMixin, forms.Form):
    """A plain form with the manners of the house."""


def control_kind(field: BoundField) -> str:
    """Return how a field is laid out: control, check, choices, file or hidden."""
    if field.is_hidden:
        return "hidden"
    for widget, kind in _KINDS:
        if isinstance(field.field.widget, widget):
            return kind
    return "control"


def draw_control(field: BoundField, css: str = "", described_by: str = "") -> SafeString:
    """Return the control of a field with the classes of the house.

    `described_by` adds ids to those of its hint and error (`aria-describedby`).
    """
    widget = field.field.widget
    names = [widget.attrs.get("class", ""), css]
    if isinstance(widget, forms.CheckboxInput):
        names.insert(0, "form-check-input")
    else:
        names.insert(0, "form-select" if isinstance(widget, forms.Select) else "form-control")
    if field.errors:
        names.append("bad")
    attrs: dict[str, str | bool] = {"class": " ".join(name for name in names if name)}
    ids = " ".join(part for part in (field.aria_describedby, described_by) if part)
    if ids:
        attrs["aria-describedby"] = ids
    return field.as_widget(attrs=attrs)
