# SPDX-License-Identifier: MIT
"""Text of unknown origin, made fit for the place where it is shown, as in src/tool/text.cpp."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path


def is_control(character: str) -> bool:
    """Whether it can control a terminal, hide, or change the order of what is shown: C0, DEL,
    C1; bidirectional overrides and zero widths; line ends; halves of surrogate pairs."""
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs")


def printable(text: str) -> str:
    """On one line: each control is a question mark."""
    if text.isascii() and text.isprintable():
        return text
    return "".join("?" if is_control(character) else character for character in text)


def name_of_file(path: Path | str) -> str:
    """A name is bytes, and anything may be in it."""
    return printable(os.fsencode(path).decode("utf-8", "replace"))


def shortened(text: str, width: int = 60) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."


# -- GitHub's Markdown ---------------------------------------------------------------------

# An entity is never markup (CommonMark 0.31, 6.2), and no bar of a table. Inside a word an
# underscore is none either; a colon is only in an address, which would become a link. Who is
# named behind an @ is notified by GitHub, unless it is code.
_MARKUP = r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=/)|@+|[!#$&*<\[\\\]^`{|}~]"


def _escape(markup: re.Match[str]) -> str:
    return f"`{markup[0]}`" if markup[0][0] == "@" else f"&#{ord(markup[0])};"


def in_markdown(text: str) -> str:
    """As text, also in a cell or a heading."""
    safe = printable(text)
    return re.sub(rf"{_MARKUP}|\." if "www." in safe else _MARKUP, _escape, safe)


def in_markdown_code(text: str) -> str:
    """Bars and backslashes mean something even in a code span inside a table."""
    safe = printable(text)
    if not safe:
        return ""
    return f"<code>{in_markdown(safe)}</code>" if re.search(r"[`|\\]", safe) else f"`{safe}`"


def table(header: list[str], rows: list[list[str]]) -> str:
    """Of cells that are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
