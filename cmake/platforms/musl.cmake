# SPDX-License-Identifier: MIT
# musl on Linux.

anonshm_predict(shm_name_dots EINVAL SOURCE "src/mman/shm_open.c")
