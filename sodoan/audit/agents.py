"""What a browser calls itself, in words a person recognises. Pure."""

from typing import Final

# First match wins: browsers name their ancestors too, the most particular comes first.
_BROWSERS: Final = (
    ("Zalo", "Zalo"),
    ("FBAV", "Facebook"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "máy Mac"),
    ("Linux", "Linux"),
)
_PHONES: Final = ("iPhone", "Android", "Mobile")


def device_name(agent: str) -> str:
    """`Chrome trên Android`; `Thiết bị lạ` when the browser does not say."""
    browser = next((words for mark, words in _BROWSERS if mark in agent), "")
    system = next((words for mark, words in _SYSTEMS if mark in agent), "")
    return " trên ".join(part for part in (browser, system) if part) or "Thiết bị lạ"


def is_phone(agent: str) -> bool:
    """Whether the browser says it runs on a phone."""
    return any(mark in agent for mark in _PHONES)
