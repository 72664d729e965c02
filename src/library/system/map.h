// SPDX-License-Identifier: MIT
// The system's calls that map an object. They return nullptr, false or -1, and errno, on
// failure.

#ifndef ANONSHM_SYSTEM_MAP_H
#define ANONSHM_SYSTEM_MAP_H

#include "system.h"

namespace anonshm {

struct map_rules {
    uint64_t size; // what can be mapped of the object; UINT64_MAX: only the call can tell
    size_t page;   // offsets are multiples of it
    size_t copy;   // and so is the size of a copy, if there are to be several in a row
};
int sys_map_rules(anonshm_handle object, map_rules *rules);

size_t sys_page_size();

// mmap. With an address exactly there; what is there is replaced, except on Windows.
void *sys_map(void *address, anonshm_handle object, uint64_t offset, size_t size,
              unsigned access);
int sys_unmap(void *address, size_t size, unsigned copies); // munmap

// Copies in a row: addresses are reserved for all, then each copy is mapped into its place.
struct mirror {
    anonshm_handle object;
    size_t size; // of a copy
    unsigned copies;
    unsigned access;
    size_t page;
    char *first;      // sys_reserve() sets it,
    bool is_reserved; // and this: no other thread can map anything there

    size_t whole() const { return size * copies; }
    char *place(unsigned copy) const { return first + size * copy; }
};
bool sys_reserve(mirror &wanted);
bool sys_place(const mirror &wanted, unsigned copy); // EBUSY: another thread was faster
// Gives the addresses back: so many copies are in their places, and the next one has failed.
void sys_release(const mirror &wanted, unsigned placed);

} // namespace anonshm

#endif
