# SPDX-License-Identifier: MIT
"""Checks the form and style of every tracked file, or brings it into form with --fix.

One linter for each language; its configuration is in pyproject.toml, .clang-format, .clang-tidy
and scripts/support/cmake-lint.yaml.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from command_line import Parser

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = Path(sys.executable).parent
SUPPORT = Path(__file__).resolve().parent
DATABASE = "compile_commands.json"

STATUSES = """exit status: 0 all are clean; 1 one is not, or cannot be run; 2 wrong usage;
3 setting up failed"""

Files = list[str]


@dataclass
class Linter:
    """A check, and the command that repairs what it finds, where there is one."""

    name: str
    check: list[str]
    fix: list[str] | None
    files: Callable[[Files], Files]
    in_parallel: bool = False  # several processes, with a part of the files each


def ending(*suffixes: str) -> Callable[[Files], Files]:
    return lambda files: [file for file in files if file.endswith(suffixes)]


def first_line(file: str) -> str:
    with (ROOT / file).open("rb") as opened:
        return opened.readline().decode(errors="replace")


def shell_files(files: Files) -> Files:
    return [
        file
        for file in files
        if file.endswith(".sh")
        or ("." not in Path(file).name and first_line(file).startswith("#!/bin/sh"))
    ]


def text_files(files: Files) -> Files:
    return [file for file in files if file not in ("LICENSE", "scripts/support/words.txt")]


def no_files(files: Files) -> Files:
    """For a linter that finds its files by its own configuration."""
    return []


def compiled_files(build: Path) -> Callable[[Files], Files]:
    """What the build compiles, and what tests compile: there clang-tidy takes the flags of the
    file that is most alike. The rest may be for other systems."""

    def in_database(files: Files) -> Files:
        entries = json.loads((build / DATABASE).read_text())
        compiled = {Path(entry["directory"], entry["file"]).resolve() for entry in entries}
        return [
            file
            for file in C_SOURCES(files)
            if (file.startswith("tests/") and not Path(file).name.startswith("windows"))
            or (ROOT / file).resolve() in compiled
        ]

    return in_database


# Its own dictionary, and words for which the field has another.
CODESPELL = ["codespell", "--dictionary=-", f"--dictionary={SUPPORT}/words.txt"]

C_SOURCES = ending(".c", ".cpp")
C_FILES = ending(".c", ".h", ".cpp", ".hpp")
CMAKE_FILES = ending(".cmake", "CMakeLists.txt")


def linters(build: Path) -> list[Linter]:
    commands = str(build / "clang-tidy")  # of one_command_each()
    return [
        Linter("ruff", ["ruff", "check", "--no-cache"],
               ["ruff", "check", "--no-cache", "--fix"], no_files),
        Linter("ruff-format", ["ruff", "format", "--no-cache", "--check"],
               ["ruff", "format", "--no-cache"], no_files),
        Linter("mypy", ["mypy", "--no-error-summary"], None, no_files),
        Linter("clang-format", ["clang-format", "--dry-run", "--Werror"],
               ["clang-format", "-i"], C_FILES),
        Linter("clang-tidy", ["clang-tidy", "--quiet", f"--config-file={ROOT}/.clang-tidy",
                              "-p", commands], None, compiled_files(build), in_parallel=True),
        Linter("cmake-lint", ["cmake-lint", "-c", f"{SUPPORT}/cmake-lint.yaml",
                              "--suppress-decorations", "--"], None, CMAKE_FILES),
        Linter("shellcheck", ["shellcheck"], None, shell_files),
        Linter("codespell", CODESPELL, [*CODESPELL, "--write-changes"], text_files),
    ]  # fmt: skip


def tracked_files() -> Files:
    """Also those that are new, but not those that git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    return [file for file in listed.stdout.split("\0") if file and (ROOT / file).is_file()]


def parts(files: Files, number: int) -> list[Files]:
    """Every so many files, since neighbours in a directory take about the same time."""
    return [part for part in (files[i::number] for i in range(number)) if part] or [[]]


def start(command: list[str], files: Files) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TOOLS / command[0], *command[1:], *files],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


def run(linter: Linter, files: Files, fix: bool) -> bool:
    command = linter.fix if fix and linter.fix else linter.check
    number = (os.cpu_count() or 1) if linter.in_parallel else 1
    with ThreadPoolExecutor(number) as pool:
        work = parts(linter.files(files), number)
        results = list(pool.map(lambda part: start(command, part), work))
    clean = all(result.returncode == 0 for result in results)
    print(f"{linter.name}: {'clean' if clean else 'not clean'}", flush=True)
    if not clean:
        print("".join(result.stdout for result in results), flush=True)
    return clean


def one_command_each(build: Path) -> None:
    """What is compiled more than once, as for several models, is checked as it is the first
    time: clang-tidy would do so for every command."""
    first: dict[str, object] = {}
    for entry in json.loads((build / DATABASE).read_text()):
        first.setdefault(entry["file"], entry)
    (build / "clang-tidy").mkdir(exist_ok=True)
    (build / "clang-tidy" / DATABASE).write_text(json.dumps(list(first.values())))


def can_run(linter: Linter, build: Path) -> bool:
    if linter.name != "clang-tidy":
        return True
    if (build / DATABASE).exists():
        one_command_each(build)
        return True
    print(
        f"clang-tidy: not run: there is no {build / DATABASE}. scripts/test and the preset dev"
        " write one, as does cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON; --build names its"
        " directory.",
        flush=True,
    )
    return False


def parse_arguments() -> argparse.Namespace:
    names = [linter.name for linter in linters(ROOT)]
    parser = Parser(
        prog="scripts/lint",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
        epilog=STATUSES,
    )
    parser.add_check_arguments()
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="LINTER",
        choices=names,
        default=names,
        help=f"of {', '.join(names)}; default: all",
    )
    parser.add_argument("--fix", action="store_true", help="repair what can be repaired")
    parser.add_argument(
        "--build",
        type=Path,
        metavar="DIR",
        default=ROOT / "build",
        help=f"whose {DATABASE} has the flags for clang-tidy; default: build",
    )
    return parser.parse_args()


def main() -> int:
    arguments = parse_arguments()
    if arguments.check_arguments:
        return 0
    files = tracked_files()
    build = arguments.build.resolve()
    chosen = [linter for linter in linters(build) if linter.name in arguments.only]
    clean = [can_run(linter, build) and run(linter, files, arguments.fix) for linter in chosen]
    return 0 if all(clean) else 1


if __name__ == "__main__":
    sys.exit(main())
