# SPDX-License-Identifier: MIT
# uClibc-ng on Linux: leading slashes are stripped, and nothing else is looked at.

anonshm_predict(shm_name_inner_slash ENOENT SOURCE "librt/shm.c")
