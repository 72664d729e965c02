# SPDX-License-Identifier: MIT
"""Makes the directory that Sphinx reads: the pages of src/documentation, those that follow from
catalogue and platforms (templates/), and the documents of the project's top directory."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import jinja2

import catalogue
from catalogue import ROOT, Fact
from documentation import platforms

PAGES = ROOT / "src" / "documentation"
TEMPLATES = PAGES / "templates"
# Documents that are pages, and what their headings say.
DOCUMENTS = {
    "ARCHITECTURE.md": "architecture.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
}
KINDS = {  # in the singular and in the plural
    "FUNCTION": ("function", "Functions"),
    "MACRO": ("macro", "Macros"),
    "NUMBER": ("number", "Numbers"),
    "LIBRARY": ("library", "Libraries"),
    "BEHAVIOUR": ("behaviour", "Behaviours"),
    "MACHINE": ("fact of a machine", "Facts of a machine"),
}


def macros_of(fact: Fact) -> list[str]:
    """In the config header, with the default prefix."""
    name = fact.id.upper()
    if fact.kind == "MACHINE":
        return []
    if fact.kind in ("FUNCTION", "MACRO"):
        return [f"ANONSHM_HAVE_{name}", f"ANONSHM_{name}_KNOWN"]
    words = [word for word in fact.values if word not in ("yes/no", "errno", "number", "text")]
    return [
        f"ANONSHM_{name}",
        *(f"ANONSHM_{name}_{word.upper()}" for word in words),
        f"ANONSHM_{name}_KNOWN",
    ]


def question_of(fact: Fact) -> tuple[str, Path | None]:
    """The file that asks, and what stands at its head."""
    directory = {"BEHAVIOUR": "behaviour", "MACHINE": "machine"}.get(fact.kind)
    if directory is None:
        return "", None
    name = fact.name if fact.kind == "BEHAVIOUR" else fact.file
    file = ROOT / "probes" / directory / f"{name}.c"
    return platforms.head_comment(file), file


def line_in_catalogue(fact: Fact) -> int:
    form = re.compile(rf"anonshm_fact\({fact.kind} {re.escape(fact.name)}\b")
    lines = (ROOT / "probes" / "catalogue.cmake").read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if form.match(line)), 1)


def path_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def expected_of(fact: Fact) -> list[tuple[str, str, Any]]:
    """On which platforms what is expected of it, those together that have the same source."""
    rows: dict[tuple[str, str], list[str]] = {}
    for target in platforms.targets().values():
        for id in fact.ids:
            if id in target.facts:
                value, source = target.facts[id]
                rows.setdefault((platforms.shown(value), source), []).append(target.name)
    return [(value, source, names) for (value, source), names in rows.items()]


def users_of(fact: Fact) -> list[catalogue.Method]:
    return [each for each in catalogue.read().methods.values() if fact.id in each.facts]


def documented_modules() -> list[Path]:
    """The files of CMake that have their documentation in them, as modules of CMake have it."""
    files = sorted((ROOT / "cmake").rglob("*.cmake"), key=lambda file: len(file.parts))
    return [file for file in files if "[.rst:" in file.read_text(encoding="utf-8")]


def options() -> list[list[str]]:
    """The table of README, without its head: name, default, effect, and what it is without
    CMake."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(r"^## Options\n(.*?)(?=^## |\Z)", readme, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| (`.*) \|$", section[1], re.MULTILINE) if section else []
    if not rows:
        raise ValueError("README.md has no table of options, in a section Options")
    return [row.split(" | ") for row in rows]


def components() -> list[tuple[str, str]]:
    """As the head of the package's config file describes them."""
    comment = platforms.head_comment(ROOT / "cmake" / "anonshmConfig.cmake.in")
    found = re.findall(r"^  (\w+) +(\S.*(?:\n {4,}.*)*)", comment, re.MULTILINE)
    return [(name, in_cell(re.sub(r"\n +(?=anonshm::)", "; ", text))) for name, text in found]


def scripts() -> list[str]:
    return sorted(file.name for file in (ROOT / "scripts").iterdir() if file.is_file())


# -- Text of other files in Markdown -----------------------------------------------------------


def in_cell(text: str) -> str:
    return re.sub(r"([|\\`*_<>\[\]#$])", r"\\\1", " ".join(text.split()))


