# SPDX-License-Identifier: MIT
"""The prerequisites of targets: what is missing, and installing it.

Debian's packages are installed; everything else goes into a directory of its own in `tools`.
"""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import processes
from matrix.commands import TargetError, call, message, unfinished
from matrix.targets import CHROOT_CMAKE, ZIG, Target

CHROOT_PACKAGES = "g++,ninja-build"
GENERATORS = {"Ninja": "ninja", "Ninja Multi-Config": "ninja", "Unix Makefiles": "make"}
CHECK = Path(__file__).with_name("toolchain.cmake")


def directory_of(tools: Path, requirement: str) -> Path:
    """Where a package of PyPI is."""
    return tools / requirement.replace("==", "-")


def cmake_of(target: Target, tools: Path) -> str | Path:
    if target.way == "chroot":
        requirement = CHROOT_CMAKE
    elif target.cmake:
        requirement = f"cmake=={target.cmake}"
    else:
        return "cmake"
    return directory_of(tools, requirement) / "cmake" / "data" / "bin" / "cmake"


def zig_program(tools: Path) -> Path:
    return directory_of(tools, ZIG) / "ziglang" / "zig"


def chroot_of(target: Target, tools: Path) -> Path:
    return tools / target.name


def kernel_image(target: Target, tools: Path) -> Path | None:
    files = (tools / target.name).rglob("vmlinuz*")
    return next((file for file in files if file.is_file()), None)


# -- What is missing -----------------------------------------------------------------------


def is_installed(package: str) -> bool:
    if not shutil.which("dpkg-query"):
        return False
    query = processes.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}", package],
        capture_output=True,
        text=True,
    )
    return query.stdout == "installed"


def programs(target: Target) -> list[str]:
    """What its row makes CMake start: the generator's program, the compilers."""
    compilers = re.findall(r"-DCMAKE_\w+_COMPILER=(\S+)", "\n".join(target.arguments))
    return [*filter(None, [GENERATORS.get(target.generator)]), *compilers]


def refusal_of_toolchain(target: Target, tools: Path) -> list[str]:
    """What it does not find: a package may be there without the next, or not be on PATH."""
    arguments = list(target.toolchain_arguments)
    if target.zig:
        arguments.append(f"-DANONSHM_ZIG={zig_program(tools)}")
    ran = processes.run(
        ["cmake", *arguments, f"-DRUNS={target.can_run}", "-P", CHECK],
        capture_output=True,
        text=True,
    )
    if ran.returncode == 0:
        return []
    words = " ".join(ran.stderr.split())
    needs = re.search(r"[Tt]oolchain \S* ?needs (.*?), which is", words)
    return [needs[1] if needs else words]


def missing(target: Target, tools: Path) -> list[str]:
    """The prerequisites that this machine does not have, in words."""
    packages = [package for package in target.debian_packages if not is_installed(package)]
    requirements = [
        requirement
        for requirement in target.pypi_packages
        if not directory_of(tools, requirement).exists()
    ]
    lacks = [f"Debian's {package}" for package in packages]
    lacks += [f"PyPI's {requirement}" for requirement in requirements]
    if target.way == "chroot":
        if os.geteuid() != 0:
            lacks.append("root, to chroot")
        if not chroot_of(target, tools).exists():
            lacks.append(f"a chroot of Debian {target.suite}")
    if target.way == "kernel" and not kernel_image(target, tools):
        lacks.append(f"the kernel of {target.kernel}")
    if target.way != "chroot":
        lacks += [program for program in programs(target) if not shutil.which(program)]
    if target.toolchain and not lacks:
        lacks += refusal_of_toolchain(target, tools)
    return lacks


# -- Installing ----------------------------------------------------------------------------


