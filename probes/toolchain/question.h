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

/* What one translation unit has found out: lines of text, numbers as below, and the functions
 * whose addresses the program looks at. */
struct anonshm_unit {
    const char *lines;
    const char *numbers;
    const struct anonshm_address *addresses;
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

/* -- Other names: questions of projects ---------------------------------------------------- */

/* An error where it is no value: an enumerator, a constant, a thread's own variable, which has
 * to be linked. A type is none. */
#define ANONSHM_IS_VALUE(id, name)                                                             \
    ANONSHM_EXTERN_C int anonshm_value_##id(void);                                             \
    int anonshm_value_##id(void) {                                                             \
        return name ? 1 : 2;                                                                   \
    }

/* Of several functions of one name no address can be taken without a type, which a template
 * has not yet; a type has none. A link that finds the name is asked for elsewhere. */
#define ANONSHM_IS_OVERLOADED(id, name)                                                        \
    template <class type>                                                                      \
    bool anonshm_overloaded_##id(type other) {                                                 \
        return other == &::name;                                                               \
    }

/* The type is anonshm_type_<id>. A bit-field has no size, so it is not asked for one. */
#define ANONSHM_HAS_MEMBER(id, member)                                                         \
    static void anonshm_member_##id(anonshm_type_##id *object) {                               \
        (void)(object->member);                                                                \
    }

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
