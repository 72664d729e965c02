# SPDX-License-Identifier: MIT
"""A program runs on the version that it is built for and on later ones: of these together a
value is predicted, or none (cmake/anonshm/predict.cmake)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import catalogue
from models.harness import MODELS
from models.statements import (
    FILES,
    LIBCS,
    boundaries,
    file_of,
    stated,
    version_of,
    version_of_model,
)
from support.catalogue import TARGETS, predictions, printed
from support.projects import copy_module
from support.run import run

# -- The statements, and what is made of them ----------------------------------------------


def around(boundary: str) -> list[str]:
    """The last version before it, itself, and the first one behind it."""
    *head, last = boundary.split(".")
    return [".".join([*head, str(int(last) - 1), "99"]), boundary, f"{boundary}.1"]


def versions(platform: str) -> list[str]:
    near = [version for boundary in boundaries(platform) for version in around(boundary)]
    return ["0", *near, "99"]


CASES = [(platform, version) for platform in FILES for version in versions(platform)]


@pytest.mark.parametrize("platform, version", CASES)
def test_what_all_later_versions_agree_on_is_predicted(platform: str, version: str) -> None:
    later = [version, *boundaries(platform)]
    later = [each for each in later if version_of(each) >= version_of(version)]
    names = ("linux" if platform in LIBCS else platform), f"{platform} {version}"
    predicted = catalogue.predictions(*names)
    words = [stated(platform, version_of(each)) for each in later]
    assert set(predicted) == {id for each in words for id in each}
    for id, prediction in predicted.items():
        possible = {each.get(id, "unknown") for each in words}
        if len(possible) == 1:
            assert printed(prediction.value) == possible.pop(), id
        else:
            assert prediction.value is None, id
            assert_each_is_named(prediction.source, possible)


def assert_each_is_named(detail: str, possible: set[str]) -> None:
    assert "either " in detail and " since then (" in detail
    for word in possible:
        word = word.upper() if word in ("true", "false") else word
        assert f"{word} before " in detail or f"{word} since then " in detail, detail


def test_macos_refuses_cloexec_since_26_4() -> None:
    """The case that the rule is for."""
    by_target = {
        target: catalogue.predictions("macos", f"macos {target}")["shm_open_accepts_cloexec"]
        for target in ("130000", "260399", "260400", "270000")
    }
    assert [each.value for each in by_target.values()] == [None, None, False, False]
    assert by_target["130000"].source == (
        "macos: either TRUE before 26.4 (xnu bsd/kern/posix_shm.c), or FALSE since then"
        " (LadybirdBrowser/ladybird#8614, SerenityOS/serenity#26832)"
    )


# -- On the models -------------------------------------------------------------------------

VERSIONS = [model for model in MODELS if model in TARGETS]
PAIRS = [
    (built, ran)
    for built in VERSIONS
    for ran in VERSIONS
    if file_of(built) == file_of(ran) and version_of_model(built) <= version_of_model(ran)
]


@pytest.mark.usefixtures("native", "unsanitized")
@pytest.mark.parametrize("built, ran", PAIRS)
def test_a_prediction_holds_on_every_later_model(
    built: str, ran: str, measured: Callable[[str], dict[str, str]]
) -> None:
    found = measured(ran)
    wrong = {
        id: (found[id], word) for id, word in predictions(built).items() if found[id] != word
    }
    assert not wrong, f"built for {built}, run on {ran}: (found, predicted) {wrong}"


# -- Versions as compilers tell them -------------------------------------------------------


def predicted_by(module: Path, os: str, libc: str) -> Any:
    export = module.parent / "anonshm" / "export.cmake"
    ran = run("cmake", f"-DOS={os}", f"-DLIBC={libc}", "-P", export, check=True)
    return json.loads(ran.stdout)["predictions"]


# The boundary; numbers of versions before it, or of a form that nobody knows; and of others.
FORMS = [
    ("freebsd", "15.0",
     ["704100", "1203000", "1499999", "14", "99999999999", "unknown"],
     ["1500000", "1500500", "1600001", "15"]),
    ("netbsd", "10.0",
     ["903000000", "999001200"], ["1000000000", "1001000000", "1099001200"]),
    ("macos", "10.14.6", ["1060", "1096", "101405"], ["101406", "110000", "130000", "260400"]),
    ("macos", "10.7", ["1060", "1069"], ["1070", "1096", "101000"]),
    ("cygwin", "3.3", ["1007.35", "3002.9", "unknown"], ["3003.0", "3006.1", "3010.0"]),
]  # fmt: skip


def with_statements(directory: Path, os: str, *statements: str) -> Path:
    """The module, whose file of that platform begins with more of them."""
    module = copy_module(directory)
    file = module.parent / "platforms" / f"{os}.cmake"
    lines = [f"anonshm_predict({statement})\n" for statement in statements]
    file.write_text("".join([*lines, file.read_text()]))
    return module


@pytest.mark.parametrize("os, boundary, before, since", FORMS)
def test_the_version_is_read(
    os: str, boundary: str, before: list[str], since: list[str], tmp_path: Path
) -> None:
    rows = f"map_empty fault SINCE {boundary} SOURCE x", "map_empty works SOURCE x"
    module = with_statements(tmp_path, os, *rows)
    for number in [*before, *since]:
        value = predicted_by(module, os, f"{os} {number}")["map_empty"]["value"]
        assert value == ("fault" if number in since else ""), number


def test_versions_of_which_nothing_is_known(tmp_path: Path) -> None:
    """Earlier ones do not matter. Of later ones it is the same as a value that differs."""
    module = with_statements(tmp_path, "freebsd", "map_empty works BEFORE 12 SOURCE x")
    assert "map_empty" not in predicted_by(module, "freebsd", "freebsd 12.0")
    old = predicted_by(module, "freebsd", "freebsd 11.0")["map_empty"]
    assert (old["value"], old["source"]) == (
        "", "freebsd: either works before 12 (x), or unknown since then (nothing is known)",
    )  # fmt: skip


# -- What is malformed ---------------------------------------------------------------------

MALFORMED = {
    "a fact that is not there": ("shm_nme_max 31 SOURCE x", "no behaviour of the catalogue"),
    "a fact that is no behaviour": ("o_cloexec 1 SOURCE x", "no behaviour of the catalogue"),
    "no such word": ("shm_resize twice SOURCE x", "twice is no value of shm_resize"),
    "ON for TRUE": ("map_empty ON SOURCE x", "ON is no value of map_empty"),
    "true for TRUE": ("shm_read_write true SOURCE x", "true is no value of shm_read_write"),
    "no number": ("shm_name_max 31bytes SOURCE x", "31bytes is no value of shm_name_max"),
    "no source": ("map_empty fault", "it takes"),
    "an empty source": ('map_empty fault SOURCE ""', "it takes"),
    "a word that is not there": ("map_empty fault UNTIL 3 SOURCE x", "it takes"),
    "two sources": ("map_empty fault SOURCE x y", "it takes"),
    "no version behind SINCE": ("map_empty fault SINCE BEFORE 3 SOURCE x", "it takes"),
    "no version": ("map_empty fault SINCE 3.x SOURCE x", '"3.x" or "" is no version'),
    "a range of nothing": ("map_empty fault SINCE 4 BEFORE 4 SOURCE x", "nothing is since 4"),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_a_malformed_statement_is_an_error_with_its_line(what: str, tmp_path: Path) -> None:
    statement, reason = MALFORMED[what]
    rows = "map_empty fault SOURCE x", statement
    module = with_statements(tmp_path, "freebsd", *rows)
    export = module.parent / "anonshm" / "export.cmake"
    ran = run("cmake", "-DOS=freebsd", "-DLIBC=unknown", "-P", export)
    assert ran.returncode != 0
    words = " ".join(ran.stdout.split())
    assert reason in words
    assert "platforms/freebsd.cmake:2 (anonshm_predict)" in words
