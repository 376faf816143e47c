"""Where browsers get style sheets, scripts and pictures from."""

from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class KeptAddresses:
    """Works out the address of a file once: a page names some twenty, and none of them changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        """Return the address of a file."""
        key = name or ""
        if key not in self._addresses:
            self._addresses[key] = super().url(name, *args, **kwargs)  # type: ignore[misc]
        return self._addresses[key]


# Django has one switch for the scripts of everybody.
_, _IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns  # noqa: SLF001


class NamedByContent(KeptAddresses, CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """On the real site: collected and compressed, with the content's hash in the name.

    Our scripts name those they import by their hash too; those of others may not be read so: one
    of them speaks of imports in a comment.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("sodoan/js/*.js", _IMPORTS))


class AsWritten(KeptAddresses, StaticFilesStorage):
    """While one develops and tests: straight from the apps, under their own names."""
