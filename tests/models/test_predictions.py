# SPDX-License-Identifier: MIT
"""cmake/platforms/ predicts what the probes measure on the model of that platform.

The predictions were written down from the systems' sources, the models were programmed from the
same sources independently, and the probes do not know which system they are on. Releases and
installations without a file of their own differ from one that has it as VARIANTS lists.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.harness import MODELS, environment
from support import catalogue
from support.catalogue import predictions
from support.run import run
from support.tables import TABLES

pytestmark = pytest.mark.usefixtures("native", "unsanitized")

PLATFORMS = sorted(
    {path.stem for path in catalogue.PLATFORMS.glob("*.cmake")} | catalogue.TARGETS.keys()
)

# What a model does not play: the machine below answers.
NOT_MODELLED = {"sem_pshared", "mutex_pshared", "mutex_robust", "sysv_shm"}

# What no source documents. Of mapping an empty object only Linux and macOS are known.
UNKNOWN = {"cygwin": {"shm_name_empty"}}

# The model: the platform that it is a variant of, and what is different there.
VARIANTS: dict[str, tuple[str, dict[str, str]]] = {
    # memfd_create(2) came, and librt/shm.c stayed.
    "netbsd-11": ("netbsd", {}),
    # lib/libc/gen/posixshm.c: without the directory a name is the path that it is.
    "dragonfly-no-shmdir": ("dragonfly", {"shm_path": "/%s"}),
    # uipc_shm.c of 12.3: the name rules of shm_open are those of 14.
    "freebsd-12": ("freebsd", {}),
    # shm_copyin_path: the jail's path, 18 bytes here, is counted.
    "freebsd-jail": ("freebsd", {"shm_name_max": "1005"}),
    # Before xnu-4903.270.47: PSHMNAMLEN counts the NUL, and nothing looks for the empty name.
    "macos-10.13": ("macos", {"shm_name_max": "30", "shm_name_empty": "accepted"}),
    # 0e9000201f to 140013f27a: FD_CLOEXEC, which is O_WRONLY, in the place of O_CLOEXEC. A
    # descriptor of access mode 3 has no size to be set and cannot be read or written.
    "haiku-2017": ("haiku", {
        "shm_open_sets_cloexec": "false", "shm_resize": "unknown",
        "shm_size_rounded": "unknown", "shm_read_write": "unknown",
    }),
    # Before 5b380b1ca: the slash optional, inner slashes allowed, no length but the file
    # system's, which leaves the slash out.
    "cygwin-3.2": ("cygwin", {
        "shm_name_leading_slash": "optional", "shm_name_inner_slash": "ENOENT",
        "shm_name_max": "256",
    }),
}  # fmt: skip

BEHAVIOURS = [id for id, kind in catalogue.KINDS.items() if kind == "BEHAVIOUR"]


def probe_program(build: Path) -> Path:
    return build / "CMakeFiles" / "anonshm" / "anonshm_probe"


def measure(build: Path, model: str, root: Path) -> dict[str, str]:
    """What the probe prints on a model."""
    ran = run(probe_program(build), env=environment(model, root), timeout=120)
    assert "ANONSHM-END" in ran.stdout, ran.stdout
    return dict(re.findall(r"^ANONSHM ([^=]+)=([^|]*)\|", ran.stdout, re.MULTILINE))


def expected_of(model: str) -> dict[str, str]:
    platform, differences = VARIANTS.get(model, (model, {}))
    return {**predictions(platform), **differences}


@pytest.mark.parametrize("model", MODELS)
def test_probes_find_what_is_expected(model: str, build: Path, tmp_path: Path) -> None:
    found = measure(build, model, tmp_path / "root")
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
    missing = set(BEHAVIOURS) - NOT_MODELLED - set(predictions(platform))
    missing -= UNKNOWN.get(platform, set()) | {"map_empty"}
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
        "a model needs cmake/platforms/<model>.cmake, or a row of VARIANTS in"
        f" {Path(__file__).name}"
    )
    for platform, differences in VARIANTS.values():
        known = predictions(platform)
        assert known
        assert differences.items().isdisjoint(known.items()), "no difference"
