# SPDX-License-Identifier: MIT
"""In every hostile toolchain an answer is right or unknown, never wrong.

A directory of hostile_toolchains/ is a situation; its file `answers` has what is right there:

    needs <program>                        skipped without it
    unless <flag>                          skipped where the compiler can link with it
    builds <n>                             nested builds that it takes, controls included
    unknown <KIND>...                      of these kinds an answer may be unknown, of no others
    says <words>                           the reason, in the report
    <fact> = <value> <evidence>            where it differs from the plain project's
    stops <words>                          no answer at all, and the output of the configure

Everything else is as in the plain project. test_flags.py has what changes no answer.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from probe.comparison import changes, kind
from support.paths import ROOT
from support.projects import (
    MODULE,
    Configured,
    copy_module,
    try_configure,
    write_project,
)
from support.run import mount_namespace, run
from support.tables import TABLES

SITUATIONS = Path(__file__).parent / "hostile_toolchains"
MODULE_FILES = [MODULE, *(ROOT / "cmake" / "anonshm").rglob("*.cmake")]
TITLE = "hostile toolchains: builds needed, and answers that are the same, unknown, wrong"

pytestmark = pytest.mark.skipif(
    shutil.which("ld.bfd") is None, reason="the situations are of GNU tools"
)


@dataclass
class Right:
    """The content of a file `answers`."""

    needs: list[str] = field(default_factory=list)
    unless: str = ""
    builds: int = 0
    unknown: list[str] = field(default_factory=list)
    says: str = ""
    stops: str = ""
    facts: dict[str, tuple[Any, str]] = field(default_factory=dict)


NAMES = sorted(
    path.name for path in SITUATIONS.iterdir() if path.is_dir() and path.name != "messages"
)


def read_answers(situation: Path) -> Right:
    right = Right()
    assert (situation / "answers").exists(), f"{situation}: add the file answers"
    for line in (situation / "answers").read_text().splitlines():
        word, _, rest = line.partition(" ")
        if rest.startswith("= "):
            value, evidence = rest[2:].rsplit(" ", 1)
            right.facts[word] = json.loads(value), evidence
        elif word in ("needs", "unknown"):
            setattr(right, word, rest.split())
        elif word == "builds":
            right.builds = int(rest)
        elif word in ("unless", "says", "stops"):
            setattr(right, word, rest)
        else:
            assert word in ("#", ""), f"{situation}/answers: unknown word: {line}"
    return right


def compare(found: Configured, plain: Configured, right: Right) -> tuple[list[str], list[str]]:
    """The facts that are unknown here, and those that are wrong."""
    unknown, wrong = [], []
    for id, value in plain.facts.items():
        now = found.facts[id]
        if id in right.facts:
            wrong += [id] if found.fact(id) != right.facts[id] else []
        elif now is None and value is not None:
            unknown.append(id)
        elif now != value and not changes(id):
            wrong.append(id)
    return unknown, wrong


def note(situation: str, builds: int, plain: Configured, *different: list[str]) -> None:
    unknown, wrong = map(len, different)
    same = len(plain.facts) - unknown - wrong
    row = f"{situation:26} {builds:6} {same:6} {unknown:8} {wrong:6}"
    TABLES.setdefault(TITLE, [f"{'':26} builds   same  unknown  wrong"]).append(row)


def links_with(compiler: str, flag: str, directory: Path) -> bool:
    (directory / "empty.cpp").write_text("#include <stdlib.h>\nint main() {}\n")
    return run(compiler, flag, "empty.cpp", "-o", "empty", cwd=directory).returncode == 0


@pytest.mark.parametrize("name", NAMES)
def test_hostile_toolchain(
    name: str, plain: Configured, cache: dict[str, str], tmp_path: Path
) -> None:
    situation, right = SITUATIONS / name, read_answers(SITUATIONS / name)
    for program in right.needs:
        if not shutil.which(program):
            pytest.skip(f"no {program} here")
    if right.unless and links_with(cache["CMAKE_CXX_COMPILER"], right.unless, tmp_path):
        pytest.skip(f"the compiler does link with {right.unless}")
    before = ["-C", situation / "before.cmake"] if (situation / "before.cmake").exists() else []
    trace = tmp_path / "trace"
    options = [
        f"-DSITUATION={situation}",
        f"-DMODULE={MODULE}",
        *before,
        *[f"--trace-source={file.name}" for file in MODULE_FILES],
        f"--trace-redirect={trace}",
    ]
    compiler = cache["CMAKE_CXX_COMPILER"]  # of the situations whose compiler is a script
    found = try_configure(SITUATIONS, tmp_path / "build", options, COMPILER=compiler)
    builds = len(
        re.findall(r"^.+\(\d+\): +try_compile\(", trace.read_text(), flags=re.MULTILINE)
    )
    if right.stops:
        assert found.status != 0 and right.stops in found.words, found.output
        assert not (found.build / "report.json").exists()
        note(name + " (stops)", builds, plain, list(plain.facts), [])
        return
    assert found.status == 0, found.output
    unknown, wrong = compare(found, plain, right)
    note(name, builds, plain, unknown, wrong)
    assert wrong == [], {id: found.report["facts"][id] for id in wrong}
    assert {kind(id) for id in unknown} <= set(right.unknown)
    assert "FUNCTION" not in right.unknown or "FUNCTION" in {kind(id) for id in unknown}
    details = " ".join(found.report["facts"][id]["detail"] for id in unknown)
    assert right.says in details
    assert builds == right.builds, f"{situation}/answers: builds"


MESSAGES = sorted(path for path in (SITUATIONS / "messages").iterdir() if not path.suffix)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda path: path.name)
def test_what_a_linker_prints(message: Path) -> None:
    """The first line of a file names the linker, the second the undefined symbols."""
    _, undefined, *_ = message.read_text().splitlines()
    script = SITUATIONS / "messages" / "parse.cmake"
    ran = run("cmake", f"-DMESSAGE={message}", "-P", script)
    assert sorted(ran.stdout.split()) == sorted(undefined.split()[1:])


# -- What takes more than one configure, or another place ----------------------------------


def test_another_sysroot(plain: Configured, tmp_path: Path) -> None:
    """Both are this system; in the second a header marks memfd_create as a stub."""
    for name in ("old", "new"):
        sysroot = tmp_path / name
        sysroot.mkdir()
        for there in ("lib", "lib64"):
            if Path("/", there).exists():
                (sysroot / there).symlink_to(f"/{there}")
        for path in Path("/usr").iterdir():
            if path.name != "local":
                (sysroot / "usr").mkdir(exist_ok=True)
                (sysroot / "usr" / path.name).symlink_to(path)
    local = tmp_path / "new" / "usr" / "local" / "include"
    local.mkdir(parents=True)
    (local / "fcntl.h").write_text("#include_next <fcntl.h>\n#define __stub_memfd_create\n")
    source = write_project(tmp_path / "source")
    for name, expected in (("old", True), ("new", False), ("old", True)):
        option = f"-DCMAKE_SYSROOT={tmp_path / name}"
        found = try_configure(source, tmp_path / "build", [option])
        if found.status and name == "old" and "compiler" in found.words:
            pytest.skip("a sysroot of links does not serve this compiler")
        assert found.status == 0, found.output
        assert found.facts["memfd_create"] is expected
    note("another sysroot", 2, plain, *compare(found, plain, Right()))


def test_two_trees_at_once(plain: Configured, tmp_path: Path) -> None:
    source = write_project(tmp_path / "source")
    trees = [tmp_path / name for name in ("one", "two")]
    running = [
        subprocess.Popen(["cmake", "-S", source, "-B", tree], stdout=subprocess.DEVNULL)
        for tree in trees
    ]
    assert [process.wait() for process in running] == [0, 0]
    for tree in trees:
        different = compare(Configured(0, "", tree), plain, Right())
        note(f"two trees at once: {tree.name}", 1, plain, *different)
        assert different == ([], [])


def test_a_source_tree_that_is_read_only(plain: Configured, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    write_project(tree, module=copy_module(tree / "copy"))
    setup = f'mount --bind "{tree}" "{tree}"; mount -o remount,bind,ro "{tree}"'
    ran = run(*mount_namespace(setup), "cmake", "-S", tree, "-B", tmp_path / "build")
    assert ran.returncode == 0, ran.stdout
    different = compare(Configured(0, ran.stdout, tmp_path / "build"), plain, Right())
    note("read-only source tree", 1, plain, *different)
    assert different == ([], [])


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_no_room_for_temporary_files(how: str, plain: Configured, tmp_path: Path) -> None:
    """The compiler has nowhere to write: it fails, and that is no answer about the target."""
    room = tmp_path / "room"
    room.mkdir()
    option = "size=4k" if how == "full" else "ro"
    setup = f'mount -t tmpfs -o {option} none "{room}"; head -c 4096 /dev/zero >"{room}/x" || :'
    before = f'set(ENV{{TMPDIR}} "{room}")'
    source = write_project(tmp_path / "source", before=before)
    ran = run(*mount_namespace(setup), "cmake", "-S", source, "-B", tmp_path / "build")
    found = Configured(ran.returncode, ran.stdout, tmp_path / "build")
    if found.status:
        assert "nothing was concluded from it" in found.words
        note(f"TMPDIR {how} (stops)", 1, plain, list(plain.facts), [])
    else:
        different = compare(found, plain, Right())
        note(f"TMPDIR {how}", 1, plain, *different)
        assert different[1] == []
