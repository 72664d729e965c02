# SPDX-License-Identifier: MIT
"""The compatibility page: its HTML by Python's own parser, and what a browser makes of it.

What it has to show is taken from the reports that it was made of.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import catalogue
from matrix.results import Counts, Result
from matrix.targets import Target
from support.browser import Browser
from support.paths import ROOT
from support.scripts import make_environment
from support.waiting import until
from tool.test_readers import HOSTILE, check_output, hostile_report

pytest.importorskip("jinja2")

SCRIPT = ROOT / "scripts/report-matrix"

Report = dict[str, Any]


def write_page(*arguments: str | Path, cwd: Path | None = None) -> str:
    """Standard output, if all is well."""
    ran = subprocess.run(
        [sys.executable, SCRIPT, *arguments, "--format", "html"],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


class Elements(HTMLParser):
    """The attributes and the text of each element, as no browser is needed for that."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str], list[str]]] = []
        self.open: list[list[str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, {name: value or "" for name, value in attributes}, []))
        if tag not in ("meta", "link", "input", "wbr"):
            self.open.append(self.all[-1][2])

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for texts in self.open:
            texts.append(data)

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _, _ in self.all}

    def of(self, *tags: str) -> list[tuple[dict[str, str], str]]:
        return [(a, "".join(t).strip()) for tag, a, t in self.all if tag in tags]

    def by_id(self, tag: str) -> dict[str, str]:
        return {a["id"]: text for a, text in self.of(tag) if "id" in a}


# -- Reports -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reports(tool: list[str], build: Path) -> dict[str, Report]:
    """This machine; the same with an old kernel; a system that nothing could be run on. Their
    names have what an address and an element's name cannot."""
    ran = subprocess.run([*tool, "report", "--format", "json"], stdout=subprocess.PIPE)
    here = json.loads(ran.stdout)
    old = copy.deepcopy(here)
    old["facts"]["memfd_create"].update(value=False, evidence="declared")
    old["facts"]["shm_name_max"].update(value=77, evidence="emulated", predicted=256)
    old["facts"]["sysv_shm"].update(value=None, evidence="unknown", detail="no answer")
    there = json.loads((build / "anonshm-report.json").read_text())
    there["toolchain"].update(os="freebsd", libc="freebsd 1500068")
    for fact in there["facts"].values():
        if fact["evidence"] == "ran":
            fact.update(evidence="predicted", detail="freebsd: sys/kern/uipc_shm.c")
    there["facts"]["shm_name_max"]["value"] = 1023
    return {"here": here, "old, 100%": old, "free bsd": there}


