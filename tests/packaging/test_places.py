# SPDX-License-Identifier: MIT
"""Where the parts of an installed package find one another: configurations side by side,
directories of the system, moved trees, outputs apart, and a program that needs the library.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from support.packages import built, configured, copy_source
from support.paths import ROOT
from support.pypi import from_pypi
from support.run import run

pytestmark = pytest.mark.slow


# -- Configurations ------------------------------------------------------------------------


def has_debug_information(file: Path) -> bool:
    return ".debug_info" in run("readelf", "--sections", "--wide", file, check=True).stdout


def test_each_configuration_installs_its_own_files(native: None, tmp_path: Path) -> None:
    if shutil.which("ninja") is None:
        pytest.skip("no ninja")
    build = tmp_path / "build"
    options = ["-DANONSHM_BUILD_TESTING=OFF", "-DCMAKE_DEBUG_POSTFIX=d"]
    run("cmake", "-G", "Ninja Multi-Config", "-S", ROOT, "-B", build, *options, check=True)
    for name in ("Debug", "Release"):
        run("cmake", "--build", build, "--config", name, "-j2", check=True)
    for name in ("Release", "Debug"):
        prefix = tmp_path / name
        install = ["cmake", "--install", build, "--config", name]
        run(*install, "--prefix", prefix, check=True)
        run(*install, "--prefix", tmp_path / "both", check=True)
        archive = "libanonshmd.a" if name == "Debug" else "libanonshm.a"
        files = [next(prefix.rglob(archive)), prefix / "bin" / "anonshm"]
        assert [has_debug_information(file) for file in files] == [name == "Debug"] * 2

    text = """
find_package(anonshm REQUIRED)
file(WRITE "${CMAKE_BINARY_DIR}/main.c"
  "#include <shm_open_anon.h>\\nint main(void) { return shm_open_anon() == -1; }\\n")
add_executable(program "${CMAKE_BINARY_DIR}/main.c")
target_link_libraries(program PRIVATE anonshm::static)
"""
    place = f"-DCMAKE_PREFIX_PATH={tmp_path / 'both'}"
    found = configured(tmp_path / "user", text, place, "-GNinja Multi-Config")
    assert found.returncode == 0, found.stdout
    for name, archive in (("Debug", "libanonshmd.a"), ("Release", "libanonshm.a")):
        command = ["cmake", "--build", tmp_path / "user/build", "--config", name, "--verbose"]
        assert re.search(rf"/{archive}['\" ]", run(*command, check=True).stdout)


# -- pkg-config ----------------------------------------------------------------------------


def pkg_config(kind: str) -> str:
    if kind == "pkgconf of PyPI":
        files = from_pypi("pkgconf==3.0.7.post0") / "pkgconf" / ".bin"
        return str(next(files.glob("pkgconf*")))
    return shutil.which(kind) or pytest.skip(f"no {kind}")


def flags(kind: str, directory: Path, system: str = "/usr/lib") -> list[str]:
    """What is printed for the file in this directory, on a system that has no others."""
    environment = {
        **os.environ,
        "PKG_CONFIG_LIBDIR": str(directory),
        "PKG_CONFIG_PATH": "",
        "PKG_CONFIG_SYSTEM_INCLUDE_PATH": "/usr/include",
        "PKG_CONFIG_SYSTEM_LIBRARY_PATH": system,
    }
    command = [pkg_config(kind), "--cflags", "--libs", "anonshm"]
    return shlex.split(run(*command, env=environment, check=True).stdout)


KINDS = ["pkg-config", "pkgconf of PyPI"]


@pytest.fixture(scope="module")
def root(own_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of a distribution, unpacked: its prefix is /usr."""
    root = tmp_path_factory.mktemp("root")
    environment = {**os.environ, "DESTDIR": str(root)}
    run("cmake", "--install", own_build, env=environment, check=True)
    return root


