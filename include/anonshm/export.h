/* SPDX-License-Identifier: MIT */
/*
 * ANONSHM_API: what a shared library exports; everything else in it stays hidden.
 * On Windows a program that links the DLL defines ANONSHM_SHARED, and the DLL itself
 * ANONSHM_BUILDING as well. Elsewhere nothing needs to be defined.
 */

#ifndef ANONSHM_EXPORT_H
#define ANONSHM_EXPORT_H

#if defined _WIN32 && defined ANONSHM_SHARED && defined ANONSHM_BUILDING
# define ANONSHM_API __declspec(dllexport)
#elif defined _WIN32 && defined ANONSHM_SHARED
# define ANONSHM_API __declspec(dllimport)
#elif defined __GNUC__ && !defined _WIN32
# define ANONSHM_API __attribute__((visibility("default")))
#else
# define ANONSHM_API
#endif

#endif
