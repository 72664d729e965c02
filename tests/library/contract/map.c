/* SPDX-License-Identifier: MIT */
/*
 * The contract of anonshm_map() and its relatives, by what can be seen in the memory.
 *
 * Prints one line per check. Exit 0: all were kept; 1: not.
 */

#define _GNU_SOURCE 1

#include <anonshm/anonshm.h>

#include "check.h"

#include <errno.h>
#include <string.h>

#if defined _WIN32
# define WIN32_LEAN_AND_MEAN
# include <windows.h>
# define CLOSE(object) CloseHandle(object)
#else
# include <unistd.h>
# define CLOSE(object) close(object)
#endif

enum {
    unit = 65536, /* a multiple of every system's page and granularity */
    length = 4 * unit,
    read_write = ANONSHM_READ | ANONSHM_WRITE,
    read_execute = ANONSHM_READ | ANONSHM_EXECUTE
};

static size_t page_size(void) {
#if defined _WIN32
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    return info.dwPageSize;
#elif defined __wasi__
    return unit;
#else
    return (size_t)getpagesize();
#endif
}

/* A call that the compiler does not know, as it takes two addresses for two places. */
static int (*volatile compare)(const void *, const void *, size_t) = memcmp;

static int is_refused(const void *address, int error) {
    const int is = address == NULL && errno == error;
    if (!is)
        printf("        %s, errno %d\n", address ? "mapped" : "not mapped", errno);
    errno = 0;
    return is;
}

/* -- anonshm_map() ------------------------------------------------------------------------ */

static void check_views(anonshm_handle object) {
    volatile char *one = anonshm_map(object, 0, length, read_write);
    volatile char *other = anonshm_map(object, 0, length, ANONSHM_READ);
    check("views", "are mapped", one && other);
    if (!one || !other)
        return;
    one[0] = 1;
    one[length - 1] = 2;
    check("views", "have the same memory", other[0] == 1 && other[length - 1] == 2);
    check("views", "at two addresses", one != other);
    check("views", "are unmapped", anonshm_unmap((void *)one, length) == 0);
    check("views", "one without the other", other[length - 1] == 2);
    check("views", "leave errno alone",
          anonshm_unmap((void *)other, length) == 0 && errno == 0);
}

static void check_part(anonshm_handle object, const char *subject, size_t offset) {
    volatile char *whole = anonshm_map(object, 0, length, read_write);
    volatile char *part = anonshm_map(object, offset, 1, ANONSHM_WRITE);
    check(subject, "is mapped", whole && part);
    if (!whole || !part)
        return;
    whole[offset] = 3;
    check(subject, "begins at the offset, and can be read", part[0] == 3);
    part[0] = 4;
    check(subject, "is written", whole[offset] == 4);
    check(subject, "is unmapped", anonshm_unmap((void *)part, 1) == 0);
    check(subject, "alone", whole[offset] == 4);
    anonshm_unmap((void *)whole, length);
}

static void check_private(anonshm_handle object) {
    volatile char *shared = anonshm_map(object, 0, unit, read_write);
    volatile char *copy = anonshm_map(object, 0, unit, read_write | ANONSHM_PRIVATE);
#if defined __APPLE__
    check("private", "is refused", is_refused((void *)copy, EINVAL));
#else
    check("private", "is mapped", shared && copy);
#endif
    if (shared && copy) {
        shared[0] = 5;
        copy[0] = 6;
        check("private", "is not seen by others", shared[0] == 5 && copy[0] == 6);
        anonshm_unmap((void *)copy, unit);
    }
    anonshm_unmap((void *)shared, unit);
}

static void check_populated(anonshm_handle object) {
    volatile char *memory = anonshm_map(object, 0, unit, read_write | ANONSHM_POPULATE);
    check("populated", "is mapped", memory && (memory[0] = 7) == 7);
    anonshm_unmap((void *)memory, unit);
}

static void *map(anonshm_handle object, uint64_t offset, size_t size, unsigned access) {
    errno = 0;
    return anonshm_map(object, offset, size, access);
}

static void check_refusals(anonshm_handle object) {
    const unsigned read = ANONSHM_READ;
    check("refused", "nothing", is_refused(map(object, 0, 0, read), EINVAL));
    check("refused", "no access", is_refused(map(object, 0, unit, 0), EINVAL));
    check("refused", "how, not what",
          is_refused(map(object, 0, unit, ANONSHM_PRIVATE | ANONSHM_POPULATE), EINVAL));
    check("refused", "unknown bits", is_refused(map(object, 0, unit, read | 1u << 31), EINVAL));
    check("refused", "half a page", is_refused(map(object, 1, 1, read), EINVAL));
    check("refused", "a byte too much", is_refused(map(object, 0, length + 1, read), EINVAL));
    check("refused", "what is behind", is_refused(map(object, length, 1, read), EINVAL));
    check("refused", "far behind",
          is_refused(map(object, UINT64_MAX - unit + 1, unit, read), EINVAL));
    check("refused", "everything", is_refused(map(object, 0, SIZE_MAX, read), EINVAL));
    check("refused", "no object",
          is_refused(map(ANONSHM_INVALID_HANDLE, 0, unit, read), EBADF));
    check("refused", "to unmap NULL", anonshm_unmap(NULL, unit) == -1 && errno == EINVAL);
    check("refused", "to unmap nothing", anonshm_unmap(&failures, 0) == -1 && errno == EINVAL);
    errno = 0;
}

