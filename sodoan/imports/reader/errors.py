"""The one exception a reader raises."""

AGAIN = "Đồng chí mở bằng Excel, lưu lại loại .xlsx rồi tải lên lần nữa."


class UnusableFileError(Exception):
    """A file that cannot be read as a workbook of lists.

    ``code`` is stable for programs; ``message`` tells the user, in Vietnamese, what is wrong and
    what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def corrupt() -> UnusableFileError:
    """Return the error for a damaged file."""
    return UnusableFileError("corrupt", f"Tệp bị hỏng, không mở được. {AGAIN}")


def too_slow(minutes: int) -> UnusableFileError:
    """Return the error for a file nobody should wait for any longer."""
    message = (
        f"Tệp đọc, kiểm tra quá {minutes} phút chưa xong nên dừng lại. "
        "Đồng chí chia danh sách thành nhiều tệp nhỏ rồi tải từng tệp."
    )
    return UnusableFileError("too_slow", message)
