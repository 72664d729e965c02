# SPDX-License-Identifier: MIT
"""The two readers of reports, the program's and the scripts': they accept and refuse the same
files, which are those that the schema describes, and nothing of a file reaches a terminal or a
page as anything but text.
"""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import report_schema
from reports import parse_report, read_report
from support.paths import ROOT

jsonschema = pytest.importorskip("jsonschema")
hypothesis = pytest.importorskip("hypothesis")
st = hypothesis.strategies

SCHEMA = json.loads((ROOT / "cmake/anonshm/anonshm-report.schema.json").read_text())

# With every part that a report can have.
WHOLE: dict[str, Any] = {
    "schema": "anonshm-report/2",
    "anonshm": "0.1.0",
    "time": "2026-11-26T01:46:40Z",
    "system": {
        "name": "Linux",
        "release": "6.18",
        "machine": "x86_64",
        "page_size": 4096,
        "emulator": None,
        "kernel": "linux",
        "sandbox": {"seccomp": 0, "container": None, "chroot": False, "label": "x"},
    },
    "toolchain": {
        "compiler": "GNU 12.2.0",
        "flags": None,
        "os": "linux",
        "arch": "x86_64",
        "libc": "glibc 2.36",
        "endian": "little",
        "pointer_bits": 64,
        "cmake": "3.25.1",
    },
    "facts": {
        "shm_open": {"value": True, "evidence": "linked", "scope": "toolchain", "detail": ""},
        "shm_name_max": {
            "value": 255,
            "evidence": "ran",
            "scope": "platform",
            "detail": "255",
            "predicted": 256,
        },
        "directory:/tmp": {
            "value": "tmpfs",
            "evidence": "ran",
            "scope": "machine",
            "detail": "",
        },
        "free_bytes:/tmp": {
            "value": 1,
            "evidence": "ran",
            "scope": "machine",
            "detail": "1 B",
        },
        "own": {"value": None, "evidence": "unknown", "scope": "machine", "detail": "why"},
    },
    "methods": [
        {"name": "memfd_create", "available": True, "error": None, "evidence": "ran"},
        {"name": "shm_open", "available": False, "error": "EACCES", "evidence": "ran"},
        {"name": "mkostemp", "available": None, "error": None, "evidence": "unknown"},
    ],
    "chain": ["memfd_create", "shm_open", "mkostemp"],
    "served": {
        "call": "shm_open_anon",
        "method": "memfd_create",
        "error": None,
        "sealable": True,
        "executable": False,
        "in_memory": True,
        "file_system": "tmpfs",
        "directory": None,
        "free_bytes": 1,
        "total_bytes": 2,
    },
}


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readers")


def run(command: list[str | Path], *more: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Within a time that only a search for each of many would exceed."""
    return subprocess.run([*command, *more], capture_output=True, timeout=60)


def show(
    tool: list[str], file: Path, format: str = "json"
) -> subprocess.CompletedProcess[bytes]:
    return run(tool, "report", "--input", file, "--format", format)


def program_accepts(tool: list[str], file: Path) -> bool:
    ran = show(tool, file)
    assert ran.returncode in (0, 2), ran
    if ran.returncode == 2:
        assert ran.stdout == b""
        assert ran.stderr.startswith(b"anonshm: ") and ran.stderr.count(b"\n") == 1, ran
    return ran.returncode == 0


def scripts_accept(file: Path) -> bool:
    try:
        read_report(file)
    except ValueError as error:
        assert str(error)
        return False
    return True


def verdict(tool: list[str], scratch: Path, content: bytes) -> bool:
    """Of both readers."""
    file = scratch / "report.json"
    file.write_bytes(content)
    program, scripts = program_accepts(tool, file), scripts_accept(file)
    assert program == scripts, show(tool, file).stderr
    return program


# -- What is valid -------------------------------------------------------------------------


def is_integer(_: Any, value: object) -> bool:
    """Without 1.0, and no larger than what a reader in C can have."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return is_number and abs(value) < 10**20


def has_pattern(_: Any, pattern: str, value: object, __: Any) -> Any:
    """As in ECMAScript, where a dollar sign matches before no newline."""
    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield jsonschema.ValidationError("pattern")


VALIDATOR = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    validators={
        "pattern": has_pattern,
        "patternProperties": lambda validator, patterns, value, schema: (
            error
            for pattern, member in patterns.items()
            for name in (value if isinstance(value, dict) else ())
            if re.search(re.sub(r"\$$", r"\\Z", pattern), name)
            for error in validator.descend(value[name], member)
        ),
    },
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("integer", is_integer),
)(SCHEMA)

