// How a toolchain is asked without a failing compile. Every answer is a line of text in the
// program, so that it can be read out of a binary that nobody can run.

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

template <class... T>
struct arguments {};

// An unqualified call with dependent arguments is looked up where it is instantiated, so an
// undeclared name, or one that does not take these arguments, removes the overload instead of
// failing the compile (C++17 [temp.dep]/1, [temp.deduct]/8).
#define ANONSHM_DECLARED(name)                                                                 \
    template <class... T>                                                                      \
    constexpr auto declared_##name(first, arguments<T...>)                                     \
        -> decltype((void)name(T()...), true) {                                                \
        return true;                                                                           \
    }                                                                                          \
    template <class... T>                                                                      \
    constexpr bool declared_##name(second, arguments<T...>) {                                  \
        return false;                                                                          \
    }

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
#define ANONSHM_FUNCTION(name, ...)                                                            \
    ANONSHM_DECLARED(name)                                                                     \
    ANONSHM_CALLABLE(name)                                                                     \
    [[maybe_unused]] constexpr bool has_##name =                                               \
        declared_##name(first(), arguments<__VA_ARGS__>());

// The same for a function that the link of an earlier build did not find, or that the C
// library itself marks as a stub (glibc: __stub_NAME in <gnu/stubs.h>).
#define ANONSHM_FUNCTION_MISSING(name, ...)                                                    \
    ANONSHM_DECLARED(name)                                                                     \
    ANONSHM_MISSING(name)                                                                      \
    [[maybe_unused]] constexpr bool has_##name = false;

} // namespace anonshm_probe

#endif
