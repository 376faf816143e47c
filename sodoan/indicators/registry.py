"""Every figure that a report may ask for, by key."""

from collections.abc import Mapping
from types import MappingProxyType

from sodoan.activities.metrics import INDICATORS as OF_ACTIVITIES
from sodoan.common.indicators import Indicator
from sodoan.people.metrics import INDICATORS as OF_PEOPLE

INDICATORS: Mapping[str, Indicator] = MappingProxyType(
    {one.key: one for one in (*OF_PEOPLE, *OF_ACTIVITIES)}
)
