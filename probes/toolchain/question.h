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

/* The answer to one question: a line of text, a number as below or 0, and what the linker had
 * to find, whose name is 0 if there is nothing. */
struct anonshm_fact {
    const char *line;
    const char *number;
    struct anonshm_address linked;
};

/* What one translation unit has found out: lines of text, numbers, and the functions whose
 * addresses the program looks at; or facts, each of which has its own. */
struct anonshm_unit {
    const char *lines;
    const char *numbers;
    const struct anonshm_address *addresses;
    const struct anonshm_fact *const *facts;
};

/* An error where a header declares it: one name is not both, a function and an array. */
#define ANONSHM_IS_ABSENT(name) extern char name[3][7];

/* An error where no header declares it. It needs no library. */
#define ANONSHM_IS_DECLARED(id, address)                                                       \
    typedef char anonshm_declared_##id[sizeof((anonshm_function)address != 0)];

/* An error where it may be missing at run time, so that the linker accepts it in any case: then
 * its address is no constant other than 0. */
#if defined __cplusplus && __cplusplus >= 201103L
# define ANONSHM_IS_STRONG(id, address) constexpr bool anonshm_strong_##id = address != nullptr;
#elif defined __GNUC__ && !defined __cplusplus
# define ANONSHM_IS_STRONG(id, address)                                                        \
     static const char anonshm_strong_##id = (anonshm_function)address != 0;
#else
# define ANONSHM_IS_STRONG(id, address)
#endif

/* -- Questions of projects (cmake/anonshm/project/units.cmake) ----------------------------- */

/* Where gcc compiles the body of a function, it first prepares what it needs for that, which
 * takes as long as all the rest of a small file: so only code has functions. */

/* The state of a question, ANONSHM_IS_<id>; undefined is the first. */
#define ANONSHM_EXPECTED 0
#define ANONSHM_ABSENT 1
#define ANONSHM_PRESENT 2
#define ANONSHM_VALUE 3
#define ANONSHM_OVERLOADED 4
#define ANONSHM_MANGLED 5
#define ANONSHM_UNLINKABLE 6
#define ANONSHM_UNUSABLE 7
#define ANONSHM_WEAK 8

/* The answer. The id may be a macro, so it is not handed on. */
#define ANONSHM_FACT(id, state)                                                                \
    static const struct anonshm_fact anonshm_fact_##id = {                                     \
        "\nANONSHM " #id "=" state "\n", 0, {0, 0}};
#define ANONSHM_FACT_TRIED(id) /* the program answers */                                       \
    static const struct anonshm_fact anonshm_fact_##id = {0, 0, {0, 0}};
#define ANONSHM_FACT_LINKED(id, state, address)                                                \
    static const struct anonshm_fact anonshm_fact_##id = {                                     \
        "\nANONSHM " #id "=" state "\n", 0, {#id, (anonshm_function)address}};
#define ANONSHM_FACT_NUMBER(id, state, at, number)                                             \
    static const char anonshm_number_##id[] = {ANONSHM_NUMBERS_BEGIN ANONSHM_NUMBER(at)        \
                                                   number ANONSHM_NUMBERS_END};                \
    static const struct anonshm_fact anonshm_fact_##id = {                                     \
        "\nANONSHM " #id "=" state "\n", anonshm_number_##id, {0, 0}};

/* An error where it is no constant, which C++ would compute when the program begins, or where
 * it has more than 64 bits. */
#define ANONSHM_IS_CONSTANT(id, n)                                                             \
    typedef char anonshm_constant_##id[(n) == (long long)(n) || (n) == (unsigned long long)(n) \
                                           ? 1                                                 \
                                           : -1];

/* An error where it is no value: an enumerator, a constant, a thread's own variable, which has
 * to be linked. A type is none. */
#define ANONSHM_IS_VALUE(id, name)                                                             \
    ANONSHM_EXTERN_C int anonshm_value_##id(void);                                             \
    int anonshm_value_##id(void) {                                                             \
        return name ? 1 : 2;                                                                   \
    }

/* Of several functions of one name no address can be taken without a type, which a template
 * has not yet; a type has none. */
#define ANONSHM_IS_OVERLOADED(id, name)                                                        \
    template <class type>                                                                      \
    bool anonshm_overloaded_##id(type other) {                                                 \
        return other == &::name;                                                               \
    }

/* The linker has to find it under its name: one that no header has declared otherwise, as gcc
 * and clang can declare it. */
#if defined __GNUC__
# define ANONSHM_FACT_OVERLOADED(id, name)                                                     \
     extern "C" void anonshm_named_##id(void) __asm__(ANONSHM_SYMBOL(__USER_LABEL_PREFIX__)    \
                                                          ANONSHM_NAME(name));                 \
     ANONSHM_FACT_LINKED(id, "overloaded", anonshm_named_##id)
#else
# define ANONSHM_FACT_OVERLOADED(id, name) ANONSHM_FACT(id, "unlinked")
#endif
#define ANONSHM_NAME(name) #name
#define ANONSHM_SYMBOL(name) ANONSHM_NAME(name)

/* Several languages may be in one program. */
#if defined __cplusplus
# define ANONSHM_EXTERN_C extern "C"
#else
# define ANONSHM_EXTERN_C extern
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
    ' ', (n) < (n) % 1 ? '-' : '+', /* an error unless it is an integer */                     \
        ANONSHM_LETTERS(n, 48) ANONSHM_LETTERS(n, 32) ANONSHM_LETTERS(n, 16)                   \
            ANONSHM_LETTERS(n, 0)
#define ANONSHM_NO_NUMBER ' ', '.',
#define ANONSHM_NO_CONSTANT ' ', '?',
#define ANONSHM_NUMBERS_BEGIN '\n', 'A', 'N', 'O', 'N', 'S', 'H', 'M', ' ', '#', '=',
#define ANONSHM_NUMBERS_END '\n', '\0'

#endif
