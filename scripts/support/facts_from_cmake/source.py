# SPDX-License-Identifier: MIT
"""A small program in C or C++, as check_c_source_compiles() gets it, taken apart: headers, and
what is in main()."""

from __future__ import annotations

import re
from typing import NamedTuple

from pygments.lexers.c_cpp import CppLexer
from pygments.token import Comment, Token

from facts_from_cmake.language import Unknown

INCLUDE = re.compile(r"\s*#\s*include\s*<([^<>\n]+)>\s*")
MAIN = re.compile(r"(?:int|void)?\s*main\s*\(\s*(?:void)?\s*\)\s*", re.ASCII)


class Program(NamedTuple):
    headers: list[str]
    body: str


def take_apart(text: str) -> Program:
    """Unknown if the program has more than that."""
    headers, rest = leading_headers(without_comments(text))
    if re.search(r"^\s*#", rest, re.MULTILINE):
        raise Unknown("the program has directives of the preprocessor other than #include <>")
    opening = MAIN.match(rest)
    if not opening:
        raise Unknown("the program has more than headers and an int main(void)")
    body = rest[opening.end() :].strip()
    if end_of_block(body) != len(body):
        raise Unknown("the program has something after main(), or its braces do not match")
    return Program(headers, " ".join(line.strip() for line in body[1:-1].split("\n")).strip())


def without_comments(text: str) -> str:
    tokens = CppLexer(stripnl=False, ensurenl=False).get_tokens(text)
    return "".join(" " if kind in Comment and not is_directive(kind) else part
                   for kind, part in tokens)  # fmt: skip


def is_directive(kind: object) -> bool:
    return kind in (Comment.Preproc, Comment.PreprocFile)


def leading_headers(text: str) -> tuple[list[str], str]:
    headers: list[str] = []
    lines = text.split("\n")
    while lines and (not lines[0].strip() or INCLUDE.fullmatch(lines[0])):
        found = INCLUDE.fullmatch(lines.pop(0))
        headers += [found[1].strip()] if found else []
    return headers, "\n".join(lines).strip()


def end_of_block(text: str) -> int:
    """Behind the brace that closes the one at the beginning; -1: there is none."""
    depth = at = 0
    for kind, part in CppLexer(stripnl=False, ensurenl=False).get_tokens(text):
        at += len(part)
        if kind in Token.Punctuation:
            for sign in part:
                depth += (sign == "{") - (sign == "}")
            if depth <= 0:
                return at if depth == 0 and text.startswith("{") else -1
    return -1