SCALARS = (
    st.sampled_from([None, True, False, 0, 1, -1, 64, 4096])
    | st.sampled_from(["", "x", "ran", "unknown", "preset", "EPERM", "SIGSYS", "SIGRTMIN+1"])
    | st.sampled_from(["E", "SIG", "memfd_create", "a\n", "\u00e9", "0.1", "1..2", "9" * 30])
    | st.sampled_from(["machine", "2026-11-26T01:46:40Z\n", "little", "anonshm-report/1"])
    | st.integers(-(10**19), 10**19)
    | st.text(max_size=5)
)
VALUES = st.recursive(
    SCALARS,
    lambda inside: (
        st.lists(inside, max_size=2) | st.dictionaries(st.text(), inside, max_size=2)
    ),
    max_leaves=4,
)
NAMES = st.sampled_from(["later", "a:b", "a:", "1a", "a b", "own", "predicted", "a:\n"])


def containers(value: Any) -> list[Any]:
    inside = value.values() if isinstance(value, dict) else value
    return [
        value,
        *(c for part in inside if isinstance(part, (dict, list)) for c in containers(part)),
    ]


@st.composite
def changed_reports(draw: Any) -> Any:
    """A report in which members are changed, missing, or too many."""
    report = copy.deepcopy(WHOLE)
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.sampled_from(containers(report)))
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        action = draw(st.sampled_from(["replace", "replace", "remove", "add"]))
        if action == "add" or not keys:
            value = draw(VALUES | st.sampled_from(list(WHOLE["facts"].values())).map(dict))
            if isinstance(place, dict):
                place[draw(NAMES)] = value
            else:
                place.append(value)
        elif action == "remove":
            del place[draw(st.sampled_from(keys))]
        else:
            place[draw(st.sampled_from(keys))] = draw(VALUES)
    return report


@hypothesis.settings(max_examples=300)
@hypothesis.given(report=changed_reports())
def test_both_accept_what_the_schema_describes(
    tool: list[str], scratch: Path, report: Any
) -> None:
    assert verdict(tool, scratch, json.dumps(report).encode()) == VALIDATOR.is_valid(report)


def test_every_keyword_of_the_schema_is_known() -> None:
    """Or scripts/support/report_schema.py would accept what the schema refuses."""

    def keywords(schema: dict[str, Any]) -> set[str]:
        found = set(schema)
        for key in ("properties", "patternProperties", "$defs"):
            for inner in schema.get(key, {}).values():
                found |= keywords(inner)
        for key in ("items", "additionalProperties", "if", "then"):
            if isinstance(schema.get(key), dict):
                found |= keywords(schema[key])
        for inner in [*schema.get("allOf", []), *schema.get("oneOf", [])]:
            found |= keywords(inner)
        return found

    assert keywords(SCHEMA) <= report_schema.KEYWORDS.keys() | report_schema.ANNOTATIONS


