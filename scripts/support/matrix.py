"""Probes, builds and tests every platform of tests/platforms.toml that this machine can.

Ends with a table, and leaves in DIR one report per target (<name>.json), what each of its
commands said (<name>.log), and all of it as one page (index.html).
"""

from __future__ import annotations

import argparse
import contextlib
import fnmatch
import html
import json
import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, Callable

try:
    import tomllib
except ImportError:  # before Python 3.11
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests" / "platforms" / "kernel"))
import guest  # noqa: E402

TABLE = ROOT / "tests" / "platforms.toml"
# What is built for each target, as far as it has it. The rest only this machine can use.
TARGETS = ["anonshm_archive", "anonshm_shared", "anonshm_contract"]
CXX_LIBRARY_TARGETS = ["anonshm_tool", "anonshm_errno_rules"]
# The tests that need no more than a way to start the target's programs.
TESTS = ["library/test_target.py", "library/test_errno_rules.py", "tool/test_report.py"]
CHROOT_PACKAGES = "g++,ninja-build"
CHROOT_CMAKE = "cmake==3.31.10"  # bullseye's own is older than 3.20
NOT_EMULATORS = ("env", "node", "nodejs")  # node is the system of WebAssembly

RESULTS = ".results.json"  # the newest of each target; hidden, since *.json are reports
README = ROOT / "README.md"
README_MARKS = "<!-- platforms: scripts/matrix --readme -->\n", "<!-- end of platforms -->\n"

Target = dict[str, Any]
Result = dict[str, Any]


class UnfitError(Exception):
    """The target was tried and did not hold; the words are for the table."""


# -- The table -----------------------------------------------------------------------------


def load_targets() -> list[Target]:
    table = tomllib.loads(TABLE.read_text())
    targets = []
    for own in [*table["platform"], *table["variant"]]:
        target = {
            "way": "toolchain",
            "build": ["plain"],
            "apt": [],
            "pip": [],
            "arguments": [],
            "tests": TESTS,
            **table["group"][own["group"]],
            **own,
        }
        target["facts"] = {}
        for name in target.get("expect", []):
            target["facts"].update(table["facts"][name])
        target["facts"].update(own.get("facts", {}))
        target["builds"] = {name: table["builds"][name] for name in target["build"]}
        target["pip"] = [*target["pip"], *needed_cmake(target)]
        target["is_variant"] = own in table["variant"]
        targets.append(target)
    return targets


def needed_cmake(target: Target) -> list[str]:
    if target["way"] == "chroot":
        return [CHROOT_CMAKE]
    return [f"cmake=={target['cmake']}"] if "cmake" in target else []


def select(targets: list[Target], names: list[str] | None) -> list[Target]:
    """By name, by group, or "subset"; all when nothing is named."""
    if not names:
        return targets
    known = {word for t in targets for word in (t["name"], t["group"])} | {"subset"}
    unknown = sorted(set(names) - known)
    if unknown:
        sys.exit(f"scripts/matrix: no such target: {', '.join(unknown)} (see --list)")
    return [
        t
        for t in targets
        if t["name"] in names or t["group"] in names or ("subset" in names and t.get("subset"))
    ]


# -- Tools ---------------------------------------------------------------------------------


def tool_folder(tools: Path, requirement: str) -> Path:
    return tools / requirement.replace("==", "-")


def kernel_image(tools: Path, target: Target) -> Path | None:
    folder = tools / target["name"]
    return next((file for file in folder.rglob("vmlinuz*") if file.is_file()), None)


def is_installed(package: str) -> bool:
    if not shutil.which("dpkg-query"):
        return False
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}", package],
        capture_output=True,
        text=True,
    )
    return asked.stdout == "installed"


def missing(target: Target, tools: Path) -> list[str]:
    """What the target needs and this machine has not."""
    lacks = [f"Debian's {package}" for package in target["apt"] if not is_installed(package)]
    lacks += [
        f"PyPI's {requirement}"
        for requirement in target["pip"]
        if not tool_folder(tools, requirement).exists()
    ]
    if target["way"] == "chroot":
        if os.geteuid() != 0:
            lacks.append("root, to chroot")
        if not (tools / target["name"]).exists():
            lacks.append(f"a chroot of Debian {target['suite']}")
    if target["way"] == "kernel" and not kernel_image(tools, target):
        lacks.append(f"the kernel of {target['kernel']}")
    return lacks


