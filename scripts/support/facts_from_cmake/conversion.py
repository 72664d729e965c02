# SPDX-License-Identifier: MIT
"""Files with checks, and the catalogue that has the same facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from facts_from_cmake.catalogue import Catalogue
from facts_from_cmake.checks import MACRO, NOT_TURNED, TURNED, turn
from facts_from_cmake.interpreter import Interpreter, written
from facts_from_cmake.language import LanguageError, Place, Unknown, parse


class Converted(NamedTuple):
    catalogue: str
    facts: int
    refused: list[str]  # each with its place and the reason


class ConversionError(Exception):
    """A file cannot be read as CMake's language, or says too much."""


class Conversion:
    def __init__(self, fixed: dict[str, str], complete: bool, prefix: str) -> None:
        self.catalogue = Catalogue(prefix)
        self.refused: dict[str, None] = {}  # a set in the order of the files
        self.interpreter = Interpreter(fixed, complete, self.check, self.refuse)

    def refuse(self, place: Place, command: str, reason: str) -> None:
        calls = self.interpreter.calls
        caller = f" (called at {calls[0].place})" if calls else ""
        self.refused[f"{place}: {command}{caller}: {reason}"] = None

    def check(self, name: str, node: Any, place: Place) -> bool:
        if name not in TURNED and name not in NOT_TURNED:
            return False
        interpreter = self.interpreter
        results = [word for word in interpreter.words_of(node) if MACRO.fullmatch(word)]
        try:
            if name in NOT_TURNED:
                raise Unknown(NOT_TURNED[name])
            fact = turn(name, interpreter.arguments(node), interpreter.look_up)
            results = [fact.define]
            self.catalogue.add(fact, place, interpreter.conditions)
        except Unknown as unknown:
            self.refuse(place, written(node), str(unknown))
        for result in results:
            interpreter.result(result)
        return True


def convert(
    sources: Iterable[tuple[str, str]],
    fixed: dict[str, str],
    complete: bool = False,
    prefix: str = "",
) -> Converted:
    """`sources` are names and texts."""
    conversion = Conversion(fixed, complete, prefix)
    try:
        conversion.interpreter.run_files({name: parse(text, name) for name, text in sources})
    except (LanguageError, Unknown) as problem:
        raise ConversionError(str(problem)) from None
    except RecursionError:
        raise ConversionError("nested too deeply") from None
    catalogue = conversion.catalogue
    return Converted(catalogue.text(), catalogue.size(), list(conversion.refused))
