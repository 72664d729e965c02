# SPDX-License-Identifier: MIT
"""The commands of CMake's Check* modules, each as a fact of a catalogue."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field

from facts_from_cmake import header_table
from facts_from_cmake.language import Argument, Unknown, split
from facts_from_cmake.source import take_apart

# The check modules do without, as they do not look whether a function is declared.
HEADER_OF = header_table.header_of_each()
MACRO = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# What check_type_size() includes besides (CheckTypeSize.cmake).
OF_TYPES = ["sys/types.h", "stdint.h", "stddef.h"]
BUILTIN = re.compile(
    r"(?:(?:unsigned|signed|short|int|long|char|float|double|void|\*|_Bool) ?)+"
)

LookUp = Callable[[str], str]
Options = dict[str, list[str]]


@dataclass
class Fact:
    kind: str
    name: str
    define: str  # the macro, as the project calls it
    words: list[str] = field(default_factory=list)  # a member, or code
    options: Options = field(default_factory=dict)

    def macros(self) -> list[str]:
        """All that it defines, the one that DEFINE names first."""
        first = (self.options.get("DEFINE") or [self.macro()])[0]
        name = first.removeprefix("HAVE_").removeprefix("SIZEOF_")
        return [first, f"SIZEOF_{name}"] if self.kind == "TYPE" else [first]

    def macro(self) -> str:
        """Without DEFINE (cmake/anonshm/project/catalogue.cmake)."""
        parts = [self.name, *self.words] if self.kind == "MEMBER" else [self.name]
        name = "_".join(parts).replace("*", "P")
        return "HAVE_" + re.sub(r"[^A-Za-z0-9_]", "_", name).upper()


def required(look_up: LookUp) -> Options:
    """CMAKE_REQUIRED_*, in a fact's words."""

    def of(name: str) -> list[str]:
        return split(look_up(f"CMAKE_REQUIRED_{name}"))

    flags = [flag for word in of("FLAGS") for flag in shell_words(word)]
    flags += of("DEFINITIONS")
    if of("LINK_OPTIONS") or of("LINK_DIRECTORIES"):
        raise Unknown("CMAKE_REQUIRED_LINK_OPTIONS and _DIRECTORIES have no counterpart")
    defines = [flag[2:] for flag in flags if re.fullmatch(r"-D\w+(=.*)?", flag)]
    return {
        "DEFINITIONS": defines,
        "INCLUDES": of("INCLUDES"),
        "OPTIONS": [flag for flag in flags if flag[2:] not in defines or flag[:2] != "-D"],
        "LINK_LIBRARIES": of("LIBRARIES"),
    }


def shell_words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise Unknown(f"CMAKE_REQUIRED_FLAGS cannot be split: {error}") from None


def header_of(function: str) -> str:
    if function not in HEADER_OF:
        raise Unknown(
            f"no header is named, and which one declares {function} is not known here"
        )
    return HEADER_OF[function]


# -- One function a command ------------------------------------------------------------------


def symbol(texts: list[str], look_up: LookUp) -> Fact:
    name, headers, define = texts
    if not MACRO.fullmatch(name):
        raise Unknown(f"{name} is no identifier")
    return Fact("SYMBOL", name, define, options={"HEADERS": split(headers)})


def function(texts: list[str], look_up: LookUp) -> Fact:
    name, define = texts
    return Fact("FUNCTION", name, define, options={"HEADERS": [header_of(name)]})


def include_file(texts: list[str], look_up: LookUp) -> Fact:
    name, define, *flags = texts
    return Fact("HEADER", name, define, options={"OPTIONS": shell_words(" ".join(flags))})


def include_files(texts: list[str], look_up: LookUp) -> Fact:
    *before, name = split(texts[0]) or [""]
    if texts[2:] not in ([], ["LANGUAGE", "C"], ["LANGUAGE", "CXX"]):
        raise Unknown(f"{' '.join(texts[2:])} is not an argument of check_include_files()")
    return Fact("HEADER", name, texts[1], options={"AFTER": before})


