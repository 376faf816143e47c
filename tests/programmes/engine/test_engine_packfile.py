from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sodoan.common.datafiles import DataFileError, Fault
from sodoan.packs import FOLDER, S0
from sodoan.programmes.engine.packfile import dump_pack, load_pack, parse_pack
from sodoan.programmes.engine.schema import Pack
from tests.programmes.engine.engine_samples import s0

TEXT = S0.read_text(encoding="utf-8")
LINES = TEXT.splitlines()


def line_of(start, nth=1):
    """Line number (from 1) of the nth line that begins so, blanks aside."""
    return [n for n, line in enumerate(LINES, 1) if line.strip().startswith(start)][nth - 1]


def faults(text):
    with pytest.raises(DataFileError) as refusal:
        parse_pack(text)
    return refusal.value.faults


@pytest.mark.parametrize(
    ("old", "new", "where", "sentence"),
    [
        ("subject: member", "subject: robot", "subject:", "chọn một trong: member, appointment"),
        ("scale: completion", "scale: golden", "scale:", "Không có thang xếp loại tên “golden”"),
        ("share: 20 %", "share: 20", "share: 20 %", "tỷ lệ từ 0 đến 100%"),
        ("quorum: 2/3", "quorum: 2/0", "quorum:", "phân số như 2/3"),
        ("days: 7", "days: 0", "days: 7", "Phải từ 1 trở lên"),
        ("days: 7", "days: yes", "days: 7", "Cần một số nguyên"),
        ("when: months < 6", "when: monts < 6", "when: months", "không có dữ kiện tên “monts”"),
        ("when: months < 6", "when: months << 6", "when: months", "Không đọc được"),
        ("end: Y-02-28", "end: Y-02-30", "end: Y-02-28", "không có thật"),
        ("end: Y-02-28", "end: Y-04-01", "start: Y-03-01", "bắt đầu khi “Đăng ký” chưa kết thúc"),
        ("share: 20 %", "shere: 20 %", "share: 20 %", "Không có khóa này"),
        ("minimum: 2", "minimum: some", "minimum: 2", "Cần một số nguyên, hoặc all"),
        (
            "proofs: [attendance, product]",
            "proofs: [stamp]",
            "proofs: [attendance, product]",
            "Không có loại minh chứng tên “stamp”",
        ),
        (
            "categories: [worker]",
            "categories: [miner]",
            "categories: [worker]",
            "Không có đối tượng tên “miner”",
        ),
        (
            "base_grades: [excellent, good]",
            "base_grades: [excellent, best]",
            "base_grades: [excellent",
            "Không có mức xếp loại tên “best”",
        ),
        (
            "- path: population.too_new.when",
            "- path: population.too_old.when",
            "- path: population.too_new",
            "Không có giá trị nào ở",
        ),
        (
            "- key: follow_ho_chi_minh",
            "- key: study_resolutions",
            "- key: follow_ho_chi_minh",
            "bị lặp lại",
        ),
        ("blocks: [other]", "blocks: [school]", "blocks: [other]", "đã theo lịch"),
        (
            "actor: committee",
            "actor: committee\n    actor: subject",
            "actor: committee",
            "xuất hiện hai lần",
        ),
        ("key: s0_member_training", "key: S0", "key: s0", "Chỉ dùng chữ thường"),
    ],
)
def test_parse_pack_says_line_and_fault(old, new, where, sentence):
    assert old in TEXT
    found = faults(TEXT.replace(old, new, 1))
    assert any(sentence in fault.sentence for fault in found), found
    line = line_of(where)
    assert any(line <= fault.line <= line + 1 for fault in found), found


@pytest.mark.parametrize(
    "text",
    ["", "- a\n- b", "key: [", "a: &x {b: *x}", "key: !!python/object:os.system {}", "? [a]\n: b"],
)
def test_parse_pack_refuses_what_is_no_pack(text):
    assert faults(text)


def test_parse_pack_names_every_missing_key_at_once():
    found = faults("format: 1\nkey: small")
    assert {fault.path for fault in found} >= {"title", "subject", "groups", "scales", "texts"}
    assert all(fault.sentence == "Thiếu khóa bắt buộc này." for fault in found)


