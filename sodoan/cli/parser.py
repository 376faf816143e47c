"""argparse in Vietnamese."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn, TypeAlias

from sodoan.cli.errors import EX_USAGE

Subparsers: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - it has no public name

_SENTENCES = [
    (r"the following arguments are required: (.*)", r"còn thiếu \1"),
    (r"unrecognized arguments: (.*)", r"không có tham số \1"),
    (r"argument (\S+): expected one argument", r"\1 cần một giá trị đi kèm"),
    (r"argument (\S+): invalid \w+ value: (.*)", r"\1 không nhận giá trị \2"),
    (
        r"argument (\S+): invalid choice: (\S+) \(choose from (.*)\)",
        r"\1 không có \2; hãy chọn một trong \3",
    ),
]


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Cách gõ: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose help and complaints are in Vietnamese; its subparsers are of this class."""

    def __init__(self, **options: Any) -> None:
        self._typed: list[str] = []
        super().__init__(**{"formatter_class": _Formatter, **options, "add_help": False})
        self._positionals.title = "tham số"
        self._optionals.title = "tùy chọn"
        self.add_argument("-h", "--help", action="help", help="xem hướng dẫn này")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As ever; remembers what was typed, for the complaint."""
        self._typed = list(sys.argv[1:] if args is None else args)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Say what was typed wrongly and how it should be typed; exit with 64.

        An option nobody knows is told before what is missing: it is what was mistyped.
        """
        names = (word.partition("=")[0] for word in self._typed if word.startswith("-"))
        unknown = [name for name in names if name not in self._option_string_actions]
        if unknown and message.startswith("the following arguments are required"):
            message = f"unrecognized arguments: {' '.join(unknown)}"
        for english, vietnamese in _SENTENCES:
            message = re.sub(english, vietnamese, message)
        self.exit(EX_USAGE, f"Lệnh gõ chưa đúng: {message}.\n{self.format_usage()}")
