# SPDX-License-Identifier: MIT
"""Man pages as they should be: text is in a section, so what stands before the first one is the
DESCRIPTION; and no blank line follows a heading (mandoc -T lint)."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx


def add_description(app: Sphinx, document: nodes.document, _: str) -> None:
    if app.builder.name != "man":
        return
    page = next(document.findall(nodes.section), None)
    if page is None:
        return
    body = [
        node for node in page.children if not isinstance(node, (nodes.title, nodes.section))
    ]
    if any(isinstance(node, nodes.paragraph) for node in body):
        title = nodes.title("Description", "Description")
        section = nodes.section("", title, ids=["description"])
        for node in body:
            page.remove(node)
            section += node
        page.insert(1, section)


def remove_blank_lines(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.name != "man":
        return
    for file in Path(app.outdir).glob("man*/*"):
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"(?m)^(\.S[HS] .*\n)\.sp\n", r"\1", text), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-resolved", add_description)
    app.connect("build-finished", remove_blank_lines)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
