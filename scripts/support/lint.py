"""Checks the form and style of every tracked file, or brings it into form with --fix.

One linter for each language; its configuration is in pyproject.toml, .clang-format, .clang-tidy
and scripts/support/cmake-lint.yaml. The exit status is 0 if all are clean, 1 if one is not.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = Path(sys.executable).parent
SUPPORT = Path(__file__).resolve().parent

Files = list[str]


@dataclass
class Linter:
    """A check, and the command that repairs what it finds, where there is one."""

    name: str
    check: list[str]
    fix: list[str] | None
    files: Callable[[Files], Files]


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
    return [file for file in files if file != "LICENSE"]


def no_files(files: Files) -> Files:
    """For a linter that finds its files by its own configuration."""
    return []


C_FILES = ending(".c", ".h", ".cpp", ".hpp")
CMAKE_FILES = ending(".cmake", "CMakeLists.txt")

LINTERS = [
    Linter("ruff", ["ruff", "check", "--no-cache"], ["ruff", "check", "--no-cache", "--fix"],
           no_files),
    Linter("ruff-format", ["ruff", "format", "--no-cache", "--check"],
           ["ruff", "format", "--no-cache"], no_files),
    Linter("clang-format", ["clang-format", "--dry-run", "--Werror"], ["clang-format", "-i"],
           C_FILES),
    Linter("cmake-lint", ["cmake-lint", "-c", f"{SUPPORT}/cmake-lint.yaml",
                          "--suppress-decorations", "--"], None, CMAKE_FILES),
    Linter("shellcheck", ["shellcheck"], None, shell_files),
    Linter("codespell", ["codespell"], ["codespell", "--write-changes"], text_files),
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


def run(linter: Linter, files: Files, fix: bool) -> bool:
    command = linter.fix if fix and linter.fix else linter.check
    ran = subprocess.run(
        [TOOLS / command[0], *command[1:], *linter.files(files)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    clean = ran.returncode == 0
    print(f"{linter.name}: {'clean' if clean else 'not clean'}", flush=True)
    if not clean:
        print(ran.stdout, flush=True)
    return clean


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/lint", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="LINTER",
        choices=[linter.name for linter in LINTERS],
        default=[linter.name for linter in LINTERS],
        help=f"of {', '.join(linter.name for linter in LINTERS)}; default: all",
    )
    parser.add_argument("--fix", action="store_true", help="repair what can be repaired")
    return parser.parse_args()


def main() -> int:
    arguments = parse_arguments()
    files = tracked_files()
    chosen = [linter for linter in LINTERS if linter.name in arguments.only]
    clean = [run(linter, files, arguments.fix) for linter in chosen]
    return 0 if all(clean) else 1


if __name__ == "__main__":
    sys.exit(main())