def call(command: list[str | Path], log: Path, **more: Any) -> None:
    """What the command says goes into the log; that it fails, to the caller."""
    with log.open("a") as file:
        print("\n$", *command, file=file, flush=True)
        ran = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            **{"timeout": 1800, **more},
        )
    if ran.returncode != 0:
        raise UnfitError(f"{Path(command[0]).name} failed ({ran.returncode}), see {log}")


def install(targets: list[Target], tools: Path) -> None:
    """What can be installed is; what cannot will be a reason to skip."""
    log = tools / "install.log"
    install_packages(targets, log)
    for requirement in sorted({r for target in targets for r in target["pip"]}):
        if not tool_folder(tools, requirement).exists():
            attempt(requirement, install_from_pypi, requirement, tools, log)
    for target in targets:
        if target["way"] == "chroot" and not (tools / target["name"]).exists():
            attempt(target["name"], make_chroot, target, tools, log)
        if target["way"] == "kernel" and not kernel_image(tools, target):
            attempt(target["name"], fetch_kernel, target, tools, log)


def attempt(title: str, step: Callable[..., None], *arguments: Any) -> None:
    say(f"installing {title}")
    try:
        step(*arguments)
    except (
        UnfitError,
        OSError,
        subprocess.SubprocessError,
        LookupError,
        StopIteration,
    ) as error:
        say(f"not installed: {title}: {error!r}")


def install_packages(targets: list[Target], log: Path) -> None:
    wanted = sorted({p for target in targets for p in target["apt"] if not is_installed(p)})
    if not wanted or not shutil.which("apt-get"):
        return
    attempt("the lists of Debian's packages", apt_get, log, "update")
    attempt(", ".join(wanted), apt_get, log, "install", "--no-install-recommends", *wanted)
    for package in wanted:  # one by one, when one of them is not to be had
        if not is_installed(package):
            attempt(package, apt_get, log, "install", "--no-install-recommends", package)


def apt_get(log: Path, *arguments: str) -> None:
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    call(
        [
            *sudo,
            "env",
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "-q",
            "-y",
            "-o",
            "DPkg::Lock::Timeout=900",
            *arguments,
        ],
        log,
    )


def install_from_pypi(requirement: str, tools: Path, log: Path) -> None:
    folder = tool_folder(tools, requirement)
    unfinished = folder.with_suffix(".new")
    call(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            unfinished,
            requirement,
        ],
        log,
    )
    unfinished.rename(folder)


def debian_mirror() -> str:
    """Where this machine's own packages are from."""
    asked = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI)"],
        capture_output=True,
        text=True,
        check=True,
    )
    repositories = [line.split() for line in asked.stdout.splitlines()]
    return next(
        uri for origin, uri in repositories if origin == "Debian" and "security" not in uri
    )


def make_chroot(target: Target, tools: Path, log: Path) -> None:
    unfinished = tools / f"{target['name']}.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    call(
        [
            "mmdebstrap",
            "--quiet",
            "--variant=apt",
            f"--include={CHROOT_PACKAGES}",
            target["suite"],
            unfinished,
            debian_mirror(),
        ],
        log,
    )
    unfinished.rename(tools / target["name"])


def fetch_kernel(target: Target, tools: Path, log: Path) -> None:
    """Downloads the newest package of the pattern and unpacks it, with lists of its own."""
    folder, apt = tools / target["name"], tools / f"apt-{target['suite']}"
    for name in ("lists/partial", "cache/archives/partial"):
        (apt / name).mkdir(parents=True, exist_ok=True)
    (apt / "status").touch()
    folder.mkdir(exist_ok=True)
    (apt / "sources").write_text(f"deb {debian_mirror()} {target['suite']} main\n")
    settings = {
        "Dir::Etc::sourcelist": apt / "sources",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": apt / "lists",
        "Dir::State::status": apt / "status",
        "Dir::Cache": apt / "cache",
        "Acquire::Check-Valid-Until": "false",
        "APT::Sandbox::User": "root",
    }
    options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    call(["apt-get", *options, "update"], log)
    names = subprocess.run(["apt-cache", *options, "pkgnames"], capture_output=True, text=True)
    package = sorted(fnmatch.filter(names.stdout.split(), target["kernel"]), key=by_numbers)[-1]
    call(["apt-get", *options, "download", package], log, cwd=folder)
    call(["dpkg-deb", "-x", next(folder.glob("*.deb")), folder], log)


