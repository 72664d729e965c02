/* SPDX-License-Identifier: MIT */
/* What is compiled as C++ is in a namespace. */

#ifndef ANONSHM_NAMESPACE_H
#define ANONSHM_NAMESPACE_H

#if defined __cplusplus
# define ANONSHM_PROBE_BEGIN namespace anonshm_probe {
# define ANONSHM_PROBE_END }
#else
# define ANONSHM_PROBE_BEGIN
# define ANONSHM_PROBE_END
#endif

#endif
