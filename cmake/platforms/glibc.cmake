# glibc since 2.38 on Linux.

anonshm_predict("glibc posix/shm-directory.c"
  shm_name_leading_slash optional
  shm_name_inner_slash EINVAL
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
