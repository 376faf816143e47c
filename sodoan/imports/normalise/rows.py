"""The rows of a member list: every column normalised, then each row judged as a whole."""

from collections.abc import Mapping, Sequence

from sodoan.common.legacy_fonts import Encoding
from sodoan.imports.fields import BIRTH_FIELDS
from sodoan.imports.normalise.block import Block, RowIssue
from sodoan.imports.normalise.cell import Cell, Raw, error, shown, text_of, warning
from sodoan.imports.normalise.context import BRANCH_TITLE, PLAIN, AgeRules, RowContext
from sodoan.imports.normalise.dates import PartialDate, age_on
from sodoan.imports.normalise.idcards import SEX_WORDS, Sex, id_mismatches, sex_of
from sodoan.imports.normalise.names import normalise_name
from sodoan.imports.sexes import is_ticked
from sodoan.people.choices import Category
from sodoan.people.provinces import home_province

Columns = Mapping[str, Sequence[Raw]]
"""Raw cells by field key, equally many each; None for a blank one."""

_NO_CATEGORY = f"Đối tượng đoàn viên để trống, ghi là “{Category.OTHER.label}”."
_EMPTY: Cell[PartialDate] = Cell()
_SEXES: dict[tuple[bool, bool], tuple[Sex, ...]] = {
    (False, False): (),
    (True, False): ("male",),
    (False, True): ("female",),
    (True, True): ("male", "female"),
}


def normalise_rows(columns: Columns, context: RowContext, sections: Sequence[str]) -> Block:
    """Judge rows; ``sections`` are the headings each of them stands under.

    A row is rejected for want of a name, a real birth date, a sex or a unit; all else passes with
    warnings. No database access; a few hundredths of a millisecond a row.
    """
    block = Block(len(sections))
    for key, cells in columns.items():
        if context.is_as_stored(key, cells):
            block.values[key] = list(cells)
        elif (reader := context.readers.get(key)) and cells.count(None) < block.size:
            block.read(key, cells, reader, PLAIN.get(key))
    _take_names(block, columns, context)
    _take_births(block, columns, context)
    _take_units(block, columns, context, sections)
    _take_homes(block)
    _tell_blank_categories(block, columns)
    _check_ages(block, context)
    _check_id_numbers(block)
    return block


def _cells(columns: Columns, key: str, size: int) -> Sequence[Raw]:
    return columns.get(key) or [None] * size


def _take_names(block: Block, columns: Columns, context: RowContext) -> None:
    """Read the names from one column or from two (family part, given name)."""
    names = _cells(columns, "full_name", block.size)
    if None in names and not columns.keys().isdisjoint(("family_name", "given_name")):
        families = _cells(columns, "family_name", block.size)
        given = _cells(columns, "given_name", block.size)
        halves = zip(families, given, strict=True)
        both = [" ".join(text_of(p) for p in parts if p is not None) for parts in halves]
        names = [both[i] if name is None else name for i, name in enumerate(names)]
    cells = list(map(context.read_name, names))
    for place, issues in block.issues.items():
        if hint := _encoding_seen(issues):
            cells[place] = normalise_name(names[place], hint=hint)
    block.take("full_name", cells)


def _encoding_seen(issues: Sequence[RowIssue]) -> Encoding | None:
    """Return the old font another cell of the row was typed in."""
    for issue in issues:
        if issue.code == "legacy_font":
            return next(encoding for encoding in Encoding if f"mã {encoding}" in issue.message)
    return None


def _take_births(block: Block, columns: Columns, context: RowContext) -> None:
    """Find the birth dates and what the filled columns say about the sex."""
    three = (_without_spaces(_cells(columns, key, block.size)) for key in BIRTH_FIELDS)
    found = [_birth_of(*each) for each in zip(*three, strict=True)]
    cells = [context.read_birth(raw) for raw, _ in found]
    sexes = block.column("sex")
    if context.blank_sex:
        _take_blanks(block, columns, context.blank_sex)
    for place, (raw, told) in enumerate(found):
        if cells[place] == _EMPTY and not (raw is None and len(told) > 1):
            message = "Thiếu ngày sinh. Đây là thông tin bắt buộc, đồng chí điền rồi nhập lại."
            cells[place] = Cell(None, (error("born_blank", message),))
        elif len(told) == 1 and sexes[place] is None:
            sexes[place] = told[0]  # as in the national workbook: nothing to settle
        elif len(told) > 1:
            message = "Ngày sinh điền ở cả hai cột Nam và Nữ. Đồng chí chỉ để lại một cột."
            block.add(place, "sex", error("sex_both", message))
        else:
            _settle_sex(block, place, told[0] if told else None)
    block.take("born_on", cells)


