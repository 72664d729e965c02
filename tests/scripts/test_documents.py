# SPDX-License-Identifier: MIT
"""What the documents name exists, and every file names its licence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.paths import ROOT
from support.run import run

DOCUMENTS = sorted(ROOT.glob("*.md"))

# Names of files that a build or a user makes, and patterns.
NOT_IN_THE_SOURCE = re.compile(r"[<>*$ ]|^build|^(answers|outcome)-|\.json$")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^):#]+)\)", document.read_text())
    assert [target for target in targets if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_paths_in_code_spans_exist(document: Path) -> None:
    spans = re.findall(r"`([\w./-]+/[\w./-]*)`", document.read_text())
    paths = [span for span in spans if not NOT_IN_THE_SOURCE.search(span)]
    tops = {path.name for path in ROOT.iterdir()}
    missing = [
        path
        for path in paths
        if path.split("/")[0] in tops and not (ROOT / path.rstrip("/")).exists()
    ]
    assert missing == []


# -- Licences --------------------------------------------------------------------------------

# What can have a comment; REUSE.toml speaks for the rest.
COMMENTED = {
    *(".c", ".cmake", ".cpp", ".h", ".in", ".mjs", ".py", ".sh", ".toml", ".yaml", ".yml"),
    *("CMakeLists.txt", ".clang-format", ".clang-tidy", ".editorconfig", ".gitignore"),
}


def test_every_file_names_its_licence() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: git does not list the files")
    listed = run("git", "ls-files", "-z", cwd=ROOT, check=True).stdout.split("\0")
    files = [ROOT / name for name in listed if name]
    nameless = [
        str(file.relative_to(ROOT))
        for file in files
        if file.is_file() and {file.suffix, file.name} & COMMENTED
        if "SPDX-License-Identifier: MIT" not in file.read_text()[:200]
    ]
    assert nameless == []
