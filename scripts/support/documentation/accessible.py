# SPDX-License-Identifier: MIT
"""What the theme's pages lack for screen readers and keyboards (axe-core finds it)."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

REPLACEMENTS = {
    # Code and tables that are wider than the window are scrolled, by the keyboard too.
    "<pre>": '<pre tabindex="0">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
    # Two landmarks of the same kind have names.
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    '<aside class="toc-drawer no-toc">': '<aside class="toc-drawer no-toc" aria-label="None">',
    '<div id="search-results">': '<h1>Search</h1>\n<div id="search-results">',
    # A heading without a level is none.
    '<p class="caption" role="heading">': '<p class="caption">',
}


def repair(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = repaired = page.read_text(encoding="utf-8")
        for old, new in REPLACEMENTS.items():
            repaired = repaired.replace(old, new)
        if repaired != text:
            page.write_text(repaired, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", repair)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
