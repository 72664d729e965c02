# SPDX-License-Identifier: MIT
"""The directive `usage`: what a program says of itself when it is asked by --help.

    ```{usage} anonshm report
    ```

With the option `commands`, what it says of each command that it lists follows. anonshm is the
program that was built (the variable `anonshm_program` of the configuration), a path is a
script. The parts of the text become what they are: a synopsis, lists, paragraphs.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parent.parent.parent.parent


def help_of(program: str, *arguments: str) -> str:
    """As on a terminal of 80 columns without colours."""
    done = subprocess.run(
        [program, *arguments, "--help"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode or not done.stdout:
        raise OSError(f"{program} --help ended with {done.returncode}: {done.stderr[-200:]}")
    return done.stdout


# -- The parts of such a text ------------------------------------------------------------------

TERM = re.compile(r"( *)(\S.*?)(?: {2,}(\S.*))?$")


def _list(lines: list[str]) -> nodes.definition_list | None:
    """Terms with what is said of them, further right or below; or nothing, if it is no list."""
    indent = len(lines[0]) - len(lines[0].lstrip())
    entries: list[tuple[str, list[str]]] = []
    for line in lines:
        depth = len(line) - len(line.lstrip())
        if depth == indent:
            match = TERM.match(line)
            assert match
            entries.append((match[2], [match[3]] if match[3] else []))
        elif entries and depth > indent:
            entries[-1][1].append(line.strip())
        else:
            return None
    if not all(text for _, text in entries):
        return None
    result = nodes.definition_list()
    for term, text in entries:
        words = " ".join(text)
        what = nodes.definition("", nodes.paragraph(words, words))
        result += nodes.definition_list_item(
            "", nodes.term("", "", nodes.strong(term, term)), what
        )
    return result


def _synopsis(lines: list[str]) -> nodes.Node:
    text = "\n".join(lines)
    return nodes.literal_block(text, text, language="none")


def parts_of(text: str) -> list[nodes.Node]:
    """A help text: its synopsis, lists and paragraphs."""
    result: list[nodes.Node] = []
    for block in re.split(r"\n{2,}", text.strip("\n")):
        lines = block.splitlines()
        if lines[0].lower().startswith("usage:"):
            lines = [line.removeprefix("usage: ").removeprefix("       ") for line in lines]
            result.append(_synopsis(lines))
            continue
        if len(lines) > 1 and lines[0].endswith(":") and lines[1].startswith(" "):
            title = lines.pop(0)
            result.append(nodes.rubric(title, title.removesuffix(":").capitalize()))
        found = _list(lines) if len(lines) > 1 or lines[0].startswith(" ") else None
        if found is not None:
            result.append(found)
        elif any(re.search(r"\S {2,}\S", line) or line.startswith(" ") for line in lines):
            result.append(_synopsis(lines))
        else:
            result.append(nodes.paragraph(block, " ".join(lines)))
    return result


COMMANDS = re.compile(r"^commands:\n((?: +.*\n)+)", re.MULTILINE)


def commands_in(text: str) -> list[str]:
    found = COMMANDS.search(text)
    return re.findall(r"^  (\w[\w-]*)", found[1], re.MULTILINE) if found else []


class Usage(SphinxDirective):
    required_arguments = 1
    optional_arguments = 9
    option_spec: ClassVar[dict[str, Any]] = {"commands": directives.flag}

    def run(self) -> list[nodes.Node]:
        name, *arguments = self.arguments[0].split() + self.arguments[1:]
        program = self.config.anonshm_program if name == "anonshm" else str(ROOT / name)
        self.env.note_dependency(program)
        try:
            text = help_of(program, *arguments)
            result = parts_of(text)
            for command in commands_in(text) if "commands" in self.options else ():
                result.append(self._section(f"{name} {command}", help_of(program, command)))
        except OSError as error:
            raise self.error(str(error)) from error
        return result

    def _section(self, title: str, text: str) -> nodes.section:
        section = nodes.section("", nodes.title(title, title), *parts_of(text))
        section["names"].append(nodes.fully_normalize_name(title))
        self.state.document.note_implicit_target(section, section)
        return section


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("anonshm_program", "", "env")
    app.add_directive("usage", Usage)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