def by_numbers(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", name)]


# -- One target ----------------------------------------------------------------------------


class Place:
    """Where the output goes, and what every command of a target is run with."""

    def __init__(self, output: Path, jobs: int) -> None:
        self.output, self.tools = output, output / "tools"
        self.parallel = max(1, (os.cpu_count() or 1) // jobs)
        self.tools.mkdir(parents=True, exist_ok=True)
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name
            not in (
                "CC",
                "CXX",
                "CFLAGS",
                "CXXFLAGS",
                "LDFLAGS",
                "CMAKE_GENERATOR",
                "CMAKE_TOOLCHAIN_FILE",
                "ANONSHM_BUILD_DIR",
                "ANONSHM_LAUNCHER",
            )
        } | {
            "ZIG_GLOBAL_CACHE_DIR": str(self.tools / "zig-cache"),
            "ZIG_LOCAL_CACHE_DIR": str(self.tools / "zig-cache"),
            "WINEPREFIX": str(self.tools / "wine"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",  # or it asks whether to install them
            "PYTHONDONTWRITEBYTECODE": "1",
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.tools / "hypothesis"),
        }

    def log(self, target: Target) -> Path:
        return self.output / f"{target['name']}.log"

    def call(self, target: Target, command: list[str | Path], **more: Any) -> None:
        call(command, self.log(target), env=self.environment, **more)


def run_target(target: Target, place: Place) -> Result:
    """Never raises; keeps the others going."""
    started = time.monotonic()
    result: Result = {
        "name": target["name"],
        "group": target["group"],
        "state": "passed",
        "reasons": [],
        "evidence": "",
        "chain": [],
        "compared": 0,
        "tests": {"passed": 0, "failed": 0, "skipped": 0},
    }
    lacks = missing(target, place.tools)
    if lacks:
        return result | {"state": "skipped", "reasons": [f"needs {', '.join(lacks)}"]}
    place.log(target).write_text("")
    try:
        WAYS[target["way"]](target, place, result)
    except (UnfitError, OSError, subprocess.SubprocessError, ValueError) as error:
        result["reasons"].append(str(error))
    failed = result["tests"]["failed"]
    if failed:
        result["reasons"].append(f"{failed} tests failed, see {place.log(target)}")
    if result["reasons"]:
        result["state"] = "failed"
    return result | {"seconds": round(time.monotonic() - started, 1)}


def by_toolchain(target: Target, place: Place, result: Result) -> None:
    for name, arguments in target["builds"].items():
        build = place.output / target["name"] / name
        make(target, place, build, [cmake_of(target, place.tools)], arguments)
        launcher = cache_entry(build, "ANONSHM_LAUNCHER")
        report = json.loads((build / "anonshm-report.json").read_text())
        judge(target, place, result, report, build, launcher)


def in_chroot(target: Target, place: Place, result: Result) -> None:
    build = place.output / target["name"] / "plain"
    build.mkdir(parents=True, exist_ok=True)
    # Mounts of its own, which go with the process.
    enter = [
        "unshare",
        "--mount",
        "sh",
        "-ec",
        """
        root=$1
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        for folder in "$2" "$3"
        do mkdir -p "$root$folder" && mount --bind "$folder" "$root$folder"
        done
        shift 3
        exec chroot "$root" "$@"
        """,
        "sh",
        str(place.tools / target["name"]),
        str(ROOT),
        str(place.output),
    ]
    cmake = tool_folder(place.tools, CHROOT_CMAKE) / "cmake" / "data" / "bin" / "cmake"
    make(target, place, build, [*enter, cmake], [])
    report = json.loads((build / "anonshm-report.json").read_text())
    judge(target, place, result, report, build, ";".join(enter))


def in_kernel(target: Target, place: Place, result: Result) -> None:
    image = kernel_image(place.tools, target)
    in_guest(target, place, result, lambda initramfs: guest.qemu_command(image, initramfs))


def in_uml(target: Target, place: Place, result: Result) -> None:
    in_guest(target, place, result, guest.uml_command)


def in_guest(target: Target, place: Place, result: Result, command: Callable) -> None:
    [(name, arguments)] = target["builds"].items()
    folder = place.output / target["name"]
    build = folder / name
    make(target, place, build, ["cmake"], arguments)
    place.call(
        target,
        ["cc", "-O2", "-static", "-o", folder / "init", ROOT / "tests/platforms/kernel/init.c"],
    )
    binaries = {
        "init": folder / "init",
        "anonshm": build / "anonshm",
        "contract": build / "tests/library/contract/anonshm_contract",
        "errno_rules": build / "tests/library/fake_system/anonshm_errno_rules",
    }
    files = {name: path.read_bytes() for name, path in binaries.items()}
    files["commands"] = b"/anonshm report --format json\n/contract\n/errno_rules\n"
    initramfs = folder / "initramfs.gz"
    initramfs.write_bytes(guest.pack(files))
    programs = files["commands"].count(b"\n")
    said = guest.run(command(initramfs), folder, programs)
    if len(said) != programs:
        raise UnfitError(f"the guest did not come to its end, see {folder}/console-*.log")
    report = json.loads(said[0][2])
    count(
        result,
        passed=sum(status == 0 for _, status, _ in said),
        failed=sum(status != 0 for _, status, _ in said),
    )
    compare(target, place, result, report, launcher="")


WAYS = {"toolchain": by_toolchain, "chroot": in_chroot, "kernel": in_kernel, "uml": in_uml}


# -- Build and test ------------------------------------------------------------------------


def cmake_of(target: Target, tools: Path) -> str | Path:
    if "cmake" not in target:
        return "cmake"
    return tool_folder(tools, f"cmake=={target['cmake']}") / "cmake" / "data" / "bin" / "cmake"


def cache_entry(build: Path, name: str) -> str:
    lines = (build / "CMakeCache.txt").read_text().splitlines()
    return next((line.split("=", 1)[1] for line in lines if line.startswith(f"{name}:")), "")


def make(
    target: Target, place: Place, build: Path, cmake: list[str | Path], arguments: list[str]
) -> None:
    shutil.rmtree(build / "CMakeFiles", ignore_errors=True)
    (build / "CMakeCache.txt").unlink(missing_ok=True)
    configure = [
        "-S",
        ROOT,
        "-B",
        build,
        "-G",
        target.get("generator", "Ninja"),
        "-DCMAKE_BUILD_TYPE=Release",
        *target["arguments"],
        *arguments,
    ]
    file = ROOT / "cmake" / "toolchains" / f"{target['name']}.cmake"
    if target["way"] == "toolchain" and not target["is_variant"]:
        configure.append(f"-DCMAKE_TOOLCHAIN_FILE={file}")
    for requirement in target["pip"]:
        if requirement.startswith("ziglang"):
            zig = tool_folder(place.tools, requirement) / "ziglang" / "zig"
            configure.append(f"-DANONSHM_ZIG={zig}")
    place.call(target, [*cmake, *configure])
    step = [*cmake, "--build", build, "--config", "Release", "--parallel", str(place.parallel)]
    known = subprocess.run(
        [*step, "--target", "help"], capture_output=True, text=True, env=place.environment
    ).stdout
    has_cxx_library = cache_entry(build, "ANONSHM_BUILD_TOOL") == "ON"
    for name in TARGETS + CXX_LIBRARY_TARGETS * has_cxx_library:
        if re.search(rf"\b{name}\b", known):
            place.call(target, [*step, "--target", name])


def judge(
    target: Target, place: Place, result: Result, report: dict, build: Path, launcher: str
) -> None:
    if launcher != "NOTFOUND":
        test(target, place, result, build, launcher)
    compare(target, place, result, report, launcher)


def test(target: Target, place: Place, result: Result, build: Path, launcher: str) -> None:
    junit = build / "junit.xml"
    junit.unlink(missing_ok=True)
    temporary = build / "tmp"
    temporary.mkdir(exist_ok=True)
    tests = [ROOT / "tests" / name for name in target["tests"]]
    environment = place.environment | {
        "ANONSHM_BUILD_DIR": str(build),
        "ANONSHM_LAUNCHER": launcher,
        "PYTEST_DEBUG_TEMPROOT": str(temporary),
    }
    with contextlib.suppress(UnfitError):  # the file tells more than the status
        call(
            [sys.executable, "-m", "pytest", "-q", f"--junitxml={junit}", *tests],
            place.log(target),
            env=environment,
            cwd=ROOT,
        )
    suite = ElementTree.parse(junit).getroot().find("testsuite")
    ran, skipped = int(suite.get("tests")), int(suite.get("skipped"))
    failed = int(suite.get("failures")) + int(suite.get("errors"))
    count(result, passed=ran - skipped - failed, failed=failed, skipped=skipped)


def count(result: Result, **more: int) -> None:
    for kind, number in more.items():
        result["tests"][kind] += number


# -- Judge ---------------------------------------------------------------------------------


def compare(target: Target, place: Place, result: Result, report: dict, launcher: str) -> None:
    facts = report["facts"]
    for id, (expected, source) in target["facts"].items():
        found = facts[id]["value"] if id in facts else "not in the report"
        found = "unknown" if found is None else found
        result["compared"] += 1
        if type(found) is not type(expected) or found != expected:
            result["reasons"].append(f"{id} is {found!r}, expected {expected!r} ({source})")
    evidence = evidence_of(result, report, launcher)
    if evidence != target["evidence"]:
        result["reasons"].append(f"the evidence is {evidence}, expected {target['evidence']}")
    release = str(report["system"].get("release"))
    if not release.startswith(target.get("release", "")):
        result["reasons"].append(f"the kernel is {release}, expected {target['release']}")
    if not result["evidence"]:  # the first build speaks for the target
        result.update(evidence=evidence, chain=report["chain"], release=release)
        text = json.dumps(report, indent=2)
        (place.output / f"{target['name']}.json").write_text(text + "\n")


def evidence_of(result: Result, report: dict, launcher: str) -> str:
    """The highest rung of the ladder that an answer stands on; a target without processes is
    run by the tests only."""
    levels = {fact["evidence"] for fact in report["facts"].values()}
    if levels & {"ran", "emulated"}:
        return "emulated" if "emulated" in levels else "ran"
    if result["tests"]["passed"] and launcher != "NOTFOUND":
        runner = Path(launcher.split(";")[0]).name
        return "ran" if runner in NOT_EMULATORS else "emulated"
    return "linked" if "linked" in levels else "declared"


# -- What people see -----------------------------------------------------------------------


def say(text: str) -> None:
    print(f"scripts/matrix: {text}", file=sys.stderr, flush=True)


def columns(result: Result) -> list[str]:
    tests = result["tests"]
    counted = f"{tests['passed']}/{tests['failed']}/{tests['skipped']}"
    return [
        result["name"],
        result["state"],
        result["evidence"],
        " ".join(result["chain"]),
        str(result["compared"]),
        counted if any(tests.values()) else "",
    ]


HEADINGS = ["target", "state", "evidence", "chain", "facts", "tests (passed/failed/skipped)"]


def print_table(rows: list[list[str]]) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths))
        print("  ".join(cells).rstrip())


