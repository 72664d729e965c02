# SPDX-License-Identifier: MIT
# What curl 7.88.1 says that it checks (lib/curl_config.h.cmake, by the comments beside its
# macros), but for other projects' libraries, under the headers that POSIX and the manuals name.

foreach(header IN ITEMS
    arpa/inet.h arpa/tftp.h fcntl.h ifaddrs.h inttypes.h io.h libgen.h linux/tcp.h locale.h
    netdb.h netinet/in.h poll.h pthread.h pwd.h setjmp.h signal.h stdatomic.h stdbool.h stdint.h
    stdlib.h string.h strings.h stropts.h sys/filio.h sys/ioctl.h sys/param.h sys/poll.h
    sys/resource.h sys/select.h sys/socket.h sys/sockio.h sys/stat.h sys/time.h sys/types.h
    sys/un.h sys/utime.h termio.h termios.h time.h unistd.h utime.h windows.h)
  anonshm_fact(HEADER ${header})
endforeach()
anonshm_fact(HEADER net/if.h AFTER sys/select.h sys/socket.h)
anonshm_fact(HEADER netinet/tcp.h AFTER sys/types.h netinet/in.h)
anonshm_fact(HEADER ws2tcpip.h AFTER winsock2.h)

foreach(function IN ITEMS alarm ftruncate geteuid gethostname getppid pipe)
  anonshm_fact(FUNCTION ${function} HEADERS unistd.h)
endforeach()
anonshm_fact(FUNCTION basename HEADERS libgen.h)
anonshm_fact(FUNCTION fchmod HEADERS sys/types.h sys/stat.h)
anonshm_fact(FUNCTION fcntl HEADERS fcntl.h)
foreach(function IN ITEMS freeaddrinfo getaddrinfo gethostbyname_r)
  anonshm_fact(FUNCTION ${function} HEADERS sys/types.h sys/socket.h netdb.h)
endforeach()
anonshm_fact(FUNCTION getifaddrs HEADERS sys/types.h ifaddrs.h)
anonshm_fact(FUNCTION getpass_r HEADERS unistd.h stdlib.h)
foreach(function IN ITEMS getpeername getsockname recv send socket socketpair)
  anonshm_fact(FUNCTION ${function} HEADERS sys/types.h sys/socket.h)
endforeach()
foreach(function IN ITEMS closesocket ioctlsocket)
  anonshm_fact(FUNCTION ${function} HEADERS sys/types.h sys/socket.h)
endforeach()
anonshm_fact(FUNCTION IoctlSocket HEADERS sys/types.h sys/socket.h
  DEFINE HAVE_IOCTLSOCKET_CAMEL)
foreach(function IN ITEMS getpwuid getpwuid_r)
  anonshm_fact(FUNCTION ${function} HEADERS pwd.h)
endforeach()
foreach(function IN ITEMS getrlimit setrlimit)
  anonshm_fact(FUNCTION ${function} HEADERS sys/time.h sys/resource.h)
endforeach()
foreach(function IN ITEMS gettimeofday utimes)
  anonshm_fact(FUNCTION ${function} HEADERS sys/time.h)
endforeach()
anonshm_fact(FUNCTION gmtime_r HEADERS time.h)
anonshm_fact(FUNCTION if_nametoindex HEADERS sys/socket.h net/if.h)
foreach(function IN ITEMS inet_ntop inet_pton)
  anonshm_fact(FUNCTION ${function} HEADERS sys/types.h sys/socket.h arpa/inet.h)
endforeach()
anonshm_fact(FUNCTION mach_absolute_time HEADERS mach/mach_time.h)
anonshm_fact(FUNCTION select HEADERS sys/select.h)
anonshm_fact(FUNCTION fsetxattr HEADERS sys/types.h sys/xattr.h)
anonshm_fact(FUNCTION setlocale HEADERS locale.h)
anonshm_fact(FUNCTION setmode HEADERS unistd.h)
foreach(function IN ITEMS sigaction siginterrupt signal)
  anonshm_fact(FUNCTION ${function} HEADERS signal.h)
endforeach()
anonshm_fact(SYMBOL sigsetjmp HEADERS setjmp.h)
foreach(function IN ITEMS strcmpi strdup strerror_r stricmp strtok_r)
  anonshm_fact(FUNCTION ${function} HEADERS string.h)
