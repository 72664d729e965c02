# SPDX-License-Identifier: MIT
# glibc on Linux. Before 2.21 only the lengths of names are known. Before 2.34 the length is
# compared with the NUL counted; from 2.34 to 2.37 names of 260 bytes and more are EINVAL.

set(source "sysdeps/posix/shm-directory.h")
set(old "shm_open of glibc 2.20")

anonshm_predict(shm_name_leading_slash unknown BEFORE 2.21 SOURCE "${old}: not read")
anonshm_predict(shm_name_inner_slash unknown BEFORE 2.21 SOURCE "${old}: not read")
anonshm_predict(shm_name_empty unknown BEFORE 2.21 SOURCE "${old}: not read")
anonshm_predict(shm_name_dots unknown BEFORE 2.21 SOURCE "${old}: not read")
anonshm_predict(shm_name_max 256 BEFORE 2.21 SOURCE "${old}")
anonshm_predict(shm_name_max 254 BEFORE 2.34 SOURCE "${source}")
anonshm_predict(shm_name_too_long EINVAL BEFORE 2.21 SOURCE "${old}")
anonshm_predict(shm_name_too_long EINVAL BEFORE 2.34 SOURCE "${source}")
