# SPDX-License-Identifier: MIT
# macOS: a table in the kernel. The size is set once. Before 26.4 flags that POSIX does not name
# were ignored; since then O_CLOEXEC is refused, and nobody has tried the others. Before
# xnu-4903.270.47, about 10.14.6, a name's NUL counted, and nothing looked for the empty name.

set(source "xnu bsd/kern/posix_shm.c")
set(old "xnu-4903.241.1 bsd/kern/posix_shm.c")
set(refused "LadybirdBrowser/ladybird#8614, SerenityOS/serenity#26832")

anonshm_predict(shm_name_leading_slash significant SOURCE "${source}")
anonshm_predict(shm_name_inner_slash accepted SOURCE "${source}")
anonshm_predict(shm_name_empty accepted BEFORE 10.14.6 SOURCE "${old}")
anonshm_predict(shm_name_dots accepted SOURCE "${source}")
anonshm_predict(shm_name_max 30 BEFORE 10.14.6 SOURCE "${old}")
anonshm_predict(shm_name_max 31 SOURCE "${source}")
anonshm_predict(shm_path none SOURCE "${source}")
anonshm_predict(shm_open_accepts_cloexec TRUE BEFORE 26.4 SOURCE "${source}")
anonshm_predict(shm_open_accepts_cloexec FALSE SINCE 26.4 SOURCE "${refused}")
anonshm_predict(shm_open_accepts_nofollow TRUE BEFORE 26.4 SOURCE "${source}")
anonshm_predict(shm_open_accepts_nofollow unknown SINCE 26.4 SOURCE "not tried")
anonshm_predict(shm_resize once SOURCE "${source}")
anonshm_predict(shm_size_rounded TRUE SOURCE "${source}")
anonshm_predict(shm_read_write FALSE SOURCE "${source}")
anonshm_predict(map_empty EINVAL SOURCE "${source}")
