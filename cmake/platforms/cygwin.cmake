# SPDX-License-Identifier: MIT
# Cygwin: a file in /dev/shm; only the flags that POSIX names. Before 3.3.0 (5b380b1ca) a slash
# before the name was stripped, and no other looked at.

set(source "winsup/cygwin/posix_ipc.cc")

anonshm_predict(shm_name_leading_slash optional BEFORE 3.3 SOURCE "${source}")
anonshm_predict(shm_name_leading_slash required SOURCE "${source}")
anonshm_predict(shm_name_inner_slash ENOENT BEFORE 3.3 SOURCE "${source}")
anonshm_predict(shm_name_inner_slash EACCES SOURCE "${source}")
anonshm_predict(shm_name_empty EINVAL BEFORE 3.3 SOURCE "${source}")
anonshm_predict(shm_name_empty unknown SOURCE "${source}: reads the byte behind the string")
anonshm_predict(shm_name_dots EEXIST SOURCE "${source}")
anonshm_predict(shm_name_max 256 BEFORE 3.3 SOURCE "${source}")
anonshm_predict(shm_name_max 255 SOURCE "${source}: with the slash")
anonshm_predict(shm_path "/dev/shm/%s" SOURCE "${source}")
anonshm_predict(shm_open_accepts_cloexec FALSE SOURCE "${source}")
anonshm_predict(shm_open_accepts_nofollow FALSE SOURCE "${source}")
