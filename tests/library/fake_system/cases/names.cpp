// SPDX-License-Identifier: MIT
// Names that objects have for a moment, and the random bytes in them.

#include "../methods.h"

#include <initializer_list>
#include <string.h>

namespace check {

namespace {

using fake::call;
using fake::for_ever;

// Whether the name of an object is one that every system takes.
bool is_portable(const char *name) {
    return name[0] == '/' && strlen(name) <= 30 &&
           strspn(name + 1,
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") ==
               strlen(name + 1);
}

constexpr test_case cases[] = {
    {"names: one slash, then [A-Za-z0-9._-], at most 30 bytes",
     [] {
         open_by("shm_open");
         open_by("shm_mkstemp");
         open_by("mkostemp");
         return is_portable(creation(0).text) && is_portable(creation(2).text) &&
                is_portable(creation(3).text + strlen("/dev/shm"));
     }},
    {"names: inside a snap they begin as snapd demands",
     [] {
         fake::answer.snap = "firefox_2";
         open_by("shm_open");
         open_by("mkostemp");
         return begins_with(creation(0).text, "/snap.firefox_2.") &&
                begins_with(creation(1).text, "/dev/shm/snap.firefox_2.");
     }},
    {"names: what cannot be a snap's name is ignored",
     [] {
         for (const char *bad :
              {"", "a/b", "../x", "a.b", "a b", "\xc3\xa4",
               "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
             fake::answer.snap = bad;
             open_by("shm_open");
         }
         for (int n = 0; n < 7; ++n)
             if (!is_portable(creation(n).text))
                 return false;
         return true;
     }},
    {"random: one source is enough",
     [] { return serves(open_by("shm_open")) && fake::count(call::open) == 0; }},
    {"random: /dev/urandom where getrandom is missing, forbidden or not ready",
     [] {
         for (const int error : {ENOSYS, EPERM, EAGAIN}) {
             fake::reset();
             fake::fail(call::getrandom, error);
             if (!serves(open_by("shm_open")) || fake::count(call::read) != 1)
                 return false;
         }
         return true;
     }},
    {"random: without a source no name is made",
     [] {
         fake::fail(call::getrandom, ENOSYS);
         fake::fail(call::open, ENOENT);
         return fails_with(ENOENT, open_by("shm_open")) && fake::count(call::shm_open) == 0;
     }},
    {"random: no descriptor left for /dev/urandom stops the chain",
     [] {
         refuse_before(find("shm_open"));
         fake::fail(call::getrandom, ENOSYS);
         fake::fail(call::open, EMFILE, for_ever, 0, "/dev/urandom");
         return fails_with(EMFILE, anonshm_open(0)) && fake::count(call::mkostemp) == 0;
     }},
};

const group these{cases};

} // namespace

} // namespace check
