# SPDX-License-Identifier: MIT
"""Any name at all, on the models: property tests."""

from __future__ import annotations

import posixpath

import pytest

from models.harness import NEW, PATH, on_every_model, opened, tree
from models.operations import everything_about

hypothesis = pytest.importorskip("hypothesis")
strategies = hypothesis.strategies

ANY_NAME = strategies.one_of(
    strategies.binary(max_size=40),
    strategies.binary(max_size=1100),
    strategies.lists(
        strategies.sampled_from([b"/", b"//", b"..", b".", b"%", b"%s", b"\\", b"a", b"dev"])
    ).map(b"".join),
    strategies.integers(0, 4200).map(lambda size: b"/" + b"a" * size),
).filter(lambda name: b"\0" not in name)


@on_every_model
def test_any_name(system):
    """An object appears at its place and nowhere else, and shm_unlink leaves no trace."""
    model, root, call = system
    cage = root.parent

    @hypothesis.given(ANY_NAME)
    def try_name(name: bytes) -> None:
        before = tree(cage)
        outcome = opened(call, name)
        created = set(tree(cage)) - set(before)
        if outcome == "ok":
            where = PATH[model]
            if where is not None:
                top = b"/" + root.name.encode()
                path = posixpath.normpath(b"/" + where(name).lstrip(b"/"))
                assert top + path in created
            assert opened(call, name) == "EEXIST"
            assert call("shm_unlink", name) == 0
        assert tree(cage) == before

    try_name()


def test_any_name_of_glibc(both_glibcs):
    modelled, real = both_glibcs

    @hypothesis.given(ANY_NAME)
    def try_name(name: bytes) -> None:
        assert everything_about(modelled, name, NEW) == everything_about(real, name, NEW)

    try_name()