def write_page(results: list[Result], targets: list[Target], page: Path) -> None:
    """Every target with its expectations, each with its source."""
    by_name = {target["name"]: target for target in targets}
    rows = []
    for result in results:
        cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in columns(result)[1:])
        reasons = "".join(f"<li>{html.escape(reason)}</li>" for reason in result["reasons"])
        facts = "".join(
            f"<tr><td>{html.escape(id)}<td>{html.escape(json.dumps(value))}"
            f"<td>{html.escape(source)}</tr>"
            for id, (value, source) in by_name[result["name"]]["facts"].items()
        )
        rows.append(
            f"<tr class={result['state']}><th>{html.escape(result['name'])}</th>{cells}</tr>"
            f"<tr><td colspan={len(HEADINGS)}><ul>{reasons}</ul><details><summary>"
            f"what is expected</summary><table>{facts}</table></details></td></tr>"
        )
    headings = "".join(f"<th>{html.escape(heading)}</th>" for heading in HEADINGS)
    page.write_text(f"""<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>anonshm: the matrix</title>
<style>
body {{ font: 15px/1.4 sans-serif; margin: 2em; }}
table {{ border-collapse: collapse; }}
td, th {{ padding: .2em .8em; text-align: left; vertical-align: top; }}
ul:empty {{ display: none; }}
.passed {{ background: #e6f4e6; }}
.failed {{ background: #fbe3e1; }}
.skipped {{ color: #777; }}
details table {{ font-size: 85%; }}
</style>
<h1>anonshm: the matrix</h1>
<p>{summary(results)}</p>
<table><thead><tr>{headings}</tr></thead>
{"".join(rows)}
</table>
</html>
""")


