// SPDX-License-Identifier: MIT
// How a toolchain is probed without a failing compile. Every answer is a line of text in the
// program, so that it can be read out of a binary that cannot be run.

#ifndef ANONSHM_QUESTION_H
#define ANONSHM_QUESTION_H

#include "headers.h"

namespace anonshm_probe {

// -- Lines of text, made by the compiler ---------------------------------------------------

// The first byte ends whatever stands before it in the binary.
struct line {
    char begin;
    char text[79];
};

// Of literals: compilers take long to put text together character by character.
#define ANONSHM_LINE(id, value)                                                                \
    line {                                                                                     \
        '\n', "ANONSHM " id "=" value                                                          \
    }

// Digits by arithmetic: __NR_memfd_create is an expression on arm, mips and x32, so it cannot
// be turned into text by the preprocessor.
constexpr line with_number(line l, long long value) {
    char digits[24] = {};
    size_t count = 0;
    unsigned long long rest = static_cast<unsigned long long>(value);
    if (value < 0)
        rest = 0 - rest;
    do
        digits[count++] = static_cast<char>('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        digits[count++] = '-';
    size_t end = 0;
    while (l.text[end])
        end++;
    while (count > 0)
        l.text[end++] = digits[--count];
    return l;
}

// -- Functions -----------------------------------------------------------------------------

// Overload rank: a call with first() prefers the overload that takes it, while that one exists.
struct second {};
struct first : second {};

// An argument for any parameter. Never used: what would take it is never called.
struct anything {
    template <class T>
    operator T() const {
        return T();
    }
};

// A function is found by its name alone: the least number of arguments, from 0 to 8, that makes
// a call of it, or -1. An unqualified call with a parameter pack is looked up where it is
// instantiated, so an undeclared name removes the overload instead of failing the compile
// (C++17 [temp.dep]/1, [temp.deduct]/8).
#define ANONSHM_DECLARED(name)                                                                 \
    template <class... T>                                                                      \
    constexpr auto arity_##name(first, T... t) -> decltype((void)name(t...), 0) {              \
        return sizeof...(T);                                                                   \
    }                                                                                          \
    template <class... T>                                                                      \
    constexpr int arity_##name(second, T... t) {                                               \
        if constexpr (sizeof...(T) < 8)                                                        \
            return arity_##name(first(), t..., anything());                                    \
        else                                                                                   \
            return -1;                                                                         \
    }                                                                                          \
    [[maybe_unused]] constexpr int count_##name = arity_##name(first());
#define ANONSHM_IS_DECLARED(name) (count_##name >= 0)

// Where the function is missing, calling it fails as a missing system call does.
#define ANONSHM_MISSING(name)                                                                  \
    template <class... T>                                                                      \
    int call_##name(second, T...) {                                                            \
        errno = ENOSYS;                                                                        \
        return -1;                                                                             \
    }

#define ANONSHM_CALLABLE(name)                                                                 \
    template <class... T>                                                                      \
    auto call_##name(first, T... t) -> decltype(name(t...)) {                                  \
        return name(t...);                                                                     \
    }                                                                                          \
    ANONSHM_MISSING(name)

// After this, call_NAME(first(), …) compiles whether or not there is such a function, and
// has_NAME says whether there is one.
#define ANONSHM_FUNCTION(name)                                                                 \
    ANONSHM_DECLARED(name)                                                                     \
    ANONSHM_CALLABLE(name)                                                                     \
    [[maybe_unused]] constexpr bool has_##name = ANONSHM_IS_DECLARED(name);

// The same for a function that the link of an earlier build did not find, or that the C
// library itself marks as a stub (glibc: __stub_NAME in <gnu/stubs.h>).
#define ANONSHM_FUNCTION_MISSING(name)                                                         \
    ANONSHM_DECLARED(name)                                                                     \
    ANONSHM_MISSING(name)                                                                      \
    [[maybe_unused]] constexpr bool has_##name = false;

// In a function with an empty parameter pack named none: calls it, if it is there. For the
// linker, which has to find it; the call itself is never made.
#define ANONSHM_ANY_1 anything()
#define ANONSHM_ANY_2 ANONSHM_ANY_1, anything()
#define ANONSHM_ANY_3 ANONSHM_ANY_2, anything()
#define ANONSHM_ANY_4 ANONSHM_ANY_3, anything()
#define ANONSHM_ANY_5 ANONSHM_ANY_4, anything()
#define ANONSHM_ANY_6 ANONSHM_ANY_5, anything()
#define ANONSHM_ANY_7 ANONSHM_ANY_6, anything()
#define ANONSHM_ANY_8 ANONSHM_ANY_7, anything()
#define ANONSHM_CALL_WITH(name, count)                                                         \
    else if constexpr (has_##name && count_##name == count) name(ANONSHM_ANY_##count, none...);
#define ANONSHM_CALL(name)                                                                     \
    if constexpr (has_##name && count_##name == 0)                                             \
        name(none...);                                                                         \
    ANONSHM_CALL_WITH(name, 1)                                                                 \
    ANONSHM_CALL_WITH(name, 2)                                                                 \
    ANONSHM_CALL_WITH(name, 3)                                                                 \
    ANONSHM_CALL_WITH(name, 4)                                                                 \
    ANONSHM_CALL_WITH(name, 5)                                                                 \
    ANONSHM_CALL_WITH(name, 6)                                                                 \
    ANONSHM_CALL_WITH(name, 7)                                                                 \
    ANONSHM_CALL_WITH(name, 8)

} // namespace anonshm_probe

#endif
