# SPDX-License-Identifier: MIT
"""Text for terminals of any width: no line is wider, no word is broken that could be whole, and
columns are aligned whatever characters are in them. How wide one is, the package wcwidth says.
"""

from __future__ import annotations

import copy
import json
import os
import random
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

wcwidth = pytest.importorskip("wcwidth")

Report = dict[str, Any]
WIDTHS = [20, 40, 41, 57, 72, 80, 100, 133, 200, 1000]


def show(tool: list[str], *words: str | Path, columns: int | str) -> str:
    environment = {**os.environ, "COLUMNS": str(columns)}
    ran = subprocess.run([*tool, *words], capture_output=True, env=environment, timeout=60)
    assert ran.returncode in (0, 1), ran
    return ran.stdout.decode()


@pytest.fixture(scope="module")
def now(tool: list[str]) -> Report:
    return json.loads(show(tool, "report", "--format=json", columns=80))


@pytest.fixture(scope="module")
def files(now: Report, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A report, and another one in which everything differs and long words are."""
    directory = tmp_path_factory.mktemp("reports")
    other = copy.deepcopy(now)
    for i, fact in enumerate(other["facts"].values()):
        if fact["value"] is not None:
            fact.update(value=f"{i}", detail="word " * (i % 40) + "long" * (i % 7))
    other["chain"].reverse()
    other["served"]["error"] = "EACCES"
    for name in other["chain"]:
        (method,) = (m for m in other["methods"] if m["name"] == name)
        method.update(available=False, error="EACCES")
    one, two = directory / "one.json", directory / "two.json"
    one.write_text(json.dumps(now))
    two.write_text(json.dumps(other))
    return one, two


def shown_at(tool: list[str], files: tuple[Path, Path], columns: int | str) -> list[str]:
    one, two = files
    return [
        show(tool, "report", "--input", one, columns=columns),
        show(tool, "report", "--input", two, columns=columns),
        show(tool, "report", "--input", two, "--short", columns=columns),
        show(tool, "report", "--input", two, "--fact", "free_bytes", columns=columns),
        show(tool, "compare", one, two, columns=columns),
        show(tool, "--help", columns=columns),
        show(tool, "report", "--help", columns=columns),
    ]


@pytest.fixture(scope="module")
def unlimited(tool: list[str], files: tuple[Path, Path]) -> list[str]:
    return shown_at(tool, files, 1000)


@pytest.mark.parametrize("columns", WIDTHS)
def test_no_line_is_wider_and_no_word_broken(
    tool: list[str], files: tuple[Path, Path], unlimited: list[str], columns: int
) -> None:
    """A word of up to the width is whole somewhere; only the indentation may be in its way."""
    for text, whole in zip(shown_at(tool, files, columns), unlimited):
        lines = text.splitlines()
        assert [line for line in lines if len(line) > columns] == []
        assert not [line for line in lines if line != line.rstrip()]
        words = {word for word in whole.split() if len(word) <= columns - 4}
        # Where rows are lists, a colon is behind a title, and the first column has none.
        shown = {w for word in text.split() for w in (word, word[:-1])}
        assert words - {"name", "directory"} <= shown


def test_the_room_is_used(tool: list[str], files: tuple[Path, Path]) -> None:
    """No line goes on in the next where its first word would have had room."""
    text = show(tool, "report", "--input", files[0], columns=80)
    for line, following in zip(text.splitlines(), text.splitlines()[1:]):
        indent = len(following) - len(following.lstrip())
        if indent > 16:
            word = following.split()[0]
            assert len(line) + 1 + len(word) > 80, (line, following)


@pytest.mark.parametrize("columns", ["", "0", "x", "-5", "80x", "99999999999999999999", " 80"])
def test_columns_that_are_no_number_do_not_count(
    tool: list[str], files: tuple[Path, Path], columns: str
) -> None:
    report = ("report", "--input", files[0])
    assert show(tool, *report, columns=columns) == show(tool, *report, columns=80)


def test_a_terminal_has_its_width(
    tool: list[str], native: None, files: tuple[Path, Path]
) -> None:
    """As it is at that moment; a user's COLUMNS counts more."""
    pty, fcntl = pytest.importorskip("pty"), pytest.importorskip("fcntl")
    import struct
    import termios

    environment = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
    command = [*tool, "report", "--input", str(files[0]), "--color=never"]
    for columns, more, expected in ((61, {}, 61), (0, {}, 80), (61, {"COLUMNS": "90"}, 90)):
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        shown = subprocess.Popen(command, stdout=theirs, env={**environment, **more})
        os.close(theirs)
        output = b""
        while True:
            try:
                output += os.read(ours, 65536)
            except OSError:  # EIO: the other end is closed
                break
        os.close(ours)
        assert shown.wait() == 0
        text = output.decode().replace("\r\n", "\n")
        assert text == show(tool, *command[len(tool) :], columns=expected)


# -- Characters ----------------------------------------------------------------------------


def edges() -> list[str]:
    """The characters on both sides of each place where the width changes, and some others."""
    random.seed(14)
    points = [random.randrange(0x80, 0x110000) for _ in range(500)]
    widths = [wcwidth.wcswidth(f"a{chr(i)}b") for i in range(0x110000)]
    for i in range(0x80, 0x110000):
        if widths[i] != widths[i - 1]:
            points += [i - 1, i]
    surrogates = range(0xD800, 0xE000)
    return [chr(i) for i in sorted({*points} - {*surrogates})]


def test_columns_are_aligned_whatever_is_in_them(
    tool: list[str], now: Report, tmp_path: Path
) -> None:
    characters = edges()
    assert len(characters) > 1000
    facts = {
        f"f{i:05}": {"value": f"a{c}b", "evidence": "ran", "scope": "machine", "detail": "b"}
        for i, c in enumerate(characters)
    }
    file = tmp_path / "characters.json"
    file.write_text(json.dumps({**now, "facts": facts}))
    text = show(tool, "report", "--input", file, columns=80)
    rows = re.findall(r"(?m)^(  f\d{5}  )(a.*?b)( +)ran  \(b\)$", text)
    assert len(rows) == len(characters)
    for character, (_, value, blanks) in zip(characters, rows):
        # What is not printed at all is a question mark (tests/tool/test_readers.py).
        assert value in (f"a{character}b", "a?b")
        assert wcwidth.wcswidth(value) + len(blanks) == 6, ascii(value)


@pytest.mark.parametrize("character", ["\u4e2d", "e\u0301", "\U0001f600", "\u00e9"])
def test_long_words_are_broken_at_characters(
    tool: list[str], now: Report, tmp_path: Path, character: str
) -> None:
    fact = {"value": 1, "evidence": "ran", "scope": "machine", "detail": character * 150}
    file = tmp_path / "long.json"
    file.write_text(json.dumps({**now, "facts": {"x": fact}}))
    text = show(tool, "report", "--input", file, columns=60)
    lines = [line for line in text.splitlines() if character in line]
    assert all(wcwidth.wcswidth(line) <= 60 for line in lines)
    assert "".join(lines).count(character) == 150
    assert max(map(wcwidth.wcswidth, lines)) >= 59
