"""Old names, until every test has the new ones."""

from __future__ import annotations

from support.paths import files_below
from support.pypi import from_pypi
from support.run import run as run_text

__all__ = ["files_below", "from_pypi", "run_text"]
