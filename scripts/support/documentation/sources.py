# SPDX-License-Identifier: MIT
"""The role `source`, and a page for each file of the project that it may name.

{source}`cmake/platforms/macos.cmake:12` is a link to that line of that file, and
{source}`macos.cmake:12 <cmake/platforms/macos.cmake:12>` the same with a text of its own. The
pages are part of the site, so that it can be read without a network, and shows the files that
it was made of.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import CLexer, TextLexer, get_lexer_for_filename
from pygments.util import ClassNotFound
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole

ROOT = Path(__file__).resolve().parent.parent.parent.parent
SHOWN = [
    *(
        "cmake/*.cmake",
        "cmake/anonshm/*.json",
        "cmake/platforms/**/*.*",
        "cmake/toolchains/*.*",
    ),
    *("cmake/vcpkg/*", "conanfile.py", "examples/**/*.*", "include/**/*.*", "probes/**/*.*"),
    *("src/library/create/errno_policy.cpp", "src/library/create/methods/*.*"),
    *("tests/platforms.toml", "LICENSE", "README.md", "SECURITY.md"),
]


@functools.cache
def shown_files() -> dict[str, Path]:
    """By their path in the project."""
    files = (file for pattern in SHOWN for file in sorted(ROOT.glob(pattern)) if file.is_file())
    return {file.relative_to(ROOT).as_posix(): file for file in files}


class SourceRole(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        given = re.fullmatch(r"(.+?) <(.+)>", self.text)
        shown, target = (given[1], given[2]) if given else (self.text, self.text)
        text = nodes.literal(shown, shown)
        link = pending_xref("", text, refdomain="", reftype="source", reftarget=target)
        link["refdoc"] = self.env.docname
        link["refwarn"] = True
        self.set_source_info(link)
        return [link], []


def resolve(
    app: Sphinx, env: BuildEnvironment, link: pending_xref, text: nodes.Node
) -> nodes.Node | None:
    """To the page of the file; what is no page, as a man page, has the path."""
    if link["reftype"] != "source":
        return None
    path, _, line = link["reftarget"].partition(":")
    if path not in shown_files():
        return None
    if app.builder.format != "html":
        return text
    address = app.builder.get_relative_uri(link["refdoc"], f"sources/{path}")
    return nodes.reference("", "", text, refuri=address + (f"#L-{line}" if line else ""))


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    for path, file in shown_files().items():
        yield f"sources/{path}", {"title": path, "body": _body(path, file)}, "page.html"


def _body(path: str, file: Path) -> str:
    try:
        lexer = CLexer() if path.endswith(".h") else get_lexer_for_filename(path)
    except ClassNotFound:
        lexer = TextLexer()
    form = HtmlFormatter(linenos="inline", linespans="L")
    text = highlight(file.read_text(encoding="utf-8"), lexer, form)
    scrolled = text.replace("<pre>", '<pre tabindex="0">', 1)
    return f'<h1><code class="literal">{path}</code></h1>\n{scrolled}'


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_role("source", SourceRole())
    app.connect("missing-reference", resolve)
    app.connect("html-collect-pages", pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
