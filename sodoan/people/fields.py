"""Form fields for days that are known to the day, the month or the year."""

from collections.abc import Mapping
from typing import Any, ClassVar

from sodoan.common.clock import today
from sodoan.common.forms import DateField, DateText, HouseForm
from sodoan.people.choices import Precision
from sodoan.people.knowndays import KNOWN_DAY_HINT, KnownDay, read_known_day


class KnownDayText(DateText):
    """A day as far as it is known."""

    def format_value(self, value: Any) -> str | None:
        """Show it as it was typed: `2005`, `03/2022`, `08/03/2002`."""
        return str(value) if isinstance(value, KnownDay) else super().format_value(value)


class KnownDayField(DateField):
    """A day, month or year; what is typed says how exactly it is known."""

    widget = KnownDayText

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(help_text=KNOWN_DAY_HINT, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return a `KnownDay`. See `read_known_day`."""
        if value in self.empty_values or isinstance(value, KnownDay):
            return value or None
        return read_known_day(str(value), on=today(), you=self.you)


class KnownDaysForm(HouseForm):
    """A form with such days: each is cleaned into the day and, by `how_exactly`, its precision."""

    how_exactly: ClassVar[Mapping[str, str]]

    def clean(self) -> dict[str, Any]:
        """Split the days from how exactly they are known."""
        data = super().clean() or self.cleaned_data
        for name, precision in self.how_exactly.items():
            known = data.get(name)
            data[precision] = known.precision if known else Precision.DAY
            if known:
                data[name] = known.on
        return data
