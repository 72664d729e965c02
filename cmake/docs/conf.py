# SPDX-License-Identifier: MIT
# Sphinx renders the module's own header: sphinx-build -c cmake/docs cmake <output>

import re

from sphinx.parsers import RSTParser

project = "anonshm"
html_title = "AnonShmProbe"
root_doc = "AnonShmProbe"
include_patterns = ["AnonShmProbe.cmake"]
source_suffix = {".cmake": "cmake"}
html_theme = "alabaster"
html_show_copyright = False


class ModuleParser(RSTParser):
    supported = ("cmake",)

    def parse(self, inputstring, document):
        header = re.search(r"#\[(=*)\[\.rst:\n(.*?)#?\]\1\]", inputstring, re.DOTALL)
        super().parse(header[2], document)


def setup(app):
    app.add_source_parser(ModuleParser)
    for name in ("command", "variable"):
        app.add_object_type(name, name)
