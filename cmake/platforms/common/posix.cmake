# SPDX-License-Identifier: MIT
# What nearly every system that has shm_open(3) shares. Read last, so that a system's own file
# states only what is odd about it.

set(posix "POSIX.1-2024 shm_open")
set(file "the object is a file, its name a component of at most 255 bytes behind a slash")

anonshm_predict(shm_name_empty EINVAL SOURCE "${posix}")
anonshm_predict(shm_name_max 256 SOURCE "${file}")
anonshm_predict(shm_name_too_long ENAMETOOLONG SOURCE "${posix}")
anonshm_predict(shm_open_accepts_cloexec TRUE SOURCE "the flags are open(2)'s")
anonshm_predict(shm_open_accepts_nofollow TRUE SOURCE "the flags are open(2)'s")
anonshm_predict(shm_open_sets_cloexec TRUE SOURCE "${posix}")
anonshm_predict(shm_resize repeatable SOURCE "POSIX.1-2024 ftruncate")
anonshm_predict(shm_size_rounded FALSE SOURCE "POSIX.1-2024 ftruncate")
anonshm_predict(shm_read_write TRUE SOURCE "the object is a file")
