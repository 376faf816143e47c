"""The one exception a reader raises."""


class UnusableFileError(Exception):
    """A file that cannot be read as a workbook of lists.

    ``code`` is stable for programs; ``message`` tells the user, in Vietnamese, what is wrong and
    what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
