/* SPDX-License-Identifier: MIT */
/*
 * map_calls TIMES COPIES ACCESS: maps an object that often, so many times in a row (0: once,
 * by anonshm_map()), and unmaps it again. For strace(1). Exit 0: each worked.
 */

#include <anonshm/anonshm.h>

#include <stdlib.h>

enum { size = 65536 };

int main(int count, char **arguments) {
    if (count != 4)
        return 2;
    const int times = atoi(arguments[1]);
    const unsigned copies = (unsigned)atoi(arguments[2]);
    const unsigned access = (unsigned)strtoul(arguments[3], NULL, 0);
    const int object = anonshm_create(size, 0);
    int failed = 0;
    for (int i = 0; i < times; i++) {
        void *at = copies == 0 ? anonshm_map(object, 0, size, access)
                               : anonshm_map_mirrored(object, size, copies, access);
        failed += at == NULL;
        failed += (copies == 0 ? anonshm_unmap(at, size)
                               : anonshm_unmap_mirrored(at, size, copies)) != 0;
    }
    return failed != 0;
}
