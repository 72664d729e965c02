# OpenBSD: the name is hashed, so any bytes of any length are one.

anonshm_predict("openbsd lib/libc/gen/shm_open.c"
  shm_name_leading_slash significant
  shm_name_inner_slash accepted
  shm_name_empty accepted
  shm_name_dots accepted
  shm_name_max unlimited
  shm_name_too_long accepted
  shm_path "/tmp/<sha256>.shm"
  shm_open_accepts_cloexec TRUE
  shm_open_accepts_nofollow TRUE
  shm_open_sets_cloexec TRUE
  shm_resize repeatable
  shm_size_rounded FALSE
  shm_read_write TRUE)
