# SPDX-License-Identifier: MIT
"""The client of Wayland, shown by Weston without a screen; the screenshot is the pattern."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.paths import ROOT
from support.run import run
from support.waiting import until

WIDTH, HEIGHT = 64, 48
CONFIGURATION = """
[shell]
startup-animation=none
locking=false
"""

Pixels = list[list[tuple[int, ...]]]


@pytest.fixture(scope="module")
def draw(
    build: Path, native: None, unsanitized: None, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    if shutil.which("pkg-config") is None:
        pytest.skip("no pkg-config")
    for package in ("wayland-client", "wayland-scanner", "wayland-protocols"):
        if run("pkg-config", "--exists", package).returncode != 0:
            pytest.skip(f"no {package} (Debian: libwayland-dev, wayland-protocols)")
    directory = tmp_path_factory.mktemp("wayland")
    source = ROOT / "examples" / "wayland"
    flags = "-DCMAKE_C_FLAGS=-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror"
    anonshm = f"-Danonshm_DIR={build.resolve()}"
    run("cmake", "-S", source, "-B", directory, anonshm, flags, check=True)
    run("cmake", "--build", directory, check=True)
    return directory / "draw"


def accepts_connections(path: Path) -> bool:
    """The path of a socket is there from bind(2) on, before listen(2)."""
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(str(path)) == 0


@pytest.fixture
def weston() -> Iterator[dict[str, str]]:
    """The environment of its clients. The path of the directory is short, as that of a socket
    has to be."""
    for program in ("weston", "weston-screenshooter"):
        if shutil.which(program) is None:
            pytest.skip(f"no {program} (Debian: weston)")
    with tempfile.TemporaryDirectory(prefix="anonshm-") as name:
        directory = Path(name)
        (directory / "weston.ini").write_text(CONFIGURATION)
        environment = {**os.environ, "XDG_RUNTIME_DIR": name, "WAYLAND_DISPLAY": "screen"}
        command = [
            *("weston", "--backend=headless-backend.so", "--use-pixman", "--debug"),
            *(f"--width={WIDTH}", f"--height={HEIGHT}", "--socket=screen", "--idle-time=0"),
            *("--shell=desktop-shell.so", f"--config={directory / 'weston.ini'}"),
        ]
        log = directory / "log"
        with log.open("w") as output:
            compositor = subprocess.Popen(
                command, env=environment, stdout=output, stderr=output
            )
        try:
            listens = functools.partial(accepts_connections, directory / "screen")
            assert until(lambda: listens() or compositor.poll() is not None)
            if compositor.poll() is not None:
                pytest.skip(f"weston does not start here: {log.read_text()[-500:]}")
            yield environment
        finally:
            compositor.terminate()
            compositor.wait()


def unfiltered(kind: int, line: bytearray, above: bytearray, step: int) -> bytearray:
    """A row of a PNG (PNG 1.2, 6: filter algorithms)."""
    for i in range(len(line)):
        left, up = line[i - step] if i >= step else 0, above[i]
        corner = above[i - step] if i >= step else 0
        guess = left + up - corner
        nearest = min((left, up, corner), key=lambda value: abs(guess - value))
        line[i] = (line[i] + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
    return line


def pixels_of(png: bytes) -> Pixels:
    at, data, width, step = 8, b"", 0, 0
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, step = struct.unpack(">I", body[:4])[0], {2: 3, 6: 4}[body[9]]
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    raw, size = zlib.decompress(data), width * step
    above, rows = bytearray(size), []
    for start in range(0, len(raw), size + 1):
        line = bytearray(raw[start + 1 : start + 1 + size])
        above = unfiltered(raw[start], line, above, step)
        rows.append([tuple(above[x : x + 3]) for x in range(0, size, step)])
    return rows


def screenshot(environment: dict[str, str]) -> Pixels:
    directory = environment["XDG_RUNTIME_DIR"]
    run("weston-screenshooter", env=environment, cwd=directory, timeout=60, check=True)
    (picture,) = Path(directory).glob("*.png")
    pixels = pixels_of(picture.read_bytes())
    picture.unlink()
    return pixels


def test_the_screen_shows_the_pattern(draw: Path, weston: dict[str, str]) -> None:
    pattern = [[(x, y, x ^ y) for x in range(WIDTH)] for y in range(HEIGHT)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([draw], env=weston, text=True, **pipes) as client:
        assert client.stdout is not None and client.stdin is not None
        assert client.stdout.readline() == f"drawn {WIDTH} {HEIGHT}\n"
        # The shell uncovers the screen when it is ready.
        assert until(lambda: screenshot(weston) == pattern), screenshot(weston)
        with contextlib.suppress(BrokenPipeError):
            client.stdin.close()
    assert client.returncode == 0
