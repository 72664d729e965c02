# What the C libraries of Linux share: shm_open(3) is open(2) in /dev/shm.

set(shm_open "a file in /dev/shm, leading slashes stripped")

anonshm_predict(shm_name_leading_slash optional SOURCE "${shm_open}")
anonshm_predict(shm_name_inner_slash EINVAL SOURCE "${shm_open}")
anonshm_predict(shm_name_dots EEXIST SOURCE "${shm_open}: the directory itself")
anonshm_predict(shm_path "/dev/shm/%s" SOURCE "${shm_open}")
anonshm_predict(map_empty fault SOURCE "mmap(2), SIGBUS")
