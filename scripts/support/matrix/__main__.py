# SPDX-License-Identifier: MIT
"""The program: python scripts/support/matrix. scripts/matrix makes the environment for it."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import matrix
from matrix import display, results, tools
from matrix.building import Workspace
from matrix.commands import ROOT, message
from matrix.results import Result
from matrix.runners import run_target
from matrix.targets import Target, load_targets, select

STATUSES = """exit status: 0 all passed that can be built here, or that --only names; 1 not so;
2 wrong usage; 3 setting up failed"""


def run_all(targets: list[Target], workspace: Workspace, jobs: int) -> list[Result]:
    found: dict[str, Result] = {}
    with ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(run_target, target, workspace) for target in targets]
        for done, future in enumerate(as_completed(futures), 1):
            result = future.result()
            found[result.name] = result
            seconds = "" if result.seconds is None else f" in {result.seconds} s"
            message(f"[{done}/{len(targets)}] {result.name} {result.state}{seconds}")
    return [found[target.name] for target in targets]


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/matrix",
        description=matrix.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=STATUSES,
        allow_abbrev=False,  # scripts/matrix knows the options that install nothing by name
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--list", action="store_true", help="show the targets, run nothing")
    action.add_argument("--install", action="store_true", help="first install what is missing")
    action.add_argument(
        "--readme", action="store_true", help="put what passed last into README.md, run nothing"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        help='targets, groups, or "subset": what scripts/test runs',
    )
    parser.add_argument(
        "--jobs",
        type=positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="how many targets at once (default: one a processor)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "build" / "matrix",
        metavar="DIR",
        help="default: build/matrix in the checkout",
    )
    return parser.parse_args()


def status_of(found: list[Result], named: bool) -> int:
    """What --only names has to pass; else what can be built here."""
    missed = {"failed", "skipped"} if named else {"failed"}
    lacking = [result.name for result in found if result.state in missed]
    if lacking:
        message(f"did not pass: {', '.join(lacking)}")
    return int(bool(lacking))


def main() -> int:
    arguments = parse_arguments()
    all_targets = load_targets()
    targets = select(all_targets, arguments.only)
    workspace = Workspace(arguments.output.resolve(), arguments.jobs)
    known = results.read(workspace.output)
    if arguments.list:
        display.print_targets(targets, workspace.tools)
        return 0
    if arguments.readme:
        last = [known[target.name] for target in targets if target.name in known]
        display.update_readme(last, workspace.output)
        return 0
    try:
        workspace.tools.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message(f"cannot write in {workspace.output}: {error.strerror}")
        return 2
    if arguments.install:
        tools.install(targets, workspace.tools)
    found = run_all(targets, workspace, arguments.jobs)
    known.update((result.name, result) for result in found)
    results.write(known, workspace.output)
    newest = [known[target.name] for target in all_targets if target.name in known]
    display.write_page(newest, all_targets, workspace.output / "index.html")
    display.print_results(found)
    return status_of(found, named=bool(arguments.only))


if __name__ == "__main__":
    sys.exit(main())
