# SPDX-License-Identifier: MIT
"""What the documents name exists, and every file names its licence."""

from __future__ import annotations

import re
import textwrap
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


# -- The README's examples -------------------------------------------------------------------

README_EXAMPLE = re.compile(
    r"<!-- from (\S+): ([^\n]*) -->\n```\w+\n(.*?)^```\n", re.DOTALL | re.M
)
README_PART = re.compile(
    r"^ *(?:/\*|//) README: ([\w-]+).*?\n(.*?)^ *(?:/\*|//) README ends", re.DOTALL | re.M
)


def parts_of(example: Path) -> dict[str, str]:
    return {
        name: textwrap.dedent(text) for name, text in README_PART.findall(example.read_text())
    }


def test_readme_examples_are_those_that_are_compiled_and_run() -> None:
    shown = set()
    for file, names, text in README_EXAMPLE.findall((ROOT / "README.md").read_text()):
        parts = parts_of(ROOT / file)
        assert text == "\n".join(parts[name] for name in names.split(", ")), file
        shown |= {(file, name) for name in names.split(", ")}
    examples = [path for path in (ROOT / "examples").iterdir() if path.suffix in (".c", ".cpp")]
    marked = {(f"examples/{path.name}", name) for path in examples for name in parts_of(path)}
    assert shown == marked and len(shown) >= 3


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
