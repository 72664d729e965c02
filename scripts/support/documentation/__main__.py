# SPDX-License-Identifier: MIT
"""Builds the documentation as HTML and man pages. scripts/docs makes the environment, and the
program whose options are documented."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from documentation.pages import PAGES, write

BUILDERS = ("html", "man")


def build(builder: str, output: Path, program: str) -> int:
    from sphinx.cmd.build import build_main  # here, as --help needs none

    return build_main(
        [
            *("-W", "--keep-going", "-q", "-b", builder, "-c", str(PAGES)),
            *("-d", str(output / "doctrees"), "-D", f"anonshm_program={program}"),
            *(str(output / "source"), str(output / builder)),
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/support/documentation", description=__doc__)
    parser.add_argument("--program", required=True, help="the program anonshm that was built")
    parser.add_argument("--output", required=True, type=Path, help="the directory to write to")
    arguments = parser.parse_args()
    output = arguments.output.resolve()
    write(output / "source")
    program = str(Path(arguments.program).resolve())
    status = max(build(builder, output, program) for builder in BUILDERS)
    if status:  # or the next build would not read again what it complains about
        shutil.rmtree(output / "doctrees", ignore_errors=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
