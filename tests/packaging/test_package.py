# SPDX-License-Identifier: MIT
"""What `cmake --install` puts into a prefix, what CPack packs, and what uninstalling leaves."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import tarfile
from pathlib import Path

import pytest

from support.packages import built, find, offered
from support.paths import ROOT, files_below
from support.run import run

COMPONENTS = ["Library", "Probe", "Tool"]

pytestmark = pytest.mark.slow


# -- The installed tree --------------------------------------------------------------------


def test_no_file_names_a_place(own_build: Path, prefix: Path) -> None:
    places = [str(place).encode() for place in (ROOT, own_build, prefix, prefix.parent)]
    naming = [
        path
        for path in files_below(prefix)
        if any(place in (prefix / path).read_bytes() for place in places)
    ]
    assert naming == []


def test_libraries_are_names(native: None, tmp_path: Path) -> None:
    """Not /usr/lib/x86_64-linux-gnu/librt.so, but rt."""
    options = ["-DANONSHM_BUILD_TESTING=OFF", "-DANONSHM_PRESET_SHM_OPEN_LIBRARY=rt"]
    run("cmake", "-S", ROOT, "-B", tmp_path, *options, check=True)
    exported = "".join(
        (tmp_path / f"anonshm{kind}.cmake").read_text() for kind in ("Static", "Shared")
    )
    assert set(re.findall(r'INTERFACE_LINK_LIBRARIES "(.*)"', exported)) == {
        r"\$<TARGET_FILE:anonshm::archive>;-lrt",
        r"\$<LINK_ONLY:-lrt>",
    }
    written = list(tmp_path.rglob("anonshm.pc"))
    assert len(written) == 2 and all("Libs.private: -lrt\n" in p.read_text() for p in written)


def test_headers_compile_alone(prefix: Path, cache: dict[str, str], tmp_path: Path) -> None:
    flags = ["-Wall", "-Wextra", "-Werror", "-pedantic-errors", "-fsyntax-only"]
    headers = files_below(prefix / "include")
    assert {"shm_open_anon.h", "anonshm/anonshm.h"} <= headers
    for header in headers:
        for language, standard in [("c", "c99"), ("c++", "c++17")]:
            if language == "c" and header.endswith(".hpp"):
                continue
            source = tmp_path / f"alone.{language}"
            source.write_text(f"#include <{header}>\n#include <{header}>\nint not_empty;\n")
            command = [cache["CMAKE_C_COMPILER"], "-x", language, f"-std={standard}", *flags]
            run(*command, "-I", prefix / "include", source, check=True)


def test_headers_depend_on_no_configuration(prefix: Path) -> None:
    for path in files_below(prefix / "include"):
        text = (prefix / "include" / path).read_text()
        assert not re.search(r"anonshm_config|ANONSHM_HAVE_|ANONSHM_CHAIN\b", text)


def test_architectures_can_share_a_prefix(prefix: Path, tmp_path: Path) -> None:
    """Outside lib/<architecture> and bin everything is the same, whatever the probes found."""
    other = built(
        tmp_path / "build",
        "-DCMAKE_INSTALL_LIBDIR=lib/other",
        "-DANONSHM_PRESET_O_TMPFILE=OFF",
        "-DBUILD_SHARED_LIBS=ON",
        "-DANONSHM_BUILD_TOOL=OFF",
    )
    run("cmake", "--install", other, "--prefix", tmp_path / "prefix", check=True)
    of_the_program = ("bin/", "share/bash-completion/", "share/fish/", "share/zsh/")
    shared = {
        path for path in files_below(prefix) if not path.startswith(("lib", *of_the_program))
    }
    assert shared == {
        path for path in files_below(tmp_path / "prefix") if not path.startswith("lib/other/")
    }
    _, different, errors = filecmp.cmpfiles(prefix, tmp_path / "prefix", shared, shallow=False)
    assert (different, errors) == ([], [])


# -- find_package --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("component", "offers"),
    [
        ("Library", {"static", "archive", "shared", "anonshm"}),
        ("Probe", {"anonshm_probe"}),
        ("Tool", {"tool"}),
    ],
)
def test_component_alone(
    component: str, offers: set[str], own_build: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "alone"
    run(
        "cmake", "--install", own_build, "--prefix", alone, "--component", component, check=True
    )
    assert offered(find(alone, "REQUIRED")) == offers
    for other in COMPONENTS:
        found = find(alone, f"REQUIRED COMPONENTS {other}")
        assert (found.returncode == 0) == (other == component)
        if other != component:
            assert other in found.stdout, "the message names what is missing"


def test_without_components_everything_is_found(prefix: Path) -> None:
    everything = {"static", "archive", "shared", "anonshm", "tool", "anonshm_probe"}
    assert offered(find(prefix, "0.1 REQUIRED")) == everything


@pytest.mark.parametrize(
    ("arguments", "before", "suits"),
    [
        ("0.1", "", True),
        ("0.1.0...<0.2", "", True),
        ("0.0.1", "", False),
        ("0.2", "", False),
        ("99", "", False),
        ("1.0", "", False),
        ("REQUIRED COMPONENTS Colour", "", False),
        ("COMPONENTS Library", "set(CMAKE_SIZEOF_VOID_P 2)", False),
        ("COMPONENTS Probe", "set(CMAKE_SIZEOF_VOID_P 2)", True),
    ],
)
def test_what_suits(prefix: Path, arguments: str, before: str, suits: bool) -> None:
    assert bool(offered(find(prefix, arguments, before))) == suits


# -- Packing and removing ------------------------------------------------------------------


def pack(build: Path, generator: str, directory: Path, *more: str) -> Path:
    command = ["cpack", "--config", build / "CPackConfig.cmake", "-G", generator]
    run(*command, "-B", directory, *more, check=True)
    return next(path for path in directory.glob("anonshm[_-]*") if path.is_file())


def test_archive(own_build: Path, prefix: Path, tmp_path: Path) -> None:
    with tarfile.open(pack(own_build, "TGZ", tmp_path)) as archive:
        packed = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert files_below(prefix) <= packed


@pytest.fixture(scope="module")
def debian(own_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a page of the manual, whether or not the documentation was built."""
    if shutil.which("dpkg-shlibdeps") is None:
        pytest.skip("no dpkg-shlibdeps (dpkg-dev)")
    directory = tmp_path_factory.mktemp("debian")
    page = directory / "man/man1/anonshm.1"
    page.parent.mkdir(parents=True)
    page.write_text(".TH anonshm 1\n.SH NAME\nanonshm \\- shared memory without a name\n")
    more = f"CPACK_INSTALLED_DIRECTORIES={directory / 'man'};/usr/share/man"
    return pack(own_build, "DEB", directory / "package", "-D", more)