@pytest.mark.parametrize("kind", KINDS)
def test_directories_of_the_system_are_not_printed(kind: str, root: Path) -> None:
    """They would be searched before those that the user names."""
    directory = next(root.rglob("anonshm.pc")).parent
    system = "/" + str(directory.parent.relative_to(root))
    assert flags(kind, directory, system) == ["-lanonshm"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_moved_tree_is_where_it_is(kind: str, prefix: Path, tmp_path: Path) -> None:
    """Although it was configured for /usr."""
    if "'" in str(tmp_path):
        pytest.skip("pkg-config reads a ' in the prefix as the beginning of a quotation")
    moved = tmp_path / "moved"
    shutil.copytree(prefix, moved, symlinks=True)
    printed = flags(kind, next(moved.rglob("anonshm.pc")).parent)
    (include,) = (flag[2:] for flag in printed if flag.startswith("-I"))
    (library,) = (flag[2:] for flag in printed if flag.startswith("-L"))
    assert Path(include).resolve() == moved / "include"
    assert list(Path(library).glob("libanonshm.so")) and library.startswith(str(moved))


# -- The program and its library -----------------------------------------------------------


@pytest.fixture(scope="module")
def shared_build(native: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a copy: CMake refuses a place for the headers that is below the sources, as the tests'
    directories are where they are built in the checkout."""
    directory = tmp_path_factory.mktemp("shared")
    source = copy_source(directory / "source")
    return built(directory / "build", "-DBUILD_SHARED_LIBS=ON", source=source)


def installed(build: Path, root: Path, *options: str) -> Path:
    """With these options, and none of the tests before."""
    directories = [f"-UCMAKE_INSTALL_{name}DIR" for name in ("BIN", "LIB", "INCLUDE")]
    others = ["-UCMAKE_INSTALL_PREFIX", "-UCMAKE_*RPATH"]
    run("cmake", *directories, *others, *options, build, check=True)
    environment = {**os.environ, "DESTDIR": str(root)}
    run("cmake", "--build", build, "--target", "install", env=environment, check=True)
    return root


def run_path(program: Path) -> list[str]:
    dynamic = run("readelf", "--dynamic", "--wide", program, check=True).stdout
    return re.findall(r"\(R(?:UN)?PATH\).*\[(.*)\]", dynamic)


def test_the_program_finds_its_library_in_a_moved_tree(
    shared_build: Path, tmp_path: Path
) -> None:
    installed(shared_build, tmp_path / "root", "-DCMAKE_INSTALL_PREFIX=/opt/anonshm")
    moved = (tmp_path / "root/opt/anonshm").rename(tmp_path / "a prefix")
    run(moved / "bin/anonshm", "--version", check=True)


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("-DCMAKE_INSTALL_PREFIX=/usr", []),
        ("-DCMAKE_INSTALL_RPATH=/opt/lib", ["/opt/lib"]),
        ("-DCMAKE_SKIP_INSTALL_RPATH=ON", []),
    ],
)
def test_a_run_path_is_there_where_it_is_needed(
    option: str, expected: list[str], shared_build: Path, tmp_path: Path
) -> None:
    installed(shared_build, tmp_path, option)
    assert run_path(next(tmp_path.rglob("bin/anonshm"))) == expected


# -- Outputs apart -------------------------------------------------------------------------


def test_outputs_apart_find_one_another(shared_build: Path, tmp_path: Path) -> None:
    """As nixpkgs builds them: absolute directories in several prefixes (the setup hook of
    cmake), and lib/cmake and lib/pkgconfig moved to where the headers are
    (multiple-outputs.sh)."""
    out, dev, bin = (tmp_path / name for name in ("out", "dev", "bin"))
    options = [
        f"-DCMAKE_INSTALL_PREFIX={out}",
        f"-DCMAKE_INSTALL_LIBDIR={out}/lib",
        f"-DCMAKE_INSTALL_INCLUDEDIR={dev}/include",
        f"-DCMAKE_INSTALL_BINDIR={bin}/bin",
    ]
    installed(shared_build, Path("/"), *options)
    (dev / "lib").mkdir()
    for name in ("cmake", "pkgconfig"):
        (out / "lib" / name).rename(dev / "lib" / name)
    run(bin / "bin/anonshm", "--version", check=True)
    assert not list(dev.glob("lib/lib*"))

    source = tmp_path / "main.c"
    source.write_text(
        "#include <shm_open_anon.h>\nint main(void) { return shm_open_anon() == -1; }\n"
    )
    text = f"""
find_package(anonshm REQUIRED COMPONENTS Library Probe Tool)
add_executable(program "{source}")
target_link_libraries(program PRIVATE anonshm::anonshm)
"""
    found = configured(tmp_path / "user", text, f"-DCMAKE_PREFIX_PATH={dev}")
    assert found.returncode == 0, found.stdout
    run("cmake", "--build", tmp_path / "user/build", check=True)
    run(tmp_path / "user/build/program", check=True)

    compiler = re.search(
        r"^CMAKE_C_COMPILER:\w+=(.*)$", (shared_build / "CMakeCache.txt").read_text(), re.M
    )
    assert compiler
    printed = flags("pkg-config", dev / "lib/pkgconfig")
    run(compiler[1], source, "-o", tmp_path / "program", *printed, check=True)
    run(tmp_path / "program", env={**os.environ, "LD_LIBRARY_PATH": f"{out}/lib"}, check=True)
