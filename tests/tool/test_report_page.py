# SPDX-License-Identifier: MIT
"""The pages of anonshm report and anonshm compare, in a browser."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support.browser import Browser

Report = dict[str, Any]

# In both colour schemes, on a screen and on a telephone.
LOOKS = [(width, dark) for width in (1280, 375) for dark in (False, True)]


def write_page(tool: list[str], file: Path, *words: str | Path) -> Path:
    ran = subprocess.run([*tool, *words, "--format=html"], capture_output=True, timeout=120)
    assert ran.returncode in (0, 1), ran
    file.write_bytes(ran.stdout)
    return file


@pytest.fixture(scope="module")
def pages(tool: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """With every tone, every evidence, and cells that are long."""
    directory = tmp_path_factory.mktemp("pages")
    one, two = directory / "one.json", directory / "two.json"
    one.write_bytes(subprocess.run([*tool, "report", "--format=json"], stdout=-1).stdout)
    report = json.loads(one.read_text())
    facts = report["facts"]
    facts["memfd_create_works"].update(value=False, detail="EPERM")
    facts["shm_size_rounded"].update(value=False, predicted=True, evidence="ran")
    facts["shm_path"].update(value="/" + "x" * 200)
    facts["mutex_robust"].update(value=None, evidence="unknown", detail="why " * 40)
    for id, evidence in (("sem_pshared", "predicted"), ("sysv_shm", "emulated")):
        facts[id].update(evidence=evidence)
    facts["o_tmpfile_works:/tmp"] = {**facts["memfd_create_works"], "detail": "EOPNOTSUPP"}
    report["methods"][0].update(available=False, error="EPERM")
    report["served"].update(method="temporary_file", in_memory=False, directory="/" + "y" * 150)
    two.write_text(json.dumps(report))
    return {
        "report": write_page(tool, directory / "report.html", "report", "--input", two),
        "short": write_page(
            tool, directory / "short.html", "report", "--short", "--input", two
        ),
        "methods": write_page(tool, directory / "methods.html", "methods"),
        "compare": write_page(tool, directory / "compare.html", "compare", one, two),
    }


NAMES = ["report", "short", "methods", "compare"]


@pytest.mark.parametrize(("width", "dark"), LOOKS)
@pytest.mark.parametrize("name", NAMES)
def test_pages_are_accessible(
    browser: Browser, pages: dict[str, Path], name: str, width: int, dark: bool
) -> None:
    """Contrast, names, landmarks, headings, tables; nothing is wider than the window."""
    browser.open(pages[name], width=width, dark=dark)
    assert browser.violations() == []
    assert browser.overflow() == 0
    # axe-core runs in the page, which its policy would report.
    browser.open(pages[name], width=width, dark=dark)
    assert browser.messages() == []
    if directory := os.environ.get("ANONSHM_SCREENSHOTS"):
        look = f"{name}-{width}-{'dark' if dark else 'light'}.png"
        browser.screenshot(Path(directory) / look, whole=True)


BACKGROUND = "return getComputedStyle(document.body).backgroundColor"


def test_dark_mode_engages(browser: Browser, pages: dict[str, Path]) -> None:
    """Of what the browser paints itself too: the root says that it knows both schemes."""
    lightness = {}
    for dark in (False, True):
        browser.open(pages["report"], dark=dark)
        colour = browser.run(BACKGROUND)
        lightness[dark] = sum(map(int, colour[4:-1].split(",")))
        scheme = "return getComputedStyle(document.documentElement).colorScheme"
        assert browser.run(scheme) == "light dark"
    assert lightness[False] > 700 and lightness[True] < 100


ROW = """
    const row = document.getElementById(arguments[0]), box = row.getBoundingClientRect();
    return {visible: box.top >= 0 && box.bottom <= innerHeight,
            background: getComputedStyle(row).backgroundColor,
            tag: row.tagName, first: row.querySelector("th").innerText};
"""


@pytest.mark.parametrize("width", [1280, 375])
def test_a_link_to_a_row_leads_there(
    browser: Browser, pages: dict[str, Path], width: int
) -> None:
    browser.open(pages["report"], "fact-shm_name_max", width=width)
    row, other = browser.run(ROW, "fact-shm_name_max"), browser.run(ROW, "fact-shm_path")
    assert row["visible"] and row["tag"] == "TR" and row["first"] == "shm_name_max"
    assert row["background"] != other["background"]


ROLES = """
    return ["table", "rowgroup", "row", "rowheader", "cell", "columnheader"].map(
        role => document.querySelectorAll(`[role=${role}]`).length);
"""


def test_a_table_of_blocks_is_a_table(browser: Browser, pages: dict[str, Path]) -> None:
    """On a narrow screen: its rows are blocks, of which a reader of screens hears rows."""
    browser.open(pages["report"], width=375)
    assert all(count > 0 for count in browser.run(ROLES))
    tree = browser.command("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in tree if not node["ignored"]]
    assert roles.count("table") == 7
    assert roles.count("rowheader") > 50 and roles.count("columnheader") > 20


def test_cells_say_what_they_are_where_there_is_no_header(
    browser: Browser, pages: dict[str, Path]
) -> None:
    before = """
        const cell = document.querySelector("[id='directory-/tmp'] td:nth-child(3)");
        return getComputedStyle(cell, "::before").content;
    """
    browser.open(pages["report"], width=375)
    assert browser.run(before) == '"free: "'
    browser.open(pages["report"], width=1280)
    assert browser.run(before) == "none"
