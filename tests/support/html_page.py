# SPDX-License-Identifier: MIT
"""What tests look at in a page of HTML."""

from __future__ import annotations

import functools
from html.parser import HTMLParser
from pathlib import Path


class Page(HTMLParser):
    """The addresses and names in it, its text and its tables."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.text = ""
        self.rows: list[list[str]] = []
        self.hidden = ""
        self.is_in_cell = False
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if "id" in values:
            self.ids.add(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "link" and values.get("rel") in ("stylesheet", "icon", "preload"):
            self.loaded.append(values["href"])
        elif "src" in values:
            self.loaded.append(values["src"])
        if tag in ("script", "style"):
            self.hidden = tag
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.is_in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag == self.hidden:
            self.hidden = ""
        elif tag in ("td", "th"):
            self.is_in_cell = False
        elif tag == "dt":  # which stands on a line of its own
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        self.text += data
        if self.is_in_cell:
            self.rows[-1][-1] = (self.rows[-1][-1] + data).strip()


@functools.cache
def page(file: Path) -> Page:
    return Page(file)
