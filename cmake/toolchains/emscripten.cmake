# SPDX-License-Identifier: MIT
# The web, by Debian's Emscripten; run by node.
include("${CMAKE_CURRENT_LIST_DIR}/common/prerequisites.cmake")
anonshm_toolchain_needs(em++ "Debian's emscripten")
get_filename_component(em++ "${ANONSHM_PROGRAM_em++}" REALPATH)
get_filename_component(emscripten "${em++}" DIRECTORY)
include("${emscripten}/cmake/Modules/Platform/Emscripten.cmake")

# One file, so that a copy of the program is the program. Memory that grows, as an operating
# system's does.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-sSINGLE_FILE=1 -sALLOW_MEMORY_GROWTH=1")

# Its helpers are written for Debian's node; another one looks for its modules elsewhere.
set_property(GLOBAL PROPERTY RULE_LAUNCH_LINK "env NODE_PATH=/usr/share/nodejs")
