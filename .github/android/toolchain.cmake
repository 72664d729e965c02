# SPDX-License-Identifier: MIT
# The NDK's own toolchain, for the device that adb reaches.

set(ANDROID_ABI x86_64)
set(ANDROID_PLATFORM "android-$ENV{ANDROID_API}")
set(CMAKE_CROSSCOMPILING_EMULATOR "${CMAKE_CURRENT_LIST_DIR}/run")
include("$ENV{ANDROID_NDK_ROOT}/build/cmake/android.toolchain.cmake")
