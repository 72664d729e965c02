# SPDX-License-Identifier: MIT
"""What cmake/anonshm/anonshm-report.schema.json allows: as much of JSON Schema as it uses.

Scripts run on a Python without packages. tests/tool/test_readers.py compares this with the
package jsonschema, and with the reader of the program anonshm.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

from safe_text import shortened

FILE = Path(__file__).resolve().parents[2] / "cmake/anonshm/anonshm-report.schema.json"

Schema = dict[str, Any]
# Where something is wrong, from the top, and what.
Violation = tuple[list[str], str]

TYPES: dict[str, Callable[[object], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


@functools.cache
def read() -> Schema:
    return json.loads(FILE.read_text(encoding="utf-8"))


def violations(value: object, schema: Schema) -> Iterator[Violation]:
    """The first is enough to refuse the value."""
    for keyword, operand in schema.items():
        if keyword in KEYWORDS:
            yield from KEYWORDS[keyword](value, operand, schema)


def is_valid(value: object, schema: Schema) -> bool:
    return next(violations(value, schema), None) is None


def below(name: object, found: Iterator[Violation]) -> Iterator[Violation]:
    return (([str(name), *place], what) for place, what in found)


def invalid(value: object) -> Iterator[Violation]:
    nested = isinstance(value, (dict, list))
    shown = "" if nested else ": " + shortened(json.dumps(value))
    yield [], f"is invalid{shown}"


# -- Keywords ------------------------------------------------------------------------------


def of_type(value: object, types: str | list[str], _: Schema) -> Iterator[Violation]:
    possible = [types] if isinstance(types, str) else types
    if not any(TYPES[name](value) for name in possible):
        yield from invalid(value)


def of_reference(value: object, reference: str, _: Schema) -> Iterator[Violation]:
    return violations(value, read()["$defs"][reference.rpartition("/")[2]])


def constant(value: object, expected: object, _: Schema) -> Iterator[Violation]:
    return among(value, [expected], _)


def among(value: object, expected: list[object], _: Schema) -> Iterator[Violation]:
    if not any(type(value) is type(other) and value == other for other in expected):
        yield from invalid(value)


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A dollar sign is the end of the text; Python's may have a newline behind it."""
    return re.compile(re.sub(r"\$$", r"\\Z", pattern), re.ASCII)


def matching(value: object, pattern: str, _: Schema) -> Iterator[Violation]:
    if isinstance(value, str) and not compiled(pattern).search(value):
        yield from invalid(value)


def no_shorter(value: object, length: int, _: Schema) -> Iterator[Violation]:
    if isinstance(value, str) and len(value) < length:
        yield from invalid(value)


def no_less(value: object, minimum: int, _: Schema) -> Iterator[Violation]:
    if TYPES["integer"](value) and isinstance(value, int) and value < minimum:
        yield from invalid(value)


def not_empty(value: object, least: int, _: Schema) -> Iterator[Violation]:
    if isinstance(value, (dict, list)) and len(value) < least:
        yield [], "is empty"


def no_duplicates(value: object, _: bool, __: Schema) -> Iterator[Violation]:
    if isinstance(value, list) and len({json.dumps(item) for item in value}) < len(value):
        yield [], "has a method twice"


def with_members(value: object, names: list[str], _: Schema) -> Iterator[Violation]:
    if isinstance(value, dict):
        yield from (([name], "is missing") for name in names if name not in value)


def with_properties(value: object, named: Schema, _: Schema) -> Iterator[Violation]:
    if isinstance(value, dict):
        for name, schema in named.items():
            if name in value:
                yield from below(name, violations(value[name], schema))


def with_patterns(value: object, patterns: Schema, _: Schema) -> Iterator[Violation]:
    if isinstance(value, dict):
        for pattern, schema in patterns.items():
            for name, member in value.items():
                if compiled(pattern).search(name):
                    yield from below(name, violations(member, schema))


def with_others(value: object, others: Any, schema: Schema) -> Iterator[Violation]:
    """additionalProperties: the members that neither properties nor patternProperties have."""
    if not isinstance(value, dict):
        return
    patterns = [compiled(pattern) for pattern in schema.get("patternProperties", {})]
    for name, member in value.items():
        if name in schema.get("properties", {}) or any(p.search(name) for p in patterns):
            continue
        if others is False:
            yield [name], "is an invalid id"
        else:
            yield from below(name, violations(member, others))


def with_items(value: object, schema: Schema, _: Schema) -> Iterator[Violation]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from below(number, violations(item, schema))


def all_of(value: object, schemas: list[Schema], _: Schema) -> Iterator[Violation]:
    for schema in schemas:
        yield from violations(value, schema)


def one_of(value: object, schemas: list[Schema], _: Schema) -> Iterator[Violation]:
    """In this schema the second is null."""
    if sum(is_valid(value, schema) for schema in schemas) != 1:
        yield from violations(value, schemas[0])


def conditional(value: object, condition: Schema, schema: Schema) -> Iterator[Violation]:
    if is_valid(value, condition):
        yield from violations(value, schema["then"])


KEYWORDS: dict[str, Callable[[object, Any, Schema], Iterator[Violation]]] = {
    "$ref": of_reference,
    "type": of_type,
    "const": constant,
    "enum": among,
    "pattern": matching,
    "minLength": no_shorter,
    "minimum": no_less,
    "minProperties": not_empty,
    "minItems": not_empty,
    "uniqueItems": no_duplicates,
    "required": with_members,
    "properties": with_properties,
    "patternProperties": with_patterns,
    "additionalProperties": with_others,
    "items": with_items,
    "allOf": all_of,
    "oneOf": one_of,
    "if": conditional,
}
ANNOTATIONS = {"$schema", "$id", "$comment", "$defs", "title", "description", "then"}


# -- Members that the schema names ---------------------------------------------------------


def known_part(value: Any, schema: Schema) -> Any:
    """Of a valid value, without the members that the schema does not name."""
    if "$ref" in schema:
        return known_part(value, read()["$defs"][schema["$ref"].rpartition("/")[2]])
    if "oneOf" in schema:
        return known_part(value, next(s for s in schema["oneOf"] if is_valid(value, s)))
    if isinstance(value, list):
        return [known_part(item, schema["items"]) for item in value]
    if not isinstance(value, dict):
        return value
    if "patternProperties" in schema:
        ((_, member),) = schema["patternProperties"].items()
        return {name: known_part(part, member) for name, part in value.items()}
    if "additionalProperties" in schema:
        return value
    named = schema["properties"]
    return {name: known_part(value[name], named[name]) for name in named if name in value}
