# illumos: a file in /tmp beside a lock file; a hash instead of the name above 250 bytes.

anonshm_predict("illumos usr/src/lib/libc/port/rt/pos4obj.c"
  shm_name_leading_slash required
  shm_name_inner_slash EINVAL
  shm_name_empty EINVAL
  shm_name_dots accepted
  shm_name_max 256
  shm_name_too_long ENAMETOOLONG
  shm_path "/tmp/.SHMD%s"
  shm_open_accepts_cloexec TRUE
  shm_open_accepts_nofollow TRUE
  shm_open_sets_cloexec TRUE
  shm_resize repeatable
  shm_size_rounded FALSE
  shm_read_write TRUE)
