# SPDX-License-Identifier: MIT
"""Walks through CMake files as far as they can be known without running CMake.

A variable has the text that the files set it to, or is unknown, with the reason. What depends
on an unknown condition is walked through on every branch: a variable is known afterwards if all
of them agree. A loop over an unknown list is walked through once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Union

from facts_from_cmake.condition import holds
from facts_from_cmake.language import (
    IDENTIFIER,
    Argument,
    Place,
    Unknown,
    bracketed,
    commands_of_cmake,
    compute,
    evaluate,
    name_of,
    split,
)
from safe_text import shortened

MOST_CALLS = 50  # of functions and macros within one another
MOST_COMMANDS = 100_000
COMPUTED = {"string", "list", "math"}
READ_ONLY = re.compile(
    r"message|mark_as_advanced|add_\w+|target_\w+|include_directories|install"
)
# What a command is called, or gets, that may be a check of the project's own.
LIKE_A_CHECK = re.compile(r"check|probe|test|try_|\bHAVE_|\bSIZEOF_", re.IGNORECASE)
# What CMake sets, and what its commands find.
OF_CMAKE = re.compile(r"(CMAKE|PROJECT)_\w+|\w+_(SOURCE_DIR|BINARY_DIR|FOUND|LIBRAR(Y|IES))")
# Of CMakePushCheckState, and CMAKE_EXTRA_INCLUDE_FILES of CheckTypeSize.
REQUIRED = [
    *(f"CMAKE_REQUIRED_{name}" for name in ("FLAGS", "DEFINITIONS", "INCLUDES", "LIBRARIES")),
    *("CMAKE_REQUIRED_LINK_OPTIONS", "CMAKE_REQUIRED_LINK_DIRECTORIES"),
    "CMAKE_EXTRA_INCLUDE_FILES",
]

Value = Union[str, Unknown]
Values = dict[str, Value]


class Call(NamedTuple):
    name: str
    place: Place


class Interpreter:
    """Puts each command to `check`, which says whether it is one of its own, unless it is one
    that changes variables; `refuse` gets what is not followed, with the reason."""

    def __init__(
        self,
        fixed: dict[str, str],
        complete: bool,
        check: Callable[[str, Any, Place], bool],
        refuse: Callable[[Place, str, str], None],
    ) -> None:
        self.fixed = fixed
        self.complete = complete  # no other file sets variables
        self.check = check
        self.refuse = refuse
        self.variables: Values = dict.fromkeys(REQUIRED, "")
        self.definitions: dict[str, Any] = {}
        self.pushed: list[Values] = []
        self.conditions: list[str] = []
        self.macro: Values = {}  # the parameters of the macro that is being walked through
        self.returned: Values | None = None  # what a function sets in its caller
        self.calls: list[Call] = []  # outermost first
        self.commands = 0
        self.file = ""
        self.files: dict[str, list[Any]] = {}  # all that were given
        self.walked: set[str] = set()

    def run_files(self, files: dict[str, list[Any]]) -> None:
        """Each once: where another one includes it, or in the order given."""
        self.files = files
        for file in files:
            self.run_file(file)

    def run_file(self, file: str) -> None:
        if file not in self.walked:
            self.walked.add(file)
            before, self.file = self.file, file
            self.run(self.files[file])
            self.file = before

    def run(self, nodes: Iterable[Any]) -> None:
        for node in nodes:
            self.commands += 1
            if self.commands > MOST_COMMANDS:
                raise Unknown(f"more than {MOST_COMMANDS} commands")
            self.execute(node, name_of(node))

    def execute(self, node: Any, name: str) -> None:
        handler = getattr(self, f"do_{name}", None)
        place = Place(self.file, node.line)
        if handler:
            handler(node, place)
        elif name in COMPUTED:
            self.compute(node, name)
        elif self.check(name, node, place):
            pass
        elif name in self.definitions:
            self.call(node, name, place)
        elif name in commands_of_cmake():
            if not READ_ONLY.fullmatch(name):
                self.forget(node, f"{name}() at {place} may change it")
        elif any(map(LIKE_A_CHECK.search, [name, *self.words_of(node)])):
            self.refuse(place, written(node), "a command that these files do not define")

    # -- Variables ---------------------------------------------------------------------------

    def look_up(self, name: str) -> str:
        for values in (self.fixed, self.macro, self.variables):
            value = values.get(name)
            if isinstance(value, Unknown):
                raise value
            if value is not None:
                return value
        if self.complete and not OF_CMAKE.fullmatch(name):
            return ""
        raise Unknown(f"${{{name}}} is not set in these files; -D {name}=VALUE settles it")

    def is_defined(self, name: str) -> bool | None:
        for values in (self.fixed, self.variables):
            if name in values:
                return None if isinstance(values[name], Unknown) else True
        return False if self.complete and not OF_CMAKE.fullmatch(name) else None

    def arguments(self, node: Any) -> list[Argument]:
        return evaluate(getattr(node, "args", None) or [], self.look_up)

    def texts(self, node: Any) -> list[str]:
        return [argument.text for argument in self.arguments(node)]

    def words_of(self, node: Any) -> list[str]:
        """What is written, without looking at variables."""
        return [token.value for token in getattr(node, "args", None) or []]

    def assign(self, name: str, value: Value) -> None:
        self.variables[name] = value

    def result(self, name: str) -> None:
        """Of a check, which nobody knows here."""
        for each in (name, f"HAVE_{name}"):
            reason = f"${{{each}}} is the result of a check; -D {each}=VALUE settles it"
            self.variables[each] = Unknown(reason)

    def forget(self, node: Any, reason: str) -> None:
        for word in self.words_of(node):
            if word in self.variables:
                self.variables[word] = Unknown(f"${{{word}}} is not known: {reason}")

    # -- Commands ----------------------------------------------------------------------------

    def do_set(self, node: Any, place: Place) -> None:
        try:
            texts = self.texts(node)
        except Unknown as unknown:
            for name in self.words_of(node)[:1]:
                self.assign(name, unknown)
            return
        if not texts or texts[0].startswith("ENV{"):
            return
        name, *values = texts
        if "CACHE" in values:
            values = values[: values.index("CACHE")]
            if name in self.variables and values:
                return
        target = self.variables
        if values[-1:] == ["PARENT_SCOPE"]:
            values.pop()
            target = self.returned if self.returned is not None else {}
        target[name] = ";".join(values)

    def do_unset(self, node: Any, place: Place) -> None:
        for name in self.words_of(node)[:1]:
            self.variables.pop(name, None)
            if name in REQUIRED:
                self.variables[name] = ""

    def do_option(self, node: Any, place: Place) -> None:
        for name in self.words_of(node)[:1]:
            default: Value = Unknown(f"{name} is an option at {place}; -D {name}=ON settles it")
            if self.complete:
                default = (self.words_of(node)[2:] or ["OFF"])[0]
            self.variables.setdefault(name, default)

    def compute(self, node: Any, name: str) -> None:
        """string(), list() and math(), of which CMake knows best what they do."""
        try:
            texts = self.texts(node)
            given = [text for text in texts[1:] if text in self.variables]
            appends = name == "list" or texts[:1] in (["APPEND"], ["PREPEND"])
            before = {
                name: self.look_up(name)
                for name in given
                if appends or not isinstance(self.variables[name], Unknown)
            }
        except Unknown as unknown:
            self.forget(node, str(unknown))
            for word in self.words_of(node)[1:]:
                if IDENTIFIER.fullmatch(word):
                    self.variables[word] = unknown
            return
        self.variables.update(simple(name, texts, before) or computed(name, texts, before))

    def do_include(self, node: Any, place: Place) -> None:
        """What is not one of CMake's modules may define or check anything."""
        for word in self.words_of(node)[:1]:
            is_file = "/" in word or word.endswith(".cmake")
            given = self.given_file(word if is_file else f"{word}.cmake")
            if given:
                self.run_file(given)
            elif is_file:
                self.refuse(place, written(node), "not read: name the file, too")

    def do_add_subdirectory(self, node: Any, place: Place) -> None:
        for word in self.words_of(node)[:1]:
            given = self.given_file(f"{word}/CMakeLists.txt")
            if given:
                outside, self.variables = self.variables, dict(self.variables)
                self.run_file(given)
                self.variables = outside
            else:
                self.refuse(place, written(node), "not read: name its CMakeLists.txt, too")

    def given_file(self, written_name: str) -> str | None:
        name = written_name.rpartition("}/")[2]  # behind ${CMAKE_CURRENT_LIST_DIR}/
        same = (each for each in self.files if each == name or each.endswith(f"/{name}"))
        return next(same, None)

    def do_cmake_reset_check_state(self, node: Any, place: Place) -> None:
        self.variables.update(dict.fromkeys(REQUIRED, ""))

    def do_cmake_push_check_state(self, node: Any, place: Place) -> None:
        self.pushed.append({name: self.variables[name] for name in REQUIRED})
        if "RESET" in self.words_of(node):
            self.do_cmake_reset_check_state(node, place)

    def do_cmake_pop_check_state(self, node: Any, place: Place) -> None:
        if self.pushed:
            self.variables.update(self.pushed.pop())

    # -- Blocks ------------------------------------------------------------------------------

    def do_if(self, node: Any, place: Place) -> None:
        holding = holds(node.args, self)
        if holding is not None:
            self.run((node.if_true if holding else node.if_false) or [])
            return
        text = " ".join(self.words_of(node))
        self.branch(place, [(text, node.if_true), (f"NOT ({text})", node.if_false or [])])

    def branch(self, place: Place, branches: list[tuple[str, list[Any]]]) -> None:
        """Of which one will be taken, and nobody knows which."""
        before, ends = self.variables, []
        for condition, body in branches:
            self.variables = dict(before)
            self.conditions.append(condition)
            self.run(body)
            self.conditions.pop()
            ends.append(self.variables)
        self.variables = agreed(
            ends, f"it depends on {branches[0][0]} at {place}; -D settles either"
        )

    def do_foreach(self, node: Any, place: Place) -> None:
        name = (self.words_of(node) or [""])[0]
        try:
            items = self.items(self.texts(node)[1:])
        except Unknown as unknown:
            self.assign(name, unknown)
            self.branch(place, [("a loop", node.body), ("no loop", [])])
            return
        for item in items:
            self.assign(name, item)
            self.run(node.body)
        self.variables.pop(name, None)

    def items(self, words: list[str]) -> list[str]:
        if words[:1] == ["RANGE"]:
            bounds = [int(word) for word in words[1:] if re.fullmatch(r"\d{1,4}", word)]
            if not 1 <= len(bounds) <= 3 or len(bounds) != len(words) - 1 or 0 in bounds[2:]:
                raise Unknown("the loop's RANGE is not one of small numbers")
            first, last = (0, bounds[0]) if len(bounds) == 1 else bounds[:2]
            return [str(each) for each in range(first, last + 1, *bounds[2:])]
        if words[:1] == ["ZIP_LISTS"]:
            raise Unknown("a loop over ZIP_LISTS is not unrolled")
        if words[:1] != ["IN"]:
            return words
        found, of_lists = [], False
        for word in words[1:]:
            if word in ("LISTS", "ITEMS"):
                of_lists = word == "LISTS"
            else:
                found += split(self.look_up(word)) if of_lists else [word]
        return found

    def do_while(self, node: Any, place: Place) -> None:
        self.forget_all(node.body, f"the loop at {place} may change it")
        self.branch(place, [("a loop", node.body), ("no loop", [])])
        self.forget_all(node.body, f"the loop at {place} may change it")

    def forget_all(self, nodes: Iterable[Any], reason: str) -> None:
        for node in nodes:
            self.forget(node, reason)

    def do_block(self, node: Any, place: Place) -> None:
        before = dict(self.variables)
        self.run(node.body)
        self.variables = before

    def do_function(self, node: Any, place: Place) -> None:
        for name in self.words_of(node)[:1]:
            self.definitions[name.lower()] = (node, self.file)

    do_macro = do_function

    def call(self, node: Any, name: str, place: Place) -> None:
        if len(self.calls) == MOST_CALLS or name in [call.name for call in self.calls]:
            self.refuse(place, written(node), "calls itself, or is called too deeply")
            return
        definition, file = self.definitions[name]
        parameters = bound(self.words_of(definition)[1:], self.given(node))
        before, self.file = (self.file, self.macro, self.returned), file
        self.calls.append(Call(name, place))
        if name_of(definition) == "macro":
            self.macro = parameters
            self.run(definition.body)
        else:
            outside, self.macro, self.returned = self.variables, {}, {}
            self.variables = {**outside, **parameters}
            self.run(definition.body)
            self.variables = {**outside, **self.returned}
        self.calls.pop()
        self.file, self.macro, self.returned = before

    def given(self, node: Any) -> list[Value]:
        """The arguments of a call; one that is not known is passed on as unknown."""
        found: list[Value] = []
        for token in node.args or []:
            try:
                found += [argument.text for argument in evaluate([token], self.look_up)]
            except Unknown as unknown:
                found.append(unknown)
        return found


