# SPDX-License-Identifier: MIT
# What libarchive 3.6.2 says that it checks (build/cmake/config.h.in, by the comments beside its
# macros), but for other projects' libraries, under the headers that POSIX and the manuals name.
# Its code is compiled with _GNU_SOURCE.

set(gnu DEFINITIONS _GNU_SOURCE)

foreach(header IN ITEMS
    copyfile.h ctype.h direct.h dirent.h dlfcn.h errno.h fcntl.h grp.h iconv.h inttypes.h io.h
    langinfo.h limits.h linux/fiemap.h linux/fs.h linux/magic.h linux/types.h locale.h
    localcharset.h membership.h memory.h ndir.h paths.h poll.h process.h pthread.h pwd.h
    readpassphrase.h regex.h signal.h spawn.h stdarg.h stdint.h stdlib.h string.h strings.h
    sys/cdefs.h sys/dir.h sys/ea.h sys/ioctl.h sys/mkdev.h sys/mount.h sys/ndir.h sys/param.h
    sys/poll.h sys/richacl.h sys/select.h sys/stat.h sys/statfs.h sys/statvfs.h sys/sysmacros.h
    sys/time.h sys/types.h sys/utime.h sys/utsname.h sys/vfs.h sys/wait.h sys/xattr.h time.h
    unistd.h utime.h wchar.h wctype.h windows.h)
  anonshm_fact(HEADER ${header} ${gnu})
endforeach()
foreach(header IN ITEMS sys/acl.h sys/extattr.h)
  anonshm_fact(HEADER ${header} AFTER sys/types.h ${gnu})
endforeach()
anonshm_fact(HEADER winioctl.h AFTER windows.h ${gnu})

foreach(function IN ITEMS acl_create_entry acl_get_fd_np acl_get_link acl_get_link_np
    acl_get_perm acl_get_perm_np acl_init acl_set_fd acl_set_fd_np acl_set_file)
  anonshm_fact(FUNCTION ${function} HEADERS sys/types.h sys/acl.h ${gnu})
endforeach()
foreach(function IN ITEMS arc4random_buf mkstemp setenv unsetenv wctomb)
  anonshm_fact(FUNCTION ${function} HEADERS stdlib.h ${gnu})
endforeach()
foreach(function IN ITEMS chown chroot fchdir fchown fork ftruncate geteuid getpid lchown link
    linkat pipe readlink symlink unlinkat vfork)
  anonshm_fact(FUNCTION ${function} HEADERS unistd.h ${gnu})
endforeach()
foreach(function IN ITEMS chflags fchflags fchmod fstat fstatat futimens lchflags lchmod lstat
    mkdir mkfifo mknod utimensat)
  anonshm_fact(FUNCTION ${function} HEADERS sys/stat.h ${gnu})
endforeach()
foreach(function IN ITEMS ctime_r gmtime_r localtime_r strftime timegm tzset _ctime64_s
    _get_timezone _gmtime64_s _localtime64_s _mkgmtime64)
  anonshm_fact(FUNCTION ${function} HEADERS time.h ${gnu})
endforeach()
anonshm_fact(FUNCTION cygwin_conv_path HEADERS sys/cygwin.h ${gnu})
foreach(function IN ITEMS dirfd fdopendir)
  anonshm_fact(FUNCTION ${function} HEADERS dirent.h ${gnu})
endforeach()
foreach(function IN ITEMS extattr_get_file extattr_list_file extattr_set_fd extattr_set_file)
  anonshm_fact(FUNCTION ${function} HEADERS sys/types.h sys/extattr.h ${gnu})
endforeach()
foreach(function IN ITEMS fcntl openat)
  anonshm_fact(FUNCTION ${function} HEADERS fcntl.h ${gnu})
endforeach()
foreach(function IN ITEMS fgetea flistea fsetea getea lgetea listea llistea lsetea)
  anonshm_fact(FUNCTION ${function} HEADERS sys/ea.h ${gnu})
