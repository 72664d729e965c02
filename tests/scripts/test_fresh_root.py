# SPDX-License-Identifier: MIT
"""The README's two commands on a Debian that has a shell and a package manager, and no more: as
root, and as a user who may install nothing and types as root what is printed."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from matrix.tools import debian_mirror
from support.paths import ROOT
from support.run import mount_namespace, run
from support.scripts import output_of, run_script
from support.tables import TABLES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(
        os.environ.get("ANONSHM_PLATFORMS") != "install",
        reason="a whole Debian is downloaded (scripts/test --install)",
    ),
]

TABLE = TABLES.setdefault("a fresh Debian", [])
NAME = "a b'ü"
USER = 1000
HOMES = {0: "root", USER: "home"}
CERTIFICATES = "certificates.pem"
# As a container has them; they go with the process.
ENTER = "; ".join(
    [
        'mount --bind "$ROOT" "$ROOT"',
        'mount -t proc proc "$ROOT/proc"',
        'mount -t sysfs -o ro sysfs "$ROOT/sys"',
        'mount --rbind /dev "$ROOT/dev"',
    ]
)


def copy_of_commit(directory: Path, owner: int) -> None:
    directory.parent.mkdir(exist_ok=True)
    output_of("git", "clone", "--quiet", ROOT, directory)
    for path in [directory.parent, directory, *directory.rglob("*")]:
        os.chown(path, owner, owner, follow_symlinks=False)


@pytest.fixture(scope="module")
def fresh(build: Path) -> Iterator[Path]:
    """The root directory, with two clones: of root and of the user."""
    for program in ("mmdebstrap", "git", "apt-get"):
        if not shutil.which(program):
            pytest.skip(f"no {program} here")
    if os.geteuid() != 0 or not (ROOT / ".git").exists():
        pytest.skip("not root, or not a git checkout")
    mount_namespace("true")  # skips
    with tempfile.TemporaryDirectory(dir=build / "tmp") as directory:
        root = Path(directory, "root")
        make = ["mmdebstrap", "--quiet", "--variant=apt", "bookworm"]
        run(*make, root, debian_mirror(), check=True)
        for owner, home in HOMES.items():
            copy_of_commit(root / home / NAME, owner)
        # Its package would overwrite those of the system.
        trusted = ssl.get_default_verify_paths().cafile
        if trusted:
            shutil.copy(trusted, root / CERTIFICATES)
        yield root


def start(root: Path, user: int, *command: str) -> subprocess.CompletedProcess[str]:
    """In the clone of the user, with an empty environment but for the way to the network."""
    proxies = {name: value for name, value in os.environ.items() if name.endswith("_proxy")}
    environment = {**proxies, "ROOT": str(root), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    if (root / CERTIFICATES).exists():
        environment["PIP_CERT"] = f"/{CERTIFICATES}"
    enter = 'cd "$1"; shift; exec "$@"'
    chroot = ["chroot", f"--userspec={user}:{user}", root, "sh", "-ec", enter, "sh"]
    place = f"/{HOMES[user]}/{NAME}"
    ran = run_script(*mount_namespace(ENTER), *chroot, place, *command, env=environment)
    who = "root" if user == 0 else "a user"
    last = (ran.stdout + ran.stderr).splitlines()[-1:]
    TABLE.append(
        f"{who:6}  {' '.join(command):32.32}  {ran.returncode}  {''.join(last).strip()}"
    )
    return ran


def test_a_user_is_told_what_to_type(fresh: Path) -> None:
    ran = start(fresh, USER, "scripts/probe")
    assert (ran.returncode, ran.stdout) == (3, "")
    typed = ran.stderr.splitlines()[-1].strip()
    assert typed == (
        "apt-get update && apt-get install -y --no-install-recommends g++ cmake ninja-build"
    )
    assert not (fresh / "usr/bin/cmake").exists()


def test_root_installs_what_is_missing(fresh: Path) -> None:
    ran = start(fresh, 0, "scripts/probe")
    assert ran.returncode == 0, ran.stderr
    assert "memfd_create" in ran.stdout
    tested = start(fresh, 0, "scripts/test", "--label", "smoke")
    assert tested.returncode == 0, tested.stdout[-4000:] + tested.stderr
    assert "100% tests passed" in tested.stdout


def test_a_user_types_it_and_goes_on(fresh: Path) -> None:
    """What root's run has installed for itself is there; the rest is typed as it is printed."""
    start(fresh, 0, "apt-get", "-qq", "purge", "-y", "python3-venv", "python3.11-venv")
    ran = start(fresh, USER, "scripts/probe")
    assert ran.returncode == 0, ran.stderr
    assert "memfd_create" in ran.stdout
    refused = start(fresh, USER, "scripts/test", "--label", "smoke")
    assert refused.returncode == 3
    typed = refused.stderr.splitlines()[-1].strip()
    assert typed.endswith(" python3-venv")
    assert start(fresh, 0, "sh", "-ec", typed).returncode == 0
    tested = start(fresh, USER, "scripts/test", "--label", "smoke")
    assert tested.returncode == 0, tested.stdout[-4000:] + tested.stderr
    assert "100% tests passed" in tested.stdout