def _take_blanks(block: Block, columns: Columns, sex: Sex) -> None:
    """Take those without a tick in the only column of a sex for the other one, and say so."""
    key: Sex = "female" if sex == "male" else "male"
    sexes = block.column("sex")
    message = f"Ô ở cột “{SEX_WORDS[key]}” để trống. Sẽ lưu là {SEX_WORDS[sex]}."
    cells = _without_spaces(_cells(columns, f"born_{key}", block.size))
    for place, cell in enumerate(cells):
        if cell is None and sexes[place] is None:
            sexes[place] = sex
            block.add(place, "sex", warning("sex_from_column", message))


def _birth_of(plain: Raw, male: Raw, female: Raw) -> tuple[Raw, tuple[Sex, ...]]:
    """Return the cell that holds the date, and the sexes whose columns are filled."""
    if plain is not None:
        # beside a column that has the date, a column of a sex counts only when it is ticked
        return plain, _SEXES[_is_marked(male, "male"), _is_marked(female, "female")]
    if male is not None and female is not None and text_of(male) != text_of(female):
        return None, _SEXES[True, True]  # nobody can tell which is meant
    return female if male is None else male, _SEXES[male is not None, female is not None]


def _is_marked(raw: Raw, sex: Sex) -> bool:
    return raw is not None and is_ticked(raw, sex)


def _without_spaces(cells: Sequence[Raw]) -> list[Raw]:
    return [None if cell.__class__ is str and cell.isspace() else cell for cell in cells]


def _settle_sex(block: Block, place: int, by_column: Sex | None) -> None:
    """Bring together the sex of the column filled, of "Giới tính" and of the citizen number."""
    sexes = block.values["sex"]
    stated = sexes[place]
    if by_column and stated and by_column != stated:
        sexes[place] = None
        message = "Giới tính ghi khác với cột ngày sinh đã điền. Đồng chí kiểm tra lại."
        block.add(place, "sex", error("sex_conflict", message))
        return
    sex = by_column or stated
    if not sex and (told := sex_of(block.column("id_number")[place] or "")):
        sex = told
        message = f"Không ghi giới tính. Theo số CCCD sẽ lưu là {SEX_WORDS[told]}."
        block.add(place, "sex", warning("sex_from_id", message))
    if not sex:
        message = "Thiếu giới tính. Đồng chí điền Nam hoặc Nữ rồi nhập lại."
        block.add(place, "sex", error("sex_blank", message))
        return
    sexes[place] = sex


def _take_units(
    block: Block, columns: Columns, context: RowContext, sections: Sequence[str]
) -> None:
    """Find a unit for the rows whose own cell is blank."""
    units = block.column("unit")
    if None not in units:
        return
    for place, raw in enumerate(_cells(columns, "unit", block.size)):
        if units[place] is None and _is_blank(raw):
            _take_unit(block, place, context, sections[place])


def _take_unit(block: Block, place: int, context: RowContext, section: str) -> None:
    """Fall back to the heading above, the class, the title, the unit the file was given for."""
    own = context.default_unit
    above = section if BRANCH_TITLE.match(section) else context.heading
    for text in (section, block.column("class_name")[place], above):
        found = context.units.match(text).unit if text else None
        if found:
            block.values["unit"][place] = found
            if found != own:
                message = f"Không ghi đơn vị. Theo {shown(text)} sẽ xếp vào “{found.name}”."
                block.add(place, "unit", warning("unit_from_heading", message))
            return
    if own is not None:
        block.values["unit"][place] = own
        if BRANCH_TITLE.match(above):
            message = f"Danh sách ghi {shown(above)}, không có đơn vị này trong “{own.name}”."
            message += " Sẽ xếp vào đơn vị nhận danh sách, đồng chí kiểm tra lại."
            block.add(place, "unit", warning("unit_heading_unknown", message))
        return
    told = f" Tiêu đề ghi {shown(above)}, không có đơn vị này." if BRANCH_TITLE.match(above) else ""
    message = f"Thiếu đơn vị.{told} Đồng chí điền tên hoặc mã chi đoàn rồi nhập lại."
    block.add(place, "unit", error("unit_blank", message))


