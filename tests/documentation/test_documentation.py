# SPDX-License-Identifier: MIT
"""The documentation says what is true of the headers, the module, the program, the catalogue
and the predictions, as others read these; its links lead somewhere, its examples work, its man
pages are well-formed, and everybody can use its pages."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from models import statements
from support.html_page import page
from support.paths import ROOT
from support.run import output, run
from support.waiting import run_when_it_listens, until

PAGES = ROOT / "src" / "documentation"
IN_C = {"anonshm/anonshm.h": "library/c", "shm_open_anon.h": "library/shm_open_anon"}


# -- Links -----------------------------------------------------------------------------------


def test_links_inside_lead_somewhere(html: Path) -> None:
    wrong, checked = [], 0
    for file in html.rglob("*.html"):
        for link in page(file).links:
            address, fragment = urldefrag(unquote(link))
            if re.match(r"\w+:", address):
                continue
            target = (file.parent / address).resolve() if address else file
            checked += 1
            if not target.is_file() or (
                fragment and target.suffix == ".html" and fragment not in page(target).ids
            ):
                wrong.append(f"{file.relative_to(html)}: {link}")
    assert wrong == []
    assert checked > 1000


def test_nothing_is_loaded_from_elsewhere(html: Path) -> None:
    for file in html.rglob("*.html"):
        for address in page(file).loaded:
            assert not re.match(r"\w+:|//", address), f"{file}: {address}"
    styles = [*html.rglob("*.css")]
    assert styles and not any(re.search(r"url\(['\"]?https?:", s.read_text()) for s in styles)


# -- The headers -----------------------------------------------------------------------------


def test_every_exported_function_is_documented(html: Path, build: Path) -> None:
    listed = run("nm", "--dynamic", "--defined-only", build / "libanonshm.so", check=True)
    exported = re.findall(r" T (\w+)$", listed.stdout, re.MULTILINE)
    ids = set().union(*(page(html / f"{name}.html").ids for name in IN_C.values()))
    assert "anonshm_open" in exported
    assert [name for name in exported if f"c.{name}" not in ids] == []


def test_every_macro_is_documented_with_its_value(html: Path, cache: dict[str, str]) -> None:
    """The compiler lists them."""
    for header, name in IN_C.items():
        command = [cache["CMAKE_C_COMPILER"], "-dM", "-E", f"-I{ROOT}/include", "-xc"]
        listed = run(*command, ROOT / "include" / header, check=True).stdout
        macros = re.findall(r"^#define (ANONSHM_\w+)(?!\() +(\S.*)$", listed, re.MULTILINE)
        text = " ".join(page(html / f"{name}.html").text.split())
        for macro, value in macros:
            if macro != "ANONSHM_API":
                assert f"c.{macro}" in page(html / f"{name}.html").ids
                assert value.replace("  ", " ") in text, f"{macro} is {value}"


def test_contracts_are_whole(html: Path) -> None:
    """Every errno of a comment is in the entry of the function."""
    header = (ROOT / "include/anonshm/anonshm.h").read_text()
    text = (html / "library/c.html").read_text()
    entries = dict(
        re.findall(r'<dt [^>]*id="c\.(\w+)">(.*?)(?=<dt [^>]*id="c\.|\Z)', text, re.S)
    )
    contracts = re.findall(r"/\*\n \* (anonshm_\w+)\(\) - (.*?)\*/", header, re.S)
    assert len(contracts) > 20
    for name, comment in contracts:
        for errno in set(re.findall(r"\bE[A-Z0-9]{3,}\b", comment)):
            assert errno in entries[name], f"{name}: {errno}"


def test_classes_are_documented(html: Path) -> None:
    ids = page(html / "library/cxx.html").ids
    for name in ("region", "mapping", "mirrored_mapping", "offset_ptr"):
        assert any(re.search(rf"anonshm\d*{name}", id) for id in ids), name


# -- Module, program, options ----------------------------------------------------------------


def test_module_page_has_every_argument(html: Path) -> None:
    """As the module parses them."""
    module = (ROOT / "cmake" / "anonshm" / "call.cmake").read_text()
    arguments = {
        name
        for call in re.findall(r"set\(single (.*?)\)|_anonshm_parse\((.*?)\)", module, re.S)
        for name in re.findall(r"\b[A-Z][A-Z_]+\b", " ".join(call))
    } - {"ARGN", "ARGV"}
    assert {"HEADER", "LANGUAGE", "FACTS", "CATALOGUE"} <= arguments
    text = page(html / "module.html").text
    assert [name for name in arguments if not re.search(rf"\b{name}\b", text)] == []


def test_options_are_those_of_the_program(html: Path, documentation: Path, tool) -> None:
    text = page(html / "program.html").text
    manual = manual_of(documentation, 1, "anonshm")
    said = output(*tool, "--help").decode()
    listed = re.search(r"^commands:\n((?: +.*\n)+)", said, re.MULTILINE)
    for command in re.findall(r"^  (\w+)", listed[1], re.MULTILINE) if listed else ():
        said += output(*tool, command, "--help").decode()
        assert f"anonshm-{command}" in page(html / "program.html").ids
    options = set(re.findall(r"(?<![\w-])--[a-z]+", said))
    assert {"--format", "--input", "--version"} <= options
    for option in options:
        assert re.search(rf"(?<![\w-]){option}\b", text), option
        assert re.search(rf"(?<![\w-]){option}\b", manual), option


def test_every_script_is_described(html: Path) -> None:
    described = page(html / "scripts.html")
    names = [file.name for file in (ROOT / "scripts").iterdir() if file.is_file()]
    assert {"probe", "docs"} <= {*names}
    for name in names:
        assert f"scripts-{name}" in described.ids
        assert re.search(rf"^(scripts/)?{name} \S", described.text, re.MULTILINE), name


def test_options_of_the_build_are_those_of_the_readme(html: Path) -> None:
    text = page(html / "options.html").text
    for option in re.findall(r"^\| `(ANONSHM_[A-Z_]+)", (ROOT / "README.md").read_text(), re.M):
        assert option in text


# -- Facts and platforms ---------------------------------------------------------------------


def test_every_fact_has_a_page(html: Path, build: Path) -> None:
    report = json.loads((build / "anonshm-report.json").read_text())
    ids = {id.partition(":")[0] for id in report["facts"]} - {"target"}
    assert len(ids) > 30
    index = page(html / "facts/index.html")
    for id in ids:
        assert (html / f"facts/{id}.html").is_file() and f"{id}.html" in index.links, id


def test_macros_are_those_of_the_config_header(html: Path, build: Path) -> None:
    """Of this machine's header, each one is on the page of a fact."""
    header = (build / "anonshm_config.h").read_text()
    defined = set(re.findall(r"#define (ANONSHM_\w+)(?!\() \S", header))
    shown: set[str] = set()
    for file in (html / "facts").glob("*.html"):
        shown |= set(re.findall(r"ANONSHM_\w+", page(file).text))
    by_errno = {name for name in defined if re.search(r"_E[A-Z0-9]+$", name)}
    assert len(defined & shown) > 50
    assert sorted(defined - shown - by_errno) == []