def platforms_for_people(results: list[Result], output: Path) -> str:
    """What has passed, as a table for the README."""
    headings = ["platform", "C library", "compiler", "evidence", "tests", "chain"]
    lines = [headings, ["---"] * len(headings)]
    for result in results:
        if result["state"] != "passed":
            continue
        report = json.loads((output / f"{result['name']}.json").read_text())
        toolchain, tests = report["toolchain"], result["tests"]
        evidence = result["evidence"]
        if result["group"] == "kernel":
            evidence += f", Linux {report['system']['release']}"
        if any(fact["evidence"] == "predicted" for fact in report["facts"].values()):
            evidence += ", behaviours predicted"
        lines.append(
            [
                result["name"],
                toolchain["libc"] or "unknown",
                toolchain["compiler"] or "unknown",
                evidence,
                str(tests["passed"] or "none"),
                ", ".join(result["chain"]) or "empty",
            ]
        )
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def update_readme(results: list[Result], output: Path) -> None:
    before, begin, rest = README.read_text().partition(README_MARKS[0])
    _, end, after = rest.partition(README_MARKS[1])
    if not begin or not end:
        sys.exit("scripts/matrix: README.md has lost the marks around its table of platforms")
    README.write_text(before + begin + platforms_for_people(results, output) + end + after)


