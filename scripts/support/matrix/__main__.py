# SPDX-License-Identifier: MIT
"""The program: python scripts/support/matrix. scripts/matrix makes the environment for it."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, Union

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import matrix
import processes
import progress
from command_line import Parser, count_of, wants_color
from matrix import display, results, tools
from matrix.building import Workspace
from matrix.commands import ROOT, message
from matrix.results import Result
from matrix.runners import run_target
from matrix.targets import Target, load_targets, select

Show = Union[progress.Lines, progress.Display]

STATUSES = """exit status: 0 all passed that can be built here, or that --only names; 1 not so;
2 wrong usage; 3 setting up failed"""
ABOUT = """{}
On a terminal it shows what runs and how long that may take; with CI or NO_COLOR in the
environment, plain lines."""


def run_all(
    targets: list[Target], workspace: Workspace, show: Show, found: dict[str, Result]
) -> None:
    """Adds the results to what is found, as they come."""

    def run_one(target: Target) -> None:
        show.begin(target.name)
        result = run_target(target, workspace)
        found[target.name] = result
        seconds = "" if result.seconds is None else f" in {progress.duration(result.seconds)}"
        show.end(target.name, f"{result.state}{seconds}")

    pool = ThreadPoolExecutor(show.plan.jobs)
    futures = [pool.submit(run_one, target) for target in targets]
    try:
        for future in as_completed(futures):
            future.result()
    except processes.Interrupted:
        for future in futures:
            future.cancel()
        processes.stop_all()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def parse_arguments() -> argparse.Namespace:
    parser = Parser(
        prog="scripts/matrix",
        description=ABOUT.format(matrix.__doc__),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=STATUSES,
    )
    parser.add_check_arguments()
    parser.add_color()
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--list", action="store_true", help="show the targets, run nothing")
    action.add_argument("--install", action="store_true", help="first install what is missing")
    action.add_argument(
        "--readme",
        action="store_true",
        help="put what passed last into README.md and its page of platforms, run nothing",
    )
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        help='targets, groups, or "subset": what scripts/test runs',
    )
    parser.add_argument(
        "--jobs",
        type=count_of(1),
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


def keep(known: dict[str, Result], found: dict[str, Result], workspace: Workspace) -> None:
    known.update(found)
    results.write(known, workspace.output)


def interrupted(found: dict[str, Result], targets: list[Target], show: Show) -> None:
    """What was done."""
    done = (
        f"interrupted: {len(found)} of {len(targets)} targets are done, and their results kept"
    )
    running = ", ".join(show.plan.running)
    message(progress.joined(done, f"stopped: {running}" if running else ""))
    for result in found.values():
        message(f"{result.name} {result.state}")


def work(
    targets: list[Target], workspace: Workspace, known: dict[str, Result], arguments: Any
) -> list[Result]:
    """Installs what is missing, if that is wanted, and runs the targets. A signal ends it."""
    last = {name: result.seconds for name, result in known.items() if result.seconds}
    plan = progress.Plan([target.name for target in targets], last, arguments.jobs)
    show = progress.show("scripts/matrix", plan, arguments.color)
    found: dict[str, Result] = {}
    processes.listen()
    try:
        if arguments.install:
            tools.install(targets, workspace.tools)
        with show:
            run_all(targets, workspace, show, found)
    except processes.Interrupted as signal:
        keep(known, found, workspace)
        interrupted(found, targets, show)
        processes.die_by(signal.number)
    keep(known, found, workspace)
    return [found[target.name] for target in targets]


def main() -> int:
    arguments = parse_arguments()
    all_targets = load_targets()
    targets = select(all_targets, arguments.only)
    if arguments.check_arguments:
        return 0
    workspace = Workspace(arguments.output.resolve(), arguments.jobs)
    known = results.read(workspace.output)
    if arguments.list:
        display.print_targets(targets, workspace.tools)
        return 0
    if arguments.readme:
        last = [known[target.name] for target in targets if target.name in known]
        display.update_documents(last, workspace.output)
        return 0
    try:
        workspace.tools.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message(f"cannot write in {workspace.output}: {error.strerror}")
        return 2
    found = work(targets, workspace, known, arguments)
    newest = [known[target.name] for target in all_targets if target.name in known]
    display.write_page(newest, all_targets, workspace.output / "index.html")
    display.print_results(found, workspace.output, wants_color(arguments.color, sys.stdout))
    return status_of(found, named=bool(arguments.only))


if __name__ == "__main__":
    sys.exit(main())