endforeach()
foreach(function IN ITEMS fgetxattr flistxattr fsetxattr getxattr lgetxattr listxattr llistxattr
    lsetxattr)
  anonshm_fact(FUNCTION ${function} HEADERS sys/types.h sys/xattr.h ${gnu})
endforeach()
foreach(function IN ITEMS fseeko vprintf _fseeki64)
  anonshm_fact(FUNCTION ${function} HEADERS stdio.h ${gnu})
endforeach()
foreach(function IN ITEMS fstatfs statfs)
  anonshm_fact(FUNCTION ${function} HEADERS sys/statfs.h ${gnu})
endforeach()
foreach(function IN ITEMS fstatvfs statvfs)
  anonshm_fact(FUNCTION ${function} HEADERS sys/statvfs.h ${gnu})
endforeach()
foreach(function IN ITEMS futimes futimesat lutimes utimes)
  anonshm_fact(FUNCTION ${function} HEADERS sys/time.h ${gnu})
endforeach()
foreach(function IN ITEMS getgrgid_r getgrnam_r)
  anonshm_fact(FUNCTION ${function} HEADERS grp.h ${gnu})
endforeach()
foreach(function IN ITEMS getpwnam_r getpwuid_r)
  anonshm_fact(FUNCTION ${function} HEADERS pwd.h ${gnu})
endforeach()
anonshm_fact(FUNCTION getvfsbyname HEADERS sys/param.h sys/mount.h ${gnu})
anonshm_fact(FUNCTION iconv HEADERS iconv.h ${gnu})
anonshm_fact(FUNCTION locale_charset HEADERS localcharset.h ${gnu})
foreach(function IN ITEMS mbrtowc wcrtomb wcscmp wcscpy wcslen wmemcmp wmemcpy wmemmove)
  anonshm_fact(FUNCTION ${function} HEADERS wchar.h ${gnu})
endforeach()
foreach(function IN ITEMS memmove strchr strdup strerror strerror_r strnlen strrchr)
  anonshm_fact(FUNCTION ${function} HEADERS string.h ${gnu})
endforeach()
anonshm_fact(FUNCTION nl_langinfo HEADERS langinfo.h ${gnu})
anonshm_fact(FUNCTION poll HEADERS poll.h ${gnu})
anonshm_fact(FUNCTION posix_spawnp HEADERS spawn.h ${gnu})
anonshm_fact(FUNCTION readpassphrase HEADERS readpassphrase.h ${gnu})
anonshm_fact(FUNCTION select HEADERS sys/select.h ${gnu})
anonshm_fact(FUNCTION setlocale HEADERS locale.h ${gnu})
anonshm_fact(FUNCTION sigaction HEADERS signal.h ${gnu})
anonshm_fact(FUNCTION utime HEADERS utime.h ${gnu})

foreach(name IN ITEMS INT32_MAX INT32_MIN INT64_MAX INT64_MIN INTMAX_MAX INTMAX_MIN SIZE_MAX
    UINT32_MAX UINT64_MAX UINTMAX_MAX)
  anonshm_fact(SYMBOL ${name} HEADERS limits.h stdint.h DEFINE HAVE_DECL_${name} ${gnu})
endforeach()
anonshm_fact(SYMBOL SSIZE_MAX HEADERS limits.h DEFINE HAVE_DECL_SSIZE_MAX ${gnu})
anonshm_fact(SYMBOL D_MD_ORDER HEADERS langinfo.h ${gnu})
foreach(name IN ITEMS EFTYPE EILSEQ)
  anonshm_fact(SYMBOL ${name} HEADERS errno.h ${gnu})
endforeach()
anonshm_fact(SYMBOL EXTATTR_NAMESPACE_USER HEADERS sys/types.h sys/extattr.h
  DEFINE HAVE_DECL_EXTATTR_NAMESPACE_USER ${gnu})
