/* SPDX-License-Identifier: MIT */
/* What the compiler has to prove of a function, and how it writes numbers into the program, so
 * that they can be read out of a binary that cannot be run. Used by the text that
 * cmake/anonshm/probe/source.cmake generates; C and C++. */

#ifndef ANONSHM_QUESTION_H
#define ANONSHM_QUESTION_H

/* -- Functions ----------------------------------------------------------------------------- */

/* Any function, for its address only. */
typedef void (*anonshm_function)(void);

struct anonshm_address {
    const char *name;
    anonshm_function function;
};

/* An error where a header declares it: one name is not both, a function and an array. */
#define ANONSHM_IS_ABSENT(name) extern char name[3][7];

/* An error where no header declares it. It needs no library. */
#define ANONSHM_IS_DECLARED(name)                                                              \
    typedef char anonshm_declared_##name[sizeof((anonshm_function)name != 0)];

/* An error where it may be missing at run time, so that the linker accepts it in any case: then
 * its address is no constant other than 0. */
#if defined __cplusplus && __cplusplus >= 201103L
# define ANONSHM_IS_STRONG(name) constexpr bool anonshm_strong_##name = name != nullptr;
#elif defined __GNUC__ && !defined __cplusplus
# define ANONSHM_IS_STRONG(name)                                                               \
     static const char anonshm_strong_##name = (anonshm_function)name != 0;
#else
# define ANONSHM_IS_STRONG(name)
#endif

/* -- Tables -------------------------------------------------------------------------------- */

/* Where there is no program that uses it, it must be seen from outside in order to be kept. */
#if !defined ANONSHM_PROBE_ALONE
# define ANONSHM_TABLE(declaration) static const declaration
#elif defined __cplusplus
# define ANONSHM_TABLE(declaration) extern const declaration
#else
# define ANONSHM_TABLE(declaration) const declaration
#endif

/* -- Numbers ------------------------------------------------------------------------------- */

/* A sign and 16 letters, a for 0 to p for 15, by arithmetic: __NR_memfd_create is an expression
 * on arm, mips and x32, so the preprocessor cannot turn it into text. */
#define ANONSHM_LETTER(n, bits) (char)('a' + (char)((unsigned long long)(n) >> (bits) & 15)),
#define ANONSHM_LETTERS(n, bits)                                                               \
    ANONSHM_LETTER(n, (bits) + 12)                                                             \
    ANONSHM_LETTER(n, (bits) + 8)                                                              \
    ANONSHM_LETTER(n, (bits) + 4)                                                              \
    ANONSHM_LETTER(n, bits)
#define ANONSHM_NUMBER(n)                                                                      \
    ' ', (n) < 0 ? '-' : '+',                                                                  \
        ANONSHM_LETTERS(n, 48) ANONSHM_LETTERS(n, 32) ANONSHM_LETTERS(n, 16)                   \
            ANONSHM_LETTERS(n, 0)
#define ANONSHM_NO_NUMBER ' ', '.',
#define ANONSHM_NO_CONSTANT ' ', '?',
#define ANONSHM_NUMBERS_BEGIN '\n', 'A', 'N', 'O', 'N', 'S', 'H', 'M', ' ', '#', '=',
#define ANONSHM_NUMBERS_END '\n', '\0'

#endif
