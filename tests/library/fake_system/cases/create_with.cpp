// SPDX-License-Identifier: MIT
// anonshm_create_with(): the structure, and what becomes of its members.

#include "../methods.h"

#include <string.h>

namespace check {

namespace {

using fake::call;

anonshm_options options() {
    anonshm_options result = {};
    result.size_of_this = sizeof result;
    return result;
}

// Whether it is refused before anything is called.
bool is_refused(int error, const anonshm_options *wanted) {
    return fails_with(error, anonshm_create_with(wanted)) && fake::log_length == 0;
}

bool is_size_refused(int error, size_t size_of_this) {
    anonshm_options wanted = options();
    wanted.size_of_this = size_of_this;
    return is_refused(error, &wanted);
}

// A later version's structure, of which a member that is new has that value.
struct later_options {
    anonshm_options known;
    uint64_t member;
};
anonshm_handle create_with_later(uint64_t member) {
    later_options wanted = {options(), member};
    wanted.known.size_of_this = sizeof wanted;
    return anonshm_create_with(&wanted.known);
}

bool has_label(const char *label, const char *expected) {
    anonshm_options wanted = options();
    wanted.label = label;
    return serves(anonshm_create_with(&wanted)) && strcmp(creation(0).text, expected) == 0;
}

anonshm_options with_pages(uint64_t page_size, uint64_t size = 0) {
    anonshm_options wanted = options();
    wanted.page_size = page_size;
    wanted.size = size;
    return wanted;
}

constexpr test_case cases[] = {
    {"options: all zero is shm_open_anon()",
     [] {
         const anonshm_options wanted = options();
         if (!serves(anonshm_create_with(&wanted)))
             return false;
         const int calls = fake::log_length;
         fake::reset();
         return serves(anonshm_open(0)) && fake::log_length == calls;
     }},
    {"options: EINVAL for none, and for a size of the structure that cannot be",
     [] {
         return is_refused(EINVAL, nullptr) && is_size_refused(EINVAL, 0) &&
                is_size_refused(EINVAL, sizeof(size_t) - 1);
     }},
    {"options: members that an earlier version has not are zero",
     [] {
         anonshm_options wanted = options();
         wanted.size_of_this = offsetof(anonshm_options, label);
         wanted.label = "not seen";
         wanted.flags = ANONSHM_NO_SEALING;
         return serves(anonshm_create_with(&wanted)) &&
                strcmp(creation(0).text, "anonshm") == 0 && !(creation(0).flags & sealing);
     }},
    {"options: what a later version has is zero, or E2BIG",
     [] {
         return fails_with(E2BIG, create_with_later(1)) &&
                fails_with(E2BIG, create_with_later(uint64_t{1} << 63)) &&
                fake::log_length == 0 && serves(create_with_later(0));
     }},
    {"options: flags that are unknown, or contradict each other or the seals, are EINVAL",
     [] {
         anonshm_options wanted = options();
         wanted.flags = ANONSHM_ALL_FLAGS + 1;
         const bool unknown = is_refused(EINVAL, &wanted);
         wanted.flags = ANONSHM_SEALABLE | ANONSHM_NO_SEALING;
         const bool contradict = is_refused(EINVAL, &wanted);
         wanted.flags = ANONSHM_NO_SEALING;
         wanted.seals = 2;
         return unknown && contradict && is_refused(EINVAL, &wanted);
     }},
    {"label: given to memfd_create, byte by byte",
     [] { return has_label("a /\xff\n\\", "a /\xff\n\\"); }},
    {"label: may be empty", [] { return has_label("", ""); }},
    {"label: \"anonshm\" if there is none", [] { return has_label(nullptr, "anonshm"); }},
    {"label: 200 bytes and no more",
     [] {
         char label[202] = {};
         memset(label, 'x', 201);
         anonshm_options wanted = options();
         wanted.label = label;
         const bool refused = is_refused(EINVAL, &wanted);
         label[200] = '\0';
         return refused && serves(anonshm_create_with(&wanted));
     }},
    {"label: given to ASharedMemory_create",
     [] {
         refuse_before(find("android"));
         anonshm_options wanted = options();
         wanted.flags = all_needs();
         wanted.size = 4096;
         wanted.label = "mine";
         return serves(anonshm_create_with(&wanted)) &&
                creation(creations() - 1).what == call::ashmem &&
                strcmp(creation(creations() - 1).text, "mine") == 0;
     }},
    {"label: a file gets none",
     [] {
         refuse_memfd();
         anonshm_options wanted = options();
         wanted.label = "mine";
         if (!serves(anonshm_create_with(&wanted)))
             return false;
         for (int i = 0; i < fake::log_length; ++i)
             if (fake::log[i].what > call::memfd_create && strstr(fake::log[i].text, "mine"))
                 return false;
         return true;
     }},
    {"page size: given to memfd_create as its logarithm",
     [] {
         const anonshm_options wanted = with_pages(uint64_t{1} << 30, uint64_t{3} << 30);
         const anonshm_handle object = anonshm_create_with(&wanted);
         if (!(anonshm::platform_flags & ANONSHM_HUGE))
             return fails_with(ENOTSUP, object);
         return serves(object) &&
                creation(0).flags == (cloexec | sealing | noexec | 0x4 | 30u << 26);
     }},
    {"page size: EINVAL if it is no power of two, or the size no multiple of it",
     [] {
         const anonshm_options odd = with_pages(3 << 20), rest = with_pages(1 << 21, 4096);
         return is_refused(EINVAL, &odd) && is_refused(EINVAL, &rest);
     }},
    {"page size: ENOTSUP whatever refuses it, and no other method is tried",
     [] {
         for (const int error : {ENOSYS, EINVAL, ENODEV, ENOENT, EOPNOTSUPP}) {
             fake::reset();
             fake::fail(call::memfd_syscall, error);
             fake::fail(call::memfd_create, error);
             const anonshm_options wanted = with_pages(1 << 21);
             if (!fails_with(ENOTSUP, anonshm_create_with(&wanted)) ||
                 (creations() > 0 && creation(creations() - 1).what > call::memfd_create))
                 return false;
         }
         return true;
     }},
    {"page size: one of 1 is not taken for the usual size",
     [] {
         const anonshm_options wanted = with_pages(1);
         return is_refused(ENOTSUP, &wanted);
     }},
    {"page size: what is refused for one size is not remembered for another",
     [] {
         const anonshm_options one = with_pages(1 << 21), other = with_pages(1 << 30);
         fake::fail(call::memfd_syscall, ENOSYS, 1);
         fake::fail(call::memfd_create, ENOSYS, 1);
         fails_with(ENOTSUP, anonshm_create_with(&one));
         fake::log_length = 0;
         return !(anonshm::platform_flags & ANONSHM_HUGE) ||
                (serves(anonshm_create_with(&other)) &&
                 creation(0).what == call::memfd_syscall);
     }},
    {"size: set once, and EFBIG beyond the limit before anything is called",
     [] {
         fake::answer.size_limit = 4096;
         anonshm_options wanted = options();
         wanted.size = 4097;
         const bool refused = is_refused(EFBIG, &wanted);
         wanted.size = 4096;
         return refused && serves(anonshm_create_with(&wanted)) &&
                fake::count(call::resize) == 1;
     }},
    {"seals: the object has to be sealable, whatever the flags",
     [] {
         refuse_memfd();
         anonshm_options wanted = options();
         wanted.seals = 2;
         return fails_with(ENOTSUP, anonshm_create_with(&wanted)) &&
                creation(creations() - 1).what <= call::memfd_create;
     }},
};

const group these{cases};

} // namespace

} // namespace check