def is_in(versions: str, version: statements.Version) -> bool:
    since = re.search(r"([\d.]+) and later", versions)
    before = re.search(r"before ([\d.]+)", versions)
    return not (
        (since and version < statements.version_of(since[1]))
        or (before and version >= statements.version_of(before[1]))
    )


@pytest.mark.parametrize("platform", statements.FILES)
def test_predictions_are_those_of_the_platform_files(platform: str, html: Path) -> None:
    """As another reader of these files finds them, in every version that changes something."""
    rows = [row for row in page(html / f"platforms/{platform}.html").rows if len(row) == 5][1:]
    words = {"true": "yes", "false": "no", "unknown": "unknown"}
    for text in ["0", *statements.boundaries(platform)]:
        version = statements.version_of(text)
        expected = {
            id: words.get(word, word)
            for id, word in statements.stated(platform, version).items()
        }
        shown = [(row[0], row[2]) for row in rows if is_in(row[1], version)]
        assert len(dict(shown)) == len(shown), f"{platform} {text}: two values of a fact"
        assert dict(shown) == expected, f"{platform} {text}"
    for row in rows:
        name, _, number = row[4].partition(":")
        (file,) = (ROOT / "cmake/platforms").rglob(name)
        line = file.read_text().splitlines()[int(number) - 1]
        assert line.startswith(f"anonshm_predict({row[0]} ")
        place = f"../sources/{file.relative_to(ROOT)}.html#L-{number}"
        assert place in page(html / f"platforms/{platform}.html").links


