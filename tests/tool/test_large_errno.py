# SPDX-License-Identifier: MIT
"""An errno that does not fit into an exit status reaches the report as it is."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from library.chain_runs import run_chain
from support.compile import PROGRAMS, Compile, with_static

pytestmark = pytest.mark.usefixtures("native", "unsanitized")


@pytest.mark.parametrize("number", [256, 512, 1133])  # 1133: EDQUOT on MIPS
def test_errno_of_more_than_eight_bits(
    number: int, tool: list[str], compile_c: Compile, build: Path
) -> None:
    chain = compile_c(PROGRAMS / "chain.c", *with_static(build), "-pthread")
    command = shlex.join([*tool, "methods", "--format", "json"])
    ran = run_chain(chain, f"here=0,{number}", f"sh={command}")
    methods = json.loads(ran.stdout)["methods"]
    refused = [method for method in methods if method["name"].startswith("memfd_")]
    assert refused
    for method in refused:
        assert (method["available"], method["error"]) == (False, f"E{number}")
