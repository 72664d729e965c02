# SPDX-License-Identifier: MIT
# DragonFly since 5.6: a file in /var/run/shm, every leading slash stripped and nothing else
# looked at.

set(source "lib/libc/gen/posixshm.c")

anonshm_predict(shm_name_leading_slash optional SOURCE "${source}")
anonshm_predict(shm_name_inner_slash ENOENT SOURCE "${source}")
anonshm_predict(shm_name_empty ENOENT SOURCE "${source}")
anonshm_predict(shm_name_dots EEXIST SOURCE "${source}")
anonshm_predict(shm_path "/var/run/shm/%s" SOURCE "${source}")
