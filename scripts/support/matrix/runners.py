# SPDX-License-Identifier: MIT
"""Running one target, in the way that its row names."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import processes
from failure import decisive_lines
from matrix import guest
from matrix.building import Workspace, cache_entry, make, run_tests
from matrix.commands import ROOT, Command, TargetError
from matrix.judgement import judge
from matrix.results import Result
from matrix.targets import Target
from matrix.tools import chroot_of, cmake_of, kernel_image, missing
from reports import Report, parse_report, read_report

# Mounts of its own, which go with the process.
ENTER_CHROOT = """
    root=$1
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    for directory in "$2" "$3"
    do mkdir -p "$root$directory" && mount --bind "$directory" "$root$directory"
    done
    shift 3
    exec chroot "$root" "$@"
    """


def run_target(target: Target, workspace: Workspace) -> Result:
    """Never raises, so that the others go on."""
    started = time.monotonic()
    result = Result(target.name, target.group)
    lacks = missing(target, workspace.tools)
    if lacks:
        result.state, result.reasons = "skipped", [f"needs {', '.join(lacks)}"]
        return result
    workspace.log(target).write_text("")
    try:
        WAYS[target.way](target, workspace, result)
    except (TargetError, OSError, subprocess.SubprocessError, ValueError) as error:
        result.reasons.append(str(error))
    if result.tests.failed:
        result.reasons.append(
            f"{result.tests.failed} tests failed, see {workspace.log(target)}"
        )
    if result.reasons:
        result.state = "failed"
        result.decisive = decisive_lines(workspace.log(target).read_text(errors="replace"))
    result.seconds = round(time.monotonic() - started, 1)
    return result


def test_and_judge(
    target: Target, workspace: Workspace, result: Result, build: Path, launcher: str
) -> None:
    report = read_report(build / "anonshm-report.json")
    live = None
    if launcher != "NOTFOUND":
        counts = run_tests(target, workspace, build, launcher)
        result.tests.add(counts.passed, counts.failed, counts.skipped)
        program = program_of(build)
        if program:
            live = live_report(report, workspace, [*filter(None, launcher.split(";")), program])
    judge(target, result, report, live, launcher, workspace.output)


def program_of(build: Path) -> Path | None:
    """It is not built for C libraries without one for C++."""
    programs = (build / f"anonshm{suffix}" for suffix in ("", ".exe", ".js", ".wasm"))
    return next((program for program in programs if program.is_file()), None)


def live_report(report: Report, workspace: Workspace, program: Command) -> Report:
    """What the program finds. Status 1: nothing serves, which is a report too."""
    emulated = ["--emulated"] * ("emulated" in report.evidence)
    ran = processes.run(
        [*program, "report", *emulated, "--format", "json"],
        capture_output=True,
        timeout=300,
        env=workspace.environment,
    )
    if ran.returncode not in (0, 1) or not ran.stdout:
        raise TargetError(f"the program failed ({ran.returncode}): {ran.stderr!r}")
    return parse_report(ran.stdout.decode())


def by_toolchain(target: Target, workspace: Workspace, result: Result) -> None:
    cmake = cmake_of(target, workspace.tools)
    for name, arguments in target.builds.items():
        build = workspace.output / target.name / name
        make(target, workspace, build, [cmake], arguments)
        launcher = cache_entry(build, "ANONSHM_LAUNCHER")
        test_and_judge(target, workspace, result, build, launcher)


def in_chroot(target: Target, workspace: Workspace, result: Result) -> None:
    build = workspace.output / target.name / "plain"
    build.mkdir(parents=True, exist_ok=True)
    directories = [chroot_of(target, workspace.tools), ROOT, workspace.output]
    enter = ["unshare", "--mount", "sh", "-ec", ENTER_CHROOT, "sh", *map(str, directories)]
    cmake = cmake_of(target, workspace.tools)
    make(target, workspace, build, [*enter, cmake], [])
    test_and_judge(target, workspace, result, build, ";".join(enter))


def in_kernel(target: Target, workspace: Workspace, result: Result) -> None:
    image = kernel_image(target, workspace.tools)
    if image is None:
        raise TargetError(f"no kernel image of {target.kernel}")
    in_guest(target, workspace, result, lambda initramfs: guest.qemu_command(image, initramfs))


def in_uml(target: Target, workspace: Workspace, result: Result) -> None:
    in_guest(target, workspace, result, guest.uml_command)


def guest_files(directory: Path, build: Path) -> dict[str, Path]:
    return {
        "init": directory / "init",
        "anonshm": build / "anonshm",
        "contract": build / "tests/library/contract/anonshm_contract",
        "errno_rules": build / "tests/library/fake_system/anonshm_errno_rules",
        "out_of_memory": build / "tests/library/out_of_memory/anonshm_out_of_memory",
    }


def in_guest(
    target: Target,
    workspace: Workspace,
    result: Result,
    command_for: Callable[[Path], list[str]],
) -> None:
    [(name, arguments)] = target.builds.items()
    directory = workspace.output / target.name
    build = directory / name
    make(target, workspace, build, ["cmake"], arguments)
    workspace.call(target, ["cmake", "--build", build, "--target", "anonshm_out_of_memory"])
    init = directory / "init"
    cc = cache_entry(build, "CMAKE_C_COMPILER")
    workspace.call(target, [cc, "-O2", "-static", "-o", init, guest.INIT])
    commands = ["/anonshm report --format json", "/contract", "/errno_rules", "/out_of_memory"]
    initramfs = directory / "initramfs.gz"
    initramfs.write_bytes(guest.pack(guest_files(directory, build), commands))
    ran = guest.run(command_for(initramfs), directory, len(commands))
    if len(ran) != len(commands):
        raise TargetError(f"the guest did not come to its end, see {directory}/console-*.log")
    result.tests.add(
        passed=sum(program.status == 0 for program in ran),
        failed=sum(program.status != 0 for program in ran),
    )
    live = parse_report(ran[0].output)
    judge(target, result, live, live, "", workspace.output)


Way = Callable[[Target, Workspace, Result], None]
WAYS: dict[str, Way] = {
    "toolchain": by_toolchain,
    "chroot": in_chroot,
    "kernel": in_kernel,
    "uml": in_uml,
}
