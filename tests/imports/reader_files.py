"""Builders of small workbooks and of things that only pretend to be one."""

import zipfile

import xlsxwriter

NATIONAL = [
    "STT", "Họ và tên", "Mã định danh đoàn viên", "Ngày sinh", "", "Dân tộc", "Tôn giáo",
    "Quê quán", "Địa chỉ thường trú", "Số CMND/CCCD", "Ngày cấp", "Nơi cấp", "Trình độ văn hóa",
    "Trình độ chuyên môn", "Trình độ LLCT", "Tin học", "Ngoại ngữ", "Thời gian vào đoàn",
    "Số Nghị quyết chuẩn y kết nạp đoàn viên", "Số thẻ đoàn", "Thời gian vào Đảng",
    "Nghề nghiệp hiện nay", "Đối tượng đoàn viên", "Rèn luyện đoàn viên",
    "Đánh giá, xếp loại đoàn viên", "Khen thưởng", "Kỷ luật", "Chức vụ trong chi đoàn", "Hội",
    "Đoàn viên danh dự", "Email liên hệ", "Điện thoại liên hệ", "Đơn vị",
]  # fmt: skip


def write_book(path, sheets, merges=()):
    """Write ``{sheet name: rows}``; cells that are None or "" stay blank."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place in merges:
                sheet.merge_range(*place, "")
            for i, cells in enumerate(rows):
                for j, cell in enumerate(cells):
                    if cell not in ("", None):
                        sheet.write(i, j, cell)
    return path


def member(number, unit="Chi đoàn Khu phố 1", **changes):
    """Return the 33 cells of a faultless member; ``changes`` by column index as ``c3=...``."""
    female = number % 2
    born = f"{number % 28 + 1:02d}/03/2004"
    cells = [""] * 33
    cells[0] = str(number)
    cells[1] = f"Nguyễn {'Thị' if female else 'Văn'} {'ABCDEGHIKLMNOPQRSTUVXY'[number % 22]}n"
    cells[4 if female else 3] = born
    cells[5:17] = [
        "Kinh", "Không", "Bình Dương", f"Số {number}, Khu phố 3",
        f"079{3 if female else 2}04{number:06d}", "12/04/2021", "Cục Cảnh sát QLHC về TTXH",
        "Hệ 12/12", "Đại học", "Chưa có", "cơ bản", "Bậc 2",
    ]  # fmt: skip
    cells[17] = "26/03/2021"
    cells[19] = f"{number:09d}"
    cells[21:25] = ["Sinh viên", "Học sinh, sinh viên", "Đã đăng ký", "Đã đánh giá"]
    cells[27:29] = ["Đoàn viên", "LHTN"]
    cells[30:33] = [f"dv{number}@example.vn", f"0900{number:06d}", unit]
    for key, value in changes.items():
        cells[int(key[1:])] = value
    return cells


def national_rows(members):
    """Return the rows of the national sheet: titles, header over rows 5-6, then the members."""
    below = [""] * 33
    below[3:5] = ["Nam", "Nữ"]
    titles = [
        ["BAN CHẤP HÀNH ĐOÀN CƠ SỞ"],
        ["", "ĐOÀN TNCS HỒ CHÍ MINH"],
        ["DANH SÁCH ĐOÀN VIÊN"],
        [],
    ]
    return [*titles, NATIONAL, below, *members]


NATIONAL_MERGES = [(4, 3, 4, 4), *((4, c, 5, c) for c in range(33) if c not in (3, 4))]


def rezip(source, target, change):
    """Copy a workbook part by part, passing each through ``change(name, content)``."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = change(entry.filename, old.read(entry))
            if content is not None:
                new.writestr(entry.filename, content)
    return target
