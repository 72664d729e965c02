# SPDX-License-Identifier: MIT
"""The command line of every script that is written in Python: argparse, which has -h, --help,
--option=value and --, and where a word is wrong, the one that was probably meant.

Exit statuses are those of all of anonshm: 0 done; 1 what was wanted did not come out; 2 wrong
usage or input; 3 setting up failed.
"""

from __future__ import annotations

import argparse
import difflib
import itertools
import os
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn, TextIO

from safe_text import printable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a complaint; empty where nothing is alike."""
    option, _, _ = word.partition("=")
    found = difflib.get_close_matches(option, sorted(known), n=1, cutoff=0.7)
    found += sorted(name for name in known if len(option) > 2 and name.startswith(option))
    return f"; did you mean {found[0]}?" if found else ""


class Parser(argparse.ArgumentParser):
    """Options are not abbreviated: a script in front of it may know them by name."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **{**more, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """An unknown option is named before what else may be missing."""
        words = sys.argv[1:] if args is None else list(args)
        known = self._options()
        for word in itertools.takewhile("--".__ne__, words):
            if word.startswith("--") and word.partition("=")[0] not in known:
                self.error(f"unrecognized arguments: {word}{did_you_mean(word, known)}")
        if words[-1:] == ["--"]:
            words.pop()  # argparse would take it for an argument where there are none
        return super().parse_args(words, namespace)

    def _options(self) -> set[str]:
        """Also those of its commands."""
        options: set[str] = set()
        for action in self._actions:
            options.update(action.option_strings)
            if isinstance(action, argparse._SubParsersAction):
                options.update(*(command._options() for command in action.choices.values()))
        return options

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            known = list(map(str, action.choices))
            hint = did_you_mean(str(value), known)
            raise argparse.ArgumentError(
                action, f"there is no {value!r}, but {', '.join(known)}{hint}"
            )

    def add_check_arguments(self) -> None:
        """For a script of the shell, which asks before it installs anything."""
        self.add_argument("--check-arguments", action="store_true", help=argparse.SUPPRESS)

    def add_color(self) -> None:
        self.add_argument(
            "--color",
            choices=("auto", "always", "never"),
            default="auto",
            help="default: auto, on a terminal; NO_COLOR and CLICOLOR_FORCE decide too",
        )


def wants_color(choice: str, stream: TextIO) -> bool:
    """The option, then https://no-color.org, then https://bixense.com/clicolors."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def count_of(least: int, why: str = "") -> Any:
    """The type of an option that is a number from `least`."""

    def number(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < least:
            reason = f"at least {least}{', ' * bool(why)}{why}"
            raise argparse.ArgumentTypeError(f"{text!r} is not a number: {reason}")
        return int(text)

    return number