@pytest.fixture(scope="module")
def directory(reports: dict[str, Report], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the reports, and page.html."""
    directory = tmp_path_factory.mktemp("page")
    for name, report in reports.items():
        (directory / f"{name}.json").write_text(json.dumps(report))
    files = [directory / f"{name}.json" for name in reports]
    repository = "https://git.example/o/p/blob/main/"
    made = directory / "page.html"
    assert write_page(*files, "--repository", repository, "--output", made) == ""
    return directory


@pytest.fixture(scope="module")
def page(directory: Path) -> Path:
    return directory / "page.html"


@pytest.fixture(scope="module")
def elements(page: Path) -> Elements:
    return Elements(page.read_text(encoding="utf-8"))


def key(name: str) -> str:
    return name.replace(" ", "_")


def in_words(value: object) -> str:
    words = {"True": "yes", "False": "no", "None": "unknown", "": "none"}
    return words.get(str(value), str(value))


# -- HTML ----------------------------------------------------------------------------------


def test_every_answer_of_every_report_is_a_cell(
    elements: Elements, reports: dict[str, Report]
) -> None:
    cells = elements.by_id("td")
    for name, report in reports.items():
        for id, fact in report["facts"].items():
            if "_bytes:" in id:
                continue
            text = in_words(fact["value"])
            if fact["evidence"] != "unknown":
                text += f" ({fact['evidence']})"
            if "predicted" in fact:
                text += f" (not {fact['predicted']})"
            assert cells[f"{id}/{key(name)}"] == text
    assert "memfd_create_works/free_bsd" not in cells
    assert cells["method-memfd_syscall/here"] == "yes (ran)"
    assert cells["method-shm_anon/here"] == "no (declared)"
    assert cells["method-memfd_syscall/free_bsd"] == "not tried"
    assert cells["served/here"] == f"{reports['here']['served']['method']} (ran)"


def test_sizes_are_in_units(reports: dict[str, Report], tmp_path: Path) -> None:
    report = copy.deepcopy(reports["here"])
    sizes = {"/dev/shm": 64 << 20, "/run/shm": 2**34 + 2**33, "/tmp": 1023, "/var/tmp": 5 << 41}
    for place, size in sizes.items():
        fact = {"value": size, "evidence": "ran", "scope": "machine", "detail": ""}
        report["facts"][f"free_bytes:{place}"] = fact
    (tmp_path / "a.json").write_text(json.dumps(report))
    cells = Elements(write_page("a.json", cwd=tmp_path)).by_id("td")
    assert [cells[f"free_bytes:{place}/a"] for place in sizes] == [
        "64 MiB (ran)",
        "24 GiB (ran)",
        "1023 bytes (ran)",
        "10 TiB (ran)",
    ]


def test_facts_by_family_and_platforms_in_groups(
    elements: Elements, reports: dict[str, Report]
) -> None:
    headings = elements.of("th")
    groups = {text: a["colspan"] for a, text in headings if a["scope"] == "colgroup"}
    assert groups == {"Linux glibc": "2", "FreeBSD": "1"}
    assert [text for a, text in headings if a["scope"] == "col"] == list(reports)
    families = [text for a, text in headings if a["scope"] == "rowgroup"]
    order = ["Platform", "Methods", "Machine", "Behaviours", "Functions", "Macros and numbers"]
    assert families == order
    rows = [text.split(" ")[0] for a, text in headings if a["scope"] in ("row", "rowgroup")]
    kinds = {id: fact.kind for id, fact in catalogue.read().facts.items()}
    behaviours = rows[rows.index("Behaviours") + 1 : rows.index("Functions")]
    assert {kinds[id] for id in behaviours} == {"BEHAVIOUR"}
    assert {kinds[id] for id in rows[rows.index("Macros") + 1 :]} == {"MACRO", "NUMBER"}


def test_it_loads_nothing_and_runs_only_its_own_script(elements: Elements) -> None:
    assert not elements.tags & {"img", "iframe", "object", "embed", "base"}
    assert not [a for _, a, _ in elements.all if "src" in a or "style" in a]
    assert not [name for _, a, _ in elements.all for name in a if name.startswith("on")]
    assert [a["href"] for a, _ in elements.of("link")] == ["data:,"]
    (policy,) = (a["content"] for a, _ in elements.of("meta") if "http-equiv" in a)
    (style,) = (t for tag, _, t in elements.all if tag == "style")
    (script,) = (t for tag, a, t in elements.all if tag == "script" and "type" not in a)
    for name, text in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256("".join(text).encode()).digest()).decode()
        assert f" {name} 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")


def test_links_lead_to_what_is_there(elements: Elements, directory: Path) -> None:
    links = {a["href"] for a, _ in elements.of("a") if not a["href"].startswith("#")}
    assert {"here.json", "old%2C%20100%25.json", "free%20bsd.json"} <= links
    sources = [link for link in links if not link.endswith(".json")]
    assert len(sources) > 50
    for source in sources:
        path, _, line = source.removeprefix("https://git.example/o/p/blob/main/").partition(
            "#L"
        )
        lines = (ROOT / path).read_text().splitlines()
        assert not line or lines[int(line) - 1].startswith("anonshm_fact("), source


def test_in_the_checkout_sources_are_beside_and_elsewhere_only_named(
    reports: dict[str, Report], directory: Path, tmp_path: Path
) -> None:
    checkout = tmp_path / "checkout"
    for name in ("scripts", "cmake", "probes", "src"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("*.pyc"))
    (checkout / "build/page").mkdir(parents=True)
    for place, address in ((checkout / "build/page", "../../probes/"), (tmp_path, None)):
        script, output = checkout / "scripts/report-matrix", place / "page.html"
        words = [directory / "here.json", "--format", "html", "--output", output]
        subprocess.run([sys.executable, script, *words], check=True)
        found = Elements(output.read_text())
        links = {a["href"] for a, _ in found.of("a") if not a["href"].startswith("#")}
        if address:
            assert all((place / link.partition("#")[0]).is_file() for link in links)
            assert any(link.startswith(address) for link in links)
        else:
            assert links == set()  # nor is the report beside it


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://", "https://a b", "//x"])
def test_only_an_address_of_the_web_is_one(directory: Path, address: str) -> None:
    words = [directory / "here.json", "--format", "html", "--repository", address]
    ran = subprocess.run([sys.executable, SCRIPT, *words], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "not an address of http or https" in ran.stderr


def test_the_same_reports_give_the_same_page(
    directory: Path, reports: dict[str, Report], page: Path
) -> None:
    files = [f"{name}.json" for name in reports]
    again = write_page(
        *files, "--repository", "https://git.example/o/p/blob/main", cwd=directory
    )
    assert again == page.read_text(encoding="utf-8")


def without_jinja(tmp_path: Path) -> tuple[Path, list[str | Path]]:
    """A checkout, and the command for a Python that has no packages."""
    checkout = tmp_path / "checkout"
    for name in ("scripts", "cmake", "probes"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("*.pyc"))
    requirements = checkout / "tests/requirements.txt"
    requirements.parent.mkdir()
    shutil.copy(ROOT / "tests/requirements.txt", requirements)
    make_environment(checkout / "build/venv", requirements)
    (checkout / "build/anonshm-setup.log").touch()
    script = checkout / "scripts/report-matrix"
    return checkout, [sys.executable, "-S", script, "--format", "html"]


def test_the_package_it_needs_is_that_of_the_environment(
    directory: Path, tmp_path: Path
) -> None:
    _, command = without_jinja(tmp_path)
    ran = subprocess.run([*command, "here.json"], cwd=directory, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("<!DOCTYPE html>")


def test_an_environment_without_it_is_an_error(directory: Path, tmp_path: Path) -> None:
    checkout, command = without_jinja(tmp_path)
    python = checkout / "build/venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n')
    ran = subprocess.run([*command, "here.json"], cwd=directory, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert f"{python} has no Jinja2" in ran.stderr


# -- In the browser ------------------------------------------------------------------------

DATA = "return JSON.parse(document.getElementById('data').textContent)"
SET = """
    const [name, value] = arguments, field = document.getElementById("filters").elements[name];
    if (field.type === "checkbox") field.checked = value; else field.value = value;
    field.dispatchEvent(new Event("input", {bubbles: true}));
"""
ROWS = """
    return [...document.querySelectorAll("#matrix .fact")]
        .filter(line => line.checkVisibility()).map(line => line.cells[0].id);
"""
COLUMNS = """
    return [...document.querySelectorAll("#matrix thead [scope=col]")]
        .filter(cell => cell.checkVisibility()).map(cell => cell.textContent);
"""
ANSWERS = """
    return [...document.querySelectorAll("#matrix td a")]
        .filter(link => link.checkVisibility({visibilityProperty: true}))
        .map(link => link.parentElement.id);
"""
BRIGHTNESS = """
    const colour = name => getComputedStyle(document.body)[name].match(/[\\d.]+/g).slice(0, 3);
    return ["color", "backgroundColor"].map(name => colour(name).reduce((a, b) => a + +b, 0));
"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_widths_and_colours(browser: Browser, page: Path, width: int, dark: bool) -> None:
    browser.open(page, "shm_name_max/old,_100%", width=width, dark=dark)
    text, ground = browser.run(BRIGHTNESS)
    assert (text > ground) == dark
    assert browser.overflow() <= 0
    assert browser.run("const m = arguments[0]; return m.scrollWidth > m.clientWidth",
                       browser.find("#matrix")) == (width == 375)  # fmt: skip
    assert browser.find("#cell").is_displayed()
    assert browser.messages() == []
    assert browser.violations() == []


def test_first_column_and_headings_stay(browser: Browser, page: Path) -> None:
    browser.open(page, width=375)
    moved = browser.run("""
        const region = document.getElementById("matrix");
        const place = selector => document.querySelector(selector).getBoundingClientRect();
        const before = [place(".fact th").left, place("[scope=col]").top];
        region.scrollTo(40, 300);
        return [place(".fact th").left - before[0], place("[scope=col]").top - before[1],
                region.scrollLeft, region.scrollTop];
    """)
    assert moved == [0, 0, 40, 300]


def test_filters(browser: Browser, page: Path, reports: dict[str, Report]) -> None:
    browser.open(page)
    everything = browser.run(ROWS)
    facts = reports["here"]["facts"]
    assert set(facts) <= set(everything)
    browser.run(SET, "family", "Behaviours")
    kinds = {id: fact.kind for id, fact in catalogue.read().facts.items()}
    assert browser.run(ROWS) == [id for id in facts if kinds.get(id) == "BEHAVIOUR"]
    browser.run(SET, "family", "")
    browser.run(SET, "platforms", "group FreeBSD")
    assert browser.run(COLUMNS) == ["free bsd"]
    browser.run(SET, "platforms", "platform here")
    assert browser.run(COLUMNS) == ["here"]
    browser.run(SET, "platforms", "")
    browser.run(SET, "evidence", "predicted")
    there = reports["free bsd"]["facts"]
    predicted = {id for id, fact in there.items() if fact["evidence"] == "predicted"}
    assert set(browser.run(ANSWERS)) == {f"{id}/free_bsd" for id in predicted}
    assert set(browser.run(ROWS)) == predicted
    browser.run(SET, "evidence", "wrong")
    assert browser.run(ANSWERS) == ["shm_name_max/old,_100%"]
    browser.find("[name=all]").click()
    assert browser.run(ROWS) == everything
    count = len(everything)
    assert browser.shown("output") == [f"{count} of {count} facts on 3 of 3 platforms"]
    assert browser.messages() == []


def test_two_platforms_compared(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert not browser.find("[name=other]").is_enabled()
    browser.run(SET, "platforms", "platform here")
    browser.run(SET, "other", "platform old, 100%")
    assert browser.run(COLUMNS) == ["here", "old, 100%"]
    browser.run(SET, "differences", True)
    # What one of them does not know is no difference.
    assert browser.run(ROWS) == ["shm_name_max", "memfd_create"]
    groups = browser.run("""return [...document.querySelectorAll(".group")]
        .filter(cell => !cell.hidden).map(cell => [cell.textContent, cell.colSpan])""")
    assert groups == [["Linux glibc", 2]]
    browser.run(SET, "other", "platform free bsd")
    assert {"c-library", "shm_name_max"} <= set(browser.run(ROWS))
    assert "free_bytes:/dev/shm" not in browser.run(ROWS)


def test_a_link_to_a_cell(browser: Browser, page: Path, directory: Path) -> None:
    browser.open(page, "shm_name_max/free_bsd")
    heading, *_ = browser.shown("#cell h2")
    assert heading == "shm_name_max on free bsd"
    links = browser.run("""return [...document.querySelectorAll("#cell a")]
        .map(link => [link.textContent, link.getAttribute("href")])""")
    (text, line), (_, asked), (_, report) = links
    path, _, number = text.partition(":")
    assert line == f"https://git.example/o/p/blob/main/{path}#L{number}"
    stated = (ROOT / path).read_text().splitlines()[int(number) - 1]
    assert stated.startswith("anonshm_predict(shm_name_max 1023 ")
    assert asked.endswith("/probes/behaviour/shm_name_max.c")
    assert report == "free%20bsd.json"
    inside = browser.run("""
        const {x, y, width, height} = document.querySelector(".chosen").getBoundingClientRect();
        const top = document.elementFromPoint(x + width / 2, y + height / 2);
        return top.closest("td")?.id""")
    assert inside == "shm_name_max/free_bsd"
    browser.open(page, "shm_name_max/old,_100%")
    assert "Predicted\n256" in browser.shown("#cell")[0]


def wait_for_cell(browser: Browser, heading: str) -> None:
    """The browser may follow an address in a task of its own."""
    shown = "return document.querySelector('#cell h2')?.textContent"
    assert until(lambda: browser.run(shown) == heading)
    assert browser.shown("#cell h2") == [heading]


def test_a_link_to_a_cell_that_is_filtered_away_shows_it(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.run(SET, "platforms", "platform here")
    browser.run("location.hash = '#shm_name_max/free_bsd'")
    wait_for_cell(browser, "shm_name_max on free bsd")
    assert len(browser.run(COLUMNS)) == 3
    for other in ("#no/such", "#%E0%A4%A", "#cell", "#"):
        browser.run("location.hash = arguments[0]", other)
    assert browser.messages() == []


def test_with_the_keyboard(browser: Browser, page: Path) -> None:
    browser.open(page)
    stops = browser.run("""return [...document.querySelectorAll("#matrix a")]
        .filter(link => link.tabIndex === 0).length""")
    assert stops == 1
    focused = "return document.activeElement.closest('td')?.id"
    browser.run("document.querySelector('#matrix td a[tabindex=\"0\"]').focus()")
    assert browser.run(focused) == "served/here"
    browser.press("ARROW_DOWN", "ARROW_RIGHT")
    assert browser.run(focused) == "chain/old,_100%"
    browser.press("END", "ARROW_RIGHT", "ARROW_UP")
    assert browser.run(focused) == "served/free_bsd"
    browser.press("ARROW_UP", "ARROW_UP")
    heading = browser.run("return document.activeElement.closest('th').id")
    assert heading == "platform-free_bsd"
    browser.press("HOME", "ARROW_DOWN", "ARROW_LEFT")
    assert browser.run(focused) == "served/here"
    browser.press("ENTER")
    assert browser.run("return location.hash") == "#served/here"
    browser.press("TAB")
    assert browser.run("return document.activeElement.closest('#cell') !== null")
    browser.press("ESCAPE")
    assert browser.run(focused) == "served/here"
    assert browser.shown("#cell") == []


def test_back_goes_to_the_cell_before(browser: Browser, page: Path) -> None:
    browser.open(page, "served/here")
    browser.find("[id='chain/here'] a").click()
    assert browser.shown("#cell h2") == ["chain on here"]
    browser.driver.back()
    wait_for_cell(browser, "served on here")


def test_without_scripts_all_answers_are_there(
    browser: Browser, page: Path, elements: Elements
) -> None:
    browser.open(page, "shm_name_max/free_bsd", scripts=False)
    assert browser.shown("noscript p") and not browser.shown("form")
    assert len(browser.driver.find_elements("css selector", "td a")) == sum(
        a.get("href", "").startswith("#") for a, _ in elements.of("a")
    )
    assert browser.messages() == []


BEYOND_THE_PAPER = """
    return [...document.querySelectorAll("#matrix .fact td:not(.none)")]
        .filter(td => td.getBoundingClientRect().right > innerWidth || !td.checkVisibility())
        .map(td => td.id);
"""
BEFORE = "return getComputedStyle(arguments[0], '::before').content"


def test_it_prints_all_on_paper_that_is_narrow(browser: Browser, page: Path) -> None:
    browser.open(page, width=700)
    browser.run("document.body.classList.add('wide')")  # as with many platforms
    browser.command("Emulation.setEmulatedMedia", media="print")
    try:
        assert browser.run(BEYOND_THE_PAPER) == []
        assert not browser.find("form").is_displayed()
        cell = browser.find("[id='shm_name_max/old,_100%']")
        assert "old, 100%: " in browser.run(BEFORE, cell)
    finally:
        browser.command("Emulation.setEmulatedMedia", media="")
    assert browser.printed().startswith(b"%PDF")


def test_nothing_of_a_hostile_report_is_executed_or_loaded(
    browser: Browser, elements: Elements, tmp_path: Path
) -> None:
    files = []
    for number, word in enumerate([*HOSTILE, "</script><script>document.title = 1</script>"]):
        report = hostile_report(lambda word=word: word)
        name = word.replace("/", "_").replace("\0", "")
        files.append(tmp_path / f"{name}{number}.json")
        files[-1].write_text(json.dumps(report))
    file = tmp_path / "page.html"
    write_page(*files, "--output", file)
    found = Elements(check_output(file.read_bytes()))
    assert found.tags == elements.tags
    assert not [name for _, a, _ in found.all for name in a if name.startswith("on")]
    assert not [a for a, _ in found.of("a") if ":" in a["href"] or a["href"].startswith("//")]
    browser.open(file)
    assert browser.run("return document.title") == "anonshm: what platforms can do"
    model = browser.run(DATA)
    assert len(model["platforms"]) == len(files)
    for td in browser.driver.find_elements("css selector", "[id^='shm_name_max/']"):
        browser.run("arguments[0].querySelector('a').click()", td)
    assert browser.run("return document.scripts.length") == 2
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    assert browser.overflow() <= 0
    assert browser.messages() == []


# -- The page of scripts/matrix ------------------------------------------------------------


def test_the_matrix_shows_what_was_found_and_what_else_was_expected(
    browser: Browser, reports: dict[str, Report], tmp_path: Path
) -> None:
    from matrix import display

    (tmp_path / "here.json").write_text(json.dumps(reports["here"]))
    (tmp_path / "here.log").write_text("")
    facts = {"shm_name_max": (255, "limits.h <x>"), "memfd_create": (True, "sys/mman.h")}
    targets = [
        Target(name=name, group="g", evidence="ran", is_variant=False, builds={}, facts=facts)
        for name in ("here", "broken", "absent", "deleted")
    ]
    results = [
        Result("here", "g", "failed", ["shm_name_max is 256"], "ran", tests=Counts(5, 1, 2)),
        Result("broken", "g", "failed", ["cmake failed"]),
        Result("absent", "g", "skipped", ["needs zig"]),
        Result("deleted", "g", "passed", evidence="ran"),
    ]
    display.write_page(results, targets, tmp_path / "index.html")
    found = Elements((tmp_path / "index.html").read_text(encoding="utf-8"))
    cells = found.by_id("td")
    assert cells["shm_name_max/here"] == "256 (ran) (not 255)"
    assert cells["memfd_create/here"] == "yes (linked)"
    assert [text for a, text in found.of("th") if a["scope"] == "col"][:2] == [
        "here",
        "platform",
    ]
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    for words in ("5/1/2", "cmake failed", "needs zig", 'href="here.log"'):
        assert words in text
    browser.open(tmp_path / "index.html", "shm_name_max/here")
    assert "255 (limits.h <x>)" in browser.shown("#cell")[0]
    assert browser.violations() == []


def test_where_nothing_was_found_the_runs_are_shown(tmp_path: Path) -> None:
    from matrix import display

    target = Target(
        name="absent", group="g", evidence="ran", is_variant=False, builds={}, facts={}
    )
    skipped = Result("absent", "g", "skipped", ["needs zig"])
    display.write_page([skipped], [target], tmp_path / "index.html")
    assert "needs zig" in (tmp_path / "index.html").read_text(encoding="utf-8")
