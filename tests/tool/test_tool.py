# SPDX-License-Identifier: MIT
"""The program anonshm: exit statuses, usage, files that are no reports, methods."""

from __future__ import annotations

import copy
import ctypes
import errno
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

import catalogue
from support.binding import Attempt
from support.compile import Compile
from support.methods import METHODS, flags_for
from support.paths import ROOT
from support.projects import configure, write_project
from support.run import preloading

pytestmark = pytest.mark.smoke

Report = dict[str, Any]


def run(
    command: list[str], *more: str, stdout: Any = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command, *more],
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, **environment},
        timeout=120,
    )


@pytest.fixture(scope="session")
def configured(build: Path) -> Report:
    return json.loads((build / "anonshm-report.json").read_text())


@pytest.fixture(scope="session")
def now(tool: list[str]) -> Report:
    return json.loads(run(tool, "report", "--format", "json").stdout)


# -- Usage ---------------------------------------------------------------------------------


COMMANDS = ("report", "methods", "compare", "header")


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help(tool: list[str], word: str) -> None:
    ran = run(tool, word)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("usage: anonshm COMMAND ")
    assert all(len(line) <= 80 for line in ran.stdout.splitlines())
    for command in COMMANDS:
        assert f"\n  {command} " in ran.stdout
    narrow = run(tool, word, COLUMNS="40")
    assert max(map(len, narrow.stdout.splitlines())) in range(30, 41)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "words",
    [["--help"], ["-h"], ["--format", "xml", "--help"], ["--input", "/none", "-h", "--what"]],
)
def test_help_of_a_command(tool: list[str], command: str, words: list[str]) -> None:
    """Wherever it stands, whatever else is there, and before anything is done."""
    ran = run(tool, command, *words)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"usage: anonshm {command} [OPTION]...")
    assert ran.stdout == run(tool, words[-2] if words[-1] == "--what" else "-h", command).stdout
    for status in ("0  done", "1  ", "2  wrong usage or input"):
        assert f"\n  {status}" in ran.stdout


def test_help_lists_what_a_command_takes(tool: list[str]) -> None:
    """And the command takes nothing else."""
    options = {
        command: set(re.findall(r"(--[a-z]+)", run(tool, command, "--help").stdout))
        for command in COMMANDS
    }
    for command in COMMANDS:
        for option in set.union(*options.values()):
            complaint = run(tool, command, option).stderr.splitlines()[0:1]
            refused = complaint and f"does not take {option}" in complaint[0]
            assert bool(refused) == (option not in options[command]), (command, option)


def test_version(tool: list[str]) -> None:
    version = (ROOT / "cmake/anonshm/version.txt").read_text()
    for words in (["--version"], ["report", "--version"]):
        assert run(tool, *words).stdout == f"anonshm {version}"


