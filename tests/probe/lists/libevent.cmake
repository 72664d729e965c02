# SPDX-License-Identifier: MIT
# What libevent 2.1.12-stable says that it checks (event-config.h.cmake, by the comments beside
# its macros; its prefix is EVENT__), under the headers that POSIX and the manuals name.
# Its code is compiled with _GNU_SOURCE where there is a glibc.

set(gnu DEFINITIONS _GNU_SOURCE)

foreach(header IN ITEMS
    arpa/inet.h dlfcn.h errno.h fcntl.h ifaddrs.h inttypes.h mach/mach.h mach/mach_time.h
    memory.h netdb.h netinet/in.h netinet/in6.h netinet/tcp.h poll.h port.h stdarg.h stddef.h
    stdint.h stdlib.h string.h sys/devpoll.h sys/epoll.h sys/event.h sys/eventfd.h sys/ioctl.h
    sys/mman.h sys/param.h sys/queue.h sys/random.h sys/resource.h sys/select.h sys/sendfile.h
    sys/socket.h sys/stat.h sys/time.h sys/timerfd.h sys/types.h sys/uio.h sys/un.h sys/wait.h
    unistd.h)
  anonshm_fact(HEADER ${header} ${gnu})
endforeach()
anonshm_fact(HEADER afunix.h AFTER winsock2.h ${gnu})
anonshm_fact(HEADER sys/sysctl.h AFTER sys/param.h ${gnu})

# Each header, and what is looked for in it.
anonshm_fact(FUNCTION accept4 HEADERS sys/socket.h ${gnu})
foreach(function IN ITEMS
    arc4random arc4random_buf arc4random_addrandom putenv setenv strtoll unsetenv)
  anonshm_fact(FUNCTION ${function} HEADERS stdlib.h ${gnu})
endforeach()
foreach(function IN ITEMS clock_gettime nanosleep _gmtime64 _gmtime64_s)
  anonshm_fact(FUNCTION ${function} HEADERS time.h ${gnu})
endforeach()
foreach(function IN ITEMS epoll_create epoll_create1 epoll_ctl)
  anonshm_fact(FUNCTION ${function} HEADERS sys/epoll.h ${gnu})
endforeach()
anonshm_fact(FUNCTION eventfd HEADERS sys/eventfd.h ${gnu})
anonshm_fact(FUNCTION fcntl HEADERS fcntl.h ${gnu})
anonshm_fact(FUNCTION splice HEADERS fcntl.h ${gnu})
foreach(function IN ITEMS
    getaddrinfo gethostbyname_r getnameinfo getprotobynumber getservbyname)
  anonshm_fact(FUNCTION ${function} HEADERS sys/types.h sys/socket.h netdb.h ${gnu})
endforeach()
foreach(function IN ITEMS getegid geteuid issetugid pipe pipe2 usleep)
  anonshm_fact(FUNCTION ${function} HEADERS unistd.h ${gnu})
endforeach()
anonshm_fact(FUNCTION getifaddrs HEADERS sys/types.h ifaddrs.h ${gnu})
anonshm_fact(FUNCTION getrandom HEADERS sys/random.h ${gnu})
anonshm_fact(FUNCTION gettimeofday HEADERS sys/time.h ${gnu})
foreach(function IN ITEMS inet_ntop inet_pton)
  anonshm_fact(FUNCTION ${function} HEADERS sys/socket.h arpa/inet.h ${gnu})
endforeach()
anonshm_fact(FUNCTION kqueue HEADERS sys/types.h sys/event.h ${gnu})
anonshm_fact(FUNCTION mach_absolute_time HEADERS mach/mach_time.h ${gnu})
anonshm_fact(FUNCTION mmap HEADERS sys/mman.h ${gnu})
anonshm_fact(FUNCTION poll HEADERS poll.h ${gnu})
anonshm_fact(FUNCTION port_create HEADERS port.h ${gnu})
anonshm_fact(FUNCTION select HEADERS sys/select.h ${gnu})
anonshm_fact(FUNCTION sendfile HEADERS sys/sendfile.h ${gnu})
anonshm_fact(FUNCTION setrlimit HEADERS sys/resource.h ${gnu})
foreach(function IN ITEMS sigaction signal)
  anonshm_fact(FUNCTION ${function} HEADERS signal.h ${gnu})
