# SPDX-License-Identifier: MIT
"""Whether a report agrees with tests/platforms.toml and cmake/platforms/."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import catalogue
from matrix.results import Result
from matrix.targets import Target
from reports import Report, Value, predictions_for, strongest

NOT_EMULATORS = ("env", "node", "nodejs")  # node is the system of WebAssembly


def judge(
    target: Target,
    result: Result,
    report: Report,
    live: Report | None,
    launcher: str,
    output: Path,
) -> None:
    """Adds to the result what does not hold. What only a machine can answer is in no report
    but the program's (live), and not expected without it. The launcher is as in
    ANONSHM_LAUNCHER."""
    of_machine = {id: e for id, e in target.facts.items() if is_of_machine(id)}
    compare(result, report, {id: e for id, e in target.facts.items() if id not in of_machine})
    if live:
        compare(result, live, of_machine)
    if launcher == "NOTFOUND":
        compare(result, report, predicted(report))
        result.reasons += foreign_predictions(report)
    evidence = evidence_of(result, report, launcher)
    if evidence != target.evidence:
        result.reasons.append(f"the evidence is {evidence}, expected {target.evidence}")
    release = str((live or report).system.get("release"))
    if not release.startswith(target.release):
        result.reasons.append(f"the kernel is {release}, expected {target.release}")
    if not result.evidence:  # the first build is the one that reports
        result.evidence, result.chain, result.release = evidence, report.chain, release
        text = json.dumps((live or report).members, indent=2)
        (output / f"{target.name}.json").write_text(text + "\n")


def is_of_machine(id: str) -> bool:
    return catalogue.read().facts[id.partition(":")[0]].kind == "MACHINE"


def compare(result: Result, report: Report, expected: Mapping[str, tuple[Value, str]]) -> None:
    for id, (value, source) in expected.items():
        found: Value = "not in the report"
        if id in report.facts:
            found = report.facts[id]["value"]
        found = "unknown" if found is None else found
        result.compared += 1
        if type(found) is not type(value) or found != value:
            result.reasons.append(f"{id} is {found!r}, expected {value!r} ({source})")


# -- Predictions, where nothing can be run -------------------------------------------------


def predicted(report: Report) -> dict[str, tuple[Value, str]]:
    """What the report has to have, and the line that it is from."""
    return {
        id: (
            "unknown" if prediction.value is None else prediction.value,
            f"{prediction.file.relative_to(catalogue.ROOT)}:{prediction.line}",
        )
        for id, prediction in predictions_for(report).items()
    }


def foreign_predictions(report: Report) -> list[str]:
    """What it has, and no file of cmake/platforms/ predicts."""
    known = predictions_for(report)
    return [
        f"{id} is predicted, and not by cmake/platforms/"
        for id, fact in report.facts.items()
        if fact["evidence"] == "predicted" and id not in known
    ]


# -- Evidence ------------------------------------------------------------------------------


def evidence_of(result: Result, report: Report, launcher: str) -> str:
    """The strongest that an answer rests on, predictions aside. A target without processes is
    run by the tests only."""
    found = strongest(report.evidence - {"predicted", "preset"})
    if found in ("ran", "emulated"):
        return found
    if result.tests.passed and launcher != "NOTFOUND":
        runner = Path(launcher.split(";")[0]).name
        return "ran" if runner in NOT_EMULATORS else "emulated"
    return "linked" if found == "linked" else "declared"
