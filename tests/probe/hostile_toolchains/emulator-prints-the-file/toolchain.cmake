# SPDX-License-Identifier: MIT
# The sentence that it should print is in the file, but never on a line of its own.
set(CMAKE_CROSSCOMPILING_EMULATOR cat)