def test_parse_pack_keeps_dates_and_words_as_written():
    pack = parse_pack(TEXT.replace("title: Khối trường học", "title: no", 1))
    assert pack.calendars[0].title == "no"


def test_binary_file_is_refused_in_one_sentence(tmp_path: Path):
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00k")
    with pytest.raises(DataFileError, match="UTF-8"):
        load_pack(binary)


def test_huge_file_is_refused(tmp_path: Path):
    huge = tmp_path / "huge.yaml"
    huge.write_text("#" * 2_000_001, encoding="utf-8")
    with pytest.raises(DataFileError, match="2 MB"):
        load_pack(huge)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_pack_is_without_fault_and_round_trips(path):
    pack = load_pack(path)
    assert parse_pack(dump_pack(pack)) == pack
    assert Pack.model_validate(pack.model_dump(mode="json")) == pack


def test_dump_pack_keeps_words_that_look_like_values():
    pack = s0().model_copy(update={"category_label": "true", "basis": ("123", "~", "2026-01-01")})
    assert parse_pack(dump_pack(pack)) == pack


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(LINES) - 1), st.sampled_from(["", "  x", "- ", "key: 1", ": :", "\t"]))
def test_damaged_file_gives_a_pack_or_faults(tmp_path_factory, place, line):
    damaged = "\n".join([*LINES[:place], line, *LINES[place + 1 :]])
    path = tmp_path_factory.getbasetemp() / "damaged.yaml"
    path.write_text(damaged, encoding="utf-8")
    found: list[Fault] = []
    try:
        assert load_pack(path).key == s0().key
    except DataFileError as error:
        found = error.faults or [Fault(0, "", "")]
    assert all(fault.sentence and 1 <= fault.line <= len(LINES) + 1 for fault in found)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("  - key: rural\n", "  - key: worker\n", "Khóa “worker” của đối tượng bị lặp lại"),
        ("      every: quarter", "      every: quarter\n      phase: rest", "giai đoạn tên “rest”"),
        ("    end: Y-09-30\n    reviews", "    end: (Y-1)-12-31\n    reviews", "tính kết quả"),
        ("        end: Y-11-15", "        end: Y-09-01", "kết thúc trước khi bắt đầu"),
        ("    minimum: 2", "    minimum: -1", "không được âm"),
        ("    minimum: 2", "    minimum: 9\n    own_allowed: false", "chỉ có 6"),
        (
            "    minimum: 2",
            "    minimum: 2\n    max_points: 1\n    min_points: 3",
            "lớn hơn điểm cao",
        ),
        ("- key: obey_law", "- key: obey_law\n        kind: options", "cần danh sách options"),
        ("- key: obey_law", "- key: obey_law\n        kind: imported", "cần nêu source"),
        ("Tập một môn thể thao ít nhất {n} buổi", "Tập thể thao", "cần có {n}"),
        ("ít nhất {n} buổi", "ít nhất {n} {buổi}", "Không điền được {buổi}: chỉ dùng được {n}"),
        ("được trong kỳ này.", "được trong {cycle}.", "không có chỗ điền nào ở đây"),
        ("chọn {least}. Việc", "chọn {cycle}. Việc", "chỉ dùng được {least}"),
        ("state: too_new", "state: undecided", "chỉ do chương trình tự đặt"),
        ("    actor: committee", "    actor: committee\n    phase: rest", "giai đoạn tên “rest”"),
        ("        base: grades", "        base: all", "khi và chỉ khi base là grades"),
        ("path: complaint.answer_days", "path: complaint.days", "được đánh dấu hai lần"),
        ("- key: good\n        code", "- key: excellent\n        code", "mức xếp loại bị lặp lại"),
        (
            "complaint:",
            "facts:\n  - {key: months, label: số tháng}\ncomplaint:",
            "“months” đã có sẵn",
        ),
        ("short: Lý tưởng", "short: ''", "Không được để trống"),
        ("calendars:\n", "calendars: []\nx:\n", "cần ít nhất 1 mục"),
        ("subject: member", "subject: member\nvalid_from: 31/12/2026", "ngày dạng 2026-09-30"),
    ],
)
def test_parse_pack_sees_names_and_dates_that_do_not_fit(old, new, sentence):
    assert old in TEXT
    found = faults(TEXT.replace(old, new, 1))
    assert any(sentence in fault.sentence for fault in found), found
