# SPDX-License-Identifier: MIT
set(CMAKE_CROSSCOMPILING_EMULATOR "${SITUATION}/emulator")
