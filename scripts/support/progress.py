# SPDX-License-Identifier: MIT
"""How far long work is: what runs, how long that took last time, how long the rest may take.

On a terminal a display by rich, if that is installed; elsewhere, and with CI or NO_COLOR in the
environment, plain lines on standard error.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterable
from typing import Any

from command_line import wants_color

Durations = dict[str, float]  # seconds


def duration(seconds: float) -> str:
    """As people say it: the two largest units."""
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


class Plan:
    """What there is to do, what of it is done, and how long it took last time."""

    def __init__(self, names: Iterable[str], last: Durations, jobs: int) -> None:
        self.waiting = list(names)
        self.total, self.jobs, self.last = len(self.waiting), jobs, dict(last)
        self.running: dict[str, float] = {}  # the times when they began
        self.done: Durations = {}

    def begin(self, name: str) -> None:
        if name in self.waiting:
            self.waiting.remove(name)
        self.running[name] = time.monotonic()

    def end(self, name: str) -> None:
        self.done[name] = time.monotonic() - self.running.pop(name, time.monotonic())

    def remaining(self) -> float | None:
        """Seconds, if the last time is known of most. What is new takes as long as their mean.
        What is done already is no measure of the rest: the longest begin first."""
        left = {*self.waiting, *self.running}
        known = [self.last[name] for name in self.last.keys() & left]
        if not known or 2 * len(known) < len(left):
            return None
        mean, now = sum(known) / len(known), time.monotonic()
        rest = [self.last.get(name, mean) for name in self.waiting]
        for name, began in self.running.items():
            rest.append(max(self.last.get(name, mean) - (now - began), 0))
        return max([sum(rest) / self.jobs, *rest])

    def last_time(self, name: str) -> str:
        return f"{duration(self.last[name])} last time" if name in self.last else ""

    def count(self) -> str:
        return f"{len(self.done)}/{self.total}"

    def estimate(self) -> str:
        seconds = self.remaining()
        is_known = len(self.done) < self.total and seconds is not None and seconds >= 1
        return f"about {duration(seconds or 0)} left" if is_known else ""


class Lines:
    """Plain ones; `with` makes it alike to Display."""

    def __init__(self, script: str, plan: Plan) -> None:
        self.script, self.plan = script, plan

    def __enter__(self) -> Lines:
        self.write(joined(f"{self.plan.total} to do", self.plan.estimate()))
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def write(self, text: str) -> None:
        print(f"{self.script}: {text}", file=sys.stderr, flush=True)

    def begin(self, name: str) -> None:
        self.plan.begin(name)
        last = self.plan.last_time(name)
        self.write(f"{name} begins{' (' + last + ')' if last else ''}")

    def end(self, name: str, outcome: str) -> None:
        self.plan.end(name)
        self.write(joined(f"[{self.plan.count()}] {name} {outcome}", self.plan.estimate()))


def joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))


class Display:
    """A line for the whole and one for each that runs, below what has ended."""

    def __init__(self, script: str, plan: Plan) -> None:
        from rich.console import Console
        from rich.live import Live

        self.script, self.plan, self.lock = script, plan, threading.RLock()
        self.began = time.monotonic()
        self.console = Console(stderr=True, highlight=False)
        self.live = Live(
            console=self.console,
            get_renderable=self.render,
            refresh_per_second=4,
            transient=True,
        )

    def __enter__(self) -> Display:
        self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.live.stop()

    def render(self) -> Any:
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        with self.lock:
            head = Table.grid(padding=(0, 1))
            head.add_row(
                Text(self.script, style="bold"),
                ProgressBar(self.plan.total, len(self.plan.done), width=24),
                Text(self.plan.count()),
                Text(duration(time.monotonic() - self.began)),
                Text(self.plan.estimate()),
            )
            rows = Table.grid(padding=(0, 2))
            for name, began in self.plan.running.items():
                so_far = duration(time.monotonic() - began)
                rows.add_row("", name, so_far, Text(self.plan.last_time(name), style="dim"))
        return Group(head, rows)

    def write(self, text: str) -> None:
        self.console.print(text, markup=False, soft_wrap=True)

    def begin(self, name: str) -> None:
        with self.lock:
            self.plan.begin(name)

    def end(self, name: str, outcome: str) -> None:
        with self.lock:
            self.plan.end(name)
        self.write(f"{name} {outcome}")


def show(script: str, plan: Plan, color: str = "auto") -> Lines | Display:
    plain = os.environ.get("CI") or not sys.stderr.isatty()
    if plain or not wants_color(color, sys.stderr):
        return Lines(script, plan)
    try:
        return Display(script, plan)
    except ImportError:
        return Lines(script, plan)
