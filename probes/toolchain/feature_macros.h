/* SPDX-License-Identifier: MIT */
/* The feature-test macros under which both the probes ask and the library is compiled. One
 * list for both: a probe under other macros than those of the code answers another
 * question. Included before every system header. The BSDs show everything unless directed
 * otherwise, so they need nothing here. */

#ifndef ANONSHM_FEATURE_MACROS_H
#define ANONSHM_FEATURE_MACROS_H

#ifndef _GNU_SOURCE
# define _GNU_SOURCE 1 /* glibc, musl, uClibc-ng, Cygwin, WASI: memfd_create, O_TMPFILE */
#endif
#ifndef __EXTENSIONS__
# define __EXTENSIONS__ 1 /* illumos, Solaris: everything beside the chosen standard */
#endif
#ifndef _DARWIN_C_SOURCE
# define _DARWIN_C_SOURCE 1 /* macOS: mkostemp, arc4random_buf under strict -std= */
#endif
#ifndef _NETBSD_SOURCE
# define _NETBSD_SOURCE 1 /* NetBSD: memfd_create, mkostemp */
#endif
#ifndef __STDC_LIMIT_MACROS
# define __STDC_LIMIT_MACROS 1 /* dietlibc: UINT64_MAX, SIZE_MAX in C++ */
#endif

#ifndef _FILE_OFFSET_BITS
# define _FILE_OFFSET_BITS 64 /* 32-bit systems: objects of 2 GiB and more */
#endif

#endif
