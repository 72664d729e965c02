# SPDX-License-Identifier: MIT
"""In a man page, text is in a section: what stands before the first one is its DESCRIPTION."""

from __future__ import annotations

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


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-resolved", add_description)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
