// SPDX-License-Identifier: MIT
// Systems whose shared-memory objects are files in a directory: their shm_open is a name
// translation, a few checks and open(2).

#ifndef ANONSHM_MODEL_FILE_OBJECTS_H
#define ANONSHM_MODEL_FILE_OBJECTS_H

#include "model.h"
#include "names.h"
#include "root.h"

constexpr int any_flag = ~0;

struct file_rules {
    // Checked in this order, but for flags_first. `ready` gives an error when the system cannot
    // name objects at all; null: it always can.
    int (*ready)() = nullptr;
    int null_name = 0; // the error for a null pointer; 0: the system crashes, and so does this
    leading_slashes leading = leading_slashes::all_skipped;
    const char *separators = "/";
    const name_rule *names;
    bool flags_first = false;
    bool write_only = true;        // O_WRONLY is an access mode like the others
    int accepted_flags = any_flag; // beside the access mode

    // The object is `prefix` + the name without its leading slashes, or what `translate`
    // makes of it (0 or an error).
    const char *prefix = nullptr;
    int (*translate)(const spelling &name, path_buffer &path) = nullptr;

    int added_flags = 0;
    mode_t mode_mask = 07777;
    bool directory_is_invalid = false; // EISDIR becomes EINVAL
    int (*opened)(int fd) = nullptr;   // a last look at the descriptor: 0 or an error
    // In place of all from `prefix` on.
    int (*open)(const spelling &name, int flags, mode_t mode) = nullptr;
    int (*unlink)(const spelling &name) = nullptr;

    int unlink_name_error = 0; // shm_unlink's one answer to any refused name; 0: as shm_open
    bool unlink_eperm_is_eacces = false;
};

extern const file_rules the_files;

// shm_open(2) once more, for those who build on it.
int open_object(const char *given, int flags, mode_t mode);

#endif