def summary(results: list[Result]) -> str:
    states = [result["state"] for result in results]
    return ", ".join(
        f"{states.count(state)} {state}" for state in ("passed", "failed", "skipped")
    )


def list_targets(targets: list[Target], tools: Path) -> None:
    rows = [["target", "group", "evidence", "subset", "state"]]
    for target in targets:
        lacks = missing(target, tools)
        rows.append(
            [
                target["name"],
                target["group"],
                target["evidence"],
                "subset" if target.get("subset") else "",
                f"needs {', '.join(lacks)}" if lacks else "ready",
            ]
        )
    print_table(rows)


def read_results(output: Path) -> dict[str, Result]:
    file = output / RESULTS
    return json.loads(file.read_text()) if file.exists() else {}


def run_all(targets: list[Target], place: Place, jobs: int) -> list[Result]:
    results: dict[str, Result] = {}
    with ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(run_target, target, place) for target in targets]
        for done, future in enumerate(as_completed(futures), 1):
            result = future.result()
            results[result["name"]] = result
            seconds = f" in {result['seconds']} s" if "seconds" in result else ""
            say(f"[{done}/{len(targets)}] {result['name']} {result['state']}{seconds}")
    return [results[target["name"]] for target in targets]


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/matrix",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--list", action="store_true", help="show the targets, run nothing")
    parser.add_argument("--install", action="store_true", help="first install what is missing")
    parser.add_argument(
        "--readme", action="store_true", help="put what passed last into README.md, run nothing"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        help='targets, groups, or "subset": what scripts/test runs',
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="how many targets at once (default: one a processor)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "build" / "matrix",
        metavar="DIR",
        help="default: build/matrix in the checkout",
    )
    return parser.parse_args()


def main() -> int:
    arguments = parse_arguments()
    targets = select(load_targets(), arguments.only)
    place = Place(arguments.output.resolve(), arguments.jobs)
    known = read_results(place.output)
    if arguments.readme:
        update_readme([known[t["name"]] for t in targets if t["name"] in known], place.output)
        return 0
    if arguments.install:
        install(targets, place.tools)
    if arguments.list:
        list_targets(targets, place.tools)
        return 0
    results = run_all(targets, place, arguments.jobs)
    known.update((result["name"], result) for result in results)
    (place.output / RESULTS).write_text(json.dumps(known, indent=2) + "\n")
    write_page(results, targets, place.output / "index.html")
    print_table([HEADINGS, *map(columns, results)])
    for result in results:
        for reason in result["reasons"]:
            print(f"{result['state']}: {result['name']}: {reason}")
    print(summary(results))
    return int(any(result["state"] == "failed" for result in results))


if __name__ == "__main__":
    sys.exit(main())