endforeach()
anonshm_fact(FUNCTION strcasecmp HEADERS strings.h)
anonshm_fact(FUNCTION strtoll HEADERS stdlib.h)
anonshm_fact(FUNCTION utime HEADERS sys/types.h utime.h)
anonshm_fact(SYMBOL MSG_NOSIGNAL HEADERS sys/types.h sys/socket.h)

foreach(type IN ITEMS int long short "long long")
  anonshm_fact(TYPE "${type}")
endforeach()
foreach(type IN ITEMS off_t size_t ssize_t time_t)
  anonshm_fact(TYPE ${type} HEADERS sys/types.h)
endforeach()
anonshm_fact(TYPE bool HEADERS stdbool.h DEFINE HAVE_BOOL_T)
anonshm_fact(TYPE in_addr_t HEADERS netinet/in.h)
anonshm_fact(TYPE ADDRESS_FAMILY HEADERS winsock2.h)
foreach(type IN ITEMS sa_family_t "struct sockaddr_storage")
  anonshm_fact(TYPE "${type}" HEADERS sys/types.h sys/socket.h)
endforeach()
anonshm_fact(TYPE "struct timeval" HEADERS sys/time.h)
anonshm_fact(MEMBER "struct sockaddr_in6" sin6_scope_id HEADERS netinet/in.h
  DEFINE HAVE_SOCKADDR_IN6_SIN6_SCOPE_ID)

anonshm_fact(COMPILES atomic "_Atomic int i = 1; i = 0; return i;" HEADERS stdatomic.h)
anonshm_fact(COMPILES clock_gettime_monotonic
  "struct timespec time; return clock_gettime(CLOCK_MONOTONIC, &time);" HEADERS time.h)
anonshm_fact(COMPILES fcntl_o_nonblock "return fcntl(0, F_SETFL, O_NONBLOCK);" HEADERS fcntl.h)
anonshm_fact(COMPILES ioctl_fionbio "int on = 1; return ioctl(0, FIONBIO, &on);"
  HEADERS sys/types.h sys/ioctl.h)
anonshm_fact(COMPILES ioctl_siocgifaddr
  "struct ifreq request; return ioctl(0, SIOCGIFADDR, &request);"
  HEADERS sys/types.h sys/ioctl.h sys/socket.h net/if.h)
anonshm_fact(COMPILES setsockopt_so_nonblock
  "return setsockopt(0, SOL_SOCKET, SO_NONBLOCK, 0, 0);" HEADERS sys/types.h sys/socket.h)
anonshm_fact(COMPILES gethostbyname_r_5
  "struct hostent h; int e; return gethostbyname_r(\"\", &h, (char *)0, 0, &e) == 0;"
  HEADERS sys/types.h netdb.h)
anonshm_fact(COMPILES gethostbyname_r_6
  "struct hostent h, *r; int e; return gethostbyname_r(\"\", &h, (char *)0, 0, &r, &e);"
  HEADERS sys/types.h netdb.h)
anonshm_fact(COMPILES fsetxattr_5 "return fsetxattr(0, \"\", \"\", 0, 0);"
  HEADERS sys/types.h sys/xattr.h)
anonshm_fact(COMPILES fsetxattr_6 "return fsetxattr(0, \"\", \"\", 0, 0, 0);"
  HEADERS sys/types.h sys/xattr.h)
# In C a conversion between an integer and a pointer is a warning only: what is dereferenced,
# and what is multiplied.
anonshm_fact(COMPILES glibc_strerror_r "char b[9]; return *strerror_r(0, b, sizeof b);"
  HEADERS string.h DEFINITIONS _GNU_SOURCE)
anonshm_fact(COMPILES posix_strerror_r "char b[9]; return 2 * strerror_r(0, b, sizeof b);"
  HEADERS string.h DEFINITIONS _POSIX_C_SOURCE=200809L)
anonshm_fact(COMPILES stdc_headers
  "return isalnum('a') + (int)sizeof(ptrdiff_t) + abs((int)strlen(\"\"));"
  HEADERS ctype.h stddef.h stdlib.h string.h DEFINE STDC_HEADERS)
anonshm_fact(COMPILES time_with_sys_time "struct tm time; return time.tm_sec;"
  HEADERS sys/types.h sys/time.h time.h DEFINE TIME_WITH_SYS_TIME)
anonshm_fact(COMPILES builtin_available "return __builtin_available(macOS 10.12, *);")
