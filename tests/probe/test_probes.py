# SPDX-License-Identifier: MIT
"""What is tried is C99 and C++11 at once: each compiles it without a warning, and the answers
are the same. The files are included here as they are, so that nothing of the module is between.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

import catalogue
from support.paths import ROOT
from support.run import run

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="needs all that Linux has"),
    pytest.mark.usefixtures("native"),
]

CATALOGUE = catalogue.read()
BEHAVIOURS = CATALOGUE.of_kind("BEHAVIOUR")
MACHINE = CATALOGUE.of_kind("MACHINE")
PRESENT = [
    "memfd_create",
    "pthread_mutexattr_setpshared",
    "pthread_mutexattr_setrobust",
    "sem_init",
    "shm_open",
    "shm_unlink",
    "shmget",
    "syscall",
]
HEADERS = "pthread.h semaphore.h sys/ipc.h sys/shm.h sys/syscall.h"
MAIN = """
ANONSHM_PROBE_BEGIN
const question questions[] = {
@rows@};
const size_t question_count = sizeof questions / sizeof questions[0];
static void print(const reply *r, void *context) {
    (void)context;
    printf("%s=%s|%s|%d\\n", r->to->id, r->given.value, r->given.detail, (int)r->what);
}
static void ask(void) {
    run_questions(questions, question_count, 30000, print, NULL);
}
ANONSHM_PROBE_END
int main(void) {
#if defined __cplusplus
    anonshm_probe::ask();
#else
    ask();
#endif
    return 0;
}
"""


def rows() -> str:
    """A question for each behaviour, and for each fact of the machine that does not change."""
    tried = [(id, fact.values) for id, fact in BEHAVIOURS.items()]
    lines = [f'{{"{id}", {id}, NULL, NULL, {yes_no(values)}, false}},' for id, values in tried]
    for id, fact in MACHINE.items():
        for name in fact.ids:
            argument = name.partition(":")[2]
            call = f'NULL, {id}, "{argument}"' if argument else f"{id}, NULL, NULL"
            if "bytes" not in id:
                lines.append(f'{{"{name}", {call}, {yes_no(fact.values)}, false}},')
    return "\n".join(lines)


def yes_no(values: list[str]) -> str:
    return "true" if values == ["yes/no"] else "false"


def program() -> str:
    files = sorted((ROOT / "probes").glob("*/*.c"))
    files.remove(ROOT / "probes" / "runner" / "main.c")  # for what is generated
    files.sort(key=lambda file: file.parent.name == "runner")
    lines = ['#include "toolchain/headers.h"']
    lines += [f"#include <{header}>" for header in HEADERS.split()]
    lines += [f"#define ANONSHM_HAS_{id} 1" for id in PRESENT]
    lines += ['#include "runner/run.h"']
    lines += [f'#include "{file.relative_to(ROOT / "probes")}"' for file in files]
    return "\n".join(lines) + MAIN.replace("@rows@", rows())


def answers(compiler: str, standard: str, directory: Path) -> list[str]:
    language = "c++" if "++" in standard else "c"
    source = directory / f"probe-{standard}.{language}"
    source.write_text(program())
    binary = directory / f"{Path(compiler).name}-{standard}"
    options = ["-Wall", "-Wextra", "-pedantic", "-Wshadow", "-Werror", f"-I{ROOT / 'probes'}"]
    run(compiler, f"-std={standard}", "-x", language, *options, source, "-x", "none",
        "-lpthread", "-lrt", "-o", binary, check=True)  # fmt: skip
    return sorted(run(binary, check=True).stdout.splitlines())


@pytest.fixture(scope="module")
def as_c99(cache: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return answers(cache["CMAKE_C_COMPILER"], "c99", tmp_path_factory.mktemp("c99"))


def test_every_question_is_answered(as_c99: list[str]) -> None:
    asked = {line.partition("=")[0] for line in as_c99}
    assert set(BEHAVIOURS) <= asked
    unanswered = [line for line in as_c99 if not line.endswith("|0")]
    assert unanswered == []


@pytest.mark.parametrize("standard", ["gnu17", "c++11", "gnu++17"])
def test_languages_agree(
    cache: dict[str, str], tmp_path: Path, as_c99: list[str], standard: str
) -> None:
    compiler = cache["CMAKE_CXX_COMPILER" if "++" in standard else "CMAKE_C_COMPILER"]
    assert answers(compiler, standard, tmp_path) == as_c99


@pytest.mark.parametrize("standard", ["c99", "c++11"])
def test_clang_agrees(tmp_path: Path, as_c99: list[str], standard: str) -> None:
    name = "clang++" if "++" in standard else "clang"
    compiler = next(filter(None, map(shutil.which, (name, f"{name}-19", f"{name}-14"))), None)
    if compiler is None:
        pytest.skip(f"there is no {name}")
    assert answers(compiler, standard, tmp_path) == as_c99
