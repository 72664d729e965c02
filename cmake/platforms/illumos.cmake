# SPDX-License-Identifier: MIT
# illumos: a file in /tmp beside a lock file; a hash instead of the name above 250 bytes.

set(source "usr/src/lib/libc/port/rt/pos4obj.c")

anonshm_predict(shm_name_leading_slash required SOURCE "${source}")
anonshm_predict(shm_name_inner_slash EINVAL SOURCE "${source}")
anonshm_predict(shm_name_dots accepted SOURCE "${source}")
anonshm_predict(shm_path "/tmp/.SHMD%s" SOURCE "${source}")
