"""Pack files: YAML in, `Pack` out, every fault with its line and a Vietnamese sentence."""

from pathlib import Path

from sodoan.common.datafiles import dump_data, load_data, parse_data
from sodoan.programmes.engine.checks import check_references
from sodoan.programmes.engine.schema import Pack


def load_pack(path: str | Path) -> Pack:
    """Return the pack of a file. Raises DataFileError, OSError when unreadable."""
    return load_data(path, Pack, check_references)


def parse_pack(text: str) -> Pack:
    """Return the pack written in a YAML text. Raises DataFileError with every fault."""
    return parse_data(text, Pack, check_references)


def dump_pack(pack: Pack) -> str:
    """Return the pack as YAML, values left at their default not written; reads back equal."""
    return dump_data(pack, format=pack.format)
