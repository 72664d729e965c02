// SPDX-License-Identifier: MIT
// The file systems of Linux that are in memory (linux/magic.h).

#ifndef ANONSHM_MAGIC_H
#define ANONSHM_MAGIC_H

#include "system.h"

namespace anonshm {

constexpr uint32_t tmpfs_magic = 0x01021994;
constexpr uint32_t ramfs_magic = 0x858458f6;
constexpr uint32_t hugetlbfs_magic = 0x958458f6;

constexpr bool is_memory(uint32_t magic) {
    return magic == tmpfs_magic || magic == ramfs_magic || magic == hugetlbfs_magic;
}

} // namespace anonshm

#endif
