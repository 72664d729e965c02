# SPDX-License-Identifier: MIT
"""What README.md shows is what is compiled, run, and printed. Its projects of CMake are built
by tests/packaging/test_downstream.py, and the two commands are run by test_clone.py."""

from __future__ import annotations

import os
import re
import shutil
import textwrap
from pathlib import Path

import pytest

from matrix import display
from matrix.results import Counts, Result
from support.compile import Compile
from support.paths import INCLUDE, ROOT
from support.readme import README, all_blocks, blocks, commands
from support.run import output, run

PART = re.compile(
    r"^ *(?:/\*|//) README: ([\w-]+).*?\n(.*?)^ *(?:/\*|//) README ends", re.DOTALL | re.M
)


def test_is_short() -> None:
    assert len(README.read_text().splitlines()) <= 270


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    for block in all_blocks():
        if block.language == "c":
            assert block.mark.startswith("from examples/"), block.text
        elif block.language == "text":
            assert block.mark.startswith("output of: "), block.text
        else:
            assert block.language in ("cmake", "console", "diff", "yaml"), block.text


# -- C -----------------------------------------------------------------------------------


def parts_of(example: Path) -> dict[str, str]:
    return {name: textwrap.dedent(text) for name, text in PART.findall(example.read_text())}


def test_examples_are_those_that_are_compiled_and_run() -> None:
    shown = set()
    for block in blocks("c"):
        file, _, names = block.mark.removeprefix("from ").partition(": ")
        parts = parts_of(ROOT / file)
        assert block.text == "\n".join(parts[name] for name in names.split(", ")), file
        shown |= {(file, name) for name in names.split(", ")}
    examples = [path for path in (ROOT / "examples").iterdir() if path.suffix in (".c", ".cpp")]
    marked = {(f"examples/{path.name}", name) for path in examples for name in parts_of(path)}
    assert shown == marked and len(shown) >= 2


@pytest.mark.parametrize("side", ["-", "+"])
def test_both_sides_of_the_migration_compile(
    side: str, native: None, compile_c: Compile, tmp_path: Path
) -> None:
    (block,) = blocks("diff")
    lines = [line[1:] for line in block.text.splitlines() if line[:1] in (" ", side)]
    source = tmp_path / f"migration{ord(side)}.c"
    source.write_text("\n".join(lines) + "\n")
    assert ("anonshm" in source.read_text()) == (side == "+")
    flags = ["-D_GNU_SOURCE", "-include", "fcntl.h", "-include", "unistd.h", "-c"]
    compile_c(source, "-Wall", "-Wextra", "-Werror", f"-I{INCLUDE}", *flags)


# -- Commands --------------------------------------------------------------------------------


@pytest.mark.usefixtures("native")
def test_commands_work_as_typed(build: Path, tool: list[str], tmp_path: Path) -> None:
    """Those that begin with a dollar, but for the two commands and what comes before them. That
    of two reports that are the same ends with 0."""
    if shutil.which("cmake") is None:
        pytest.skip("no cmake")
    (tmp_path / "scripts").symlink_to(ROOT / "scripts")
    environment = {**os.environ, "PATH": f"{build.resolve()}:{os.environ['PATH']}"}
    for name in ("here", "there"):
        report = output(*tool, "report", "--format", "json")
        (tmp_path / f"{name}.json").write_bytes(report)
    typed = [line for line in commands() if line.startswith(("anonshm", "scripts/report"))]
    assert len(typed) >= 4
    for line in typed:
        run("sh", "-c", line, cwd=tmp_path, env=environment, check=True)
    header = (tmp_path / "shm_config.h").read_text()
    assert "#define MYLIB_HAVE_MEMFD_CREATE" in header
    assert (tmp_path / "page.html").read_text().startswith("<!DOCTYPE html>")


