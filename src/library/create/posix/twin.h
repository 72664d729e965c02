// SPDX-License-Identifier: MIT
// A read-only descriptor of a new object, by its name.

#ifndef ANONSHM_TWIN_H
#define ANONSHM_TWIN_H

#include "../../handle.h"
#include "../../object/readonly.h"
#include "../request.h"

namespace anonshm {

// If the request wants one, opens it by that call before the name is removed; the way of
// anonshm_readonly() is left to the chain if that fails. Others cannot have opened the name.
template <class function>
void make_twin(int fd, const request &wanted, function open) {
    file_status object = {};
    if (wanted.readonly == nullptr || sys_fstat(fd, &object) == -1 ||
        !forbid_writing(fd, object))
        return;
    const int made = again(open);
    if (made == -1)
        return;
    if (is_object(object, made) && again([&] { return sys_set_close_on_exec(made); }) == 0)
        wanted.readonly->made = made;
    else
        discard(made);
}

// Closes the object, and its read-only descriptor if there is one: -1, with errno as it was.
inline int discard_both(int fd, const request &wanted) {
    if (wanted.readonly != nullptr && wanted.readonly->made != -1)
        wanted.readonly->made = discard(wanted.readonly->made);
    return discard(fd);
}

} // namespace anonshm

#endif
