# SPDX-License-Identifier: MIT
"""The config header: it compiles as C and C++, and agrees with the report."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from support import catalogue
from support.paths import ROOT
from support.projects import CALL, Configured, configure, try_configure, write_project
from support.run import run

pytestmark = pytest.mark.smoke


def words(id: str, macro: str, value: Any) -> dict[str, str]:
    """Each word that the catalogue lists is 0 or 1, of errno values only the answer."""
    listed = [
        word for word in catalogue.FACTS[id].values if re.fullmatch(r"[A-Za-z_]\w*", word)
    ]
    macros = {
        f"{macro}_{word.upper()}": str(int(word == value))
        for word in listed
        if word not in ("number", "text", "errno")
    }
    if isinstance(value, str) and re.fullmatch(r"E[A-Z0-9]+", value):
        macros[f"{macro}_{value}"] = "1"
    return macros


def expected_macros(facts: dict[str, Any], prefix: str = "ANONSHM_") -> dict[str, str]:
    """The rules of the contract, from the report's values."""
    macros = {}
    for id, fact in facts.items():
        kind, value = catalogue.KINDS[id], fact["value"]
        have = "HAVE_" if kind in ("FUNCTION", "MACRO") else ""
        macro = f"{prefix}{have}{id.upper()}"
        if kind == "NUMBER" and prefix == "":
            macro = f"VALUE_{id.upper()}"
            if value is not None:
                macros[f"HAVE_{id.upper()}"] = str(int(value is not False))
        macros[f"{prefix}{id.upper()}_KNOWN"] = str(int(value is not None))
        if kind == "BEHAVIOUR":
            macros.update(words(id, macro, value))
        if value is not None and not (value is False and kind in ("NUMBER", "LIBRARY")):
            macros[macro] = f'"{value}"' if isinstance(value, str) else str(int(value))
    return macros


def test_macros_are_the_report(plain: Configured) -> None:
    assert plain.macros == expected_macros(plain.report["facts"])


def test_what_is_unknown_or_absent_is_not_defined(tmp_path: Path) -> None:
    """Without a run the machine is unknown, and of the presets one is unknown, one absent."""
    cross = configure(
        write_project(tmp_path / "source"),
        tmp_path / "build",
        [
            "-DCMAKE_SYSTEM_NAME=Linux",
            "-DANONSHM_PRESET_O_TMPFILE=OFF",
            "-DANONSHM_PRESET_SHM_RESIZE=unknown",
            "-DANONSHM_PRESET_MKSTEMP=unknown",
            "-DANONSHM_PRESET_SHM_OPEN_LIBRARY=unknown",
        ],
    )
    assert cross.macros == expected_macros(cross.report["facts"])
    for macro in ("O_TMPFILE", "SHM_RESIZE", "HAVE_MKSTEMP", "SHM_OPEN_LIBRARY"):
        assert f"ANONSHM_{macro}" not in cross.macros
        assert re.search(rf"/\* ANONSHM_{macro}: (absent|unknown) \*/", cross.header)


@pytest.fixture
def compilers(cache: dict[str, str]) -> dict[str, list[str]]:
    """Language to a strict compiler of it."""
    warnings = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
    return {
        "c": [cache["CMAKE_C_COMPILER"], "-x", "c", "-std=c99", *warnings],
        "c++": [cache["CMAKE_CXX_COMPILER"], "-x", "c++", "-std=c++17", *warnings],
    }


USE = """
#include "config.h"
#include "config.h"
#include <stdio.h>
#define METHOD(name) #name,
int main(void) {
    static const char *const chain[] = {ANONSHM_CHAIN(METHOD) 0};
    const char *const *method = chain;
    while (*method)
        puts(*method++);
    return 0;
}
"""


@pytest.mark.parametrize("language", ["c", "c++"])
def test_it_compiles_and_the_chain_expands(
    plain: Configured, compilers: dict[str, list[str]], language: str, tmp_path: Path
) -> None:
    source, program = tmp_path / "use", tmp_path / "program"
    source.write_text(USE)
    run(*compilers[language], f"-I{plain.build}", source, "-o", program, check=True)
    assert run(program, check=True).stdout.splitlines() == plain.chain


def test_an_empty_chain_is_nothing(compilers: dict[str, list[str]], tmp_path: Path) -> None:
    nothing = configure(
        write_project(tmp_path / "source"),
        tmp_path / "build",
        [f"-DANONSHM_PRESET_{id.upper()}=OFF" for id in catalogue.NEEDED],
    )
    assert nothing.chain == []
    source, program = tmp_path / "use", tmp_path / "program"
    source.write_text(USE)
    run(*compilers["c"], f"-I{nothing.build}", source, "-o", program, check=True)