def test_options_that_are_named_exist(build: Path) -> None:
    """As the help of each command has them."""
    prose = re.sub(r"^```.*?^```$", "", README.read_text(), flags=re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", prose)
    wanted: set[tuple[str, str]] = set()
    for line in [*spans, *commands()]:
        command = re.match(r"scripts/[\w-]+(?: (?:library|map|pass|probe))?|anonshm \w+", line)
        if command:
            wanted |= {(command[0], option) for option in re.findall(r" (--[a-z-]+)", line)}
    assert len(wanted) > 8
    for command, option in sorted(wanted):
        name, *words = command.split()
        program = build / name if name == "anonshm" else ROOT / name
        helped = run(program, *words, "--help", check=True).stdout
        assert re.search(rf"(?<![\w-]){option}\b", helped), f"{command} {option}"


@pytest.mark.usefixtures("native")
def test_output_has_the_lines_of_the_program(tool: list[str]) -> None:
    """What they say is of one machine; what they are called is not."""
    (block,) = blocks("text")
    words = block.mark.removeprefix("output of: anonshm ").split()
    printed = output(*tool, *words, env={**os.environ, "COLUMNS": "300"}).decode()

    def labels(text: str) -> list[str]:
        return re.findall(r"^(\S+(?: \S+)*?)  +\S", text, re.MULTILINE)

    assert labels(block.text) == labels(printed) and len(labels(printed)) == 3


def test_the_workflow_names_what_is_there() -> None:
    yaml = pytest.importorskip("yaml", reason="no PyYAML here (tests/requirements.txt)")
    (block,) = blocks("yaml")
    assert "`uses: OWNER/anonshm@COMMIT`" in README.read_text()
    assert (ROOT / "action.yml").is_file()
    jobs = yaml.safe_load(block.text)["jobs"]
    workflow = re.fullmatch(r"OWNER/anonshm/(\S+)@COMMIT", jobs["systems"]["uses"])
    assert workflow
    called = yaml.safe_load((ROOT / workflow[1]).read_text())
    inputs = called.get("on", called.get(True))["workflow_call"][
        "inputs"
    ]  # YAML 1.1: on is true
    assert set(jobs["systems"]["with"]) <= set(inputs)
    systems = (ROOT / ".github" / "systems.toml").read_text()
    for name in jobs["systems"]["with"]["only"].split():
        assert f'name = "{name}"\n' in systems, name


# -- Platforms -------------------------------------------------------------------------------


def table_in(document: Path) -> list[list[str]]:
    """The rows between the marks, without the head."""
    text = document.read_text().partition(display.MARKS[0])[2].partition(display.MARKS[1])[0]
    rows = re.findall(r"^\| (.*) \|$", text, re.MULTILINE)[2:]
    return [row.replace("\\", "").split(" | ") for row in rows]


def test_systems_are_as_their_platforms_were_found() -> None:
    platforms = {row[0]: row for row in table_in(display.PLATFORMS)}
    systems = {row[0]: row for row in table_in(README)}
    assert len(systems) == len(display.SYSTEMS) == 10
    for system, (_, gives, otherwise, evidence) in systems.items():
        platform = platforms[display.SYSTEMS[system]]
        assert evidence == platform[3], system
        chain = [] if platform[5] == "empty" else platform[5].split(", ")
        assert [name for name in otherwise.split(", ") if name] == chain[1:], system
        assert ("sealable" in gives) == any("memfd" in name for name in chain[:1]), system


def test_the_tables_are_written_by_the_matrix(
    build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = {"README": tmp_path / "README.md", "PLATFORMS": tmp_path / "platforms.md"}
    for name, path in documents.items():
        path.write_text("before\n" + "old\n".join(display.MARKS) + "after\n")
        monkeypatch.setattr(display, name, path)
    (tmp_path / "wasi.json").write_bytes((build / "anonshm-report.json").read_bytes())
    passed = Result("wasi", "web", evidence="ran", tests=Counts(passed=2))
    display.update_documents([passed, Result("macos-arm64", "apple", "failed")], tmp_path)
    assert [row[0] for row in table_in(documents["PLATFORMS"])] == ["wasi"]
    (row,) = table_in(documents["README"])
    assert row[:3] == ["WASI", "nothing: ENOSYS", ""] and row[3].startswith("ran")
    for path in documents.values():
        text = path.read_text()
        assert text.startswith("before\n") and text.endswith("after\n") and "old" not in text


def test_a_document_without_marks_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(display, "ROOT", tmp_path)
    for name in ("README", "PLATFORMS"):
        monkeypatch.setattr(display, name, tmp_path / name)
        (tmp_path / name).write_text("no marks\n")
    with pytest.raises(SystemExit, match="has lost the marks around its table"):
        display.update_documents([], tmp_path)
    assert (tmp_path / "PLATFORMS").read_text() == "no marks\n"
