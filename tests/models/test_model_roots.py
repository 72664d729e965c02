# SPDX-License-Identifier: MIT
"""The root of a model: how it is set up, and that nothing outside is reached or changed."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path

import pytest

from models.expected import DOTS, FRESH
from models.harness import (
    MODELS,
    PAGE,
    PATH,
    an_object,
    environment,
    on,
    on_every_model,
    opened,
    running,
    tree,
)
from models.operations import MAP_PRIVATE, PROT_READ, mapping, size_now
from support.run import run


def start(model: str, root: str | None) -> subprocess.CompletedProcess[str]:
    variables = environment(model, Path("/"))
    variables.pop("ANONSHM_MODEL_ROOT")
    if root is not None:
        variables["ANONSHM_MODEL_ROOT"] = root
    return run("/bin/true", env=variables)


@pytest.mark.parametrize("model", MODELS)
def test_root_is_set_up(model, tmp_path):
    (tmp_path / "empty").mkdir()
    for root in (tmp_path / "absent", tmp_path / "empty"):
        assert start(model, str(root)).returncode == 0
        assert tree(root) == FRESH[model]


@pytest.mark.parametrize("model", MODELS)
def test_root_in_use_is_left_alone(model, tmp_path):
    (tmp_path / "mine").touch()
    assert start(model, str(tmp_path)).returncode == 0
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("model", MODELS)
def test_unusable_root(model, tmp_path):
    (tmp_path / "file").touch()
    for root in (None, "", "relative", f"{tmp_path}/file", f"{tmp_path}/absent/root"):
        ran = start(model, root)
        assert ran.returncode == 2
        assert ran.stdout.startswith(f"anonshm model {model}: ANONSHM_MODEL_ROOT")
        assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
    assert not Path("relative").exists()


def test_two_programs_may_set_up_one_root(tmp_path):
    root = tmp_path / "root"
    variables = environment("dragonfly", root)
    programs = [subprocess.Popen(["/bin/true"], env=variables) for _ in range(8)]
    assert [program.wait() for program in programs] == [0] * 8
    assert tree(root) == FRESH["dragonfly"]


# -- Isolation -----------------------------------------------------------------------------


@pytest.mark.parametrize("system, name, where", DOTS, indirect=["system"])
def test_dots_lead_no_further_than_the_root(system, name, where):
    _, root, call = system
    before = tree(root.parent)
    assert opened(call, name) == "ok"
    assert set(tree(root.parent)) - set(before) == {b"/" + root.name.encode() + where}
    assert call("shm_unlink", name) == 0
    assert tree(root.parent) == before


@on("uclibc-ng", "haiku", "cygwin", "dragonfly")
def test_link_leads_no_further_than_the_root(system):
    model, root, call = system
    link = Path(f"{root}{os.fsdecode(PATH[model](b'/link'))}")
    link.symlink_to("/stray")
    assert opened(call, b"/link", os.O_RDWR | os.O_CREAT) == "ok"
    assert (root / "stray").exists() and not Path("/stray").exists()
    (root / "stray").unlink()
    assert call("shm_unlink", b"/link") == 0


# Section 21, O_NOFOLLOW by itself: ELOOP from open; illumos checks before and returns EINVAL.
@pytest.mark.parametrize("system, expected", [
    *[(model, "ELOOP") for model in ("glibc", "glibc-2.33", "musl", "openbsd", "netbsd")],
    ("illumos", "EINVAL"),
], indirect=["system"])  # fmt: skip
def test_link_is_refused(system, expected):
    model, root, call = system
    link = Path(f"{root}{os.fsdecode(PATH[model](b'/link'))}")
    link.symlink_to("/stray")
    assert opened(call, b"/link", os.O_RDWR | os.O_CREAT) == expected
    link.unlink()


@on_every_model
def test_ordinary_files_are_left_alone(system, tmp_path):
    call = system.call
    fd = call("open", os.fsencode(tmp_path / "file"), os.O_RDWR | os.O_CREAT, 0o600)
    assert [call("ftruncate", fd, size) for size in (100, 5000, 10)] == [0, 0, 0]
    assert call("pwrite", fd, b"hello", 5, 20) == 5
    assert call("lseek", fd, 20, 0) == 20
    assert call("get", fd, 10) == b"hello"
    assert size_now(call, fd) == 25
    assert mapping(call, fd, PAGE, PROT_READ, MAP_PRIVATE) == "ok"
    call("close", fd)


@on_every_model
def test_no_descriptor_is_kept(system):
    call = system.call
    before = call("descriptors")
    with an_object(call):
        pass
    opened(call, b"/a/b")
    call("shm_unlink", b"/foo")
    assert call("descriptors") == before


@on_every_model
def test_descriptors_used_up(system, tmp_path):
    """EMFILE, and no trace of the object. NetBSD cannot look at its directory then."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))

    root = tmp_path / "root"
    with running(system.model, root, preexec_fn=limit) as call:
        while not isinstance(call("dup", 0), str):
            pass
        before = tree(root)
        expected = "ENOTSUP" if system.model.startswith("netbsd") else "EMFILE"
        assert opened(call, b"/foo") == expected
        assert tree(root) == before
