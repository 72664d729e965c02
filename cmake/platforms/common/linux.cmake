# SPDX-License-Identifier: MIT
# What the C libraries of Linux share: shm_open(3) is open(2) in /dev/shm.

set(shm_open "a file in /dev/shm, leading slashes stripped")

anonshm_predict(shm_name_leading_slash optional SOURCE "${shm_open}")
anonshm_predict(shm_name_inner_slash EINVAL SOURCE "${shm_open}")
anonshm_predict(shm_name_dots EEXIST SOURCE "${shm_open}: the directory itself")
anonshm_predict(shm_path "/dev/shm/%s" SOURCE "${shm_open}")
anonshm_predict(map_empty fault SOURCE "mmap(2), SIGBUS")
anonshm_predict(sem_pshared TRUE SOURCE "sem_init(3)")
anonshm_predict(mutex_pshared TRUE SOURCE "pthread_mutexattr_setpshared(3)")
anonshm_predict(mutex_robust TRUE SOURCE "pthread_mutexattr_setrobust(3)")
anonshm_predict(sysv_shm TRUE SOURCE "shmget(2)")
