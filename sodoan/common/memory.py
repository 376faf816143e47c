"""Memory of processes that live long."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def keep_loaded() -> None:
    """Take what is loaded now for what stays: a full collection never walks through it again.

    Called once a process has loaded its code and before it begins its work. A full collection
    would otherwise look at every module, model and template there is, and come in the middle of
    a request or a list as a pause of some tenths of a second.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect garbage rarely while very much is made, in exchange for some memory.

    What was loaded before stays out of later collections, as with `keep_loaded`. Migrations make
    every model anew thousands of times: a fifth of their time went into looking for garbage.
    """
    before = gc.get_threshold()
    keep_loaded()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