TEXT = json.dumps(WHOLE)
# What JSON is made of, so that a change has a chance to be JSON again.
PIECES = st.sampled_from(
    [piece.encode() for piece in '{}[]",:\\/ \t\n\r+-.eE09afu\x00\x1f\x7f\u00e9\u202e\ufeff']
    + [b"\\u0000", b"\\ud83d\\ude00", b"\\ud83d", b"\\ude00", b"\\ud83d\\u0041", b"\\u12"]
    + [b"true", b"null", b"NaN", b"-Infinity", b"1e999", b"-0", b"1" * 5000, b'"a":1,' * 2]
    + [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"]
    + [b"[" * 40 + b"]" * 40, b"[" * 30 + b"]" * 30, b"[" * 31 + b"]" * 31]
)


@hypothesis.settings(max_examples=300)
@hypothesis.given(data=st.data())
def test_both_accept_the_same_bytes(tool: list[str], scratch: Path, data: Any) -> None:
    content = json.dumps({"later": "LATER", **WHOLE}).encode()
    content = content.replace(b'"LATER"', data.draw(PIECES | st.just(b'"later"')))
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(content)))
        content = (
            content[:at] + data.draw(PIECES) + content[at + data.draw(st.integers(0, 1)) :]
        )
    verdict(tool, scratch, content)


def later(text: str) -> bytes:
    """A report with that JSON in a member that no reader knows."""
    return json.dumps({**WHOLE, "later": "LATER"}).replace('"LATER"', text).encode()


@pytest.mark.parametrize(
    ("content", "accepted"),
    [
        (later('{"a": [1, 1.5, -0, 1e999]}'), True),
        (later("1" * 5000), True),
        (later('"\\u0000\\ud83d\\ude00"'), True),
        (later("[" * 31 + "]" * 31), True),
        (later("[" * 32 + "]" * 32), False),
        (later("[" * 100000 + "]" * 100000), False),
        (later('{"a": 1, "a": 1}'), False),
        (later('{"a": 1, "\\u0061": 1}'), False),
        (later('"\\ud800"'), False),
        (later('"\\udc00"'), False),
        (later('"\\ud800\\ud800"'), False),
        (later('"@@"').replace(b"@@", b"\xed\xa0\x80"), False),
        (later("NaN"), False),
        (later("-Infinity"), False),
        (b"\xef\xbb\xbf" + TEXT.encode(), False),
        (TEXT.encode() + b"\n \t\r\n", True),
        (TEXT.encode() + b"{}", False),
        (TEXT.encode() + b"\0", False),
        (TEXT.encode("utf-16"), False),
        (TEXT.encode() + b" " * (4 * 2**20 - len(TEXT)), True),
        (TEXT.encode() + b" " * (4 * 2**20 - len(TEXT) + 1), False),
        (TEXT.replace("4096", "1" * 20).encode(), True),
        (TEXT.replace("4096", "1" * 21).encode(), False),
        (TEXT.replace("4096", "1" * 5000).encode(), False),
        (TEXT.replace("4096", "4096.0").encode(), False),
        (TEXT.replace("255", "-0").encode(), False),
    ],
    ids=lambda value: ascii(value[-30:])[:40] if isinstance(value, bytes) else str(value),
)
def test_edges(tool: list[str], scratch: Path, content: bytes, accepted: bool) -> None:
    assert verdict(tool, scratch, content) == accepted


@pytest.mark.parametrize(
    ("schema", "advice"),
    [
        ("anonshm-report/1", "make the report again"),
        ("anonshm-report/3", "newer"),
        ("anonshm-report/10", "newer"),
        ("anonshm-report/0", "make the report again"),
        ("anonshm-report/02", ""),
        ("anonshm-report/", ""),
        ("coverage/1", ""),
        ("\x1b[2J", ""),
    ],
)
def test_of_another_number_both_state_what_to_do(
    tool: list[str], scratch: Path, schema: str, advice: str
) -> None:
    file = scratch / "other.json"
    file.write_text(json.dumps({"schema": schema}))
    complaint = show(tool, file).stderr.decode()
    with pytest.raises(ValueError) as error:
        parse_report(file.read_text())
    for text in (complaint, str(error.value)):
        assert "reads anonshm-report/2" in text and advice in text and "\x1b" not in text
        assert advice or not re.search("newer|again", text)


