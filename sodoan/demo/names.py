"""Invented people: believable Vietnamese names, dates, phones and citizen numbers."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

_FAMILY = [
    "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan",
    "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Trương", "Đinh", "Lâm", "Mai",
    "Trịnh", "Cao", "Tô", "Châu", "Thạch", "Kiên", "Đoàn", "Lương", "Tạ", "Quách",
]  # fmt: skip
_MALE_MIDDLE = [
    "Văn", "Quốc", "Minh", "Hoài", "Thanh", "Đức", "Hữu", "Gia", "Công", "Tấn", "Duy", "Anh",
    "Nhật", "Trung", "Mạnh", "Tiến",
]  # fmt: skip
_FEMALE_MIDDLE = [
    "Thị", "Thị", "Ngọc", "Thanh", "Kim", "Mỹ", "Thu", "Như", "Bảo", "Hồng", "Diễm", "Khánh",
    "Phương", "Minh", "Thùy",
]  # fmt: skip
_MALE_GIVEN = [
    "An", "Bảo", "Bình", "Cường", "Châu", "Dũng", "Duy", "Đạt", "Đức", "Giang", "Hải", "Hiếu",
    "Hoàng", "Huy", "Hưng", "Khánh", "Khoa", "Khôi", "Kiệt", "Lâm", "Long", "Lộc", "Minh",
    "Nam", "Nghĩa", "Nhân", "Phong", "Phú", "Phúc", "Quân", "Quang", "Sơn", "Tài", "Tâm",
    "Thắng", "Thịnh", "Tín", "Toàn", "Trí", "Tuấn", "Tùng", "Việt", "Vinh",
]  # fmt: skip
_FEMALE_GIVEN = [
    "An", "Anh", "Ánh", "Bích", "Chi", "Diễm", "Diệu", "Dung", "Duyên", "Giang", "Hà", "Hân",
    "Hạnh", "Hiền", "Hoa", "Hồng", "Huyền", "Hương", "Khanh", "Lan", "Linh", "Loan", "Ly",
    "Mai", "My", "Nga", "Ngân", "Ngọc", "Nhi", "Nhung", "Oanh", "Phương", "Quỳnh", "Tâm",
    "Thảo", "Thu", "Thúy", "Thủy", "Tiên", "Trang", "Trâm", "Uyên", "Vân", "Vy", "Xuân", "Yến",
]  # fmt: skip
_PROVINCE_CODES = ("079", "080", "082", "084", "086", "089", "092", "096")


@dataclass(frozen=True)
class Invented:
    """One person before they are stored; `id_number` has twelve digits, `phone` ten."""

    number: int
    full_name: str
    sex: str
    born_on: date
    id_number: str
    phone: str


def invent(random: Random, number: int, *, youngest: date, oldest: date) -> Invented:
    """The `number`-th person: same seed, same person. Born between the two dates."""
    male = random.random() < 0.48  # noqa: PLR2004 - close to life
    middles, givens = (_MALE_MIDDLE, _MALE_GIVEN) if male else (_FEMALE_MIDDLE, _FEMALE_GIVEN)
    middle = random.choice(middles)
    given = random.choice([name for name in givens if name != middle])
    words = [random.choice(_FAMILY), middle, given]
    if not male and middle == "Thị" and random.random() < 0.5:  # noqa: PLR2004
        extra = random.choice([one for one in _FEMALE_MIDDLE if one not in {"Thị", given}])
        words.insert(2, extra)
    born = oldest + timedelta(days=random.randrange((youngest - oldest).days))
    return Invented(
        number=number,
        full_name=" ".join(words),
        sex="male" if male else "female",
        born_on=born,
        id_number=_citizen_number(random, born, male=male, serial=number),
        phone=f"09{(number * 7_919) % 100_000_000:08d}",
    )


def _citizen_number(random: Random, born: date, *, male: bool, serial: int) -> str:
    century = (born.year // 100 - 19) * 2 + (0 if male else 1)
    return f"{random.choice(_PROVINCE_CODES)}{century}{born.year % 100:02d}{serial % 1_000_000:06d}"
