/* SPDX-License-Identifier: MIT */
/*
 * ANONSHM_API: how the functions are declared. A definition of one's own replaces what follows.
 *
 * The shared library exports them, and everything else in it stays hidden. The static library
 * and the two files of scripts/amalgamate export nothing from what they become a part of, so
 * that each part of a process that has a copy inside calls its own.
 *
 * The library is compiled with ANONSHM_BUILDING, the shared one with ANONSHM_SHARED as well. On
 * Windows a program that links the DLL defines ANONSHM_SHARED. Elsewhere nothing needs to be
 * defined.
 */

#ifndef ANONSHM_EXPORT_H
#define ANONSHM_EXPORT_H

#if defined ANONSHM_API
/* the user's */
#elif defined _WIN32 && defined ANONSHM_SHARED && defined ANONSHM_BUILDING
# define ANONSHM_API __declspec(dllexport)
#elif defined _WIN32 && defined ANONSHM_SHARED
# define ANONSHM_API __declspec(dllimport)
#elif defined _WIN32 || !defined __GNUC__
# define ANONSHM_API
#elif defined ANONSHM_BUILDING && !defined ANONSHM_SHARED
# define ANONSHM_API __attribute__((visibility("hidden")))
#else
# define ANONSHM_API __attribute__((visibility("default")))
#endif

#endif
