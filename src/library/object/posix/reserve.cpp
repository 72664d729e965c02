// SPDX-License-Identifier: MIT
#include "../../fail.h"
#include "../../system/again.h"
#include "../../system/object.h"
#include "../../uncancelled.h"
#include "kind.h"
#include "room.h"

namespace anonshm {

namespace {

struct range {
    uint64_t offset;
    uint64_t size;

    uint64_t end() const { return offset + size; }
};

constexpr uint64_t compared_from = 16 << 20; // what is smaller is not worth the time
constexpr uint64_t largest_piece = 16 << 20;
constexpr uint64_t smallest_piece = 1 << 16; // the largest page, but for huge ones

// Signals are handled between two pieces. Where one ends a call (Linux gives back what that
// call had reserved), a piece that is too large would never be finished.
int in_pieces(int fd, range left, int (*reserve)(int fd, uint64_t offset, uint64_t size)) {
    uint64_t most = largest_piece;
    while (left.size > 0) {
        const uint64_t now = left.size < most ? left.size : most;
        if (reserve(fd, left.offset, now) == 0)
            left = {left.offset + now, left.size - now};
        else if (errno != EINTR)
            return -1;
        else if (most > smallest_piece)
            most /= 2;
    }
    return 0;
}

// What may be missing of the range: the system tells only how much of the whole object is
// there, of which the rest of the object is no more than its size.
uint64_t missing(const range &of, const file_status &object) {
    const uint64_t end = of.end() < object.size ? of.end() : object.size;
    const uint64_t elsewhere = object.size - (end > of.offset ? end - of.offset : 0);
    const uint64_t present = object.allocated > elsewhere ? object.allocated - elsewhere : 0;
    return of.size > present ? of.size - present : 0;
}

bool is_affordable(int fd, const range &wanted, const file_status &object) {
    if (wanted.size < compared_from)
        return true;
    const uint64_t needed = missing(wanted, object);
    return needed == 0 || kind_of(fd) == kind::huge_pages || is_room_for(needed);
}

bool is_no_such_call(int error) {
    return error == ENOSYS || error == ENOTSUP; // on Linux EOPNOTSUPP is the same number
}

int populate(int fd, const range &wanted, const file_status &object) {
    if (!sys_can_populate())
        return fail(ENOTSUP);
    const uint64_t end = wanted.end();
    if (end > object.size && again([&] { return sys_resize(fd, end); }) == -1)
        return -1;
    return in_pieces(fd, wanted, sys_populate);
}

int reserve(int fd, const range &wanted) {
    file_status object = {};
    if (sys_fstat(fd, &object) == -1)
        return -1;
    if (!is_object(object))
        return fail(EINVAL);
    if (wanted.end() > object.size && wanted.end() > sys_size_limit())
        return fail(EFBIG);
    if (!is_affordable(fd, wanted, object))
        return fail(ENOMEM);
    const int result = in_pieces(fd, wanted, sys_allocate);
    const bool is_missing = result == -1 && is_no_such_call(errno);
    return is_missing ? populate(fd, wanted, object) : result;
}

} // namespace

} // namespace anonshm

using namespace anonshm;

int anonshm_reserve(anonshm_handle object, uint64_t offset, uint64_t size) {
    if (size == 0)
        return fail(EINVAL);
    if (offset > largest_size || size > largest_size - offset)
        return fail(EFBIG);
    return uncancelled([&] { return reserve(object, {offset, size}); });
}
