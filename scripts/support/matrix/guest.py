# SPDX-License-Identifier: MIT
"""A virtual machine that runs a few static programs and prints what they print."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import processes

INIT = Path(__file__).with_name("guest_init.c")

# -accel tcg interprets every instruction, so it needs no rights and runs anywhere.
QEMU = [
    *("qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "512"),
    *("-nographic", "-no-reboot", "-net", "none"),
]
PROGRAM = re.compile(r"ANONSHM-GUEST begin (.*)\n((?s:.*?))ANONSHM-GUEST end (\d+)\n")
CONSOLE = "quiet loglevel=0 panic=-1 rdinit=/init"


class Program(NamedTuple):
    """A command that the guest ran to its end."""

    command: str
    status: int
    output: str


def pack(programs: dict[str, Path], commands: list[str]) -> bytes:
    """An initramfs of the programs, and of /commands, which INIT runs line by line."""
    files = {name: path.read_bytes() for name, path in programs.items()}
    files["commands"] = "".join(f"{command}\n" for command in commands).encode()
    return gzip.compress(archive_of(files), compresslevel=1)


def archive_of(files: dict[str, bytes]) -> bytes:
    """Executable files, as an initramfs has them (Linux, Documentation/driver-api/
    early-userspace/buffer-format.rst)."""
    archive = bytearray()
    entries = [("dev", 0o040755, b""), *((name, 0o100755, files[name]) for name in files)]
    for inode, (name, mode, content) in enumerate([*entries, ("TRAILER!!!", 0, b"")]):
        numbers = (inode, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0)
        archive += b"070701" + b"".join(b"%08X" % number for number in numbers)
        archive += name.encode() + b"\0"
        archive += bytes(-len(archive) % 4) + content
        archive += bytes(-len(archive) % 4)
    return bytes(archive)


def qemu_command(kernel: Path, initramfs: Path) -> list[str]:
    files = ["-kernel", str(kernel), "-initrd", str(initramfs)]
    return [*QEMU, *files, "-append", f"console=ttyS0 {CONSOLE}"]


def uml_command(initramfs: Path) -> list[str]:
    return [
        "linux.uml",
        "mem=256M",
        f"initrd={initramfs}",
        f"uml_dir={initramfs.parent}",
        *CONSOLE.split(),
        "con=null",
        "con0=null,fd:1",
    ]


def console(command: list[str], directory: Path, seconds: int) -> str:
    """The guest's output until it stops, or until it has stood still for too long."""
    try:
        output = processes.run(
            command,
            cwd=directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
        ).stdout
    except subprocess.TimeoutExpired as expired:
        output = expired.stdout or b""
    return output.decode(errors="replace").replace("\r", "")


def run(
    command: list[str], directory: Path, programs: int, seconds: int = 150, tries: int = 3
) -> list[Program]:
    """The programs that the guest ran to their end.

    A guest whose init did not get to its last program is started anew: now and then a kernel
    stands still or stops while TCG boots it (seen twice, with 6.12, which takes 4 s alone).
    The end of a program, also by a signal, is reported by init, and not tried again."""
    found: list[Program] = []
    for attempt in range(1, tries + 1):
        text = console(command, directory, seconds)
        (directory / f"console-{attempt}.log").write_text(text)
        found = [
            Program(name, int(status), output) for name, output, status in PROGRAM.findall(text)
        ]
        if len(found) == programs:
            break
    return found