def test_every_platform_has_a_page_with_what_is_expected(html: Path) -> None:
    names = re.findall(r'^name = "(.*)"$', (ROOT / "tests/platforms.toml").read_text(), re.M)
    assert len(names) > 50
    for name in names:
        assert len(page(html / f"platforms/{name}.html").rows) > 3
    rows = page(html / "platforms/wasi.html").rows
    assert ["shm_mkstemp", "no"] not in [row[:2] for row in rows]
    assert ["getentropy", "yes", "wasi-libc <unistd.h>: over random_get"] in rows


# -- Examples --------------------------------------------------------------------------------


def blocks(name: str, language: str) -> list[str]:
    text = (PAGES / name).read_text()
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def build_project(directory: Path, build: Path, *options: str) -> str:
    """Against this build."""
    configure = ["-S", directory, "-B", directory / "build", f"-Danonshm_DIR={build.resolve()}"]
    configured = run("cmake", *configure, *options, check=True).stdout
    run("cmake", "--build", directory / "build", check=True)
    return configured


def test_the_tutorial_works_as_it_is_typed(
    build: Path, native: None, unsanitized: None, tmp_path: Path
) -> None:
    tutorial = (PAGES / "tutorial.md").read_text()
    copied = re.search(r"^Copy (.*?) into an empty directory", tutorial, re.M | re.S)
    assert copied
    for name in re.findall(r"\{source\}`(examples/[\w.]+)`", copied[1]):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "CMakeLists.txt").write_text(blocks("tutorial.md", "cmake")[0])
    build_project(tmp_path, build)
    data = random.Random(1).randbytes(200_000)
    (tmp_path / "input").write_bytes(data)
    with (tmp_path / "input").open("rb") as source:
        command = [tmp_path / "build/ring_put", "socket"]
        with subprocess.Popen(command, cwd=tmp_path, stdin=source) as putting:
            taken = run_when_it_listens(tmp_path / "build/ring_take", tmp_path, putting)
    assert (putting.returncode, taken.returncode, taken.stderr) == (0, 0, b"")
    assert taken.stdout == data


def test_tutorial_shows_every_marked_part() -> None:
    tutorial = (PAGES / "tutorial.md").read_text()
    shown = set(re.findall(r'"(tutorial: \w+)"', tutorial))
    marked = {
        part
        for file in (ROOT / "examples").glob("*.[ch]")
        for part in re.findall(r"/\* (tutorial: \w+) \*/", file.read_text())
    }
    assert shown == marked and len(shown) > 5


def test_the_example_of_the_probe_works(build: Path, tmp_path: Path) -> None:
    (tmp_path / "CMakeLists.txt").write_text(blocks("probe.md", "cmake")[0])
    configured = build_project(tmp_path, build)
    assert re.search(r"-- memfd_create: \w+ \(\w+\)", configured)
    header = (tmp_path / "build/shm_config.h").read_text()
    for macro in re.findall(r"#if (MYLIB_\w+)", blocks("probe.md", "c")[0]):
        assert f"#define {macro} " in header


def test_the_example_of_a_catalogue_works(build: Path, tmp_path: Path) -> None:
    if "CATALOGUE" not in (ROOT / "cmake/AnonShmProbe.cmake").read_text():
        pytest.skip("this anonshm has no catalogues of projects")
    project, catalogue = blocks("catalogues.md", "cmake")
    (tmp_path / "CMakeLists.txt").write_text(project)
    (tmp_path / "facts.cmake").write_text(catalogue)
    build_project(tmp_path, build)
    defined = set(re.findall(r"#define (\w+)", (tmp_path / "build/config.h").read_text()))
    expected = {"HAVE_ACCEPT4", "HAVE_SYS_EVENTFD_H", "HAVE_NET_IF_H", "HAVE_TCP_KEEPIDLE",
                "HAVE_SOCK_NONBLOCK", "VALUE_SOCK_NONBLOCK", "HAVE_SUSECONDS_T",
                "SIZEOF_SUSECONDS_T", "HAVE_STRUCT_SOCKADDR_IN6_SIN6_SCOPE_ID",
                "HAVE_STRERROR_R_RETURNS_POINTER", "HAVE_STRCHRNUL"}  # fmt: skip
    assert expected <= defined
    assert (tmp_path / "build/facts.json").is_file()