def test_members_that_no_reader_knows_are_left_out(tool: list[str], scratch: Path) -> None:
    report = copy.deepcopy(WHOLE)
    for place in containers(report):
        if isinstance(place, dict) and place is not report["facts"]:
            place.setdefault("later", "x")
    report["system"]["sandbox"].pop("later")
    file = scratch / "later.json"
    file.write_text(json.dumps(report))
    assert json.loads(show(tool, file).stdout) == WHOLE
    assert read_report(file).members == WHOLE


# -- What is shown -------------------------------------------------------------------------


def is_forbidden(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")


def check_output(output: bytes) -> str:
    text = output.decode()
    assert not {ascii(c) for c in text if is_forbidden(c)}
    return text


HOSTILE = [
    "\x1b[2J\x1b]0;title\x07\x1b]8;;http://evil.example\x07",
    "\x00after",
    "\x9b31m\x85\x7f",
    "\u202etxet\u2066\u2069\u200f\u061c",
    "\u2028\u2029\ufeff\u200b\U000e0041",
    "a\nb\r\n| c |\n# d\n",
    "|`||``\\|\\`",
    "<script>alert(1)</script>&amp;\"'",
    "[link](http://evil.example) ![i](//evil.example) www.evil.example https://evil.example",
    "@everyone x@evil.example #1 **b** __c__ ~~d~~ $e$",
    "```\n</table>\n---",
]
WORDS = st.sampled_from(HOSTILE) | st.text(min_size=1)


def hostile_report(draw: Any) -> dict[str, Any]:
    """Valid: every text that is free is hostile."""
    report = copy.deepcopy(WHOLE)
    for part, names in (
        ("system", ("name", "release", "machine", "emulator", "kernel")),
        ("toolchain", ("compiler", "flags", "os", "arch", "libc")),
        ("served", ("file_system", "directory")),
    ):
        report[part].update({name: draw() for name in names})
    report["system"]["sandbox"][draw()] = draw()
    for id in ("shm_name_max", "directory:/tmp", "own"):
        report["facts"][id]["detail"] = draw()
    report["facts"]["shm_name_max"]["value"] = draw()
    report["facts"]["shm_name_max"]["predicted"] = draw()
    argument = draw().replace(":", ";")
    for id in ("directory", "free_bytes", "own"):
        report["facts"][f"{id}:{argument}"] = report["facts"]["directory:/tmp"]
    return report


def check_shown(tool: list[str], scratch: Path, report: dict[str, Any]) -> dict[str, str]:
    """What is printed of it, by format."""
    file, whole = scratch / "hostile.json", scratch / "whole.json"
    file.write_text(json.dumps(report))
    whole.write_text(TEXT)
    shown = {}
    for format in ("text", "json", "markdown", "html"):
        ran = show(tool, file, format)
        assert (ran.returncode, ran.stderr) == (0, b"")
        shown[format] = check_output(ran.stdout)
    compared = run(tool, "compare", whole, file)
    assert (compared.returncode, compared.stderr) == (1, b"")
    check_output(compared.stdout)
    return shown


def rows_of(markdown: str) -> list[str]:
    return [line for line in markdown.splitlines() if line.startswith("|")]


def check_markdown(text: str) -> None:
    """Nothing but what the renderers write themselves is markup."""
    for line in text.splitlines():
        assert re.match(r"$|\||#{1,3} |- \*\*[\w /]+\*\*: |[A-Za-z0-9]", line), line
    for line in rows_of(text):
        assert line.endswith(" |")
    outside_code = re.sub(
        r"`[^`\n]*`|</?code>", "", re.sub(r"(?m)^- \*\*[\w /]+\*\*", "", text)
    )
    assert not re.findall(r"[`\\<\[\]*~$@!{}]|:/|www\.|&(?!#\d+;)", outside_code)


# None of them runs anything, and href leads to the page itself.
OF_A_PAGE = {"class", "scope", "role", "id", "href", "data-title", "aria-label"}
OF_A_PAGE |= {"lang", "charset", "name", "content", "http-equiv"}


class Page(HTMLParser):
    """The tags; none of them closes what is not open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attributes:
            assert name in OF_A_PAGE
            if name in ("id", "href"):
                assert re.fullmatch(r"#?[\w.:/-]+", value or "", re.ASCII), value
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@hypothesis.settings(max_examples=60)
@hypothesis.given(data=st.data())
def test_no_text_is_anything_but_text(tool: list[str], scratch: Path, data: Any) -> None:
    report = hostile_report(lambda: data.draw(WORDS))
    shown = check_shown(tool, scratch, report)
    assert json.loads(shown["json"]) == report
    check_markdown(shown["markdown"])
    assert not Page(shown["html"]).tags & {"script", "img", "b"}
    assert len({len(re.findall(r"\|", row)) for row in rows_of(shown["markdown"])}) <= 6


@pytest.mark.parametrize("word", HOSTILE, ids=ascii)
def test_no_text_is_anything_but_text_beside_another(
    tool: list[str], scratch: Path, word: str
) -> None:
    one, two = scratch / "one.json", scratch / "two.json"
    one.write_text(TEXT)
    two.write_text(json.dumps(hostile_report(lambda: word)))
    shown = {}
    for format in ("json", "markdown", "html"):
        compared = run(tool, "compare", one, two, "--format", format)
        assert (compared.returncode, compared.stderr) == (1, b"")
        shown[format] = check_output(compared.stdout)
    assert json.loads(shown["json"])["facts"]["shm_name_max"]["b"]["detail"] == word
    check_markdown(shown["markdown"])
    assert not Page(shown["html"]).tags & {"script", "img", "b"}


def merge(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    return run([sys.executable, ROOT / "scripts/report-matrix"], *arguments)


@pytest.mark.parametrize("word", HOSTILE, ids=ascii)
def test_no_text_is_anything_but_text_in_the_matrix(
    tool: list[str], tmp_path: Path, word: str
) -> None:
    report = hostile_report(lambda: word)
    report["toolchain"]["os"] = "linux"  # so that it is compared with the other
    safe = word.replace("/", "_").replace("\0", "")
    one, two = tmp_path / "a.json", tmp_path / f"{safe}.json"
    one.write_text(TEXT)
    two.write_text(json.dumps(report))
    page = merge(one, two)
    assert (page.returncode, page.stderr) == (0, b"")
    check_markdown(check_output(page.stdout))
    merged = merge(one, two, "--format", "json")
    (_, other) = json.loads(check_output(merged.stdout))["platforms"].values()
    assert other["toolchain"] == report["toolchain"]
    report["toolchain"]["libc"] = "glibc 2.36"
    two.write_text(json.dumps(report))
    compared = merge("--predictions", two)
    assert (compared.returncode, compared.stderr) == (1, b"")
    check_markdown(check_output(compared.stdout))


NAMES_OF_FILES = [word.replace("/", "_").replace("\0", "").encode() for word in HOSTILE]


@pytest.mark.parametrize("name", [*NAMES_OF_FILES, b"\xff\xfe\x9b", b"$(id)"], ids=ascii)
def test_the_name_of_a_file_reaches_no_terminal(
    tool: list[str], tmp_path: Path, name: bytes
) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    for command in (
        [*tool, "report", "--input", file],
        [*tool, "report", "--fact", file],
        [*tool, "report", b"--" + name],
        [*tool, "compare", file, file],
        [*tool, file],
        [*tool, "report", "--format", file],
        [sys.executable, ROOT / "scripts/report-matrix", file],
        [sys.executable, ROOT / "scripts/report-matrix", file, "--format", file],
    ):
        ran = run(command)
        assert (ran.returncode, ran.stdout) == (2, b""), command
        check_output(ran.stderr)
    file.write_text(TEXT)
    other = file.with_name("other.json")
    other.write_text(TEXT.replace('"chain": ["memfd_create", ', '"chain": ['))
    for format in ("text", "json", "markdown", "html"):
        compared = run(tool, "compare", file, other, "--format", format)
        assert compared.returncode == 1
        check_output(compared.stdout)
    check_output(merge(file, file, file).stdout)


@pytest.mark.parametrize("word", HOSTILE, ids=ascii)
@pytest.mark.parametrize(
    "change",
    [
        lambda r, word: r["facts"].update({word: r["facts"]["own"]}),
        lambda r, word: r["facts"]["own"].update(evidence=word),
        lambda r, word: r["facts"]["own"].update(scope=word),
        lambda r, word: r["methods"][0].update(name=word),
        lambda r, word: r["methods"][1].update(error=word),
        lambda r, word: r["chain"].append(word),
        lambda r, word: r["served"].update(method=word),
        lambda r, word: r.update(time=word),
        lambda r, word: r["system"]["sandbox"].update({word: []}),
    ],
    ids=["id", "evidence", "scope", "name", "error", "chain", "served", "time", "sandbox"],
)
def test_a_word_of_no_grammar_is_named_as_invalid(
    tool: list[str], scratch: Path, change: Any, word: str
) -> None:
    report = copy.deepcopy(WHOLE)
    change(report, word)
    file = scratch / "invalid.json"
    file.write_text(json.dumps(report))
    for ran in (show(tool, file), merge(file)):
        assert (ran.returncode, ran.stdout) == (2, b"")
        complaint = check_output(ran.stderr)
        assert "invalid" in complaint and complaint.count("\n") == 1
        assert len(complaint) < 400


# -- Sizes ---------------------------------------------------------------------------------


def fact(value: object, detail: str = "") -> dict[str, Any]:
    return {"value": value, "evidence": "ran", "scope": "machine", "detail": detail}


def large_reports() -> dict[str, dict[str, Any]]:
    method = WHOLE["methods"][1]
    return {
        "facts": {"facts": {f"f{i}": fact(i) for i in range(45000)}},
        "directories": {"facts": {f"directory:{i}": fact("x") for i in range(45000)}},
        "methods": {"methods": [{**method, "name": f"m{i}"} for i in range(45000)]},
        "chain": {"chain": [f"m{i}" for i in range(300000)]},
        "one long cell": {
            "facts": {"l": fact("x" * 2**20), **{f"f{i}": fact(i) for i in range(10000)}}
        },
        "one long id": {
            "facts": {"l" * 2**20: fact(1), **{f"f{i}": fact(i) for i in range(10000)}}
        },
    }


LARGE = large_reports()


@pytest.mark.parametrize("what", LARGE)
def test_time_and_output_are_linear(tool: list[str], scratch: Path, what: str) -> None:
    one, two = scratch / "large.json", scratch / "larger.json"
    one.write_text(json.dumps({**WHOLE, **LARGE[what]}))
    assert one.stat().st_size < 4 * 2**20
    two.write_text(TEXT)
    for format in ("text", "json", "markdown", "html"):
        ran = show(tool, one, format)
        assert ran.returncode == 0, ran.stderr
        assert len(ran.stdout) < 5 * one.stat().st_size
    for format in ("text", "html"):
        compared = run(tool, "compare", one, two, "--format", format)
        assert compared.returncode == 1
        assert len(compared.stdout) < 5 * one.stat().st_size
    assert run(tool, "compare", one, one).stdout == b""
    merged = merge(one, two)
    assert merged.returncode == 0 and len(merged.stdout) < 5 * one.stat().st_size
