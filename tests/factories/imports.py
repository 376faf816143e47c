"""Import batches without a file; tests that need one upload it."""

import factory

from sodoan.common.clock import today
from sodoan.imports.choices import BatchState
from sodoan.imports.models import Batch
from tests.factories.org import UnitFactory


class BatchFactory(factory.django.DjangoModelFactory):
    """A list that was checked and waits; its file is gone already."""

    class Meta:
        model = Batch

    unit = factory.SubFactory(UnitFactory)
    state = BatchState.READY
    file_name = "Danh sách đoàn viên.xlsx"
    file_sha256 = factory.Sequence(lambda n: f"{n:064x}")
    file_size = 1_000
    judged_on = factory.LazyFunction(today)
    counts = factory.LazyFunction(
        lambda: dict.fromkeys(
            ("rows", "accepted", "warning", "rejected", "duplicate", "existing"), 0
        )
    )
    sheets = factory.LazyFunction(
        lambda: [
            {
                "place": 0,
                "name": "DANH SÁCH",
                "first": 5,
                "last": 6,
                "headers": ["Họ và tên"],
                "fields": ["full_name"],
                "sure": [True],
                "rows": 0,
                "skipped": {},
            }
        ]
    )
