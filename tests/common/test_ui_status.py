"""The fixed vocabulary of states and the icons it stands on."""

import logging
import re
from pathlib import Path

import pytest
from django.template import engines

from sodoan.common.sprite import SPRITE_FILE, icon_names, symbol
from sodoan.common.status import FAMILIES, TONES, find

ROOT = Path(__file__).resolve().parents[2] / "sodoan"
STATES = [(key, value) for key, family in FAMILIES.items() for value in family.states]


def draw(source, **context):
    return engines["django"].from_string(source).render(context)


def test_unknown_family_or_value_is_not_found():
    assert find("nothing", "todo") is None
    assert find("work", "nothing") is None


def test_unknown_value_without_words_is_reported(caplog):
    with caplog.at_level(logging.ERROR):
        html = draw('{% status "work" "nothing" %}')
    assert "unknown status 'nothing'" in caplog.text
    assert "t-mute" in html
    caplog.clear()


def test_grade_of_an_old_scheme_keeps_its_word_in_grey(caplog):
    html = draw('{% status "grade" "kha" "Khá" %}')
    assert 'class="st t-mute"' in html
    assert ">Khá</span>" in html
    assert not caplog.records


@pytest.mark.parametrize(("family", "value"), STATES)
def test_state_has_word_known_tone_and_drawn_icon(family, value):
    state = find(family, value)
    assert state.word
    assert state.tone in TONES
    assert state.icon in icon_names()
    assert f"</svg>{state.word}</span>" in draw("{% status f v %}", f=family, v=value)


def test_gold_is_for_the_best_grade_only():
    gold = [(f, v) for f, v in STATES if find(f, v).tone == "gold"]
    assert gold == [("grade", "excellent")]


def test_badge_may_name_its_object_and_escapes_it():
    html = draw('{% status "submission" "accepted" text %}', text="Phiếu <đã> duyệt")
    assert "t-ok" in html
    assert "Phiếu &lt;đã&gt; duyệt" in html


def test_unknown_icon_is_reported_and_drawn_as_a_point(caplog):
    with caplog.at_level(logging.ERROR):
        html = draw('{% icon "no-such-icon" %}')
    assert "unknown icon" in caplog.text
    assert "#i-point" in html
    caplog.clear()


def test_sprite_holds_exactly_the_named_icons():
    drawn = re.findall(r'<symbol id="i-([a-z0-9-]+)"', SPRITE_FILE.read_text(encoding="utf-8"))
    assert sorted(drawn) == sorted(icon_names())


def test_symbol_keeps_the_shapes_only():
    box = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'
    svg = f'<svg\n class="x"\n>\n  {box}\n  <path d="M1 1" />\n</svg>'
    made = symbol("x", svg)
    assert made.startswith('<symbol id="i-x"')
    assert made.endswith('<path d="M1 1" /></symbol>')
    assert "M0 0h24" not in made


def test_every_icon_asked_for_is_in_the_sprite():
    asked = set()
    for path in ROOT.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        asked.update(re.findall(r"{% icon \"([a-z0-9-]+)\"", text))
        asked.update(re.findall(r"<c-[a-z-]+[^>]*?\s(?:icon|after)=\"([a-z0-9-]+)\"", text))
    for path in ROOT.rglob("*.py"):
        asked.update(re.findall(r"\bicon=\"([a-z0-9-]+)\"", path.read_text(encoding="utf-8")))
    assert len(asked) > 20
    assert asked - icon_names() == set()