endforeach()
foreach(function IN ITEMS strlcpy strsep strsignal strtok_r)
  anonshm_fact(FUNCTION ${function} HEADERS string.h ${gnu})
endforeach()
anonshm_fact(FUNCTION sysctl HEADERS sys/types.h sys/sysctl.h ${gnu})
anonshm_fact(FUNCTION timerfd_create HEADERS sys/timerfd.h ${gnu})
anonshm_fact(FUNCTION umask HEADERS sys/stat.h ${gnu})
anonshm_fact(FUNCTION vasprintf HEADERS stdio.h ${gnu})

# Functions or macros.
foreach(name IN ITEMS timeradd timerclear timercmp timerisset)
  anonshm_fact(SYMBOL ${name} HEADERS sys/time.h ${gnu})
endforeach()
anonshm_fact(SYMBOL TAILQ_FOREACH HEADERS sys/queue.h DEFINE HAVE_TAILQFOREACH ${gnu})
anonshm_fact(SYMBOL F_SETFD HEADERS fcntl.h DEFINE HAVE_SETFD ${gnu})
foreach(name IN ITEMS CTL_KERN KERN_ARND)
  anonshm_fact(SYMBOL ${name} HEADERS sys/types.h sys/sysctl.h DEFINE HAVE_DECL_${name} ${gnu})
endforeach()

foreach(type IN ITEMS uint8_t uint16_t uint32_t uint64_t uintptr_t)
  anonshm_fact(TYPE ${type} HEADERS stdint.h ${gnu})
endforeach()
foreach(type IN ITEMS short int long "long long" "void *")
  anonshm_fact(TYPE "${type}")
endforeach()
anonshm_fact(TYPE fd_mask HEADERS sys/types.h sys/select.h ${gnu})
foreach(type IN ITEMS off_t pid_t size_t ssize_t time_t)
  anonshm_fact(TYPE ${type} HEADERS sys/types.h ${gnu})
endforeach()
anonshm_fact(TYPE pthread_t HEADERS pthread.h ${gnu})
foreach(type IN ITEMS sa_family_t socklen_t "struct linger" "struct sockaddr_storage")
  anonshm_fact(TYPE "${type}" HEADERS sys/socket.h ${gnu})
endforeach()
anonshm_fact(TYPE "struct sockaddr_un" HEADERS sys/un.h ${gnu})
anonshm_fact(TYPE "struct addrinfo" HEADERS netdb.h ${gnu})
foreach(type IN ITEMS "struct in6_addr" "struct sockaddr_in6")
  anonshm_fact(TYPE "${type}" HEADERS netinet/in.h ${gnu})
endforeach()

foreach(member IN ITEMS s6_addr16 s6_addr32)
  anonshm_fact(MEMBER "struct in6_addr" ${member} HEADERS netinet/in.h ${gnu})
endforeach()
anonshm_fact(MEMBER "struct sockaddr_in6" sin6_len HEADERS netinet/in.h ${gnu})
anonshm_fact(MEMBER "struct sockaddr_in" sin_len HEADERS netinet/in.h ${gnu})
foreach(member IN ITEMS ss_family __ss_family)
  anonshm_fact(MEMBER "struct sockaddr_storage" ${member} HEADERS sys/socket.h ${gnu})
endforeach()

# By the number of arguments of gethostbyname_r: AIX, Solaris, glibc.
anonshm_fact(COMPILES gethostbyname_r_3_arg
  "int (*f)(const char *, struct hostent *, struct hostent_data *) = gethostbyname_r;
   return f == 0;"
  HEADERS netdb.h ${gnu})
anonshm_fact(COMPILES gethostbyname_r_5_arg
  "return gethostbyname_r(\"\", (struct hostent *)0, (char *)0, 0, (int *)0) == 0;"
  HEADERS netdb.h ${gnu})
anonshm_fact(COMPILES gethostbyname_r_6_arg
  "return gethostbyname_r(\"\", (struct hostent *)0, (char *)0, 0, (struct hostent **)0,
     (int *)0);"
  HEADERS netdb.h ${gnu})
anonshm_fact(COMPILES time_with_sys_time "struct tm time; return time.tm_sec;"
  HEADERS sys/types.h sys/time.h time.h DEFINE TIME_WITH_SYS_TIME)
anonshm_fact(COMPILES __func__ "return __func__[0];" DEFINE HAVE___func__)
anonshm_fact(COMPILES __function__ "return __FUNCTION__[0];")
