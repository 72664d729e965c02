# SPDX-License-Identifier: MIT
"""Runs CTest for scripts/test, and shows how far it is.

How long each test took last time is CTest's own record, in the build directory. What a test
that failed has printed is in a file of its own, and of it the lines that say why are shown.
"""

from __future__ import annotations

import collections
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import processes
import progress
from command_line import Parser, wants_color
from failure import decisive_lines

SCRIPT = "scripts/test"
START = re.compile(r" +Start +\d+: (\S+)")
RESULT = re.compile(
    r" *\d+/\d+ Test +#\d+: (?P<name>\S+) \.* *(\*\*\*)?"
    r"(?P<outcome>\D*?) +(?P<seconds>[\d.]+) sec"
)
CLOSING = re.compile(r"\d+% tests passed")
GOOD = ("Passed", "Skipped", "Not Run (Disabled)")
SKIPPED = re.compile(r"SKIPPED \[(\d+)\] .*?\.py[:0-9]*: (.*)")


def costs(build: Path) -> progress.Durations:
    """Name, number of runs, mean; a line of dashes ends them (cmCTestMultiProcessHandler)."""
    file = build / "Testing/Temporary/CTestCostData.txt"
    lines = file.read_text().partition("---")[0].splitlines() if file.exists() else []
    words = [line.split() for line in lines]
    return {name: float(mean) for name, number, mean in words if number != "0"}


def names_of(build: Path, options: list[str]) -> list[str]:
    listed = processes.run(
        ["ctest", "--test-dir", build, "--show-only=json-v1", *options],
        capture_output=True,
        text=True,
    )
    tests = json.loads(listed.stdout)["tests"] if listed.returncode == 0 else []
    return [test["name"] for test in tests]


class Watch:
    """Reads what CTest prints, line by line. Without a display it goes on to standard output,
    with what is known of the times."""

    def __init__(
        self, plan: progress.Plan, logs: Path, display: progress.Display | None
    ) -> None:
        self.plan, self.logs, self.display = plan, logs, display
        self.outcomes: dict[str, str] = {}
        self.closing = False
        self._failed: list[str] = []
        self._output: list[str] = []

    @property
    def failed(self) -> list[str]:
        return [name for name, outcome in self.outcomes.items() if outcome not in GOOD]

    def log(self, name: str) -> Path:
        return self.logs / f"{re.sub('[^A-Za-z0-9._-]', '_', name)}.log"

    def run(self, options: list[str | Path]) -> int:
        """CTest's exit status."""
        command = ["ctest", "--output-on-failure", "--no-tests=error", *options]
        pipe: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE}
        with processes.started(command, **pipe, text=True, errors="replace") as ctest:
            try:
                for line in ctest.stdout or ():
                    self.line(line.rstrip("\n"))
            finally:  # also of a test that had failed before a signal
                self._keep_output()
        return ctest.returncode

    def line(self, line: str) -> None:
        start, result = START.match(line), RESULT.match(line)
        closing = CLOSING.match(line)
        note = ""
        if start or result or closing:
            self._keep_output()
        self.closing = self.closing or bool(closing)
        if start:
            note = self._begin(start[1])
        elif result:
            note = self._end(**result.groupdict())
        elif self._failed:
            self._output.append(line)
        if self.closing or not self.display:
            print(line + f"  ({note})" * bool(note), flush=True)

    def _begin(self, name: str) -> str:
        (self.display or self.plan).begin(name)
        return self.plan.last_time(name)

    def _end(self, name: str, outcome: str, seconds: str) -> str:
        self.outcomes[name] = outcome.strip()
        if self.display:
            took = progress.duration(float(seconds))
            self.display.end(name, f"{outcome.strip().lower()} in {took}")
        else:
            self.plan.end(name)
        if outcome.strip() not in GOOD:
            self._failed = [name]
        return self.plan.estimate()

    def _keep_output(self) -> None:
        for name in self._failed:
            self.logs.mkdir(parents=True, exist_ok=True)
            self.log(name).write_text("\n".join(self._output) + "\n", errors="replace")
        self._failed, self._output = [], []


def count_skipped(build: Path) -> None:
    """pytest prints each reason with the place that skips; here the places are added up."""
    log = build / "Testing/Temporary/LastTest.log"
    reasons: collections.Counter[str] = collections.Counter()
    for line in log.read_text(errors="replace").splitlines() if log.exists() else ():
        found = SKIPPED.match(line)
        if found:
            reasons[found[2]] += int(found[1])
    if reasons:
        print(f"\n{sum(reasons.values())} skipped:")
        for reason, number in sorted(reasons.items()):
            print(f"{number:6}  {reason}")


def explain(watch: Watch, color: bool) -> None:
    """Why each failed, and where the rest is."""
    bold, plain = ("\033[1m", "\033[0m") if color else ("", "")
    for name in watch.failed:
        print(f"\n{bold}{name}: {watch.outcomes[name].lower()}{plain}")
        text = watch.log(name).read_text() if watch.log(name).exists() else ""
        for line in decisive_lines(text):
            print(f"    {line}")
        print(f"  see {watch.log(name)}")
    sys.stdout.flush()


def interrupted(watch: Watch, total: int, build: Path) -> None:
    """What was done; CTest's unfinished record is no longer there."""
    (build / "Testing/Temporary/LastTest.log.tmp").unlink(missing_ok=True)
    done = f"interrupted: {len(watch.outcomes)} of {total} tests have run"
    failed = f"{len(watch.failed)} of them failed" if watch.failed else ""
    running = ", ".join(watch.plan.running)
    stopped = f"stopped: {running}" if running else ""
    print(f"{SCRIPT}: {progress.joined(done, failed, stopped)}", file=sys.stderr, flush=True)


def parse_arguments() -> tuple[Path, list[str], str]:
    parser = Parser(prog=SCRIPT, description=__doc__)
    parser.add_argument("build", type=Path)
    parser.add_argument("--labels", default="", help="a regular expression")
    parser.add_color()
    parsed = parser.parse_args()
    return parsed.build, ["-L", f"^({parsed.labels})$"] * bool(parsed.labels), parsed.color


def run_ctest(build: Path, options: list[str], color: str) -> int:
    names = names_of(build, options)
    jobs = int(os.environ.get("CTEST_PARALLEL_LEVEL", "1"))
    plan = progress.Plan(names, costs(build), jobs)
    show = progress.show(SCRIPT, plan, color)
    display = show if isinstance(show, progress.Display) else None
    watch = Watch(plan, build / "Testing/failed", display)
    try:
        with show:
            status = watch.run(["--test-dir", build, *options])
    except processes.Interrupted as signal:
        processes.stop_all()
        interrupted(watch, len(names), build)
        explain(watch, False)
        processes.die_by(signal.number)
    count_skipped(build)
    explain(watch, wants_color(color, sys.stdout))
    return int(status != 0)


def main() -> int:
    processes.listen()
    return run_ctest(*parse_arguments())


if __name__ == "__main__":
    sys.exit(main())
