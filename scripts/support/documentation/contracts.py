# SPDX-License-Identifier: MIT
"""The directive `contracts`: the declarations of a header with their contracts.

    .. contracts:: anonshm/anonshm.h
       :until: anonshm_size

renders what follows the last such directive of the page, up to the first name of `until`,
without it. So pages have headings, and nothing of a header is left out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from documentation.headers import Item, read_header

ROOT = Path(__file__).resolve().parent.parent.parent.parent
INCLUDE = ROOT / "include"
HEADERS = ["shm_open_anon.h", "anonshm/anonshm.h", "anonshm/version.h"]

Lines = list[str]

logger = logging.getLogger(__name__)


@functools.cache
def items_of(header: str) -> list[Item]:
    return read_header(INCLUDE / header)


@functools.cache
def kinds() -> dict[str, str]:
    """What the C headers declare, so that a comment that names it links to it."""
    return {
        name: item.kind
        for header in HEADERS
        for item in items_of(header)
        for name in (item.names if item.declarations else [])
    }


# -- Words -----------------------------------------------------------------------------------

WORD = re.compile(
    r"(?P<call>\b(?:anonshm|shm_open_anon)\w*)\(\)"
    r"|(?P<manual>\b(?!anonshm)\w+\([1-9]\))"
    r"|(?P<name>\bANONSHM_[A-Z_]+(?:\.\.\.)?|\banonshm_(?:options|attempt|handle)\b)"
    r"|(?P<literal>\$?\b[A-Z]+_[A-Z_0-9]+\b|\b(?:E|SIG)[A-Z0-9]{2,}\b|<[\w/.]+>|\$[A-Z_]+"
    r"|(?<![\w/])/(?:dev|run|tmp|var|proc|sys|usr)\b(?:[\w/.-]*\w)?|-[DfW][\w=-]+|\*\w+)"
    r"|(?P<setting>\b(?:vm|kernel|fs)\.\w+(?:=\d)?)"
    r"|@(?P<parameter>\w+)"
)


def _reference(match: re.Match[str]) -> str:
    if match["call"]:
        return f":c:func:`{match['call']}`"
    if match["manual"]:
        return f":manpage:`{match['manual']}`"
    if match["parameter"]:
        return f"``{match['parameter']}``"
    name = match["name"]
    if name and name in kinds():
        return f":c:{'macro' if kinds()[name] == 'macro' else 'type'}:`{name}`"
    return f"``{match[0]}``"


def in_line(text: str) -> str:
    """As reStructuredText, in which nothing of it means anything but what it names. What stands
    directly beside a name is parted from it by an escaped blank, which is not shown."""
    result, at = "", 0
    for match in WORD.finditer(text):
        result += _escaped(text[at : match.start()])
        before = "\\ " if re.search(r"[^\s'\"(\[{<:/-]$", result) else ""
        after = "\\ " if re.match(r"[^\s'\")\]}>:/.,;!?-]", text[match.end() :]) else ""
        result += before + _reference(match) + after
        at = match.end()
    return result + _escaped(text[at:])


def _escaped(text: str) -> str:
    return re.sub(r"([\\*`|_<>])", r"\\\1", text)


# -- Blocks ----------------------------------------------------------------------------------

ENTRY = re.compile(r"(\S.*?) {2,}(\S.*)")
TOPIC = re.compile(r"((?:[A-Z]\w+|Other systems)[^:;]{0,40}): (.*)")


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _indented(lines: Iterable[str], by: int = 3) -> Lines:
    return [" " * by + line if line else "" for line in lines]


def _blocks(lines: Lines) -> Iterator[Lines]:
    """Lines that belong together: paragraphs, and what is indented below them."""
    block: Lines = []
    for line in lines:
        is_deep, was_deep = line.startswith(" "), bool(block) and block[0].startswith(" ")
        if block and ((not line and not was_deep) or (line and is_deep != was_deep)):
            yield block
            block = []
        if line or block:
            block.append(line)
    if block:
        yield block


def _entries(lines: Lines) -> Iterator[tuple[str, Lines]]:
    """Of a list of errnos, or of topics: what each is about, and what is said of it. A line of
    the first kind that is as far out as its heads is about none of them."""
    base = min(_depth(line) for line in lines if line)
    heads = [line.strip() for line in lines if line and _depth(line) == base]
    form = ENTRY if ENTRY.match(heads[0]) else TOPIC
    about, text = "", Lines()
    for line in filter(None, lines):
        head = form.match(line.strip()) if _depth(line) == base else None
        if text and (head or (_depth(line) == base and form is ENTRY and about)):
            yield about, text
            about, text = "", []
        if head:
            about = head[1]
        text.append(head[2] if head else line.strip())
    yield about, text


def _deep(lines: Lines) -> Lines:
    while lines and not lines[-1]:
        lines.pop()
    if not ENTRY.match(lines[0].strip()) and any(line.endswith(");") for line in lines):
        least = min(_depth(line) for line in lines if line)
        return [".. code-block:: c", "", *_indented(line[least:] for line in lines), ""]
    result = Lines()
    for about, text in _entries(lines):
        words = [in_line(" ".join(text))]
        result += [in_line(about), *_indented(words), ""] if about else [*words, ""]
    return result


def in_blocks(lines: Lines) -> Lines:
    result = Lines()
    for block in _blocks(lines):
        if block[0].startswith(" "):
            result += _deep(block)
        else:
            result += [in_line(" ".join(filter(None, block))), ""]
    return result


def _parameters(lines: Lines) -> tuple[Lines, Lines]:
    """The fields of @parameters, and the lines without them."""
    fields, rest = Lines(), Lines()
    for line in lines:
        match = re.match(r"@(\w+): *(.*)", line)
        if match:
            fields.append(f":param {match[1]}: {in_line(match[2])}")
        elif fields and not rest and line.startswith(" "):
            fields[-1] += f" {in_line(line.strip())}"
        elif line or rest:
            rest.append(line)
    return [*fields, ""], rest


def _returned(lines: Lines) -> tuple[Lines, Lines]:
    """A paragraph with what is indented below it; and what follows."""
    at = 0
    while at < len(lines) and lines[at] and not lines[at].startswith(" "):
        at += 1
    while at < len(lines) and (not lines[at] or lines[at].startswith(" ")):
        at += 1
    return [line.removeprefix("Return: ") for line in lines[:at]], lines[at:]


def in_sections(comment: str, names: list[str]) -> Lines:
    """A comment: what it is in a word, parameters, prose, what it returns, the source."""
    lines = comment.splitlines()
    brief = re.match(r"(\w+)(?:\(\) - |: )(.*)", lines[0]) if lines else None
    if brief and brief[1] in names:
        lines[0] = brief[2][0].upper() + brief[2][1:]
        if "() - " in comment.splitlines()[0]:
            lines[0:1] = [lines[0] + ".", ""]
    fields, lines = _parameters(lines)
    starts = [at for at, line in enumerate(lines) if line.startswith("Return: ")]
    at = starts[0] if starts else len(lines)
    returned, rest = _returned(lines[at:])
    body = in_blocks(returned)
    brief_and_prose = in_blocks(lines[:at])
    result = [*brief_and_prose[:2], *fields, *brief_and_prose[2:]]
    if body:
        result += [f":returns: {body[0]}", *_indented(body[1:]), ""]
    return result + in_blocks(rest)


# -- Declarations ----------------------------------------------------------------------------


MACRO = re.compile(r"#define (\w+(?:\([^)]*\))?)")  # with its parameters, if it has any


def _signature(declaration: str, kind: str) -> str:
    if kind == "macro":
        return MACRO.match(declaration)[1]  # type: ignore[index]
    if kind in ("struct", "class"):
        return (
            declaration.replace("class " if kind == "class" else "struct ", "", 1)
            if (not declaration.startswith("template"))
            else re.sub(r"(<.*?>) class ", r"\1 ", declaration, count=1)
        )
    return re.sub(r"^(typedef|using) ", "", declaration)


def _values(item: Item) -> Lines:
    values = [MACRO.sub("", declaration).strip() for declaration in item.declarations]
    names = ", ".join(f"``{value}``" for value in values)
    return [f"{'Values' if len(values) > 1 else 'Value'}: {names}", ""]


def restructured(item: Item, domain: str, inside: bool = False) -> Lines:
    """An item as reStructuredText."""
    if not item.declarations:
        return in_sections(item.comment, [item.comment.split(":")[0]])
    kind = item.kind
    if inside and kind == "function" and "(" not in item.declarations[0]:
        kind = "member"
    signatures = [_signature(declaration, kind) for declaration in item.declarations]
    first = f".. {domain}:{kind}:: "
    result = [first + signatures[0], *_indented(signatures[1:], len(first))]
    body = _values(item) if kind == "macro" else []
    if item.where:
        systems = "Only on Windows." if item.where == "Windows" else "Not on Windows."
        body += [systems, ""]
    body += in_sections(item.comment, item.names)
    for member in item.members:
        body += restructured(member, domain, inside=True)
    return [*result, "", *_indented(body), ""]


class Contracts(SphinxDirective):
    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"until": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        header = self.arguments[0]
        self.env.note_dependency(str(INCLUDE / header))
        domain = "cpp" if header.endswith(".hpp") else "c"
        lines = [line for item in self._items(header) for line in restructured(item, domain)]
        if domain == "cpp":
            lines = [".. cpp:namespace:: anonshm", "", *lines]
        node = nodes.container()
        content = StringList(lines, source=str(INCLUDE / header))
        self.state.nested_parse(content, self.content_offset, node)
        return node.children

    def _items(self, header: str) -> list[Item]:
        items = items_of(header)
        progress: dict[str, int] = self.env.temp_data.setdefault("contracts", {})
        start = progress.get(header, 0)
        until = self.options.get("until")
        ends = [n for n, item in enumerate(items) if item.declarations and until in item.names]
        if until and (not ends or ends[0] < start):
            raise self.error(f"{header} declares no {until} from here on")
        progress[header] = end = ends[0] if until else len(items)
        return items[start:end]


def check_all_shown(app: Sphinx, env: Any) -> None:
    """Every declaration of the headers is on a page."""
    shown = {name.rpartition(".")[2] for name, *_ in env.domains["c"].get_objects()}
    missing = sorted(kinds().keys() - shown)
    if missing:
        logger.warning("src/documentation/library documents no %s", ", ".join(missing))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("contracts", Contracts)
    app.connect("env-check-consistency", check_all_shown)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
