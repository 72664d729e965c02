"""A virtual machine that runs a few static programs and says what they said."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

# -accel tcg interprets every instruction, so it needs no rights and runs anywhere.
QEMU = [
    "qemu-system-x86_64",
    "-accel",
    "tcg",
    "-cpu",
    "max",
    "-m",
    "512",
    "-nographic",
    "-no-reboot",
    "-net",
    "none",
]
PROGRAM = re.compile(r"ANONSHM-GUEST begin (.*)\n((?s:.*?))ANONSHM-GUEST end (\d+)\n")
CONSOLE = "quiet loglevel=0 panic=-1 rdinit=/init"


def pack(files: dict[str, bytes]) -> bytes:
    """An initramfs of executable files (Linux, Documentation/driver-api/early-userspace/
    buffer-format.rst)."""
    archive = bytearray()
    entries = [("dev", 0o040755, b""), *((name, 0o100755, files[name]) for name in files)]
    for inode, (name, mode, content) in enumerate([*entries, ("TRAILER!!!", 0, b"")]):
        numbers = (inode, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0)
        archive += b"070701" + b"".join(b"%08X" % number for number in numbers)
        archive += name.encode() + b"\0"
        archive += bytes(-len(archive) % 4) + content
        archive += bytes(-len(archive) % 4)
    return gzip.compress(bytes(archive), compresslevel=1)


def qemu_command(kernel: Path, initramfs: Path) -> list[str]:
    return [
        *QEMU,
        "-kernel",
        str(kernel),
        "-initrd",
        str(initramfs),
        "-append",
        f"console=ttyS0 {CONSOLE}",
    ]


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


def start(command: list[str], folder: Path, seconds: int) -> str:
    """What the guest says until it stops, or until it has stood still for too long."""
    try:
        said = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
        ).stdout
    except subprocess.TimeoutExpired as expired:
        said = expired.stdout or b""
    return said.decode(errors="replace").replace("\r", "")


def run(
    command: list[str], folder: Path, programs: int, seconds: int = 150, tries: int = 3
) -> list[tuple[str, int, str]]:
    """(command, status, output) of each command that the guest ran to its end.

    A guest whose init did not get to its last program is started anew: now and then a kernel
    stands still or stops while TCG boots it (seen twice, with 6.12, which takes 4 s alone).
    What a program does, its death by a signal too, is told by init, and not tried again."""
    found = []
    for attempt in range(1, tries + 1):
        text = start(command, folder, seconds)
        (folder / f"console-{attempt}.log").write_text(text)
        found = PROGRAM.findall(text)
        if len(found) == programs:
            break
    return [(name, int(status), output) for name, output, status in found]
