"""Memory of processes that live long."""

import gc


def keep_loaded() -> None:
    """Take what is loaded now for what stays: a full collection never walks through it again.

    Called once a process has loaded its code and before it begins its work. A full collection
    would otherwise look at every module, model and template there is, and come in the middle of
    a request or a list as a pause of some tenths of a second.
    """
    gc.collect()
    gc.freeze()
