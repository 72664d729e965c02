# macOS since 10.14.6: a table in the kernel. Unknown flags are ignored, the size is set once.

anonshm_predict("xnu bsd/kern/posix_shm.c"
  shm_name_leading_slash significant
  shm_name_inner_slash accepted
  shm_name_empty EINVAL
  shm_name_dots accepted
  shm_name_max 31
  shm_name_too_long ENAMETOOLONG
  shm_path none
  shm_open_accepts_cloexec TRUE
  shm_open_accepts_nofollow TRUE
  shm_open_sets_cloexec TRUE
  shm_resize once
  shm_size_rounded TRUE
  shm_read_write FALSE
  map_empty EINVAL)
