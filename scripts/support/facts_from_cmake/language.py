# SPDX-License-Identifier: MIT
"""CMake's language: what a file says, and what an argument is once its variables are replaced.

The grammar is cmake_parser's. Its evaluation is not used: it takes an unknown variable for an
empty one, and ends an argument at a brace. What CMake computes, as string(REGEX), it computes
here too (compute()).
"""

from __future__ import annotations

import functools
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from cmake_parser.error import CMakeParseError
from cmake_parser.lexer import Token
from cmake_parser.parser import parse_tree

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ESCAPED = {"n": "\n", "t": "\t", "r": "\r", ";": "\\;"}

LookUp = Callable[[str], str]  # of a variable; Unknown if it has no value that is known


class LanguageError(Exception):
    """A text that is not in CMake's language."""


class Unknown(Exception):  # noqa: N818 - it is a value, too
    """A value that the files do not state; the text says why."""


class Place(NamedTuple):
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Argument(NamedTuple):
    text: str
    quoted: bool


# -- What is written -------------------------------------------------------------------------


def parse(text: str, file: str) -> list[Any]:
    """The commands of a file as a tree of cmake_parser's nodes."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        nodes = list(parse_tree(text, skip_comments=True))
        join_arguments(nodes, text)
    except CMakeParseError as error:
        raise LanguageError(f"{file}: {error}") from None
    except RecursionError:
        raise LanguageError(f"{file}: nested too deeply") from None
    return nodes


def bodies(node: Any) -> list[list[Any]]:
    parts = (getattr(node, name, None) for name in ("body", "if_true", "if_false"))
    return [part for part in parts if part]


def name_of(node: Any) -> str:
    """Of the command, in lower case, since CMake does not distinguish."""
    return str(getattr(node, "identifier", type(node).__name__)).lower()


def join_arguments(nodes: Iterable[Any], text: str) -> None:
    """x"y" is one argument of CMake's and two of the parser's; so is [a;b]. evaluate() knows
    none of the kind JOINED."""
    for node in nodes:
        joined: list[Token] = []
        for token in getattr(node, "args", None) or []:
            if joined and not are_apart(joined[-1], token, text):
                span = slice(joined[-1].span.start, token.span.stop)
                first = joined.pop()
                token = Token("JOINED", text[span], span, first.line, first.column)
            joined.append(token)
        if joined:
            node.args = joined
        for body in bodies(node):
            join_arguments(body, text)


def are_apart(one: Token, other: Token, text: str) -> bool:
    if {one.kind, other.kind} & {"LPAREN", "RPAREN"}:
        return True
    between = text[one.span.stop : other.span.start]
    if between.strip(";"):
        return True
    return bool(between) and "[" not in one.value


# -- What it is ------------------------------------------------------------------------------


def evaluate(tokens: Iterable[Token], look_up: LookUp) -> list[Argument]:
    """The arguments that a command gets."""
    found: list[Argument] = []
    for token in tokens:
        if token.kind == "BRACKETED":
            found.append(Argument(token.value, True))
        elif token.kind == "QUOTED":
            found.append(Argument(replaced(token.value, look_up), True))
        elif token.kind == "RAW":
            found += [Argument(item, False) for item in split(replaced(token.value, look_up))]
        elif token.kind in ("LPAREN", "RPAREN"):
            found.append(Argument("(" if token.kind == "LPAREN" else ")", False))
        else:
            raise Unknown(f"{token.value} is in a form that is not read here: use quotes")
    return found


def replaced(text: str, look_up: LookUp) -> str:
    """Without references to variables, and without escapes."""
    found, at = "", 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            found += ESCAPED.get(text[at + 1], text[at + 1])
            at += 2
        elif text.startswith(("$ENV{", "$CACHE{"), at):
            raise Unknown(f"{text[at : text.find('}', at) + 1]} is not known here")
        elif text.startswith("${", at):
            end = end_of_reference(text, at + 2)
            found += look_up(replaced(text[at + 2 : end], look_up))
            at = end + 1
        else:
            found += text[at]
            at += 1
    return found


def end_of_reference(text: str, at: int) -> int:
    depth = 1
    while at < len(text):
        if text.startswith("${", at):
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    raise Unknown("a reference to a variable does not end")


def split(text: str) -> list[str]:
    """The items of a list that are not empty; brackets keep semicolons together."""
    items, item, depth, at = [], "", 0, 0
    while at < len(text):
        if text.startswith("\\;", at):
            item += ";"
            at += 1
        elif text[at] == ";" and depth == 0:
            items.append(item)
            item = ""
        else:
            depth += (text[at] == "[") - (text[at] == "]")
            item += text[at]
        at += 1
    return [each for each in [*items, item] if each]


# -- What CMake computes ---------------------------------------------------------------------


def bracketed(text: str) -> str:
    """The text as one argument that CMake takes as it is."""
    fill = ""
    while f"]{fill}]" in text + "]":
        fill += "="
    return f"[{fill}[\n{text}]{fill}]"


@functools.cache
def compute(script: str) -> str | None:
    """What a script leaves in the variable `result`, or None where it is an error."""
    with tempfile.TemporaryDirectory(prefix="facts-from-cmake-") as directory:
        file, output = Path(directory, "script.cmake"), Path(directory, "output")
        end = f'file(WRITE {bracketed(str(output))} "${{result}}")\n'
        file.write_text(f"cmake_policy(VERSION 3.20)\n{script}\n{end}", encoding="utf-8")
        ran = subprocess.run(["cmake", "-P", file], capture_output=True, check=False)
        failed = ran.returncode != 0 or not output.exists()
        return None if failed else output.read_text(encoding="utf-8")


@functools.cache
def commands_of_cmake() -> frozenset[str]:
    listed = subprocess.run(
        ["cmake", "--help-command-list"], stdout=subprocess.PIPE, text=True, check=True
    )
    return frozenset(listed.stdout.split())
