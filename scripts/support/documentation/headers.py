# SPDX-License-Identifier: MIT
"""Reads the public headers: every declaration with the comment that is its contract.

The comments have the form of the Linux kernel's (a name, @parameters, prose, Return:), which
neither Doxygen nor libclang reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

# Of how the headers are compiled, and not of what they offer.
INTERNAL = re.compile(
    r"#define (\w+_(H|HPP)|ANONSHM_API|ANONSHM_HAS_EXCEPTIONS)\b"
    r"|using detail::|.* CloseHandle\("
)
# Comments that are for other readers.
ASIDE = re.compile(r"^(SPDX-License-Identifier: .*|NOLINT.*|namespace \w+)$\n*", re.MULTILINE)
BASE = re.compile(r" : public detail::(\w+)$")

COMMENT = re.compile(r"/\*(.*?)\*/|((?://[^\n]*\n[ \t]*)+)", re.DOTALL)
DIRECTIVE = re.compile(r"#((?:[^\n\\]|\\.)*)", re.DOTALL)
ACCESS = re.compile(r"(public|protected|private):")
OPENING = re.compile(r'extern "C" \{|namespace (\w+) \{|\}')


@dataclass
class Item:
    """Declarations that stand together, below one comment; or a comment alone."""

    comment: str
    declarations: list[str] = field(default_factory=list)
    members: list[Item] = field(default_factory=list)  # of a structure or class
    where: str = ""  # "Windows", "POSIX", or both

    @property
    def kind(self) -> str:
        """As Sphinx's domains call it; what is no type is a function or a variable."""
        first = re.sub(r"^template <.*?> (?=class|struct)", "", self.declarations[0])
        words = {"#define": "macro", "typedef": "type", "using": "type", "struct": "struct"}
        kind = words.get(first.split()[0]) or first.split()[0]
        return kind if kind in (*words.values(), "class") else "function"

    @property
    def names(self) -> list[str]:
        return [name_of(declaration) for declaration in self.declarations]


def name_of(declaration: str) -> str:
    """What it declares; of an operator, all of it."""
    if declaration.startswith(("#define", "using")):
        return declaration.split()[1].split("(")[0]
    return re.findall(r"[\w~]+", declaration.split("(")[0])[-1]


class Scanner:
    """One pass over a text: comments, declarations, and which half of an #if they are in."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.items: list[Item] = []
        self.comment: str | None = None
        self.is_apart = True  # the next declaration does not belong to the last one
        self.is_public = True
        self.conditions: list[str] = []
        self.details: dict[str, list[Item]] = {}  # the members of classes in namespace detail

    def scan(self) -> list[Item]:
        while self.at < len(self.text):
            rest = self.text[self.at]
            if rest.isspace():
                self._skip_space()
            elif comment := COMMENT.match(self.text, self.at):
                self._keep_comment(comment)
            elif directive := DIRECTIVE.match(self.text, self.at):
                self.at = directive.end()
                self._follow(" ".join(directive[1].replace("\\\n", " ").split()))
            elif access := ACCESS.match(self.text, self.at):
                self.at = access.end()
                self.is_public = access[1] == "public"
            elif opening := OPENING.match(self.text, self.at):
                self._open(opening)
            else:
                self._declare()
        self._end_comment()
        return self.items

    def _skip_space(self) -> None:
        space = re.compile(r"\s+").match(self.text, self.at)
        assert space
        self.at = space.end()
        self.is_apart |= space[0].count("\n") > 1

    def _keep_comment(self, match: re.Match[str]) -> None:
        self._end_comment()
        self.at = match.end()
        self.comment = _without_marks(match[0])
        self.is_apart = True

    def _end_comment(self) -> None:
        """What is above no declaration is prose."""
        if self.comment and self.is_public:
            self.items.append(Item(self.comment))
        self.comment = None

    def _follow(self, directive: str) -> None:
        if directive.startswith("define "):
            self._add("#" + directive, "")
        elif directive.startswith("if"):
            self.conditions.append(directive)
        elif directive.startswith("el"):
            self.conditions[-1] = f"!({self.conditions[-1]})"
        elif directive == "endif":
            self.conditions.pop()

    def _open(self, match: re.Match[str]) -> None:
        self.at = match.end()
        if match[1] == "detail":
            end = _end_of_braces(self.text, self.at)
            hidden = Scanner(self.text[self.at : end - 1]).scan()
            self.details |= {item.names[0]: item.members for item in hidden if item.members}
            self.at = end
        elif match[0] != "}":
            self._end_comment()

    def _declare(self) -> None:
        head, body, self.at = _declaration(self.text, self.at)
        self._add(head, body)

    def _add(self, head: str, body: str) -> None:
        trailing = re.compile(r"[ \t]*(?=/\*|//)").match(self.text, self.at)
        comment = COMMENT.match(self.text, trailing.end()) if trailing else None
        if comment:
            self._end_comment()
            self.comment, self.at = _without_marks(comment[0]), comment.end()
        declaration = _without_code(head)
        if INTERNAL.match(declaration):
            self._end_comment()
        elif self.is_public:
            self._keep(Item(self.comment or "", [declaration], where=self._where()), body)
        self.comment, self.is_apart = None, bool(comment)

    def _keep(self, item: Item, body: str) -> None:
        if item.kind in ("struct", "class"):
            item.members = self._inherited(item) + Scanner(body).of_class(item.kind)
        is_composite = "|" in item.declarations[0] and item.kind == "macro"
        last = self.items[-1] if self.items else Item("")
        if self.is_apart or is_composite or item.comment or last.kind != item.kind:
            self.items.append(item)
        else:
            last.declarations += item.declarations

    def _inherited(self, item: Item) -> list[Item]:
        """The members of a base that is not for users: they are the class's own."""
        base = BASE.search(item.declarations[0])
        if not base:
            return []
        item.declarations = [BASE.sub("", item.declarations[0])]
        constructors = {base[1], f"~{base[1]}"}
        return [each for each in self.details[base[1]] if not constructors & {*each.names}]

    def of_class(self, kind: str) -> list[Item]:
        self.is_public = kind == "struct"
        return self.scan()

    def _where(self) -> str:
        if "if defined _WIN32" in self.conditions:
            return "Windows"
        return "POSIX" if "!(if defined _WIN32)" in self.conditions else ""


