# SPDX-License-Identifier: MIT
"""The conditions of if(), in the logic of true, false and unknown (None)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, Optional, Protocol

from cmake_parser.lexer import Token

from facts_from_cmake.language import IDENTIFIER, Unknown, bracketed, compute, evaluate

TRUE = re.compile(r"1|ON|YES|TRUE|Y|-?(?!0+(?:\.0*)?$)\d+(\.\d*)?", re.IGNORECASE)
FALSE = re.compile(r"0|OFF|NO|FALSE|N|IGNORE|(.*-)?NOTFOUND|", re.IGNORECASE | re.DOTALL)
BINARY = {
    *("EQUAL", "LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL", "MATCHES", "IN_LIST"),
    *(f"STR{each}" for each in ("EQUAL", "LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL")),
    *(f"VERSION_{each}" for each in ("EQUAL", "LESS", "LESS_EQUAL", "GREATER")),
    *("VERSION_GREATER_EQUAL", "PATH_EQUAL", "IS_NEWER_THAN"),
}
UNARY = {
    *("DEFINED", "COMMAND", "POLICY", "TARGET", "TEST", "EXISTS", "IS_DIRECTORY"),
    *("IS_SYMLINK", "IS_ABSOLUTE", "IS_READABLE", "IS_WRITABLE", "IS_EXECUTABLE"),
}

Truth = Optional[bool]


class Variables(Protocol):
    def look_up(self, name: str) -> str:
        """Its value; Unknown if it has none that is known."""

    def is_defined(self, name: str) -> Truth: ...


class Word(NamedTuple):
    text: str
    quoted: bool
    replaced: bool  # of a variable


def holds(tokens: Iterable[Token], variables: Variables) -> Truth:
    words: list[Word | None] = []  # None: not known
    for token in tokens:
        try:
            replaced = "${" in token.value
            words += [Word(*each, replaced) for each in evaluate([token], variables.look_up)]
        except Unknown:
            words.append(None)
    return Condition(words, variables).all_of_it()


class Condition:
    def __init__(self, words: list[Word | None], variables: Variables) -> None:
        self.words, self.variables, self.at = words, variables, 0

    def all_of_it(self) -> Truth:
        found = self.expression()
        return found if self.at == len(self.words) else None

    def keyword(self) -> str:
        word = self.words[self.at] if self.at < len(self.words) else None
        return "" if word is None or word.quoted else word.text

    def take(self) -> Word | None:
        self.at += 1
        return self.words[self.at - 1] if self.at <= len(self.words) else None

    def expression(self) -> Truth:
        """From left to right: to CMake AND and OR bind equally."""
        found = self.negation()
        while self.keyword() in ("AND", "OR"):
            decisive = self.keyword() == "OR"
            self.at += 1
            both = (found, self.negation())
            found = decisive if decisive in both else None if None in both else not decisive
        return found

    def negation(self) -> Truth:
        if self.keyword() == "NOT":
            self.at += 1
            found = self.negation()
            return None if found is None else not found
        return self.test()

    def test(self) -> Truth:
        if self.keyword() == "(":
            self.at += 1
            found = self.expression()
            closed = self.keyword() == ")"
            self.at += 1
            return found if closed else None
        if self.keyword() in UNARY and self.at + 1 < len(self.words):
            asks_if_defined = self.keyword() == "DEFINED"
            self.at += 1
            word = self.take()
            return self.variables.is_defined(word.text) if asks_if_defined and word else None
        one = self.take()
        if self.keyword() in BINARY:
            operator = self.keyword()
            self.at += 1
            return self.compared(one, operator, self.take())
        return self.truth(one)

    def value_of(self, name: str) -> str | None:
        try:
            return self.variables.look_up(name)
        except Unknown:
            return None

    def truth(self, word: Word | None) -> Truth:
        if word is None:
            return None
        if TRUE.fullmatch(word.text):
            return True
        if word.quoted or FALSE.fullmatch(word.text):
            return False
        value = self.value_of(word.text)
        return None if value is None else not FALSE.fullmatch(value)

    def compared(self, one: Word | None, operator: str, other: Word | None) -> Truth:
        values = [self.operand(one, True), self.operand(other, False)]
        if None in values or operator in ("IN_LIST", "IS_NEWER_THAN"):
            return None
        test = f" {operator} ".join(bracketed(str(value)) for value in values)
        result = compute(f"set(result no)\nif({test})\n  set(result yes)\nendif()")
        return None if result is None else result == "yes"

    def operand(self, word: Word | None, is_left: bool) -> str | None:
        """What stands on the left is a variable, also where these files do not set it."""
        if word is None or word.quoted or word.replaced:
            return word and word.text
        value = self.value_of(word.text)
        if value is None and is_left and IDENTIFIER.fullmatch(word.text):
            return None
        return word.text if value is None else value
