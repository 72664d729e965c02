# SPDX-License-Identifier: MIT
"""Turns the check_*() calls of CMake files into a catalogue for anonshm_probe(CATALOGUE ...).

The files are read, not run: each where another includes it, else in the order given. A macro or
a function of the project's own is followed if one of them defines it, a loop over a known list
is unrolled, and CMAKE_REQUIRED_* are carried along where they are known. What depends on a
condition that is not known is asked in any case, since that costs next to nothing; a comment
has the condition.
"""
