"""What the documents name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.paths import ROOT

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
