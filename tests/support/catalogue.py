"""The catalogue, as far as a reader of probes/catalogue.cmake sees it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CATALOGUE = ROOT / "probes" / "catalogue.cmake"
PLATFORMS = ROOT / "cmake" / "platforms"

_text = re.sub(r"^ *#.*$", "", CATALOGUE.read_text(), flags=re.MULTILINE)

# id -> kind
KINDS = {id: kind for kind, id in re.findall(r"anonshm_fact\(\s*([A-Z]+)\s+(\w+)", _text)}

# In the order of the chain: method -> the facts it needs
METHODS = {
    name: needs.split(";")
    for name, needs in re.findall(r'anonshm_method\(\s*(\w+)\s+"([^"]*)"', _text)
}

# What any method needs
NEEDED = sorted({id for needs in METHODS.values() for id in needs})

# The folders that the facts of folders are asked for.
FOLDERS = re.search(r'set\(_directories "([^"]*)"\)', _text).group(1).split(";")

# The ids as they stand in a report: with their folder where they have one.
_FOLDER_FACTS = re.findall(r"anonshm_fact\(MACHINE (\w+)[^)]*ARGUMENTS", _text)
TOOLCHAIN_IDS = [id for id, kind in KINDS.items() if kind != "MACHINE"]
MACHINE_IDS = [
    id if folder is None else f"{id}:{folder}"
    for id, kind in KINDS.items()
    if kind == "MACHINE"
    for folder in (FOLDERS if id in _FOLDER_FACTS else [None])
]


def predictions(platform: str) -> dict[str, str]:
    """What cmake/platforms/ says of a system, as the report would have it."""
    text = (PLATFORMS / f"{platform}.cmake").read_text()
    pairs = re.findall(r'^  (\w+) "?([^"\s)]+)"?\)?$', text, re.MULTILINE)
    return {id: {"TRUE": "true", "FALSE": "false"}.get(value, value) for id, value in pairs}
