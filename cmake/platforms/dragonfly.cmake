# DragonFly since 5.6: a file in /var/run/shm, every leading slash stripped and nothing else
# looked at.

anonshm_predict("dragonfly lib/libc/gen/posixshm.c"
  shm_name_leading_slash optional
  shm_name_inner_slash ENOENT
  shm_name_empty ENOENT
  shm_name_dots EEXIST
  shm_name_max 256
  shm_name_too_long ENAMETOOLONG
  shm_path "/var/run/shm/%s"
  shm_open_accepts_cloexec TRUE
  shm_open_accepts_nofollow TRUE
  shm_open_sets_cloexec TRUE
  shm_resize repeatable
  shm_size_rounded FALSE
  shm_read_write TRUE)
