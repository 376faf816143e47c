"""Memory of processes that live long."""

import gc

from sodoan.common.memory import keep_loaded


def test_what_is_loaded_is_not_looked_through_again():
    before = gc.get_freeze_count()
    try:
        keep_loaded()
        assert gc.get_freeze_count() > before + 10_000
    finally:
        gc.unfreeze()
