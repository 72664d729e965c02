# SPDX-License-Identifier: MIT
"""Tables of results, by title: conftest.py prints them at the end of a run."""

from __future__ import annotations

TABLES: dict[str, list[str]] = {}
