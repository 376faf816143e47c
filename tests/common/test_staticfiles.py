"""Addresses of static files are worked out once."""

from django.contrib.staticfiles.storage import StaticFilesStorage

from sodoan.common.staticfiles import AsWritten


def test_a_file_is_asked_for_once_and_each_has_its_own_address(monkeypatch):
    asked, url = [], StaticFilesStorage.url

    def counted(self, name, *args):
        asked.append(name)
        return url(self, name, *args)

    monkeypatch.setattr(StaticFilesStorage, "url", counted)
    files = AsWritten()
    style, script = "sodoan/app.css", "vendor/htmx/htmx.min.js"
    given = [files.url(name) for name in (style, script, style, script)]
    assert given == [f"/static/{style}", f"/static/{script}"] * 2
    assert asked == [style, script]
