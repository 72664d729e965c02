"""cmake/platforms/ says what the probes find out on the model of that platform.

The predictions were written down from the systems' sources, the models were programmed from
them by somebody else, and the probes do not know which system they are on.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import catalogue
from conftest import ROOT, TABLES, preloading

pytestmark = pytest.mark.usefixtures("native", "unsanitized")

PLATFORMS = sorted(path.stem for path in (ROOT / "cmake" / "platforms").glob("*.cmake"))

# What a model does not play, and the machine below answers.
NOT_MODELLED = {"sem_pshared", "mutex_pshared", "mutex_robust", "sysv_shm"}

# What no source tells. Of mapping an empty object only Linux and macOS are known.
UNKNOWN = {"cygwin": {"shm_name_empty"}}

BEHAVIOURS = [id for id, kind in catalogue.KINDS.items() if kind == "BEHAVIOUR"]


def predictions(platform: str) -> dict[str, str]:
    text = (ROOT / "cmake" / "platforms" / f"{platform}.cmake").read_text()
    pairs = re.findall(r'^  (\w+) "?([^"\s)]+)"?\)?$', text, re.MULTILINE)
    return {id: {"TRUE": "true", "FALSE": "false"}.get(value, value) for id, value in pairs}


def probe_program(build: Path) -> Path:
    return build / "CMakeFiles" / "anonshm" / "anonshm_probe"


def model_library(build: Path, platform: str) -> Path:
    library = build / f"libanonshm_model_{platform}.so"
    if not library.exists():
        pytest.skip("no models were built: they stand in front of a 64-bit Linux libc only")
    return library


def ask(build: Path, library: Path, root: Path) -> dict[str, str]:
    ran = subprocess.run(
        [probe_program(build)],
        env={**preloading(library), "ANONSHM_MODEL_ROOT": str(root)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "ANONSHM-END" in ran.stdout, ran.stderr
    return dict(re.findall(r"^ANONSHM ([^=]+)=([^|]*)\|", ran.stdout, re.MULTILINE))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_predictions_are_what_the_model_shows(platform: str, build: Path, tmp_path: Path) -> None:
    found = ask(build, model_library(build, platform), tmp_path / "root")
    predicted = predictions(platform)
    assert predicted, "the file was not understood"
    TABLES.setdefault("predictions, the same on the model", []).append(
        f"{platform:12}" + " ".join(predicted.get(id, "-") for id in BEHAVIOURS[:7])
    )
    assert {id: found[id] for id in predicted} == predicted


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_is_left_out(platform: str) -> None:
    missing = set(BEHAVIOURS) - NOT_MODELLED - set(predictions(platform))
    assert missing <= UNKNOWN.get(platform, set()) | {"map_empty"}
