# SPDX-License-Identifier: MIT
# Haiku since 2022-12: a file in a ramfs, slashes and percent signs escaped.

set(source "src/system/libroot/posix/sys/mman.cpp")

anonshm_predict(shm_name_leading_slash optional SOURCE "${source}")
anonshm_predict(shm_name_inner_slash accepted SOURCE "${source}")
anonshm_predict(shm_name_dots EEXIST SOURCE "${source}")
anonshm_predict(shm_path "/var/shared_memory/%s" SOURCE "${source}")
