"""Which columns of persons a staged row can fill; everything else follows from these tables."""

PERSON_TEXTS = (
    "member_code", "home_town", "address", "schooling", "degree", "theory", "it_level",
    "language_level", "admission_no", "card_no", "occupation", "association", "commendation",
    "email", "phone", "note",
)  # fmt: skip
SENSITIVE_TEXTS = ("id_issued_by", "ethnicity", "religion", "discipline")
PERSON_FOLLOWING = {"home_province": "home_town"}
"""Texts that go where another column goes; nothing is decided about them."""
PERSON_DATES = {"joined_on": "joined_precision"}
SENSITIVE_DATES = {
    "party_joined_on": "party_joined_precision",
    "id_issued_on": "id_issued_precision",
}
ID_NUMBER = "id_number"

IN_CHUNK = """r.batch_id = %(batch)s AND (r.sheet, r.number) > (%(from_sheet)s, %(from_number)s)
    AND (r.sheet, r.number) <= (%(to_sheet)s, %(to_number)s)"""
"""SQL: staged rows ``r`` of one stretch of the file; see ``stretch``."""

Place = tuple[int, int]
"""Sheet (counted from 0) and row number: the order of the file."""

_EMPTY_NUMBER = f"""CASE WHEN r.{ID_NUMBER} IS NOT NULL AND p.id_number_hash IS NULL
    AND NOT EXISTS (SELECT FROM people_person o WHERE o.id_number_hash = r.id_number_hash)
    THEN '{ID_NUMBER}' END"""

FIELD_KEYS = {"party_joined_on": "party_on"}
"""Where the column of the person is not named as the field of the import."""


def stretch(after: Place, to: Place) -> dict[str, int]:
    """Return the parameters of ``IN_CHUNK``: rows behind one place up to and with another."""
    return dict(
        zip(("from_sheet", "from_number", "to_sheet", "to_number"), after + to, strict=True)
    )


def field_key(column: str) -> str:
    """Return the import field that fills a column."""
    return FIELD_KEYS.get(column, column)


def array_of(cases: list[str]) -> str:
    """Return the SQL array of the texts among ``CASE`` expressions, without the NULLs."""
    return f"array_remove(ARRAY[{', '.join(cases)}]::varchar[], NULL)"


def fillable() -> str:
    """Return SQL: which columns are empty in ``p``/``s`` (person, sensitive) and known in ``r``."""
    texts = [("p", name) for name in PERSON_TEXTS] + [("s", name) for name in SENSITIVE_TEXTS]
    dates = [("p", name) for name in PERSON_DATES] + [("s", name) for name in SENSITIVE_DATES]
    return array_of(
        [f"CASE WHEN r.{n} <> '' AND COALESCE({t}.{n}, '') = '' THEN '{n}' END" for t, n in texts]
        + [f"CASE WHEN r.{n} IS NOT NULL AND {t}.{n} IS NULL THEN '{n}' END" for t, n in dates]
        + [_EMPTY_NUMBER]
    )


def different() -> str:
    """Return SQL: which ordinary columns are known in both ``p`` and ``r`` and not the same."""
    texts = ("full_name", "sex", "category", *PERSON_TEXTS)
    cases = [
        f"CASE WHEN r.{n} <> '' AND p.{n} <> '' AND r.{n} <> p.{n} THEN '{n}' END" for n in texts
    ]
    cases += [f"CASE WHEN r.{n} <> p.{n} THEN '{n}' END" for n in ("born_on", *PERSON_DATES)]
    return array_of(cases)
