# SPDX-License-Identifier: MIT
"""Draws what scripts/bench has measured: plot.py FILE.svg <RESULT.json

A row for each way, a mark at the median and a line from quartile to quartile, with the number
beside it. Nothing depends on colour: the library's own ways have a filled mark and bold names,
the others a hollow one. Text is text, and the same result gives the same file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot, ticker

COLUMNS = {  # the first that a result has; and what its axis says
    "added_ms": "milliseconds beyond the empty project",
    "ns": "nanoseconds",
    "ms": "milliseconds",
}
OURS = ("anonshm", "shm_open_anon")
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "anonshm",
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
}

Row = tuple[str, dict[str, Any]]


def rows_of(result: dict[str, Any]) -> tuple[str, list[Row]]:
    """The column that is drawn, and the rows that have it; others could not be measured."""
    for column in COLUMNS:
        rows = [
            (name, row[column])
            for name, row in result["rows"].items()
            if isinstance(row.get(column), dict)
        ]
        if rows:
            return column, rows
    sys.exit("plot.py: there is nothing to draw")


def is_ours(name: str) -> bool:
    return name.rpartition(": ")[2].startswith(OURS)


def draw(axes: Any, rows: list[Row]) -> None:
    for place, (name, value) in enumerate(rows):
        low, high = value["quartiles"]
        axes.plot([low, high], [place, place], color="black", linewidth=2, gid=f"spread {name}")
        axes.plot(
            value["median"], place, marker="o", markersize=8, color="black",
            markerfacecolor="black" if is_ours(name) else "white", gid=f"median {name}",
        )  # fmt: skip
        axes.annotate(
            f"{value['median']:,.12g}", (max(high, value["median"]), place), xytext=(8, 0),
            textcoords="offset points", va="center", fontsize=8,
        )  # fmt: skip


def label(axes: Any, rows: list[Row], column: str) -> None:
    axes.set_yticks(range(len(rows)), [name for name, _ in rows])
    for text, (name, _) in zip(axes.get_yticklabels(), rows):
        text.set_fontweight("bold" if is_ours(name) else "normal")
    axes.invert_yaxis()
    values = [value["median"] for _, value in rows]
    scale = ""
    if min(values) > 0 and max(values) > 10 * min(values):
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_minor_locator(ticker.NullLocator())
        axes.xaxis.set_major_formatter("{x:,.12g}")
        scale = ", logarithmic"
    else:
        axes.set_xlim(left=min(0, *(value["quartiles"][0] for _, value in rows)))
    axes.margins(x=0.12)
    axes.grid(axis="x", color="0.85")
    axes.set_axisbelow(True)
    axes.set_xlabel(f"{COLUMNS[column]}{scale}; less is better")


def plot(result: dict[str, Any], file: Path) -> None:
    column, rows = rows_of(result)
    with pyplot.rc_context(STYLE):
        figure, axes = pyplot.subplots(
            figsize=(9, 1.6 + 0.32 * len(rows)), layout="constrained"
        )
        draw(axes, rows)
        label(axes, rows, column)
        axes.set_title(
            f"scripts/bench {result['benchmark']}: median and quartiles of {result['rounds']}"
            " rounds\nfilled and bold: anonshm", loc="left", fontsize=10,
        )  # fmt: skip
        named = ", ".join(f"{name} {value['median']:.12g}" for name, value in rows)
        metadata = {
            "Title": f"scripts/bench {result['benchmark']}",
            "Description": f"{COLUMNS[column]}, the median: {named}",
            "Date": None,
        }
        figure.savefig(file, format="svg", metadata=metadata)
        pyplot.close(figure)


if __name__ == "__main__":
    plot(json.load(sys.stdin), Path(sys.argv[1]))