@pytest.mark.parametrize(
    "words, hint",
    [
        ([], "a command is missing: report, methods, compare or header"),
        (["reprot"], "no such command: reprot; did you mean report?"),
        (["comp"], "no such command: comp; did you mean compare?"),
        (["zzz"], "no such command: zzz\n"),
        (["report", "--format"], "--format needs a value"),
        (
            ["report", "--format", "xml"],
            "no such format: xml; there are text, json, markdown and html\n",
        ),
        (["report", "--format", "jsno"], "did you mean json?"),
        (["--format=jsno", "report"], "did you mean json?"),
        (["report", "--colour"], "does not take --colour; did you mean --color?"),
        (["report", "--color=yes"], "no such choice: yes; there are auto, always and never"),
        (["report", "--short=yes"], "--short takes no value"),
        (["report", "--short", "--fact", "shm_open"], "--short and --fact exclude each other"),
        (["report", "--fact", "memfd_creat"], "no such fact: memfd_creat; did you mean memfd_"),
        (["report", "--fact", "SHM_OPENN"], "did you mean shm_open?"),
        (["report", "--fact", "free_bytes:/tpm"], "did you mean free_bytes:/tmp?"),
        (["report", "--fact", ""], "no such fact: \n"),
        (["report", "--fact", "x" * 100000], "no such fact: xxx"),
        (["report", "-x"], "does not take -x"),
        (["report", "file"], "does not take file"),
        (["report", ""], "does not take "),
        (["methods", "--short"], "anonshm methods does not take --short"),
        (["methods", "--input", "x"], "anonshm methods does not take --input"),
        (["methods", "--format", ""], "no such format"),
        (["methods", "--format="], "no such format"),
        (["report", "--format", "text json"], "no such format: text json"),
        (["report", "--format= text"], "no such format:  text"),
        (["report", "--colour=always"], "does not take --colour"),
        (["report", "--", "--format"], "does not take --format"),
        (["--", "--help"], "no such command: --help"),
        (["compare", "--", "a"], "takes two reports"),
        (["compare", "--input", "a"], "does not take --input"),
        (["-"], "no such command: -"),
        (["--"], "a command is missing"),
        (["reprot", "--help"], "no such command: reprot; did you mean report?"),
        (["compare"], "takes two reports"),
        (["compare", "a"], "takes two reports"),
        (["compare", "a", "b", "c"], "takes two reports"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_wrong_usage(tool: list[str], native: None, words: list[str], hint: str) -> None:
    ran = run(tool, *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    complaint, usage, help = ran.stderr.splitlines()
    assert hint in complaint + "\n"
    assert usage.startswith("usage: anonshm ")
    assert help.startswith("anonshm ") and help.endswith("--help explains it")
    assert run(tool, *help.split()[1:-2]).stdout.startswith(usage)


def test_an_option_and_its_value_in_one_word(tool: list[str], now: Report) -> None:
    for words in (["report", "--format=json"], ["--format=json", "report"]):
        assert list(json.loads(run(tool, *words).stdout)) == list(now)


def test_standard_input_is_a_file_too(tool: list[str], now: Report, tmp_path: Path) -> None:
    (tmp_path / "-").write_text("none")  # which is ./- then
    (tmp_path / "--a=b").write_text(json.dumps(now))
    for words in (
        ["report", "--format=json", "--input=-"],
        ["report", "--input", "-", "--format", "json"],
        ["compare", "-", "./--a=b"],
        ["compare", "--", "--a=b", "-"],
    ):
        ran = subprocess.run(
            [*tool, *words], input=json.dumps(now).encode(), capture_output=True, cwd=tmp_path
        )
        assert (ran.returncode, ran.stderr) == (0, b""), words
        assert words[0] == "compare" or json.loads(ran.stdout) == now


def test_no_arguments_at_all(
    tool: list[str], native: None, compile_c: Compile, tmp_path: Path
) -> None:
    """Not even a name: execve(2) allows it, and Linux made one up in 5.18 only."""
    source = tmp_path / "nameless.c"
    source.write_text(
        "#include <unistd.h>\nint main(int c, char **v) {\n"
        "    char *none[] = {NULL};\n    return c > 1 ? execv(v[1], none) : 0;\n}\n"
    )
    ran = run([str(compile_c(source))], tool[0])
    assert ran.returncode == 2 and "a command is missing" in ran.stderr


def test_output_that_cannot_be_written(tool: list[str]) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    for words in (["methods"], ["--help"], ["--version"]):
        with full.open("w") as out:
            ran = run(tool, *words, stdout=out)
        assert ran.returncode == 2, words


# -- Files ---------------------------------------------------------------------------------


def read(
    tool: list[str], directory: Path, text: str | bytes
) -> subprocess.CompletedProcess[str]:
    file = directory / "report.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return run(tool, "report", "--input", str(file), "--format", "json")


@pytest.mark.parametrize(
    "text, hint",
    [
        ("", "line 1, column 1: "),
        ("\n  nonsense", "line 2, column 3: expected a value"),
        ('{"schema": "anonshm-report/2"', "expected '}'"),
        ("{}{}", "line 1, column 3: something after the end"),
        ('{"schema": "anonshm-report/2}', "a string without an end"),
        ("[]", '"schema" is missing'),
        ('"anonshm-report/2"', '"schema" is missing'),
        ('{"schema": "anonshm-report/1"}', 'the format is "anonshm-report/1"'),
        ('{"schema": "curl-config/1"}', 'the format is "curl-config/1"'),
        ('{"schema": "anonshm-report/2"}', '"anonshm" is missing'),
        ("[" * 100000, "too deep"),
        (b"\x7fELF\x02\x01\x01\x00", "expected a value"),
    ],
)
def test_a_file_that_is_no_report(
    tool: list[str], tmp_path: Path, text: str, hint: str
) -> None:
    ran = read(tool, tmp_path, text)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert str(tmp_path / "report.json") in ran.stderr and hint in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


# The place that is named, and what makes it wrong.
BREAKAGES = {
    "system": lambda r: r.update(system=[]),
    "toolchain": lambda r: r.update(toolchain=None),
    "facts": lambda r: r.update(facts=[]),
    "methods": lambda r: r.update(methods={}),
    "chain": lambda r: r.update(chain="memfd_create"),
    "served": lambda r: r.update(served=[]),
    "methods.0": lambda r: r["methods"].insert(0, "memfd_create"),
    "methods.0.available": lambda r: r["methods"][0].update(available="yes"),
    "methods.0.error": lambda r: r["methods"][0].update(error=38),
    "facts.shm_open.evidence": lambda r: r["facts"]["shm_open"].pop("evidence"),
    "facts.shm_open.detail": lambda r: r["facts"]["shm_open"].update(detail=None),
    "facts.shm_open.value": lambda r: r["facts"]["shm_open"].update(value=[1]),
    "system.release": lambda r: r["system"].update(release={}),
    "served.method": lambda r: r["served"].update(method={}),
    "toolchain.libc": lambda r: r["toolchain"].update(libc=[]),
}


@pytest.mark.parametrize("part", BREAKAGES)
def test_a_report_with_a_broken_part(
    tool: list[str], now: Report, tmp_path: Path, part: str
) -> None:
    report = copy.deepcopy(now)
    BREAKAGES[part](report)
    ran = read(tool, tmp_path, json.dumps(report))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f'not a report: "{part}" is ' in ran.stderr


def test_a_chain_of_numbers(tool: list[str], configured: Report, tmp_path: Path) -> None:
    ran = read(tool, tmp_path, json.dumps({**configured, "chain": [1]}))
    assert ran.returncode == 2 and '"chain.0"' in ran.stderr


@pytest.mark.parametrize("path, why", [("none", "No such file"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read(
    tool: list[str], tmp_path: Path, path: str, why: str
) -> None:
    ran = run(tool, "report", "--input", str(tmp_path / path))
    assert ran.returncode == 2 and why in ran.stderr


# -- The reader of JSON, against Python's --------------------------------------------------

SMALL: Report = {
    "schema": "anonshm-report/2",
    "anonshm": "0.1.0",
    "time": "2026-11-26T00:00:00Z",
    "system": None,
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
        "shm_open": {"value": True, "evidence": "linked", "scope": "toolchain", "detail": ""}
    },
    "methods": [{"name": "shm_open", "available": True, "error": None, "evidence": "ran"}],
    "chain": ["shm_open"],
    "served": None,
}

hypothesis = pytest.importorskip("hypothesis")
st = hypothesis.strategies


def refuse(constant: str) -> None:
    raise ValueError(f"{constant} is Python's own")


def without_repetition(members: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in members}) != len(members):
        raise ValueError("a name comes twice")
    return dict(members)


def python_reads(text: str) -> bool:
    """As JSON between systems has to be: RFC 8259, sections 4 and 8."""
    try:
        read = json.loads(text, parse_constant=refuse, object_pairs_hook=without_repetition)
        json.dumps(read, ensure_ascii=False).encode()  # no half of a surrogate pair
    except (ValueError, RecursionError):
        return False
    return True


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
)
VALUES = st.recursive(
    SCALARS,
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3)
    ),
    max_leaves=8,
)
LAYOUTS = st.fixed_dictionaries(
    {"ensure_ascii": st.booleans(), "indent": st.sampled_from([None, 0, 2, "\t"])}
)
# What JSON is made of, so that a change has a chance to be JSON again.
PIECES = st.sampled_from(
    [
        *'{}[]",:\\/ \t\n\r+-.eE0123456789abfnrtu\x00\x1f\x7f\u00e9',
        "\\u0041",
        "\\u12",
        "\\ud83d\\ude00",
        "true",
        "null",
        "NaN",
        "Infinity",
        "//",
        "'",
    ]
)


@st.composite
def nearly_json(draw: Any) -> str:
    text = json.dumps(draw(VALUES), **draw(LAYOUTS))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(PIECES | st.just("")) + text[at + draw(st.integers(0, 1)) :]
    return text


def with_extra(text: str) -> str:
    """A report with that JSON in a part that the program does not know."""
    return json.dumps({**SMALL, "later": "LATER"}).replace('"LATER"', text)


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reader")


@hypothesis.given(text=nearly_json())
@hypothesis.example("01")
@hypothesis.example("1.")
@hypothesis.example(".5")
@hypothesis.example("-")
@hypothesis.example("+1")
@hypothesis.example("1e")
@hypothesis.example("1-1")
@hypothesis.example('"\\u 41"')
@hypothesis.example('"\\u0x1f"')
@hypothesis.example('"\\u41", "x": 5')
@hypothesis.example('"\\u00e9\\ud83d\\ude00"')
@hypothesis.example('"\\')
@hypothesis.example("[1,]")
@hypothesis.example('{"a" 1}')
@hypothesis.example("{'a': 1}")
def test_reads_what_python_reads(tool: list[str], scratch: Path, text: str) -> None:
    whole = with_extra(text)
    ran = read(tool, scratch, whole)
    assert ran.returncode == (0 if python_reads(whole) else 2), ran.stderr


@hypothesis.given(
    detail=st.text(min_size=1),
    value=st.none() | st.booleans() | st.integers(-(10**20) + 1, 10**20 - 1) | st.text(),
    layout=LAYOUTS,
)
def test_words_come_out_as_they_went_in(
    tool: list[str], scratch: Path, detail: str, value: Any, layout: Any
) -> None:
    report = copy.deepcopy(SMALL)
    report["facts"]["shm_open"].update(value=value, evidence="preset", detail=detail)
    report["toolchain"]["compiler"] = detail
    ran = read(tool, scratch, json.dumps(report, **layout))
    assert json.loads(ran.stdout) == report


# -- Methods -------------------------------------------------------------------------------


def a_method(
    name: str, available: bool, error: str | None = None, evidence: str = "ran"
) -> dict[str, Any]:
    return {"name": name, "available": available, "error": error, "evidence": evidence}


def attempt(library: ctypes.CDLL, method: str) -> dict[str, Any]:
    """One method, opened in this process, as a report has it."""
    fd = library.anonshm_open_method(method.encode(), flags_for(method))
    if fd != -1:
        os.close(fd)
        return a_method(method, True)
    return a_method(method, False, errno.errorcode[ctypes.get_errno()])


def methods(tool: list[str], status: int = 0, **environment: str) -> list[dict[str, Any]]:
    ran = run(tool, "methods", "--format", "json", **environment)
    assert ran.returncode == status, ran
    return json.loads(ran.stdout)["methods"]


def test_methods_are_what_the_library_finds(
    tool: list[str], library: ctypes.CDLL, configured: Report
) -> None:
    for method in methods(tool):
        if method["name"] in configured["chain"]:
            assert method == attempt(library, method["name"])
        else:  # not built in, which is no refusal of this machine
            assert attempt(library, method["name"])["error"] == "ENOSYS"


def test_the_one_that_serves_is_the_last_that_was_tried(
    tool: list[str], library: ctypes.CDLL
) -> None:
    attempts = (Attempt * len(METHODS))()
    count = ctypes.c_size_t(len(attempts))
    os.close(library.anonshm_open_traced(0, attempts, ctypes.byref(count)))
    last = attempts[count.value - 1]
    assert last.error == 0
    text = run(tool, "methods").stdout
    assert [line.split()[0] for line in text.splitlines() if " serves " in line] == [
        last.method.decode()
    ]
    assert run(tool, "report").stdout.startswith(f"what you get    {last.method.decode()}, ")


@pytest.mark.parametrize("name", ["a;b", '"', "\\", "é" * 99, "x\ny", "\udcff"])
def test_a_strange_runtime_directory(tool: list[str], tmp_path: Path, name: str) -> None:
    """It is written for a person; a program has to be able to read it all the same."""
    runtime = tmp_path / name
    runtime.mkdir()
    ran = run(tool, "report", "--format", "json", XDG_RUNTIME_DIR=str(runtime))
    assert json.loads(ran.stdout)["facts"]["directory:$XDG_RUNTIME_DIR"]["value"] != "none"


def test_under_an_emulator_evidence_is_about_the_emulator(
    tool: list[str], native: None
) -> None:
    facts = json.loads(run(tool, "report", "--emulated", "--format", "json").stdout)["facts"]
    for id, fact in catalogue.read().facts.items():
        if fact.kind == "BEHAVIOUR":
            assert facts[id]["evidence"] in ("emulated", "preset"), id


def meddled(preload: Path, how: str) -> dict[str, str]:
    """The environment in which a program is meddled with (tests/support/meddle.c)."""
    return {
        **preloading(preload),
        "ANONSHM_MEDDLE": how,
        "ASAN_OPTIONS": "verify_asan_link_order=0",
    }


def test_nothing_serves_without_descriptors(
    tool: list[str], native: None, preload: Path, configured: Report
) -> None:
    """EMFILE ends the search: no other method could do better."""
    for method in methods(tool, status=1, **meddled(preload, "descriptors")):
        if method["name"] in configured["chain"]:
            assert (method["available"], method["error"]) == (False, "EMFILE"), method
        else:
            assert method == a_method(method["name"], False, evidence="declared")
    ran = run(tool, "methods", **meddled(preload, "descriptors"))
    assert (ran.returncode, " serves " in ran.stdout) == (1, False)
    assert "refused: EMFILE" in ran.stdout


def test_a_method_that_is_killed_takes_no_other_along(
    tool: list[str], native: None, preload: Path, configured: Report
) -> None:
    """As by a seccomp filter that kills. The library calls mkostemp of the C library; of the
    others it makes the system calls by itself."""
    if "mkostemp" not in configured["chain"]:
        pytest.skip("mkostemp is not on the chain")
    before = methods(tool)
    for one, other in zip(before, methods(tool, **meddled(preload, "mkostemp:SIGSYS"))):
        if one["name"] == "mkostemp":
            assert other == a_method("mkostemp", False, "SIGSYS")
        else:
            assert other == one


# -- Parts of a report ---------------------------------------------------------------------


def test_the_short_form_is_three_lines(tool: list[str], now: Report) -> None:
    """Those that the report begins with."""
    lines = run(tool, "report", "--short", COLUMNS="1000").stdout.splitlines()
    assert [line[:16].rstrip() for line in lines] == [
        "what you get",
        "why not better",
        "what to change",
    ]
    whole = run(tool, "report", COLUMNS="1000").stdout
    assert whole.startswith(lines[0] + "\n" + lines[1][:20])
    shown = json.loads(run(tool, "report", "--short", "--format", "json").stdout)
    assert list(shown) == ["anonshm", "time", "system", "summary", "served"]
    assert list(shown["summary"]) == ["what you get", "why not better", "what to change"]
    assert lines[0][16:] == shown["summary"]["what you get"]
    assert shown["served"]["method"] == now["served"]["method"]


def test_several_reasons_are_one_line(tool: list[str], now: Report, tmp_path: Path) -> None:
    report = copy.deepcopy(now)
    report["served"].update(method="temporary_file", in_memory=False)
    for method in report["methods"]:
        if method["name"] in ("memfd_create", "shm_open"):
            method.update(available=False, error="EACCES")
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report))
    ran = run(tool, "report", "--short", "--input", str(file), COLUMNS="1000")
    _, why, change = ran.stdout.splitlines()
    for words in ("memfd_create is refused", "; shm_open is refused", "; the object is on a "):
        assert words in why
    assert "; " in change