anonshm_fact(SYMBOL XATTR_NOFOLLOW HEADERS sys/xattr.h DEFINE HAVE_DECL_XATTR_NOFOLLOW ${gnu})
foreach(name IN ITEMS ACL_SYNCHRONIZE ACL_TYPE_EXTENDED ACL_TYPE_NFS4 ACL_USER)
  anonshm_fact(SYMBOL ${name} HEADERS sys/types.h sys/acl.h DEFINE HAVE_DECL_${name} ${gnu})
endforeach()

foreach(type IN ITEMS int16_t int32_t int64_t intmax_t uint8_t uint16_t uint32_t uint64_t
    uintmax_t intptr_t uintptr_t)
  anonshm_fact(TYPE ${type} HEADERS stdint.h ${gnu})
endforeach()
foreach(type IN ITEMS __int64 "unsigned __int64" short int long "long long" "unsigned short"
    unsigned "unsigned long" "unsigned long long")
  anonshm_fact(TYPE "${type}")
endforeach()
foreach(type IN ITEMS dev_t gid_t id_t mode_t off_t pid_t size_t ssize_t u_int64_t uid_t)
  anonshm_fact(TYPE ${type} HEADERS sys/types.h ${gnu})
endforeach()
anonshm_fact(TYPE wchar_t HEADERS wchar.h ${gnu})
foreach(type IN ITEMS acl_permset_t acl_t)
  anonshm_fact(TYPE ${type} HEADERS sys/types.h sys/acl.h ${gnu})
endforeach()
foreach(type IN ITEMS "struct vfsconf" "struct xvfsconf")
  anonshm_fact(TYPE "${type}" HEADERS sys/types.h sys/mount.h ${gnu})
endforeach()

foreach(member IN ITEMS st_birthtime st_birthtimespec.tv_nsec st_blksize st_flags
    st_mtimespec.tv_nsec st_mtime_n st_mtime_usec st_mtim.tv_nsec st_umtime)
  anonshm_fact(MEMBER "struct stat" ${member} HEADERS sys/types.h sys/stat.h ${gnu})
endforeach()
foreach(member IN ITEMS tm_gmtoff __tm_gmtoff)
  anonshm_fact(MEMBER "struct tm" ${member} HEADERS time.h ${gnu})
endforeach()
anonshm_fact(MEMBER "struct statfs" f_namemax HEADERS sys/param.h sys/mount.h ${gnu})
anonshm_fact(MEMBER "struct statvfs" f_iosize HEADERS sys/types.h sys/statvfs.h ${gnu})

anonshm_fact(COMPILES readdir_r
  "struct dirent e, *r; DIR *d = opendir(\".\"); return readdir_r(d, &e, &r);"
  HEADERS dirent.h ${gnu})
anonshm_fact(COMPILES readlinkat "char b[9]; return (int)readlinkat(AT_FDCWD, \"\", b, 9);"
  HEADERS fcntl.h unistd.h ${gnu})
anonshm_fact(COMPILES major_in_mkdev "return (int)major(256);" HEADERS sys/mkdev.h
  DEFINE MAJOR_IN_MKDEV ${gnu})
anonshm_fact(COMPILES major_in_sysmacros "return (int)major(256);" HEADERS sys/sysmacros.h
  DEFINE MAJOR_IN_SYSMACROS ${gnu})
anonshm_fact(COMPILES working_fs_ioc_getflags
  "int flags; return ioctl(0, FS_IOC_GETFLAGS, &flags);"
  HEADERS sys/ioctl.h linux/fs.h ${gnu})
anonshm_fact(COMPILES strerror_r_char_p "char b[9]; return *strerror_r(0, b, sizeof b);"
  HEADERS string.h DEFINE STRERROR_R_CHAR_P ${gnu})
anonshm_fact(COMPILES time_with_sys_time "struct tm time; return time.tm_sec;"
  HEADERS sys/types.h sys/time.h time.h DEFINE TIME_WITH_SYS_TIME ${gnu})