/* -- anonshm_map_mirrored() --------------------------------------------------------------- */

static void check_mirror(anonshm_handle object, unsigned copies, size_t size, unsigned access) {
    char subject[32];
    snprintf(subject, sizeof subject, "%u x %u KiB", copies, (unsigned)(size >> 10));
    char *ring = anonshm_map_mirrored(object, size, copies, access);
    check(subject, "is mapped", ring != NULL && errno == 0);
    if (!ring)
        return;
    int same = 1;
    for (unsigned copy = 0; copy < copies; copy++) {
        memset(ring + copy * size, (int)copy + 1, size);
        for (unsigned other = 0; other < copies; other++)
            same &= compare(ring + copy * size, ring + other * size, size) == 0;
    }
    check(subject, "every copy has the same memory", same);
    memcpy(ring + size - 4, "12345678", copies > 1 ? 8 : 4);
    check(subject, "goes on at its beginning", copies == 1 || compare(ring, "5678", 4) == 0);
    check(subject, "is unmapped", anonshm_unmap_mirrored(ring, size, copies) == 0);
}

static void *mirror(anonshm_handle object, size_t size, unsigned copies, unsigned access) {
    errno = 0;
    return anonshm_map_mirrored(object, size, copies, access);
}

static void check_mirror_refusals(anonshm_handle object) {
    check("not mirrored", "nothing", is_refused(mirror(object, 0, 2, read_write), EINVAL));
    check("not mirrored", "no copies", is_refused(mirror(object, unit, 0, read_write), EINVAL));
    check("not mirrored", "half a page",
          is_refused(mirror(object, 100, 2, read_write), EINVAL));
    check("not mirrored", "private",
          is_refused(mirror(object, unit, 2, read_write | ANONSHM_PRIVATE), EINVAL));
    check("not mirrored", "more than there is",
          is_refused(mirror(object, (size_t)2 * length, 2, read_write), EINVAL));
    check("not mirrored", "more than addresses",
          is_refused(mirror(object, SIZE_MAX / 2 + 1, 2, read_write), EINVAL));
    check("not mirrored", "no object",
          is_refused(mirror(ANONSHM_INVALID_HANDLE, unit, 2, read_write), EBADF));
    check("not mirrored", "to unmap more than addresses",
          anonshm_unmap_mirrored(&failures, SIZE_MAX / 2 + 1, 2) == -1 && errno == EINVAL);
    errno = 0;
}

/* -- Two views ---------------------------------------------------------------------------- */

/* A function that returns 42. */
#if defined __x86_64__
static const unsigned char code[] = {0xb8, 42, 0, 0, 0, 0xc3}; /* mov eax, 42; ret */
#elif defined __aarch64__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
static const unsigned char code[] = {0x40, 0x05, 0x80, 0x52, 0xc0, 0x03, 0x5f, 0xd6};
#else
static const unsigned char code[] = {0}; /* not known here: nothing is run */
#endif

static void check_two_views(void) {
    anonshm_handle object = anonshm_create(unit, ANONSHM_EXEC);
    if (object == ANONSHM_INVALID_HANDLE) {
        printf("-       two views        not here: errno %d\n", errno);
        return;
    }
    char *written = anonshm_map(object, 0, unit, read_write);
    char *run = anonshm_map(object, 0, unit, read_execute);
    check("two views", "are mapped", written && run);
    CLOSE(object);
    if (!written || !run || sizeof code == 1)
        return;
    memcpy(written, code, sizeof code);
    __builtin___clear_cache(run, run + sizeof code);
    int (*function)(void);
    memcpy((void *)&function, (const void *)&run, sizeof run);
    check("two views", "one runs what the other has written", function() == 42);
    check("two views", "are unmapped",
          anonshm_unmap(written, unit) == 0 && anonshm_unmap(run, unit) == 0);
}

int main(void) {
    anonshm_handle object = anonshm_create(length, 0);
    if (object == ANONSHM_INVALID_HANDLE) {
        const int error = errno; /* wasi-libc's printf() changes it */
        printf("-       nothing serves: errno %d: %s\n", error, strerror(error));
        return error != ENOSYS;
    }
    errno = 0;
    check_views(object);
    check_part(object, "a unit", unit);
    check_part(object, "a page", page_size());
    check_private(object);
    check_populated(object);
    check_refusals(object);
    check_mirror(object, 1, unit, read_write);
    check_mirror(object, 2, unit, read_write);
    check_mirror(object, 7, length, read_write | ANONSHM_POPULATE);
    check_mirror_refusals(object);
    CLOSE(object);
    check_two_views();
    printf("%s\n", failures ? "The contract is broken." : "The contract is kept.");
    return failures != 0;
}
