# SPDX-License-Identifier: MIT
"""cmake/platforms/ predicts what the probes measure on the model of that platform.

The predictions were written down from the systems' sources, the models were programmed from the
same sources independently, and the probes do not know which system they are on. A model stands
for one version; what that means for programs that run on several is in test_version_ranges.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.harness import MODELS
from models.statements import stated_of
from support import catalogue
from support.tables import TABLES

pytestmark = pytest.mark.usefixtures("native", "unsanitized")

Measured = Callable[[str], dict[str, str]]

PLATFORMS = sorted(
    {path.stem for path in catalogue.PLATFORMS.glob("*.cmake")} | catalogue.TARGETS.keys()
)

# What a model does not play: the machine below answers.
NOT_MODELLED = {"sem_pshared", "mutex_pshared", "mutex_robust", "sysv_shm"}

# Installations, and a release that cmake/platforms/ leaves out. The model: the platform that it
# is a variant of, and what is different there.
VARIANTS: dict[str, tuple[str, dict[str, str]]] = {
    # lib/libc/gen/posixshm.c: without the directory a name is the path that it is.
    "dragonfly-no-shmdir": ("dragonfly", {"shm_path": "/%s"}),
    # shm_copyin_path: the jail's path, 18 bytes here, is counted.
    "freebsd-jail": ("freebsd", {"shm_name_max": "1005"}),
    # 0e9000201f to 140013f27a: FD_CLOEXEC, which is O_WRONLY, in the place of O_CLOEXEC. A
    # descriptor of access mode 3 has no size to be set and cannot be read or written.
    "haiku-2017": ("haiku", {
        "shm_open_sets_cloexec": "false", "shm_resize": "unknown",
        "shm_size_rounded": "unknown", "shm_read_write": "unknown",
    }),
}  # fmt: skip

BEHAVIOURS = [id for id, kind in catalogue.KINDS.items() if kind == "BEHAVIOUR"]


def expected_of(model: str) -> dict[str, str]:
    platform, differences = VARIANTS.get(model, (model, {}))
    known = {id: word for id, word in stated_of(platform).items() if word != "unknown"}
    return {**known, **differences}


@pytest.mark.parametrize("model", MODELS)
def test_probes_find_what_is_expected(model: str, measured: Measured) -> None:
    found = measured(model)
    expected = expected_of(model)
    TABLES.setdefault("behaviours, found on the models as expected", []).append(
        f"{model:20}" + " ".join(expected.get(id, "-") for id in BEHAVIOURS[:7])
    )
    wrong = {id: (found[id], value) for id, value in expected.items() if found[id] != value}
    assert not wrong, (
        f"found and predicted differ on the model {model}: correct cmake/platforms/, the model"
        f" in tests/models/, or for a variant VARIANTS in {Path(__file__).name}: {wrong}"
    )
    # And each probe has come to an answer, also where none was expected.
    unanswered = {id for id in BEHAVIOURS if found.get(id, "unknown") == "unknown"}
    assert unanswered == {id for id, value in expected.items() if value == "unknown"}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_is_left_out(platform: str) -> None:
    missing = set(BEHAVIOURS) - NOT_MODELLED - set(stated_of(platform))
    missing -= {"map_empty"}  # known of Linux and macOS only
    assert not missing, (
        f"cmake/platforms/common/posix.cmake or cmake/platforms/{platform}.cmake: predict"
        f" {sorted(missing)}, or add to NOT_MODELLED in {Path(__file__).name} what the models"
        " leave to this machine"
    )


def test_every_model_that_is_built_is_tested(build: Path) -> None:
    prefix, suffix = "libanonshm_model_", ".so"
    built = {file.name[len(prefix) : -len(suffix)] for file in build.glob(f"{prefix}*{suffix}")}
    assert built == set(MODELS), "tests/models/harness.py: PATH needs an entry for each model"


def test_every_model_has_its_expectations() -> None:
    assert sorted(MODELS) == sorted([*PLATFORMS, *VARIANTS]), (
        "a model needs cmake/platforms/<model>.cmake, or a row of TARGETS in"
        f" tests/support/catalogue.py, or of VARIANTS in {Path(__file__).name}"
    )
    for platform, differences in VARIANTS.values():
        known = stated_of(platform)
        assert known
        assert differences.items().isdisjoint(known.items()), "no difference"
