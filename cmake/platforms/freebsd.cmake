# SPDX-License-Identifier: MIT
# FreeBSD: a table in the kernel, keyed by the bytes of the name.

set(source "sys/kern/uipc_shm.c")

anonshm_predict(shm_name_leading_slash required SOURCE "${source}")
anonshm_predict(shm_name_inner_slash accepted SOURCE "${source}")
anonshm_predict(shm_name_dots accepted SOURCE "${source}")
anonshm_predict(shm_name_max 1023 SOURCE "${source}")
anonshm_predict(shm_path none SOURCE "${source}")
anonshm_predict(shm_open_accepts_nofollow FALSE SOURCE "${source}")