def test_two_prefixes_in_one_program(compilers: dict[str, list[str]], tmp_path: Path) -> None:
    """Each header has macros of its own, its include guard among them."""
    both = configure(
        write_project(
            tmp_path / "source",
            "HEADER config.h REPORT report.json",
            after="anonshm_probe(HEADER other/config.h PREFIX Other_)",
        ),
        tmp_path / "build",
    )
    other = Configured(0, "", both.build / "other")
    assert other.macros == expected_macros(both.report["facts"], "Other_")
    source = tmp_path / "two.c"
    source.write_text(
        '#include "config.h"\n#include "other/config.h"\n'
        "int one[ANONSHM_SHM_NAME_MAX], two[Other_SHM_NAME_MAX];\n"
    )
    run(*compilers["c"], f"-I{both.build}", "-fsyntax-only", source, check=True)


def test_two_headers_of_one_name_and_prefix(
    compilers: dict[str, list[str]], tmp_path: Path
) -> None:
    """The second says something else, and is no empty file to the preprocessor."""
    both = configure(
        write_project(
            tmp_path / "source",
            "FACTS shm_open HEADER one/config.h",
            after="anonshm_probe(FACTS mkstemp HEADER two/config.h)",
        ),
        tmp_path / "build",
    )
    source = tmp_path / "two.c"
    source.write_text(
        '#include "one/config.h"\n#undef ANONSHM_CHAIN\n#include "two/config.h"\n'
        "int all[ANONSHM_HAVE_SHM_OPEN + ANONSHM_HAVE_MKSTEMP];\n"
    )
    run(*compilers["c"], f"-I{both.build}", "-fsyntax-only", source, check=True)


def test_no_prefix_at_all(compilers: dict[str, list[str]], tmp_path: Path) -> None:
    """No macro has the name of what was asked about: the headers it came from still compile."""
    bare = configure(
        write_project(tmp_path / "source", f'{CALL} PREFIX ""'), tmp_path / "build"
    )
    assert bare.macros == expected_macros(bare.report["facts"], "")
    asked = {fact.name for fact in catalogue.FACTS.values()} & {*bare.macros}
    assert asked == set()
    headers = "".join(
        f"#if __has_include(<{header}>)\n# include <{header}>\n#endif\n"
        for header in dict.fromkeys(
            h for fact in catalogue.FACTS.values() for h in fact.headers
        )
        if header != "windows.h"
    )
    source = tmp_path / "bare.c"
    source.write_text(
        f'#define _GNU_SOURCE\n#include "config.h"\n{headers}int x[HAVE_SHM_OPEN];\n'
    )
    run(*compilers["c"], f"-I{bare.build}", "-fsyntax-only", source, check=True)


def test_every_word_is_safe_in_a_condition(
    compilers: dict[str, list[str]], tmp_path: Path
) -> None:
    """Under -Wundef, whether the answer is known or not, and unknown is not no."""
    unknown = [f"-DANONSHM_PRESET_{id.upper()}=unknown" for id in catalogue.TOOLCHAIN_IDS]
    conditions = "".join(
        f"#if !ANONSHM_{id.upper()}_KNOWN || ANONSHM_{id.upper()}_KNOWN\n"
        + "".join(
            f"# if ANONSHM_{id.upper()}_{word.upper()}\n# endif\n"
            for word in fact.values
            if re.fullmatch(r"[a-z]\w*", word) and word not in ("number", "text", "errno")
        )
        + "#endif\n"
        for id, fact in catalogue.FACTS.items()
        if fact.kind != "MACHINE"
    )
    source = tmp_path / "use.c"
    for name, options in (("known", []), ("unknown", unknown)):
        found = configure(write_project(tmp_path / name), tmp_path / f"b-{name}", options)
        source.write_text(f'#include "config.h"\n{conditions}int x;\n')
        compiler = [*compilers["c"], "-Wundef", f"-I{found.build}"]
        run(*compiler, "-fsyntax-only", source, check=True)
        assert ("ANONSHM_SHM_OPEN_KNOWN" in found.macros) and (
            found.macros["ANONSHM_SHM_OPEN_KNOWN"] == ("1" if name == "known" else "0")
        )


def test_the_header_states_the_macros_that_were_defined(plain: Configured) -> None:
    text = (ROOT / "probes/toolchain/feature_macros.h").read_text()
    macros = re.findall(r"^# define (\w+)", text, re.M)
    assert {"_GNU_SOURCE", "_FILE_OFFSET_BITS"} <= {*macros}
    opening = plain.header.split("#ifndef")[0]
    assert all(macro in opening for macro in macros)


