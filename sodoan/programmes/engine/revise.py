"""Changing values of a programme by their paths, as the author of a draft does."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sodoan.common.pydantic_words import say_error
from sodoan.programmes.engine.checks import check_references
from sodoan.programmes.engine.schema import Pack


class ReviseError(ValueError):
    """Values that do not fit; `faults` maps the path of each to a Vietnamese sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


def revise(pack: Pack, values: Mapping[str, Any], year: int | None = None) -> Pack:
    """Return the pack with other values at some paths (`scales.new.caps.top.share`).

    Paths are field names and keys joined by dots, as in `marks.value_at`. Raises KeyError for a
    path to nothing, ReviseError when the result is no valid programme.
    """
    data = pack.model_dump(mode="json")
    for path, value in values.items():
        _put(data, path, value)
    try:
        changed = Pack.model_validate(data)
    except ValidationError as error:
        raise ReviseError(
            {_dotted(pack, one["loc"]): say_error(one) for one in error.errors()}
        ) from None
    found = reversed(check_references(changed, year))  # the first fault of a field is its word
    faults = {_dotted(changed, path): sentence for path, sentence in found}
    if faults:
        raise ReviseError(faults)
    return changed


def _put(data: Any, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for part in parents:
        data = _inside(data, part, path)
    if not isinstance(data, dict) or last not in data:
        raise KeyError(path)
    data[last] = value


def _inside(data: Any, part: str, path: str) -> Any:
    if isinstance(data, dict) and part in data:
        return data[part]
    if isinstance(data, list):
        for item in data:
            if isinstance(item, dict) and item.get("key") == part:
                return item
    raise KeyError(path)


def _dotted(pack: Pack, path: tuple[str | int, ...]) -> str:
    """A path with places of lists as the same path with keys."""
    value: Any = pack
    names = []
    for part in path:
        if isinstance(part, int):
            value = value[part] if isinstance(value, tuple) and part < len(value) else None
            names.append(str(getattr(value, "key", part)))
        else:
            value = getattr(value, part, None)
            names.append(part)
    return ".".join(names)
