"""What goes wrong, said plainly."""

EX_FAILED = 1
EX_USAGE = 64  # as in sysexits.h; 2 is taken by "not a usable workbook"
EX_INTERRUPTED = 130

_LITTLE = 32 << 20  # bytes: PostgreSQL writes its log 16 MB at a time
_CONNECTION_WORDS = (
    ("Connection refused", "không có máy chủ nào trả lời ở địa chỉ và cổng này."),
    ("No such file or directory", "không có máy chủ nào trả lời ở ổ cắm (socket) này."),
    ("failed to resolve host", "không tìm thấy máy chủ có tên này."),
    ("password authentication failed", "sai tên người dùng hoặc mật khẩu."),
    ("does not exist", "máy chủ không có cơ sở dữ liệu hoặc người dùng tên này."),
    ("does not support SSL", "máy chủ không nhận kết nối mã hóa mà DATABASE_URL đòi hỏi."),
)
_DATABASE_WORDS = {
    "53100": "đĩa của máy chủ cơ sở dữ liệu đã đầy. Dọn bớt chỗ rồi thử lại.",
    "53300": "máy chủ đang có quá nhiều kết nối. Đợi một lát rồi thử lại.",
    "57P01": "máy chủ vừa dừng giữa chừng. Khởi động lại rồi chạy lại lệnh này.",
    "57P03": "máy chủ đang khởi động hoặc đang dừng. Đợi một lát rồi thử lại.",
}


class Refusal(Exception):  # noqa: N818 - an answer to the user, not a defect
    """A command cannot do what was asked; the message says why and what to do, in Vietnamese."""

    def __init__(self, message: str, *, exit_code: int = EX_FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def explain(error: Exception) -> str:
    """One plain Vietnamese message for any failure."""
    import psycopg
    from django.core.exceptions import ImproperlyConfigured, ValidationError
    from django.db import DatabaseError, OperationalError

    from config.serverhome import EmbeddedError
    from sodoan.common.oswords import os_reason

    match error:
        case Refusal() | EmbeddedError() | ImproperlyConfigured():
            return str(error)
        case ValidationError():
            return "\n".join(error.messages)
        case OperationalError() | psycopg.OperationalError():
            state = getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None)
            why = _full_disk() or _DATABASE_WORDS.get(state or "") or _unreachable(error)
            return f"Không làm việc được với cơ sở dữ liệu: {why}"
        case DatabaseError() if known := _known_refusal(error):
            return known
        case OSError():
            return f"Không đọc hoặc ghi được {error.filename or 'tệp'}: {os_reason(error)}."
        case _:
            kind = type(error).__name__
            return (
                f"Có lỗi ngoài dự kiến ({kind}: {first_line(error)}).\n"
                "Chạy lại với `sodoan --debug …` để có chi tiết gửi người phát triển."
            )


def _known_refusal(error: Exception) -> str:
    """What to do about a database that is not ours to change, or not prepared; else nothing."""
    if "permission denied" in str(error):
        return (
            f"Người dùng cơ sở dữ liệu thiếu quyền: {first_line(error)}.\n"
            "Quản trị máy chủ cho người dùng đó làm chủ (OWNER) cơ sở dữ liệu này."
        )
    if getattr(error.__cause__, "sqlstate", "") == "42P01":
        return "Cơ sở dữ liệu chưa được chuẩn bị. Hãy chạy `sodoan prepare` rồi thử lại."
    return ""


def _unreachable(error: Exception) -> str:
    """Why no connection came about; what the driver says, for what is not known here."""
    said = first_line(error)
    return next((why for words, why in _CONNECTION_WORDS if words in said), said)


def _full_disk() -> str:
    """A sentence when the disk of the data folder is full: then the server dies without a word."""
    import shutil

    from django.conf import settings

    try:
        free = shutil.disk_usage(settings.SODOAN_DATA).free
    except OSError:
        return ""
    if free >= _LITTLE:
        return ""
    return f"ổ đĩa chứa {settings.SODOAN_DATA} đã đầy (còn {free >> 20} MB). Dọn bớt chỗ đã."


def first_line(error: Exception) -> str:
    """The first line of an error's own words, which may be long and technical."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
