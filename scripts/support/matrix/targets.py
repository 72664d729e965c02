# SPDX-License-Identifier: MIT
"""The targets: the rows of tests/platforms.toml, which describes their keys."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple

from command_line import did_you_mean
from matrix.commands import ROOT, message
from safe_text import printable

TABLE = ROOT / "tests" / "platforms.toml"
TOOLCHAINS = ROOT / "cmake" / "toolchains"
# The tests that need no more than a way to start the target's programs.
TESTS = ["library/test_target.py", "library/test_errno_rules.py", "tool/test_report.py"]
ZIG = "ziglang==0.17.0"
CHROOT_CMAKE = "cmake==3.31.10"  # bullseye's own is older than 3.20

Row = dict[str, Any]


class Expectation(NamedTuple):
    value: bool | int | str
    source: str


@dataclass(frozen=True)
class Target:
    """A row with what it has from its group, and what follows from it."""

    name: str
    group: str
    evidence: str
    is_variant: bool
    builds: dict[str, list[str]]
    facts: dict[str, Expectation]
    about: str = ""
    subset: bool = False
    way: str = "toolchain"
    triplet: str = ""
    zig: str = ""
    qemu: str = ""
    suite: str = ""
    kernel: str = ""
    release: str = ""
    cmake: str = ""
    generator: str = "Ninja"
    apt: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=lambda: TESTS)

    @property
    def can_run(self) -> bool:
        return self.evidence in ("ran", "emulated")

    @property
    def toolchain(self) -> Path | None:
        if self.way != "toolchain" or self.is_variant:
            return None
        own = TOOLCHAINS / f"{self.name}.cmake"
        if own.exists() or not (self.triplet or self.zig):
            return own
        return TOOLCHAINS / ("debian-cross.cmake" if self.triplet else "zig.cmake")

    @property
    def toolchain_arguments(self) -> list[str]:
        if self.toolchain is None:
            return []
        values = {
            "CMAKE_TOOLCHAIN_FILE": str(self.toolchain),
            "ANONSHM_TRIPLET": self.triplet,
            "ANONSHM_ZIG_TARGET": self.zig,
            "ANONSHM_QEMU": self.qemu,
        }
        return [f"-D{name}={value}" for name, value in values.items() if value]

    @property
    def debian_packages(self) -> list[str]:
        packages = list(self.apt)
        if self.triplet:
            packages.append(f"g++-{self.triplet.replace('_', '-')}")
        if self.qemu not in ("", "native"):
            packages.append("qemu-user-static")
        return packages

    @property
    def pypi_packages(self) -> list[str]:
        packages = [ZIG] if self.zig else []
        if self.way == "chroot":
            packages.append(CHROOT_CMAKE)
        elif self.cmake:
            packages.append(f"cmake=={self.cmake}")
        return packages


KEYS = {field.name for field in fields(Target)} - {"is_variant", "builds"} | {"build", "expect"}


def read_table() -> dict[str, Any]:
    if sys.version_info >= (3, 11):  # here, as --help needs neither
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def expectations(row: Row, table: dict[str, Any]) -> dict[str, Expectation]:
    facts: dict[str, Any] = {}
    for name in row.pop("expect", []):
        facts.update(table["facts"][name])
    facts.update(row.pop("facts", {}))
    return {id: Expectation(*expected) for id, expected in facts.items()}


def target_of(own: Row, table: dict[str, Any]) -> Target:
    row = {**table["group"][own["group"]], **own}
    unknown = sorted(row.keys() - KEYS)
    if unknown:
        sys.exit(f"{TABLE}: no such key: {', '.join(unknown)}, of {row['name']}")
    return Target(
        facts=expectations(row, table),
        builds={name: table["builds"][name] for name in row.pop("build", ["plain"])},
        is_variant=own in table["variant"],
        **row,
    )


def load_targets() -> list[Target]:
    table = read_table()
    return [target_of(own, table) for own in [*table["platform"], *table["variant"]]]


def select(targets: list[Target], names: list[str] | None) -> list[Target]:
    """By name, by group, or "subset"; all when nothing is named."""
    if not names:
        return targets
    known = {word for target in targets for word in (target.name, target.group)} | {"subset"}
    unknown = sorted(set(names) - known)
    if unknown:
        hint = did_you_mean(unknown[0], known)
        message(f"no such target: {printable(', '.join(unknown))} (see --list){hint}")
        sys.exit(2)
    return [
        target
        for target in targets
        if target.name in names
        or target.group in names
        or ("subset" in names and target.subset)
    ]