def test_nothing_served_is_the_status_of_the_short_form_too(
    tool: list[str], native: None, preload: Path
) -> None:
    ran = run(tool, "report", "--short", **meddled(preload, "descriptors"))
    assert ran.returncode == 1
    assert ran.stdout.startswith("what you get    nothing: shm_open_anon() gives EMFILE")


def test_facts_that_are_asked_for(tool: list[str], now: Report) -> None:
    words = ["report", "--fact", "memfd_create", "--fact=shm_open_works", "--fact", "noexec"]
    shown = json.loads(run(tool, *words, "--format", "json").stdout)
    assert list(shown) == ["anonshm", "time", "system", "facts"]
    wanted = {
        id: fact
        for id, fact in now["facts"].items()
        if id in ("memfd_create", "shm_open_works") or id.startswith("noexec:")
    }
    assert shown["facts"] == wanted
    lines = run(tool, *words, COLUMNS="1000").stdout.splitlines()
    assert [line.split()[0] for line in lines[lines.index("Facts") + 1 :]] == list(wanted)


def test_facts_of_a_file_are_its_own(tool: list[str], now: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(json.dumps({**now, "facts": {"of_others": now["facts"]["shm_open"]}}))
    words = ["report", "--input", str(file), "--fact"]
    shown = json.loads(run(tool, *words, "of_others", "--format=json").stdout)
    assert shown["facts"] == {"of_others": now["facts"]["shm_open"]}
    assert run(tool, *words, "shm_open").returncode == 2


def test_only_what_a_fact_needs_is_asked(tool: list[str], native: None, preload: Path) -> None:
    """Neither the library nor a method, so that what hangs or kills there does no harm."""
    for words, status in ((["--fact", "memfd_create"], 0), (["--short"], 1)):
        ran = run(tool, "report", *words, **meddled(preload, "descriptors"))
        assert ran.returncode == status, ran


# -- What is built in, and what is not shown -----------------------------------------------


def test_no_name_of_a_user_or_host(tool: list[str], tmp_path: Path) -> None:
    """What a person shows to everybody."""
    home = tmp_path / "home-of-nobody"
    for name in ("run", "temporary"):
        (home / name).mkdir(mode=0o700, parents=True)
    environment = {
        "HOME": str(home),
        "USER": "user-of-nobody",
        "XDG_RUNTIME_DIR": str(home / "run"),
        "TMPDIR": str(home / "temporary"),
    }
    for format in ("text", "json", "markdown", "html"):
        shown = run(tool, "report", "--format", format, **environment).stdout
        assert "of-nobody" not in shown
        assert "$XDG_RUNTIME_DIR" in shown
        assert os.uname().nodename not in re.findall(r"[\w.-]+", shown)


def test_no_name_in_the_flags(tmp_path: Path) -> None:
    source = write_project(tmp_path / "source")
    own = f'"{tmp_path}/source/include"'
    # A compiler stops at a directory that this user may not enter.
    home = "/root" if os.access("/root", os.X_OK) else "/home/somebody"
    flags = f"-I/home/somebody/x -I{own} -I{home} -I/opt/sdk -I/Users/me/x"
    configured = configure(source, tmp_path / "build", [f"-DCMAKE_CXX_FLAGS={flags}"])
    assert (
        configured.report["toolchain"]["flags"]
        == '-I~/x -I"<source>/include" -I~ -I/opt/sdk -I~/x'
    )


def test_the_program_has_nothing_of_its_builder(build: Path, tool: list[str]) -> None:
    """Neither when nor where it was built, nor what ran there."""
    program = Path(tool[-1]).read_bytes()
    built_in = (build / "src/tool/anonshm_built_in.h").read_text()
    assert '"evidence": "ran"' not in built_in and '"scope": "machine"' not in built_in
    assert '"1970-01-01T00:00:00Z"' in built_in
    assert os.uname().release not in built_in
    assert os.uname().release.encode() not in program