def bound(names: list[str], given: list[Value]) -> Values:
    def joined(values: list[Value]) -> Value:
        unknown = [value for value in values if isinstance(value, Unknown)]
        return unknown[0] if unknown else ";".join(map(str, values))

    rest = {"ARGC": str(len(given)), "ARGV": joined(given), "ARGN": joined(given[len(names) :])}
    numbered = {f"ARGV{number}": value for number, value in enumerate(given)}
    return {**rest, **numbered, **dict(zip(names, given))}


def agreed(ends: list[Values], reason: str) -> Values:
    """The variables after branches of which one was taken."""
    found: Values = {}
    for name in {name: None for end in ends for name in end}:
        first, *others = (end.get(name) for end in ends)
        if first is None or any(value != first for value in others):
            first = Unknown(f"${{{name}}} is not known: {reason}")
        found[name] = first
    return found


def simple(name: str, texts: list[str], before: dict[str, str]) -> Values:
    """What needs no CMake, since starting it takes time: the most frequent of all."""
    case = {"TOUPPER": str.upper, "TOLOWER": str.lower}
    if name == "string" and len(texts) == 3 and texts[0] in case and texts[1].isascii():
        return {texts[2]: case[texts[0]](texts[1])}
    if name == "list" and len(texts) > 2 and texts[0] == "APPEND":
        earlier = before.get(texts[1], "")
        return {texts[1]: ";".join([*([earlier] if earlier else []), *texts[2:]])}
    return {}


def computed(name: str, texts: list[str], before: dict[str, str]) -> Values:
    """The variables that the command names, as it leaves them."""
    names = [text for text in texts[1:] if IDENTIFIER.fullmatch(text)]
    sets = [f"set({each} {bracketed(value)})" for each, value in before.items()]
    words = " ".join(map(bracketed, texts))
    shows = [
        f'if(DEFINED {each})\n  string(HEX "${{{each}}}" hex)\n'
        f'  string(APPEND result "{each}=${{hex}}\\n")\nendif()'
        for each in names
    ]
    result = compute("\n".join([*sets, f"{name}({words})", 'set(result "")', *shows]))
    if result is None:
        return {each: Unknown(f"{name}({' '.join(texts)}) is an error") for each in names}
    lines = (line.partition("=") for line in result.splitlines())
    return {each: bytes.fromhex(value).decode() for each, _, value in lines}


def written(node: Any) -> str:
    """The command, for a message."""
    tokens = getattr(node, "args", None) or []
    words = " ".join(" ".join(token.value.split()) for token in tokens)
    return f"{name_of(node)}({shortened(words)})"