def sentence(text: str) -> str:
    """A word begins with a capital, a name does not."""
    begins_with_word = re.match(r"[a-z]+[ ,:]", text)
    return f"{in_cell(text[:1].upper() + text[1:] if begins_with_word else text)}."


def paragraphs(comment: str) -> str:
    """A comment, in which nothing means anything to Markdown."""
    return "\n\n".join(in_cell(part) for part in comment.split("\n\n"))


def codes(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def flags(names: list[str]) -> str:
    return ", ".join("a size" if name == "SIZED" else f"`ANONSHM_{name}`" for name in names)


def links(names: list[str], directory: str) -> str:
    """To pages there; that of a fact about directories is one for all of these."""
    return ", ".join(f"[{in_cell(n)}]({directory}{n.split(':')[0]}.md)" for n in names)


def as_page(text: str) -> str:
    """A document of the top directory: its links are to pages, or to the sources."""

    def link(match: re.Match[str]) -> str:
        words, target = match[1], match[2]
        if target in DOCUMENTS:
            return f"[{words}]({DOCUMENTS[target]})"
        return f"{{source}}`{target}`" if (ROOT / target).is_file() else f"`{target}`"

    return re.sub(r"\[([^]]*)\]\(([^):#]+)\)", link, text)


# -- The directory -----------------------------------------------------------------------------


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # Markdown
    )
    environment.filters.update(
        cell=in_cell,
        sentence=sentence,
        paragraphs=paragraphs,
        path=path_of,
        shown=platforms.shown,
        codes=codes,
        flags=flags,
        headers=lambda names: codes([f"<{name}>" for name in names]),
        links=links,
    )
    environment.globals.update(
        facts=catalogue.read().facts,
        methods=catalogue.read().methods,
        kinds=KINDS,
        systems=platforms.systems(),
        targets=platforms.targets(),
        row_of=platforms.row_of,
        macros_of=macros_of,
        question_of=question_of,
        line_in_catalogue=line_in_catalogue,
        expected_of=expected_of,
        users_of=users_of,
    )
    return environment


def generated() -> dict[str, str]:
    """The pages that follow from data, by their paths."""
    environment = _environment()

    def render(template: str, **values: Any) -> str:
        return environment.get_template(template).render(**values)

    pages = {
        "facts/index.md": render("facts.md.j2"),
        "platforms/index.md": render("platforms.md.j2"),
        "methods.md": render("methods.md.j2"),
        "scripts.md": render("scripts.md.j2", scripts=scripts()),
        "options.md": render("options.md.j2", options=options(), components=components()),
        "module.rst": render("module.rst.j2", modules=documented_modules()),
    }
    for id, fact in catalogue.read().facts.items():
        pages[f"facts/{id}.md"] = render("fact.md.j2", fact=fact)
    for name, system in platforms.systems().items():
        pages[f"platforms/{name}.md"] = render("system.md.j2", system=system)
    for name, target in platforms.targets().items():
        pages[f"platforms/{name}.md"] = render("target.md.j2", target=target)
    for document, page in DOCUMENTS.items():
        pages[page] = as_page((ROOT / document).read_text(encoding="utf-8"))
    return pages


def _own_pages() -> dict[str, str]:
    """The pages of src/documentation. A link to the page `migration` is left out where there is
    none."""
    pages = {
        file.relative_to(PAGES).as_posix(): file.read_text(encoding="utf-8")
        for file in PAGES.rglob("*")
        if TEMPLATES not in file.parents and file.suffix in (".md", ".rst")
    }
    if "migration.md" not in pages:
        pages["index.md"] = pages["index.md"].replace("migration\n", "")
    return pages


def _replace(path: Path, text: str) -> None:
    """A file that has not changed keeps its time, so that Sphinx does not read it again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def write(directory: Path) -> None:
    """Nothing stays there that was not written now. `project` is the project: what pages
    include is below it."""
    pages = {**generated(), **_own_pages()}
    for path, text in pages.items():
        _replace(directory / path, text)
    # Sphinx copies no style and shows no source where every page is current.
    os.utime(directory / "index.md")
    for parent, _, names in os.walk(directory):  # which follows no links: not into the project
        for old in (Path(parent, name) for name in names):
            if old.relative_to(directory).as_posix() not in pages:
                old.unlink()
    shutil.copytree(PAGES / "static", directory / "static", dirs_exist_ok=True)
    project = directory / "project"
    if not project.is_symlink():
        project.symlink_to(ROOT, target_is_directory=True)
