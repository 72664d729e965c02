# SPDX-License-Identifier: MIT
"""The catalogue and the files that belong to its entries."""

from __future__ import annotations

import catalogue
from support.binding import BITS, FLAGS, KINDS_OF_BITS
from support.paths import ROOT

CATALOGUE = catalogue.read()


def stems(directory: str) -> set[str]:
    return {file.stem for file in (ROOT / directory).iterdir()}


def test_every_behaviour_has_its_file_and_every_file_its_behaviour() -> None:
    orphans = stems("probes/behaviour") ^ set(CATALOGUE.of_kind("BEHAVIOUR"))
    assert not orphans, f"only one of probes/catalogue.cmake and probes/behaviour/: {orphans}"


def test_every_machine_fact_has_its_file_and_every_file_its_fact() -> None:
    files = {fact.file for fact in CATALOGUE.of_kind("MACHINE").values()}
    orphans = stems("probes/machine") ^ files
    assert not orphans, f"only one of probes/catalogue.cmake and probes/machine/: {orphans}"


def test_every_method_has_its_file_and_every_file_its_method() -> None:
    directory = "src/library/create/methods"
    orphans = stems(directory) ^ set(CATALOGUE.methods)
    assert not orphans, f"only one of probes/catalogue.cmake and {directory}/: {orphans}"


def test_methods_need_and_offer_flags_that_exist() -> None:
    known = {name for name in FLAGS} | {"SIZED"}
    for method in CATALOGUE.methods.values():
        unknown = {*method.needs, *method.offers} - known
        assert not unknown, f"probes/catalogue.cmake: {method.name}: no such flag: {unknown}"


def test_every_bit_is_in_the_list_of_its_kind() -> None:
    listed = [name for kind in KINDS_OF_BITS.values() for name in kind]
    assert sorted(listed) == sorted(BITS), "include/anonshm/anonshm.h: ANONSHM_ALL_..."
