# Haiku since 2022-12: a file in a ramfs, slashes and percent signs escaped.

anonshm_predict("haiku src/system/libroot/posix/sys/mman.cpp"
  shm_name_leading_slash optional
  shm_name_inner_slash accepted
  shm_name_empty EINVAL
  shm_name_dots EEXIST
  shm_name_max 256
  shm_name_too_long ENAMETOOLONG
  shm_path "/var/shared_memory/%s"
  shm_open_accepts_cloexec TRUE
  shm_open_accepts_nofollow TRUE
  shm_open_sets_cloexec TRUE
  shm_resize repeatable
  shm_size_rounded FALSE
  shm_read_write TRUE)
