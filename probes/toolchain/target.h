/* SPDX-License-Identifier: MIT */
/* What the compiler says the target is. It decides which predictions hold, and whether a
 * program that ran can have been native; CMAKE_SYSTEM_NAME and the host's name decide neither.
 */

#ifndef ANONSHM_TARGET_H
#define ANONSHM_TARGET_H

#define ANONSHM_TEXT_(x) #x
#define ANONSHM_TEXT(x) ANONSHM_TEXT_(x)
#define ANONSHM_VERSION_2(a, b) ANONSHM_TEXT(a) "." ANONSHM_TEXT(b)
#define ANONSHM_VERSION_3(a, b, c) ANONSHM_VERSION_2(a, b) "." ANONSHM_TEXT(c)

#if defined __ANDROID__
# define ANONSHM_TARGET_OS "android"
#elif defined __linux__
# define ANONSHM_TARGET_OS "linux"
#elif defined __FreeBSD__
# define ANONSHM_TARGET_OS "freebsd"
#elif defined __OpenBSD__
# define ANONSHM_TARGET_OS "openbsd"
#elif defined __NetBSD__
# define ANONSHM_TARGET_OS "netbsd"
#elif defined __DragonFly__
# define ANONSHM_TARGET_OS "dragonfly"
#elif defined __APPLE__
# define ANONSHM_TARGET_OS "macos"
#elif defined __illumos__
# define ANONSHM_TARGET_OS "illumos"
#elif defined __sun
# define ANONSHM_TARGET_OS "solaris" /* illumos too, before its compilers said __illumos__ */
#elif defined __HAIKU__
# define ANONSHM_TARGET_OS "haiku"
#elif defined __CYGWIN__
# define ANONSHM_TARGET_OS "cygwin"
#elif defined _WIN32
# define ANONSHM_TARGET_OS "windows"
#elif defined __EMSCRIPTEN__
# define ANONSHM_TARGET_OS "emscripten"
#elif defined __wasi__
# define ANONSHM_TARGET_OS "wasi"
#elif defined __gnu_hurd__ || defined __GNU__
# define ANONSHM_TARGET_OS "hurd"
#elif defined __QNX__
# define ANONSHM_TARGET_OS "qnx"
#else
# define ANONSHM_TARGET_OS "unknown"
#endif

#if defined __x86_64__ && defined __ILP32__
# define ANONSHM_TARGET_ARCH "x32"
#elif defined __x86_64__ || defined _M_X64
# define ANONSHM_TARGET_ARCH "x86_64"
#elif defined __i386__ || defined _M_IX86
# define ANONSHM_TARGET_ARCH "i386"
#elif defined __aarch64__ || defined _M_ARM64
# define ANONSHM_TARGET_ARCH "arm64"
#elif defined __arm__
# define ANONSHM_TARGET_ARCH "arm"
#elif defined __riscv
# define ANONSHM_TARGET_ARCH "riscv"
#elif defined __powerpc64__
# define ANONSHM_TARGET_ARCH "ppc64"
#elif defined __powerpc__
# define ANONSHM_TARGET_ARCH "powerpc"
#elif defined __s390x__
# define ANONSHM_TARGET_ARCH "s390x"
#elif defined __mips64
# define ANONSHM_TARGET_ARCH "mips64"
#elif defined __mips__
# define ANONSHM_TARGET_ARCH "mips"
#elif defined __alpha__
# define ANONSHM_TARGET_ARCH "alpha"
#elif defined __hppa__
# define ANONSHM_TARGET_ARCH "hppa"
#elif defined __m68k__
# define ANONSHM_TARGET_ARCH "m68k"
#elif defined __sparc__ && defined __arch64__
# define ANONSHM_TARGET_ARCH "sparc64"
#elif defined __sparc__
# define ANONSHM_TARGET_ARCH "sparc"
#elif defined __loongarch64
# define ANONSHM_TARGET_ARCH "loongarch64"
#elif defined __arc__
# define ANONSHM_TARGET_ARCH "arc"
#elif defined __sh__
# define ANONSHM_TARGET_ARCH "sh"
#elif defined __wasm__
# define ANONSHM_TARGET_ARCH "wasm"
#else
# define ANONSHM_TARGET_ARCH "unknown"
#endif

#if defined __UCLIBC__
# define ANONSHM_TARGET_LIBC                                                                   \
     "uclibc-ng " ANONSHM_VERSION_3(__UCLIBC_MAJOR__, __UCLIBC_MINOR__, __UCLIBC_SUBLEVEL__)
#elif defined __dietlibc__
# define ANONSHM_TARGET_LIBC "dietlibc"
#elif defined __KLIBC__
# define ANONSHM_TARGET_LIBC "klibc " ANONSHM_VERSION_2(__KLIBC__, __KLIBC_MINOR__)
#elif defined __GLIBC__
# define ANONSHM_TARGET_LIBC "glibc " ANONSHM_VERSION_2(__GLIBC__, __GLIBC_MINOR__)
#elif defined __ANDROID__
# define ANONSHM_TARGET_LIBC "bionic " ANONSHM_TEXT(__ANDROID_API__)
#elif defined __linux__
# define ANONSHM_TARGET_LIBC "musl" /* names itself in no macro, and is what remains */
#elif defined __FreeBSD_version
# define ANONSHM_TARGET_LIBC "freebsd " ANONSHM_TEXT(__FreeBSD_version)
#elif defined __FreeBSD__
# define ANONSHM_TARGET_LIBC "freebsd " ANONSHM_TEXT(__FreeBSD__)
#elif defined __NetBSD_Version__
# define ANONSHM_TARGET_LIBC "netbsd " ANONSHM_TEXT(__NetBSD_Version__)
#elif defined __CYGWIN__
# include <cygwin/version.h>
# define ANONSHM_TARGET_LIBC                                                                   \
     "cygwin " ANONSHM_VERSION_2(CYGWIN_VERSION_DLL_MAJOR, CYGWIN_VERSION_DLL_MINOR)
#elif defined __ENVIRONMENT_MAC_OS_X_VERSION_MIN_REQUIRED__
# define ANONSHM_TARGET_LIBC                                                                   \
     "macos " ANONSHM_TEXT(__ENVIRONMENT_MAC_OS_X_VERSION_MIN_REQUIRED__)
#else
# define ANONSHM_TARGET_LIBC "unknown"
#endif

#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
# define ANONSHM_TARGET_ENDIAN "big"
#else
# define ANONSHM_TARGET_ENDIAN "little"
#endif

/* Does the system call memfd_create by its number at most fail? The filter for apps of Android
 * 8 and 9 kills a process for a call that it does not list, and it does not show from outside
 * whether a release lists this one (bionic libc/seccomp/seccomp_policy.cpp; it was added in
 * 2017, users of Android 8 and 9 saw SIGSYS all the same). Since API 30 bionic makes it itself.
 */
#if !defined __ANDROID__ || __ANDROID_API__ >= 30
# define ANONSHM_TARGET_MEMFD_SYSCALL_SAFE 1
#endif

/* Do two mappings of one object share its memory? Emscripten's mmap copies, and it has one
 * process only (system/lib/libc/emscripten_mmap.c). */
#if !defined __EMSCRIPTEN__
# define ANONSHM_TARGET_SHARED_MAPPINGS 1
#endif

#endif