def read_header(file: Path) -> list[Item]:
    """In its order. What both Windows and POSIX have is there once, as POSIX declares it."""
    items = Scanner(file.read_text(encoding="utf-8")).scan()
    on_posix = {name for item in items if item.where == "POSIX" for name in item.names}
    on_windows = {name for item in items if item.where == "Windows" for name in item.names}
    kept = []
    for item in items:
        if item.where and {*item.names} <= on_posix & on_windows:
            if item.where == "Windows":
                if item.comment:
                    kept.append(Item(item.comment))
                continue
            item.where = ""
        kept.append(item)
    return kept


def _without_marks(comment: str) -> str:
    """The text of a comment, without what makes it one."""
    if comment.startswith("//"):
        lines = [re.sub(r"^\s*// ?", "", line) for line in comment.splitlines()]
    else:
        lines = [re.sub(r"^\s*\* ?", "", line) for line in comment[2:-2].splitlines()]
    return ASIDE.sub("", "\n".join(line.rstrip() for line in lines).strip())


def _without_code(head: str) -> str:
    """The declaration alone: no body, no list of initialisers, nothing for the compiler."""
    head = " ".join(re.sub(COMMENT, " ", head).split())
    head = re.sub(r"\b(ANONSHM_API|inline) |extern \"C\" ", "", head)
    head = re.sub(r" = default$", "", head)
    return re.sub(r"(\)(?: noexcept)?) : .*$", r"\1", head)


def _declaration(text: str, at: int) -> tuple[str, str, int]:
    """Of what begins there: what stands before the braces, what in them, and where it ends."""
    start, depth = at, 0
    while at < len(text):
        comment = COMMENT.match(text, at)
        if comment:
            at = comment.end()
            continue
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(text[at], 0)
        if text[at] == ";" and depth == 0:
            return text[start:at], "", at + 1
        if text[at] == "{" and depth == 0:
            end = _end_of_braces(text, at + 1)
            semicolon = re.compile(r"\s*;").match(text, end)
            return text[start:at], text[at + 1 : end - 1], semicolon.end() if semicolon else end
        at += 1
    return text[start:], "", at


def _end_of_braces(text: str, at: int) -> int:
    depth = 1
    while depth and at < len(text):
        comment = COMMENT.match(text, at)
        at = comment.end() if comment else at + 1
        depth += 0 if comment else {"{": 1, "}": -1}.get(text[at - 1], 0)
    return at
