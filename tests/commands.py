"""Running things, and looking at what they left."""

from __future__ import annotations

import subprocess
from pathlib import Path


def run_text(*command: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          **more)


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
