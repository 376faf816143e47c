"""The icon sprite: the Tabler icons we use, gathered into one cached file.

`icons.txt` names them. To add one: add its name there, then rebuild with
`python -m sodoan.common.sprite FOLDER`, where FOLDER holds the outline icons of the
`@tabler/icons` package (see `static/vendor/VENDOR.md`).
"""

import re
import sys
from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent
NAMES_FILE = _HERE / "icons.txt"
SPRITE_FILE = _HERE / "static" / "sodoan" / "icons.svg"

_SYMBOL = (
    '<symbol id="i-{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
    ' stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
)
_BOUNDING_BOX = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


@cache
def icon_names() -> frozenset[str]:
    """Return the names of all icons in the sprite."""
    return frozenset(NAMES_FILE.read_text(encoding="utf-8").split())


def symbol(name: str, svg: str) -> str:
    """Return one `<symbol>` made of the shapes of a Tabler icon file."""
    inner = svg[svg.index(">") + 1 : svg.rindex("</svg>")].replace(_BOUNDING_BOX, "")
    return _SYMBOL.format(name=name, shapes=re.sub(r"\s*\n\s*", "", inner))


def build(folder: Path) -> str:
    """Return the sprite of all named icons, read from a folder of Tabler outline icons."""
    symbols = [
        symbol(name, (folder / f"{name}.svg").read_text(encoding="utf-8"))
        for name in sorted(icon_names())
    ]
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    SPRITE_FILE.write_text(build(Path(sys.argv[1])), encoding="utf-8")
