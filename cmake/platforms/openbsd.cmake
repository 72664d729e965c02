# SPDX-License-Identifier: MIT
# OpenBSD: the name is hashed, so any bytes of any length are one.

set(source "lib/libc/gen/shm_open.c")

anonshm_predict(shm_name_leading_slash significant SOURCE "${source}")
anonshm_predict(shm_name_inner_slash accepted SOURCE "${source}")
anonshm_predict(shm_name_empty accepted SOURCE "${source}")
anonshm_predict(shm_name_dots accepted SOURCE "${source}")
anonshm_predict(shm_name_max unlimited SOURCE "${source}")
anonshm_predict(shm_name_too_long accepted SOURCE "${source}")
anonshm_predict(shm_path "/tmp/<sha256>.shm" SOURCE "${source}")
