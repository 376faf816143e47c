"""Pieces of SQL the checks of staged rows share; ``r`` is always the staged row judged."""

TAKEN_ROWS = "r.verdict IN ('accepted', 'warning') AND r.choice <> 'skip'"
WEAKER = "CASE WHEN r.verdict = 'accepted' THEN 'warning' ELSE r.verdict END"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
IF_TWO = "Nếu là hai người, đồng chí chọn “Đúng là người mới”."


def add_issue(field: str, code: str, severity: str, message: str) -> str:
    """Return SQL for the issues of ``r`` with one more; ``message`` is an SQL text expression."""
    return f"""COALESCE(r.issues, '[]') || jsonb_build_array(jsonb_build_object(
        'field', {field}, 'code', {code}, 'severity', {severity}, 'message', {message}))"""


def same_name(other: str) -> str:
    """Return SQL that says how the name of ``r`` is that of `other`: marks may tell them apart."""
    return (
        f"CASE WHEN lower({other}.full_name) = lower(r.full_name) THEN 'cùng họ tên' "
        "ELSE 'cùng họ tên (khác dấu)' END"
    )


def has_marks(one: str) -> str:
    """Return SQL that tells whether a name has any marks, đ among them."""
    return f"lower({one}.full_name) <> {one}.search_key"


def marks_of(one: str) -> str:
    """Return SQL that is the same for names with the same marks, NULL for one without any.

    Where in its syllable a tone stands does not matter: "Hòa" and "Hoà".
    """
    spread = f"lower(normalize({one}.full_name, NFD))"
    return (
        f"CASE WHEN {has_marks(one)} "
        f"THEN regexp_replace({spread}, '[{_TONES}]', '', 'g') "
        f"|| regexp_replace({spread}, '[^ {_TONES}]', '', 'g') END"
    )


def differ_in_marks(one: str, other: str) -> str:
    """Return SQL that tells whether both names have marks and these differ: "Thúy", "Thủy"."""
    return f"({marks_of(one)} <> {marks_of(other)}) IS TRUE"


def if_two(other: str) -> str:
    """Return SQL that says what to do when a name with other marks is another person's."""
    return f"CASE WHEN lower({other}.full_name) = lower(r.full_name) THEN '' ELSE ' {IF_TWO}' END"


def birth_of(one: str) -> str:
    """Return SQL for a birth date as exactly as it is known: 2005, 03/2005, 15/03/2005."""
    return (
        f"to_char({one}.born_on, CASE {one}.born_precision "
        "WHEN 'year' THEN 'YYYY' WHEN 'month' THEN 'MM/YYYY' ELSE 'DD/MM/YYYY' END)"
    )


def first_of(precision: str, day: str) -> str:
    """Return SQL for the first day of the year or month: how a date known so far is kept."""
    return f"date_trunc({precision}, {day}::timestamp)::date"
