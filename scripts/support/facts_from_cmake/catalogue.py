# SPDX-License-Identifier: MIT
"""The catalogue that is written: anonshm_fact() calls, in the order of the checks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from facts_from_cmake.checks import Fact
from facts_from_cmake.language import Place, Unknown
from safe_text import printable, shortened

PLAIN = re.compile(r"[A-Za-z0-9_./+:=,-]+")
QUOTABLE = re.compile(r"[^\"\\$@;\n]*")
WIDTH = 96
HEADER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+-]*")  # as anonshm_fact() takes it
ORDER = [
    *("AFTER", "HEADERS", "DEFINE", "DEFINITIONS", "INCLUDES", "OPTIONS", "LINK_LIBRARIES")
]


@dataclass
class Entry:
    fact: Fact
    place: Place
    conditions: list[str]


class Catalogue:
    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.entries: dict[str, Entry] = {}  # by the macro
        self.owner: dict[str, Entry] = {}  # by each macro that it defines

    def add(self, fact: Fact, place: Place, conditions: list[str]) -> None:
        """Unknown if the macro is asked for in another way, too."""
        fact.define = self.without_prefix(fact.define)
        if fact.kind == "COMPILES":
            fact.name = fact.define.removeprefix("HAVE_").lower()
        own = fact.macros()
        fact.options["DEFINE"] = [] if fact.define in own else [fact.define]
        if fact.kind == "TYPE":
            name_of_type(fact, *own)
        for keyword in ("AFTER", "HEADERS"):
            fact.options[keyword] = list(dict.fromkeys(fact.options.get(keyword, [])))
        if fact.kind in ("SYMBOL", "MEMBER") and not fact.options["HEADERS"]:
            raise Unknown("no header is named")
        for header in [*fact.options.get("AFTER", []), *fact.options.get("HEADERS", [])]:
            if not HEADER.fullmatch(header):
                raise Unknown(f"{header!r} is no name of a header")
        entry = Entry(fact, place, list(conditions))
        macros = fact.macros()
        taken = [
            macro for macro in macros if call(self.owner.get(macro, entry).fact) != call(fact)
        ]
        if taken:
            place = self.owner[taken[0]].place
            raise Unknown(f"{taken[0]} is asked for in another way at {place}")
        self.entries.setdefault(macros[0], entry)
        self.owner.update(dict.fromkeys(macros, self.entries[macros[0]]))

    def without_prefix(self, macro: str) -> str:
        if not macro.startswith(self.prefix):
            raise Unknown(f"{macro} does not begin with {self.prefix}")
        return macro[len(self.prefix) :]

    def size(self) -> int:
        return len(self.entries)

    def text(self) -> str:
        lines: list[str] = []
        conditions: list[str] = []
        for entry in self.entries.values():
            if entry.conditions != conditions:
                conditions = entry.conditions
                shown = [shortened(printable(each)) for each in conditions]
                only = (
                    f"# Was asked only if {', and '.join(shown)}:"
                    if shown
                    else "# In any case:"
                )
                lines += ["", only] if lines else [only]
            lines.append(call(entry.fact))
        return "".join(f"{line}\n" for line in lines)


def name_of_type(fact: Fact, own: str, size: str) -> None:
    """check_type_size() has the size in the variable, and HAVE_<variable> beside it. The facts
    are HAVE_<TYPE> and SIZEOF_<TYPE>, or HAVE_<NAME> by DEFINE, and then SIZEOF_<NAME>."""
    if fact.define in (size, own) or f"HAVE_{fact.define}" == own:
        fact.options["DEFINE"] = []
    elif fact.define.startswith("SIZEOF_"):
        fact.options["DEFINE"] = [f"HAVE_{fact.define}"]
    elif not fact.define.startswith("HAVE_"):
        raise Unknown(f"the size is {size}, or has another name that begins with SIZEOF_")


def call(fact: Fact) -> str:
    """One anonshm_fact(), on as many lines as it needs."""
    words = [quoted(word) for word in fact.words]
    parts = [f"{fact.kind} {quoted(fact.name)}", *words]
    if fact.kind == "MEMBER":
        parts = [" ".join(parts)]
    for keyword in ORDER:
        values = fact.options.get(keyword) or []
        if values:
            parts.append(" ".join([keyword, *map(quoted, values)]))
    line = f"anonshm_fact({' '.join(parts)})"
    return line if len(line) <= WIDTH else "anonshm_fact(" + "\n  ".join(parts) + ")"


def quoted(text: str) -> str:
    """As an argument of CMake."""
    if PLAIN.fullmatch(text):
        return text
    if QUOTABLE.fullmatch(text):
        return f'"{text}"'
    fill = ""
    while f"]{fill}]" in text + "]":
        fill += "="
    return f"[{fill}[{text}]{fill}]"
