# NetBSD: a file in /var/shm, decorated with eight characters. That a component may have 255
# bytes is assumed.

anonshm_predict("netbsd lib/librt/shm.c"
  shm_name_leading_slash required
  shm_name_inner_slash EINVAL
  shm_name_empty EINVAL
  shm_name_dots accepted
  shm_name_max 248
  shm_name_too_long ENAMETOOLONG
  shm_path "/var/shm/.shmobj_%s"
  shm_open_accepts_cloexec TRUE
  shm_open_accepts_nofollow TRUE
  shm_open_sets_cloexec TRUE
  shm_resize repeatable
  shm_size_rounded FALSE
  shm_read_write TRUE)
