# SPDX-License-Identifier: MIT
# The flags of DEBUG are not the ones that count.
set(CMAKE_CXX_FLAGS_DEBUG "--no-such-flag")
set(CMAKE_TRY_COMPILE_CONFIGURATION RELEASE)
