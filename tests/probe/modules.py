# SPDX-License-Identifier: MIT
"""Questions as anonshm_fact() asks them, and as the modules of CMake do: the second is a
program that the compiler accepts if, and only if, the answer is yes (CheckSymbolExists.cmake,
CheckTypeSize.cmake, CheckStructHasMember.cmake, CheckSourceCompiles.cmake of CMake 3.25). It is
compiled and linked without CMake here, with the same flags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from support.projects import write_project
from support.run import run

COMPILER = {"C": "cc", "CXX": "c++"}
CALL = 'CATALOGUE facts.cmake HEADER config.h PREFIX "" REPORT report.json'


@dataclass(frozen=True)
class Question:
    kind: str
    name: str
    headers: str = ""  # with blanks between them
    third: str = ""  # the member, or the code
    options: tuple[str, ...] = ()
    macro: str = ""
    more: str = ""  # arguments that the program does not need

    @property
    def id(self) -> str:
        name = f"{self.name}_{self.third}" if self.kind == "MEMBER" else self.name
        return self.macro or "HAVE_" + re.sub(r"\W", "_", name).upper()

    @property
    def fact(self) -> str:
        """The line of a catalogue."""
        words = [self.kind, f'"{self.name}"']
        words += [f"[==[{self.third}]==]"] if self.third else []
        words += ["HEADERS", self.headers] if self.headers and self.kind != "HEADER" else []
        words += ["OPTIONS", *(f'"{each}"' for each in self.options)] if self.options else []
        words += ["DEFINE", self.macro] if self.macro else []
        return f"anonshm_fact({' '.join([*words, self.more])})\n"

    @property
    def program(self) -> str:
        headers = self.headers.split() + [self.name] * (self.kind == "HEADER")
        includes = "".join(f"#include <{header}>\n" for header in headers)
        return f"{includes}int main(int argc, char **argv) {{ (void)argv;\n{self.body}\n}}\n"

    @property
    def body(self) -> str:
        bodies = {
            "HEADER": "return argc - 1;",
            "TYPE": f"return (int)sizeof({self.name}) - argc;",
            "MEMBER": f"(void)(({self.name} *)0)->{self.third}; return argc - 1;",
            "COMPILES": f"{self.third}\nreturn argc - 1;",
            "MACRO": f"#ifndef {self.name}\n#error\n#endif\nreturn argc - 1;",
        }
        symbol = (
            f"#ifndef {self.name}\nreturn ((int *)(&{self.name}))[argc];\n"
            "#else\nreturn argc - 1;\n#endif"
        )
        return bodies.get(self.kind, symbol)

    def is_accepted(self, directory: Path, compiler: list[str], flags: list[str]) -> bool:
        """Whether the program can be compiled and linked."""
        suffix = "cpp" if "++" in compiler[-1] else "c"
        source = directory / f"question.{suffix}"
        source.write_text(self.program)
        command = [*compiler, *flags, *self.options, source, "-o", directory / "question"]
        return run(*command, cwd=directory).returncode == 0


# Most are as expected; one of each kind that may be missing is missing.
QUESTIONS = [
    Question("FUNCTION", "getpid", "unistd.h"),
    Question("FUNCTION", "nosuch_function", "unistd.h"),
    Question("FUNCTION", "strchr", "string.h"),  # overloaded in C++
    Question("SYMBOL", "environ_nosuch", "stdlib.h"),
    Question("TYPE", "size_t", "stddef.h"),
    Question("TYPE", "nosuch_t", "stddef.h"),
    Question("TYPE", "struct nosuch", "stdlib.h"),
    Question("NUMBER", "EOF", "stdio.h"),
    Question("NUMBER", "SEEK_NOSUCH", "stdio.h"),
    Question("MACRO", "NOSUCH", "stdio.h"),
    Question("HEADER", "nosuch.h"),
    Question("MEMBER", "struct tm", "time.h", "tm_sec"),
    Question("MEMBER", "struct tm", "time.h", "tm_nosuch"),
    Question("COMPILES", "good", "string.h", "return (int)strlen(\"\");"),
    Question("COMPILES", "bad", "string.h", "return nosuch_variable;"),
]  # fmt: skip


def write_questions(
    directory: Path, questions: list[Question], language: str = "C", **more: str
) -> Path:
    source = write_project(directory, CALL, languages=language, **more)
    (source / "facts.cmake").write_text("".join(each.fact for each in questions))
    return source


def expected(
    questions: list[Question], directory: Path, compiler: list[str], flags: list[str]
) -> dict[str, bool]:
    return {each.id: each.is_accepted(directory, compiler, flags) for each in questions}
