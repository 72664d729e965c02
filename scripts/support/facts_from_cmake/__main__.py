# SPDX-License-Identifier: MIT
"""The program: scripts/facts-from-cmake makes the environment for it."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import facts_from_cmake
from command_line import Parser
from safe_text import name_of_file, printable

NAME = "scripts/facts-from-cmake"
LARGEST = 4 << 20  # bytes of a file
EPILOG = """\
What cannot be turned is listed on standard error: file, line, command, reason.
Exit status: 0 all was turned, 1 something is listed, 2 wrong usage or input, 3 setting up
failed."""


def stop(reason: str) -> NoReturn:
    print(f"{NAME}: {printable(reason)}", file=sys.stderr)
    sys.exit(2)


def definition(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(f"not NAME=VALUE: {printable(text)}")
    return name, value


def parse_arguments() -> argparse.Namespace:
    parser = Parser(
        prog=NAME,
        description=facts_from_cmake.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EPILOG,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="- is standard input")
    parser.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
    parser.add_argument(
        "-D", "--define", type=definition, action="append", default=[], metavar="NAME=VALUE",
        help="what a variable is throughout, whatever the files set it to",
    )  # fmt: skip
    parser.add_argument(
        "--complete", action="store_true",
        help="the files are all that sets variables: others are empty, and options are as by"
        " default",
    )  # fmt: skip
    parser.add_argument(
        "--prefix", default="", help="of all the macros, as for anonshm_probe(PREFIX)"
    )
    parser.add_check_arguments()
    return parser.parse_args()


def shown(file: str) -> str:
    return "standard input" if file == "-" else name_of_file(file)


def read(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        if len(data) > LARGEST:
            stop(f"{shown(file)}: larger than {LARGEST >> 20} MiB")
        return data.decode()
    except OSError as error:
        stop(f"{shown(file)}: cannot be read: {error.strerror}")
    except ValueError:  # a null in the name, or bytes that are no text
        stop(f"{shown(file)}: not a text in UTF-8")


def write(text: str, output: str | None) -> None:
    try:
        if output in (None, "-"):
            sys.stdout.buffer.write(text.encode())
            sys.stdout.buffer.flush()
        else:
            Path(str(output)).write_bytes(text.encode())
    except OSError as error:
        place = name_of_file(output or "standard output")
        stop(f"{place}: cannot be written: {error.strerror}")


def main() -> int:
    arguments = parse_arguments()
    if arguments.check_arguments:
        return 0
    # Not above: --help works where these are not installed.
    from facts_from_cmake.conversion import ConversionError, convert

    if shutil.which("cmake") is None:
        stop("cmake is not on PATH; it computes what the files compute")
    sources = [(shown(file), read(file)) for file in arguments.files]
    try:
        fixed = dict(arguments.define)
        converted = convert(sources, fixed, arguments.complete, arguments.prefix)
    except ConversionError as problem:
        stop(str(problem))
    write(converted.catalogue, arguments.output)
    for line in converted.refused:
        print(printable(line), file=sys.stderr)
    if converted.refused:
        counts = f"{converted.facts} facts; {len(converted.refused)} to do by hand"
        print(f"{NAME}: {counts}", file=sys.stderr)
    return 1 if converted.refused else 0


if __name__ == "__main__":
    sys.exit(main())