# -- Man pages -------------------------------------------------------------------------------

MANUALS = [(1, "anonshm"), (3, "shm_open_anon"), (7, "AnonShmProbe")]


def manual_of(documentation: Path, section: int, name: str, *options: str) -> str:
    file = documentation / "man" / f"man{section}" / f"{name}.{section}"
    man = shutil.which("man")
    if man is None:
        pytest.skip("no man")
    environment = {
        **os.environ,
        "MANWIDTH": "80",
        "LC_ALL": "C.UTF-8",
        "MAN_KEEP_FORMATTING": "",
    }
    ran = run(
        man, *options, "--nh", "--nj", "-P", "cat", "-l", file, env=environment, check=True
    )
    return re.sub(".\b", "", ran.stdout)


@pytest.mark.parametrize(("section", "name"), MANUALS)
def test_man_pages_render_without_warnings(
    section: int, name: str, documentation: Path
) -> None:
    text = manual_of(documentation, section, name, "--warnings")
    assert text.startswith(f"{name.upper()}({section})")
    assert [title for title in ("NAME", "DESCRIPTION") if f"\n{title}\n" not in text] == []
    assert "warning:" not in text and "error:" not in text


@pytest.mark.parametrize(("section", "name"), MANUALS)
def test_man_pages_please_mandoc(section: int, name: str, documentation: Path) -> None:
    if shutil.which("mandoc") is None:
        pytest.skip("no mandoc")
    file = documentation / "man" / f"man{section}" / f"{name}.{section}"
    linted = run("mandoc", "-T", "lint", "-W", "warning", file)
    assert linted.returncode == 0, linted.stdout


def test_man_page_of_the_function_has_its_contract(documentation: Path) -> None:
    text = manual_of(documentation, 3, "shm_open_anon")
    for errno in ("EMFILE", "ENOSYS", "EACCES", "EPERM", "ENOSPC", "ENOTSUP"):
        assert errno in text
    assert "#include <shm_open_anon.h>" in text


# -- The target of CMake ---------------------------------------------------------------------


COPIES = """\
#!/bin/sh
while [ $# -gt 1 ]; do
    if [ "$1" = --output ]; then mkdir -p "$2" && cp -R {rendered}/html {rendered}/man "$2"; fi
    shift
done
"""


