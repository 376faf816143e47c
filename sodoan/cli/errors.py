"""What goes wrong, said plainly."""

EX_FAILED = 1
EX_USAGE = 64  # as in sysexits.h; 2 is taken by "not a usable workbook"
EX_INTERRUPTED = 130


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

    match error:
        case Refusal() | EmbeddedError() | ImproperlyConfigured():
            return str(error)
        case ValidationError():
            return "\n".join(error.messages)
        case OperationalError() | psycopg.OperationalError():
            return f"Không làm việc được với cơ sở dữ liệu: {first_line(error)}"
        case DatabaseError() if getattr(error.__cause__, "sqlstate", "") == "42P01":
            return "Cơ sở dữ liệu chưa được chuẩn bị. Hãy chạy `sodoan prepare` rồi thử lại."
        case OSError():
            return f"Không đọc hoặc ghi được {error.filename or 'tệp'}: {error.strerror or error}."
        case _:
            kind = type(error).__name__
            return (
                f"Có lỗi ngoài dự kiến ({kind}: {first_line(error)}).\n"
                "Chạy lại với `sodoan --debug …` để có chi tiết gửi người phát triển."
            )


def first_line(error: Exception) -> str:
    """The first line of an error's own words, which may be long and technical."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