@pytest.mark.parametrize("name", ["a b", "a\\nb", "a'b", "(a) [b]", "ä+$b"])
def test_a_header_of_any_name(plain: Configured, name: str, tmp_path: Path) -> None:
    """A line break too; and the next configure takes it for what it is."""
    call = f'HEADER "{name}/{name}.h"'.replace("$", "\\$")
    source = write_project(tmp_path / "source", call)
    path = Path(*[name.replace("\\n", "\n")] * 2).with_suffix(".h")
    for _ in range(2):
        found = configure(source, tmp_path / "build")
        text = (found.build / path).read_text()
        assert re.findall("#define .*", text)[1:] == re.findall("#define .*", plain.header)[1:]


def test_a_fact_that_is_given_twice(tmp_path: Path) -> None:
    call = f"{CALL} FACTS shm_open o_tmpfile shm_open"
    twice = configure(write_project(tmp_path / "source", call), tmp_path / "build")
    assert twice.header.count("#define ANONSHM_HAVE_SHM_OPEN ") == 1


def test_a_subset_of_the_facts(tmp_path: Path) -> None:
    """FACTS limits what is written, not what the chain is made of."""
    some = ["o_tmpfile", "shm_open", "shm_resize"]
    subset = configure(
        write_project(tmp_path / "source", f"{CALL} FACTS {' '.join(some)}"), tmp_path / "build"
    )
    assert list(subset.report["facts"]) == some
    assert subset.macros == expected_macros(subset.report["facts"])
    full = configure(write_project(tmp_path / "source"), tmp_path / "build")
    assert subset.chain == full.chain and len(subset.chain) > 1


VARIABLES = """
set(all "")
foreach(name IN LISTS names)
  string(APPEND all "${name}=${${name}}\\n${name}_EVIDENCE=${${name}_EVIDENCE}\\n")
endforeach()
file(WRITE "${CMAKE_BINARY_DIR}/variables" "${all}chain=${chain}\\nlibraries=${libraries}\\n")
"""


def test_variables_are_the_report(tmp_path: Path) -> None:
    names = ";".join(f"My_{id.upper()}" for id in catalogue.TOOLCHAIN_IDS)
    configured = configure(
        write_project(
            tmp_path / "source",
            f"{CALL} PREFIX My_",
            after=f'set(names "{names}")\n{VARIABLES}',
        ),
        tmp_path / "build",
        ["-DANONSHM_PRESET_MEMFD_SECRET=unknown"],
    )
    text = (configured.build / "variables").read_text()
    variables = dict(line.split("=", 1) for line in text.splitlines())
    assert variables.pop("chain").split(";") == configured.chain
    assert variables.pop("libraries") in ("", "rt")
    words = {True: "TRUE", False: "FALSE", None: ""}
    for id in catalogue.TOOLCHAIN_IDS:
        fact = configured.report["facts"][id]
        value = fact["value"]
        assert variables[f"My_{id.upper()}"] == (
            words[value] if value is None or isinstance(value, bool) else str(value)
        )
        assert variables[f"My_{id.upper()}_EVIDENCE"] == fact["evidence"]


def test_a_project_of_c_gets_the_same_answers(plain: Configured, tmp_path: Path) -> None:
    only_c = configure(write_project(tmp_path / "source", languages="C"), tmp_path / "build")
    assert only_c.macros == plain.macros


@pytest.mark.parametrize(
    "call, complaint",
    [
        ("HEADER", "HEADER: unknown argument, or one without its value"),
        ("HEADERS x.h", "HEADERS;x.h: unknown argument"),
        ("HEADER x.h PREFIX 1_", 'PREFIX "1_" cannot begin a C macro'),
        ("LANGUAGE Fortran", "LANGUAGE Fortran: it is C or CXX"),
        ("LANGUAGE C", "LANGUAGE C is not enabled. Add it to project()"),
        ("FACTS shm_open memfd", "unknown FACTS memfd. Possible: memfd_create "),
    ],
)
def test_a_wrong_call_stops_the_configure(
    plain: Configured, tmp_path: Path, call: str, complaint: str
) -> None:
    wrong = try_configure(write_project(tmp_path / "source", call), tmp_path / "build")
    assert wrong.status != 0 and complaint in wrong.words


def test_without_a_language(tmp_path: Path) -> None:
    wrong = try_configure(write_project(tmp_path / "s", languages="NONE"), tmp_path / "b")
    assert wrong.status != 0 and "Add C or CXX to project()" in wrong.words


def test_removed_or_damaged_files_are_written_again(plain: Configured) -> None:
    """A file that was removed or damaged comes back; one that is right is not touched."""
    header, report = plain.build / "config.h", plain.build / "report.json"
    good, before = plain.header, report.stat().st_mtime_ns
    for damage in (header.unlink, lambda: header.write_text("garbage")):
        damage()
        configure(plain.build.parent / "source", plain.build)
        assert header.read_text() == good
    assert report.stat().st_mtime_ns == before
    assert json.loads(report.read_text())["schema"] == "anonshm-report/2"
