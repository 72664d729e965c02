# SPDX-License-Identifier: MIT
# NetBSD: a file in /var/shm, decorated with eight characters. That a component may have 255
# bytes is assumed.

set(source "lib/librt/shm.c")

anonshm_predict(shm_name_leading_slash required SOURCE "${source}")
anonshm_predict(shm_name_inner_slash EINVAL SOURCE "${source}")
anonshm_predict(shm_name_dots accepted SOURCE "${source}")
anonshm_predict(shm_name_max 248 SOURCE "${source}")
anonshm_predict(shm_path "/var/shm/.shmobj_%s" SOURCE "${source}")
