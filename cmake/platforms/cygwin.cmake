# Cygwin since 3.3.0: a file in /dev/shm; only the flags that POSIX names. The empty name is
# left out: its code reads the byte behind the string.

anonshm_predict("cygwin winsup/cygwin/posix_ipc.cc"
  shm_name_leading_slash required
  shm_name_inner_slash EACCES
  shm_name_dots EEXIST
  shm_name_max 255
  shm_name_too_long ENAMETOOLONG
  shm_path "/dev/shm/%s"
  shm_open_accepts_cloexec FALSE
  shm_open_accepts_nofollow FALSE
  shm_open_sets_cloexec TRUE
  shm_resize repeatable
  shm_size_rounded FALSE
  shm_read_write TRUE)
