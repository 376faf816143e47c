"""Memory of processes that live long."""

import gc
from contextlib import suppress

from sodoan.common.memory import keep_loaded, rare_collections


def test_what_is_loaded_is_not_looked_through_again():
    loaded = [[] for _ in range(10_000)]
    before = gc.get_freeze_count()
    try:
        keep_loaded()
        assert gc.get_freeze_count() >= before + len(loaded)
    finally:
        gc.unfreeze()


def test_collections_are_as_frequent_as_before_once_much_was_made():
    before = gc.get_threshold()
    try:
        with suppress(ValueError), rare_collections():
            assert gc.get_threshold()[0] > 100 * before[0]
            raise ValueError
        assert gc.get_threshold() == before
    finally:
        gc.unfreeze()