def _is_blank(raw: Raw) -> bool:
    return raw is None or not text_of(raw)


def _take_homes(block: Block) -> None:
    """Link the home towns to the provinces of today; the texts themselves stay as written."""
    towns = block.values.get("home_town")
    if towns:
        homes = [home_province(town) if town else "" for town in towns]
        block.values["home_province"] = [home or None for home in homes]


def _tell_blank_categories(block: Block, columns: Columns) -> None:
    """Say what members become whose cell of the column is blank; without the column all are."""
    cells = columns.get("category", ())
    for place, raw in enumerate(cells) if None in cells else ():
        if raw is None:
            block.add(place, "category", warning("category_blank", _NO_CATEGORY))


def _check_ages(block: Block, context: RowContext) -> None:
    """Judge the ages today and the ages when joining."""
    ages, this_year = context.ages, context.today.year
    both = zip(block.values["born_on"], block.column("joined_on"), strict=True)
    for place, (born, joined) in enumerate(both):
        if born is None:
            continue
        # A year less than the difference of the years is the youngest anybody can be.
        if not ages.warn_under < this_year - born.on.year <= ages.warn_over:
            _check_age(block, place, born, context)
        if joined is not None and joined.on.year - born.on.year <= ages.join_from:
            _check_joining(block, place, born, joined, ages)


def _check_age(block: Block, place: int, born: PartialDate, context: RowContext) -> None:
    ages, age = context.ages, age_on(born.on, context.today)
    if age < ages.refuse_under or age > ages.refuse_over:
        message = f"Ngày sinh {born.vietnamese}: {age} tuổi, không thể là đoàn viên."
        block.add(place, "born_on", error("age_impossible", message + " Đồng chí kiểm tra lại."))
    elif age < ages.warn_under:
        message = f"Ngày sinh {born.vietnamese}: mới {age} tuổi, đoàn viên phải đủ"
        block.add(place, "born_on", warning("age_young", f"{message} {ages.warn_under} tuổi."))
    elif age > ages.warn_over and block.column("honorary")[place] != "yes":
        message = f"Ngày sinh {born.vietnamese}: đã {age} tuổi, quá tuổi đoàn viên thường."
        block.add(place, "born_on", warning("age_old", message + " Đồng chí kiểm tra lại."))


def _check_joining(
    block: Block, place: int, born: PartialDate, joined: PartialDate, ages: AgeRules
) -> None:
    if joined.on.year < born.on.year:
        block.values["joined_on"][place] = None
        message = f"Ngày vào Đoàn {joined.vietnamese} trước ngày sinh. Ô này để trống."
        block.add(place, "joined_on", warning("joined_before_birth", message))
        return
    exact = born.precision == joined.precision == "day"
    age = age_on(born.on, joined.on) if exact else joined.on.year - born.on.year
    if age < ages.join_from:
        message = f"Vào Đoàn {joined.vietnamese} khi mới {age} tuổi. Đồng chí kiểm tra lại."
        block.add(place, "joined_on", warning("joined_young", message))


def _check_id_numbers(block: Block) -> None:
    """Compare the citizen numbers with sex and birth year."""
    values = block.values
    if "id_number" not in values:
        return
    three = zip(values["id_number"], values["sex"], values["born_on"], strict=True)
    for place, (number, sex, born) in enumerate(three):
        if number:
            year = born.on.year if born else None
            if issues := id_mismatches(number, sex=sex, birth_year=year):
                block.add(place, "id_number", *issues)