DEBIAN_HAS = {
    *("share/doc/anonshm/copyright", "share/lintian/overrides/anonshm"),
    *("share/doc/anonshm/changelog.gz", "share/doc/anonshm/changelog.Debian.gz"),
    "share/man/man1/anonshm.1.gz",
}


def without_pages(files: set[str]) -> set[str]:
    return {file for file in files if not file.startswith("share/man/")}


def test_debian_package(debian: Path, prefix: Path, tmp_path: Path) -> None:
    assert "libc6" in run("dpkg-deb", "--field", debian, "Depends").stdout
    run("dpkg-deb", "--extract", debian, tmp_path, check=True)
    packed, installed = files_below(tmp_path / "usr"), files_below(prefix)
    assert packed >= DEBIAN_HAS
    assert without_pages(packed - DEBIAN_HAS) == without_pages(
        installed - {"share/doc/anonshm/LICENSE"}
    )
    pkg_config = next(tmp_path.rglob("anonshm.pc")).read_text()
    assert "\nprefix=/usr\n" in pkg_config, "as pkg-config knows it"
    run(tmp_path / "usr/bin/anonshm", "methods", check=True)


def test_debian_has_the_licence(debian: Path, tmp_path: Path) -> None:
    run("dpkg-deb", "--extract", debian, tmp_path, check=True)
    copyright = (tmp_path / "usr/share/doc/anonshm/copyright").read_text()
    lines = (ROOT / "LICENSE").read_text().splitlines()[2:]
    assert f"Copyright: {lines[0].removeprefix('Copyright (c) ')}\n" in copyright
    text = "".join(f" {line or '.'}\n" for line in lines[2:])
    assert copyright.endswith(f"License: Expat\n{text}")


def test_lintian_finds_nothing(debian: Path) -> None:
    if shutil.which("lintian") is None:
        pytest.skip("no lintian")
    root = ["--allow-root"] if os.geteuid() == 0 else []
    assert run("lintian", *root, debian, check=True).stdout == ""


def test_uninstalling_leaves_what_others_installed(tmp_path: Path, own_build: Path) -> None:
    prefix = tmp_path / "a größer prefix"
    (prefix / "include").mkdir(parents=True)
    (prefix / "include" / "other.h").touch()
    run("cmake", "--install", own_build, "--prefix", prefix, check=True)
    run("cmake", "--build", own_build, "--target", "anonshm_uninstall", check=True)
    assert files_below(prefix) == {"include/other.h"}
    assert list(prefix.rglob("*anonshm*")) == []
    again = run("cmake", "--build", own_build, "--target", "anonshm_uninstall")
    assert again.returncode != 0 and "Nothing was installed" in again.stdout
