# uClibc-ng on Linux: leading slashes are stripped, and nothing else is looked at.

anonshm_predict("uclibc-ng librt/shm.c"
  shm_name_leading_slash optional
  shm_name_inner_slash ENOENT
  shm_name_empty EINVAL
  shm_name_dots EEXIST
  shm_name_max 256
  shm_name_too_long ENAMETOOLONG
  shm_path "/dev/shm/%s"
  shm_open_accepts_cloexec TRUE
  shm_open_accepts_nofollow TRUE
  shm_open_sets_cloexec TRUE
  shm_resize repeatable
  shm_size_rounded FALSE
  shm_read_write TRUE
  map_empty fault)
