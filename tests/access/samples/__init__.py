"""One object of every kind that an address can name; see `frame`."""

from tests.access.samples import (  # noqa: F401 - they register their samples
    activities,
    inspections,
    mails,
    reports,
    rows,
)
from tests.access.samples.frame import SAMPLES, Place, Sample

__all__ = ["SAMPLES", "Place", "Sample"]
