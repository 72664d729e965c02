# SPDX-License-Identifier: MIT
# macOS since 10.14.6: a table in the kernel. Unknown flags are ignored, the size is set once.

set(source "xnu bsd/kern/posix_shm.c")

anonshm_predict(shm_name_leading_slash significant SOURCE "${source}")
anonshm_predict(shm_name_inner_slash accepted SOURCE "${source}")
anonshm_predict(shm_name_dots accepted SOURCE "${source}")
anonshm_predict(shm_name_max 31 SOURCE "${source}")
anonshm_predict(shm_path none SOURCE "${source}")
anonshm_predict(shm_resize once SOURCE "${source}")
anonshm_predict(shm_size_rounded TRUE SOURCE "${source}")
anonshm_predict(shm_read_write FALSE SOURCE "${source}")
anonshm_predict(map_empty EINVAL SOURCE "${source}")