def install(targets: list[Target], tools: Path) -> None:
    """What can be installed is; what cannot will be a reason to skip."""
    log = tools / "install.log"
    install_packages(targets, log)
    for requirement in sorted({r for target in targets for r in target.pypi_packages}):
        if not directory_of(tools, requirement).exists():
            attempt(requirement, install_from_pypi, requirement, tools, log)
    for target in targets:
        if target.way == "chroot" and not chroot_of(target, tools).exists():
            attempt(target.name, make_chroot, target, tools, log)
        if target.way == "kernel" and not kernel_image(target, tools):
            attempt(target.name, fetch_kernel, target, tools, log)


def attempt(title: str, step: Callable[..., None], *arguments: Any) -> None:
    message(f"installing {title}")
    try:
        step(*arguments)
    except (TargetError, OSError, subprocess.SubprocessError, StopIteration) as error:
        message(f"not installed: {title}: {error!r}")


def install_packages(targets: list[Target], log: Path) -> None:
    packages = {package for target in targets for package in target.debian_packages}
    wanted = sorted(package for package in packages if not is_installed(package))
    if not wanted or not shutil.which("apt-get"):
        return
    attempt("the lists of Debian's packages", apt_get, log, "update")
    attempt(", ".join(wanted), apt_install, log, *wanted)
    for package in wanted:  # one by one, when one of them is unavailable
        if not is_installed(package):
            attempt(package, apt_install, log, package)


def apt_install(log: Path, *packages: str) -> None:
    apt_get(log, "install", "--no-install-recommends", *packages)


def apt_get(log: Path, *arguments: str) -> None:
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=900"]
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    call([*sudo, *environment, "apt-get", *options, *arguments], log)


def install_from_pypi(requirement: str, tools: Path, log: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    with unfinished(directory_of(tools, requirement)) as new:
        call([*pip, "--target", new, requirement], log)


def debian_mirror() -> str:
    """Where this machine's own packages are from."""
    query = processes.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI)"],
        capture_output=True,
        text=True,
    )
    query.check_returncode()
    for line in query.stdout.splitlines():
        origin, uri = line.split()
        if origin == "Debian" and "security" not in uri:
            return uri
    raise TargetError("apt-get knows no repository of Debian")


def make_chroot(target: Target, tools: Path, log: Path) -> None:
    options = ["--quiet", "--variant=apt", f"--include={CHROOT_PACKAGES}"]
    with unfinished(chroot_of(target, tools)) as new:
        call(["mmdebstrap", *options, target.suite, new, debian_mirror()], log)


def apt_options(suite: str, tools: Path) -> list[str]:
    """For an apt with lists of its own, of another release."""
    apt = tools / f"apt-{suite}"
    for name in ("lists/partial", "cache/archives/partial"):
        (apt / name).mkdir(parents=True, exist_ok=True)
    (apt / "status").touch()
    (apt / "sources").write_text(f"deb {debian_mirror()} {suite} main\n")
    settings = {
        "Dir::Etc::sourcelist": apt / "sources",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": apt / "lists",
        "Dir::State::status": apt / "status",
        "Dir::Cache": apt / "cache",
        "Acquire::Check-Valid-Until": "false",
        "APT::Sandbox::User": "root",
    }
    return [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]


def fetch_kernel(target: Target, tools: Path, log: Path) -> None:
    """Downloads the newest package of the pattern and unpacks it."""
    options = apt_options(target.suite, tools)
    call(["apt-get", *options, "update"], log)
    names = processes.run(["apt-cache", *options, "pkgnames"], capture_output=True, text=True)
    packages = fnmatch.filter(names.stdout.split(), target.kernel)
    if not packages:
        raise TargetError(f"Debian {target.suite} has no package {target.kernel}")
    package = sorted(packages, key=by_numbers)[-1]
    with unfinished(tools / target.name) as new:
        new.mkdir()
        call(["apt-get", *options, "download", package], log, cwd=new)
        call(["dpkg-deb", "-x", next(new.glob("*.deb")), new], log)


def by_numbers(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", name)]