@pytest.fixture(scope="module")
def installed(documentation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is installed where the documentation is built. Its Python is a script that copies
    what was rendered already."""
    directory = tmp_path_factory.mktemp("installed")
    rendered = documentation.resolve()
    python = directory / "python"
    python.write_text(COPIES.format(rendered=rendered))
    python.chmod(0o755)
    options = [f"-DANONSHM_DOCUMENTATION_PYTHON={python}", "-DANONSHM_BUILD_DOCUMENTATION=ON",
               "-DANONSHM_BUILD_TESTING=OFF", "-DCMAKE_BUILD_TYPE=Debug",
               "-DANONSHM_STATIC_AND_SHARED=OFF"]  # fmt: skip
    run("cmake", "-S", ROOT, "-B", directory / "build", *options, check=True)
    run("cmake", "--build", directory / "build", "--parallel", "2", check=True)
    prefix = directory / "prefix"
    run("cmake", "--install", directory / "build", "--prefix", prefix, check=True)
    return prefix


def test_pages_are_installed(installed: Path) -> None:
    for section, name in MANUALS:
        assert (installed / f"share/man/man{section}/{name}.{section}").is_file()
    assert (installed / "share/doc/anonshm/html/index.html").is_file()


def test_cmake_says_what_is_missing(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'No module named furo' >&2; exit 1\n")
    python.chmod(0o755)
    options = [f"-DANONSHM_DOCUMENTATION_PYTHON={python}", "-DANONSHM_BUILD_DOCUMENTATION=ON"]
    for more, message in (
        ((), "src/documentation/requirements.txt"),
        (("-DANONSHM_BUILD_TOOL=OFF",), "-DANONSHM_BUILD_TOOL=ON"),
    ):
        shutil.rmtree(tmp_path / "build", ignore_errors=True)
        command = ["cmake", "-S", ROOT, "-B", tmp_path / "build", "-DANONSHM_BUILD_TESTING=OFF"]
        ran = run(*command, *options, *more)
        assert ran.returncode == 1 and message in ran.stdout


# -- The command -----------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_writes_nothing(option: str, tmp_path: Path) -> None:
    text = output(ROOT / "scripts/docs", "--output", tmp_path / "new", option).decode()
    assert text.startswith("usage: scripts/docs ")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--frobnicate"], "unknown argument: --frobnicate"),
        (["--output"], "--output needs a value"),
        (["--program=/nowhere"], "no such program: /nowhere"),
    ],
)
def test_wrong_usage(arguments: list[str], reason: str) -> None:
    ran = run(ROOT / "scripts/docs", *arguments)
    assert ran.returncode == 2
    assert f"scripts/docs: {reason}" in ran.stdout and "usage: scripts/docs" in ran.stdout


WRONG = {
    "[a page](nowhere.md)": "'nowhere.md'",
    "{c:func}`anonshm_nothing`": "c:func reference target not found: anonshm_nothing",
    "{source}`src/nothing.c`": "'source' reference target not found: src/nothing.c",
    "```{usage} anonshm\n```": "/bin/false --help ended with 1",
    "```{usage} scripts/nothing\n```": "No such file or directory",
    "```{eval-rst}\n.. contracts:: shm_open_anon.h\n   :until: nothing\n```":
        "shm_open_anon.h declares no nothing",
    "no header": "src/documentation/library documents no ANONSHM_",
}  # fmt: skip


def test_what_is_wrong_is_named(documentation: Path, tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("# A page\n\n" + "\n\n".join(WRONG) + "\n")
    command = [documentation / "venv/bin/python", "-B", "-m", "sphinx", "-W", "--keep-going"]
    configuration = ["-c", PAGES, "-D", "anonshm_program=/bin/false"]
    support = {**os.environ, "PYTHONPATH": str(ROOT / "scripts/support")}
    ran = run(*command, *configuration, "-b", "dummy", tmp_path, tmp_path / "out", env=support)
    assert ran.returncode != 0
    assert [reason for reason in WRONG.values() if reason not in ran.stdout] == [], ran.stdout


# -- In a browser ----------------------------------------------------------------------------

LOOKED_AT = [
    "index", "tutorial", "library/c", "module", "facts/shm_name_max", "platforms/wasi",
    "sources/cmake/platforms/macos.cmake", "options", "search",
]  # fmt: skip


@pytest.mark.parametrize("name", LOOKED_AT)
def test_pages_in_a_browser(name: str, html: Path, browser) -> None:
    """Wide and light, narrow and dark: accessible, nothing sticks out, no complaint."""
    backgrounds = set()
    for width, dark in ((1280, False), (375, True), (1600, True)):
        browser.open(html / f"{name}.html", width=width, dark=dark)
        assert browser.messages() == []
        assert browser.overflow() == 0
        assert browser.violations() == []
        script = "return getComputedStyle(document.body).backgroundColor"
        backgrounds.add(browser.run(script))
    assert len(backgrounds) == 2


def test_search_finds(html: Path, browser) -> None:
    browser.open(html / "search.html")
    browser.run("document.location.search = '?q=memfd_noexec_sysctl'")

    def titles() -> str:  # they come one by one
        return " ".join(browser.shown("#search-results li a"))

    assert until(lambda: "memfd_noexec_sysctl" in titles()), titles()


def test_a_link_to_a_line_shows_it(html: Path, browser) -> None:
    browser.open(html / "sources/cmake/platforms/macos.cmake.html", "L-15")
    line = browser.find("#L-15")
    assert "shm_name_max 31" in line.text
    color = "return getComputedStyle(arguments[0]).backgroundColor"
    assert browser.run(color, line) != browser.run(color, browser.find("#L-14"))
