# SPDX-License-Identifier: MIT
set(ENV{TMPDIR} "${CMAKE_BINARY_DIR}/no/such/directory")