def type_size(texts: list[str], look_up: LookUp) -> Fact:
    name, define, *more = texts
    if BUILTIN.fullmatch(name) or "BUILTIN_TYPES_ONLY" in more:
        headers = []
    else:
        headers = [*OF_TYPES, *split(look_up("CMAKE_EXTRA_INCLUDE_FILES"))]
    return Fact("TYPE", name, define, options={"HEADERS": headers})


def member(texts: list[str], look_up: LookUp) -> Fact:
    structure, name, headers, define = texts[:4]
    return Fact("MEMBER", structure, define, [name], {"HEADERS": split(headers)})


def compiles(texts: list[str], look_up: LookUp) -> Fact:
    if texts[2:]:
        raise Unknown(f"{texts[2]} has no counterpart")
    program = take_apart(texts[0])
    return Fact("COMPILES", texts[1], texts[1], [program.body], {"HEADERS": program.headers})


def prototype(texts: list[str], look_up: LookUp) -> Fact:
    """Declared again, with other types, a function is an error in C."""
    name, declaration, _, headers, define = texts
    if not re.search(rf"\b{re.escape(name)}\s*\(", declaration):
        raise Unknown(f"the prototype is not one of {name}")
    return Fact("COMPILES", define, define, [f"{declaration};"], {"HEADERS": split(headers)})


def library(texts: list[str], look_up: LookUp) -> Fact:
    """Whether there is the library, so that it is linked in any case."""
    of, name, place, define = texts
    if place:
        raise Unknown(f"the library's place, {place}, has no counterpart")
    options = {"HEADERS": [header_of(name)], "LINK_LIBRARIES": [of]}
    return Fact("FUNCTION", name, define, options=options)


def variable(texts: list[str], look_up: LookUp) -> Fact:
    name, define = texts
    return Fact("SYMBOL", name, define, options={"HEADERS": [header_of(name)]})


TURNED: dict[str, Callable[[list[str], LookUp], Fact]] = {
    "check_symbol_exists": symbol,
    "check_cxx_symbol_exists": symbol,
    "check_function_exists": function,
    "check_include_file": include_file,
    "check_include_file_cxx": include_file,
    "check_include_files": include_files,
    "check_type_size": type_size,
    "check_struct_has_member": member,
    "check_c_source_compiles": compiles,
    "check_cxx_source_compiles": compiles,
    "check_prototype_definition": prototype,
    "check_library_exists": library,
    "check_variable_exists": variable,
}
RUNS = "what runs a program becomes a RUNS with a FILE that prints its answer, by hand"
FLAGS = "a flag of a tool is no fact"
NOT_TURNED = {
    **dict.fromkeys(["check_c_source_runs", "check_cxx_source_runs", "try_run"], RUNS),
    "check_source_runs": RUNS,
    "check_source_compiles": "only C and C++ are turned, by the modules of their own",
    "try_compile": "what it compiles is not in the call",
    "test_big_endian": "the byte order is CMAKE_<LANG>_BYTE_ORDER since CMake 3.20",
    "check_c_compiler_flag": FLAGS,
    "check_cxx_compiler_flag": FLAGS,
    "check_compiler_flag": FLAGS,
    "check_linker_flag": FLAGS,
    "check_language": "a language is no fact",
    "check_ipo_supported": FLAGS,
    "check_pie_supported": FLAGS,
}


def turn(name: str, arguments: list[Argument], look_up: LookUp) -> Fact:
    """The fact that a call asks for; Unknown with the reason why not."""
    texts = [argument.text for argument in arguments]
    try:
        fact = TURNED[name](texts, look_up)
    except (ValueError, IndexError):
        raise Unknown(f"{name}() does not take {len(texts)} arguments") from None
    if not MACRO.fullmatch(fact.define):
        raise Unknown(f"{fact.define} is no name of a macro")
    if not fact.name.strip():
        raise Unknown("it names nothing")
    for keyword, words in required(look_up).items():
        fact.options[keyword] = [*fact.options.get(keyword, []), *words]
    return fact
