# SPDX-License-Identifier: MIT
# glibc on Linux, since 2.21. Before 2.34 the length is compared with the NUL counted; from 2.34
# to 2.37 names of 260 bytes and more are EINVAL.

anonshm_predict(shm_name_max 254 SOURCE "sysdeps/posix/shm-directory.h" BEFORE 2.34)
anonshm_predict(shm_name_too_long EINVAL SOURCE "sysdeps/posix/shm-directory.h" BEFORE 2.34)
