// SPDX-License-Identifier: MIT
// What the tests on the fake system share. cases/ has a file for each subject; what is in one
// of them runs without being listed anywhere.

#ifndef ANONSHM_CHECK_H
#define ANONSHM_CHECK_H

#include "fake_system.h"

#include <errno.h>

namespace check {

// -- Cases ---------------------------------------------------------------------------------

struct test_case {
    const char *sentence;
    bool (*holds)();
};

// The cases of a file; a static object of this type adds them to those that run.
class group {
public:
    template <size_t n>
    explicit group(const test_case (&its)[n]) noexcept : group(its, n) {}

    // Runs the cases of every group that begin so, each on a fake system that is reset. Prints
    // a line for each; true if there are any, and all hold.
    static bool run_all(const char *beginning);

private:
    group(const test_case *its, size_t number) noexcept;
    bool run(const char *beginning, int &number) const;

    const test_case *cases;
    size_t count;
    const group *next;
};

// -- What can be seen from outside ---------------------------------------------------------

// The calls that have created something or failed to.
int creations();
const fake::logged_call &creation(int n);

bool begins_with(const char *text, const char *beginning);

// Whether the call returned an object, or failed with that errno; and in both cases nothing is
// left behind: no name, and no object but the one that was returned.
bool serves(anonshm_handle object);
bool fails_with(int error, anonshm_handle object);

// anonshm_open_method()
anonshm_handle open_by(const char *method, unsigned flags = 0);

// -- memfd_create(2) -------------------------------------------------------------------------

#if defined ANONSHM_MFD_CLOEXEC // NuttX's
constexpr unsigned cloexec = ANONSHM_MFD_CLOEXEC, sealing = ANONSHM_MFD_ALLOW_SEALING;
#else
constexpr unsigned cloexec = 0x1, sealing = 0x2;
#endif
#if defined __FreeBSD__ // of 2 MiB
constexpr unsigned huge = 0x4 | 21u << 26;
#else
constexpr unsigned huge = 0x4;
#endif
#if defined __linux__ // it alone has these two
constexpr unsigned noexec = 0x8, exec = 0x10;
#else
constexpr unsigned noexec = 0, exec = 0;
#endif
constexpr bool has_exec_flag = exec != 0;

// -- shm_open(3): O_CLOEXEC where it closes a window ------------------------------------------

#if defined __DragonFly__ || defined __sun
constexpr unsigned shm_cloexec = O_CLOEXEC;
#else
constexpr unsigned shm_cloexec = 0;
#endif

// -- File systems: fstatfs(2) has a type on Linux alone ------------------------------------

#if defined __linux__
constexpr bool recognises_file_systems = true;
#else
constexpr bool recognises_file_systems = false;
#endif
constexpr uint32_t ext4 = 0xef53; // linux/magic.h
constexpr uint32_t tmpfs = 0x01021994;

// How often a name is removed before its object is made: is_removable(), on Linux alone.
constexpr int removals_before = recognises_file_systems ? 1 : 0;

// The last call of all.
const fake::logged_call &last_call();

} // namespace check

#endif
