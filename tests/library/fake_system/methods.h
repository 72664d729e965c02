// SPDX-License-Identifier: MIT
// The methods of the catalogue, and what of their behaviour decides about the errno policy. It
// follows from the calls that a method makes on the fake system, so that a new method which
// creates its object by a call in methods.cpp needs nothing here.

#ifndef ANONSHM_CHECK_METHODS_H
#define ANONSHM_CHECK_METHODS_H

#include "check.h"

#include "../../../src/library/create/request.h"

#include "anonshm_methods.h"

#include <initializer_list>

namespace check {

// How a method repeats the call that creates its object before the next method's turn.
enum repetition : unsigned {
    with_weaker_flags = 0x1,
    in_next_directory = 0x2,
    with_new_name = 0x4,
    after_signal = 0x8,
    with_name_of_its_own = 0x10, // a file that gets a name after all
};

struct method {
    const char *name;
    unsigned needs;
    unsigned offers;
    fake::call creating;
    unsigned repeats;
    int refused[fake::creating_calls]; // how often it makes each call when all are refused
    fake::call last_refused;           // and which of them last
};

#define ANONSHM_NUMBER(name, needs, offers, description) number_of_##name,
enum : size_t { ANONSHM_METHODS(ANONSHM_NUMBER) method_count };
#undef ANONSHM_NUMBER
extern method methods[method_count]; // best first

// Fills in what the methods do. False if that is unknown of one, and then prints what to edit.
bool classify_methods();

// Aborts if there is no such method.
const method &find(const char *name);

bool can_serve(const method &candidate, unsigned flags);

// The first method for flags 0 that creates its object by none of these calls.
const method &first_without(std::initializer_list<fake::call> refused);

// Every flag that some method needs, a size not included.
unsigned all_needs();

// Opens an object that the method can serve, with the flags that the caller chooses as well.
anonshm_handle open_for(const method &tested, unsigned choice = 0);

// Which method serves open_for(); null if none does.
const char *method_for(const method &tested, unsigned choice = 0);

// Refuses all that the methods before this one call for open_for(), and no more. Returns how
// many of these are the call that creates this one's object.
int refuse_before(const method &tested, unsigned choice = 0);

// Refuses all that the methods for these flags call, and no more.
void refuse_once(unsigned flags);

// Refuses every creation: with EROFS those by the last call of the last method that can serve
// the flags, the others with ENOSYS.
void refuse_everything(unsigned flags);

// Refuses memfd_create(2): by its number with ENOSYS, by the C library with EPERM.
void refuse_memfd();
const method &first_without_memfd();

// Prints a row for each errno and a column for each method; true if all methods react as the
// errno policy demands. It is in errno_policy.cpp.
bool check_errno_policy();

} // namespace check

#endif
