"""Addresses of static files are worked out once; on the real site they say the content."""

import re

from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import StaticFilesStorage

from sodoan.common.staticfiles import AsWritten, NamedByContent


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


def test_collected_scripts_name_those_they_import_by_content(tmp_path):
    files = NamedByContent(location=str(tmp_path))
    scripts = {}
    for finder in get_finders():
        for name, source in finder.list(None):
            if name.endswith(".js"):
                scripts[name] = (source, name)
                (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
                with source.open(name) as script:
                    (tmp_path / name).write_bytes(script.read())
    for _name, _stored, done in files.post_process(scripts):
        assert not isinstance(done, Exception), done
    form = (tmp_path / files.stored_name("sodoan/js/offline/form.js")).read_text("utf-8")
    imported = re.findall(r'(?:from|import) ?\(?"\./([^"]+)"', form)
    assert len(imported) >= 4
    assert [one for one in imported if not re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", one)] == []
