# glibc 2.21 to 2.33 on Linux: the length is compared with the NUL counted.

anonshm_predict("glibc 2.33 sysdeps/posix/shm-directory.h"
  shm_name_leading_slash optional
  shm_name_inner_slash EINVAL
  shm_name_empty EINVAL
  shm_name_dots EEXIST
  shm_name_max 254
  shm_name_too_long EINVAL
  shm_path "/dev/shm/%s"
  shm_open_accepts_cloexec TRUE
  shm_open_accepts_nofollow TRUE
  shm_open_sets_cloexec TRUE
  shm_resize repeatable
  shm_size_rounded FALSE
  shm_read_write TRUE
  map_empty fault)
