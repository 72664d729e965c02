# SPDX-License-Identifier: MIT
"""Probes, builds and tests every platform of tests/platforms.toml that this machine can.

Ends with a table, and leaves in DIR one report per target (<name>.json), the output of each of
its commands (<name>.log), and what the newest reports of all targets found as one page
(index.html).
"""
