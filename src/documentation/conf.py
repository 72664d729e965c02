# SPDX-License-Identifier: MIT
"""Sphinx's configuration. scripts/docs puts these pages and the generated ones together."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

project = "anonshm"
author = "The anonshm authors"
version = release = (ROOT / "cmake/anonshm/version.txt").read_text().strip()
today_fmt = "%Y-%m-%d"  # of man pages, by SOURCE_DATE_EPOCH if that is set

smartquotes = False
extensions = [
    "myst_parser",
    "sphinxcontrib.moderncmakedomain",
    "documentation.accessible",
    "documentation.contracts",
    "documentation.manual",
    "documentation.sources",
    "documentation.usage",
]
exclude_patterns = ["project"]
myst_enable_extensions = ["deflist", "fieldlist"]
myst_heading_anchors = 3
primary_domain = "cmake"
highlight_language = "none"

nitpicky = True
# What others declare.
nitpick_ignore_regex = [
    ("c:identifier", r"s?size_t|uint64_t"),
    (
        "cpp:identifier",
        r"std(::.*)?|type|other|object|anonshm_\w+|ANONSHM_\w+|pointer|reference",
    ),
    ("cmake:(command|variable|module|.*)", r"CMAKE_.*|find_package|add_subdirectory"),
]

html_theme = "furo"
html_title = f"anonshm {version}"
html_static_path = ["static"]
html_css_files = ["anonshm.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_use_index = True
html_domain_indices = False

man_pages = [
    ("program", "anonshm", "what this machine can do for anonymous shared memory", "", 1),
    (
        "library/shm_open_anon",
        "shm_open_anon",
        "open a new anonymous shared memory object",
        "",
        3,
    ),
    ("module", "AnonShmProbe", "probe what a target offers for anonymous shared memory", "", 7),
]
man_show_urls = False
man_make_section_directory = True
