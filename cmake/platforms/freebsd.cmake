# FreeBSD: a table in the kernel, keyed by the bytes of the name.

anonshm_predict("freebsd sys/kern/uipc_shm.c"
  shm_name_leading_slash required
  shm_name_inner_slash accepted
  shm_name_empty EINVAL
  shm_name_dots accepted
  shm_name_max 1023
  shm_name_too_long ENAMETOOLONG
  shm_path none
  shm_open_accepts_cloexec TRUE
  shm_open_accepts_nofollow FALSE
  shm_open_sets_cloexec TRUE
  shm_resize repeatable
  shm_size_rounded FALSE
  shm_read_write TRUE)
