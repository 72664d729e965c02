// SPDX-License-Identifier: MIT
#include "../handle.h"
#include "../uncancelled.h"
#include "chain.h"

#include <string.h>

using namespace anonshm;

namespace {

constexpr size_t longest_label = 200; // memfd_create(2) takes 249 bytes, in gVisor 248

static_assert(offsetof(anonshm_options, readonly) + sizeof(anonshm_handle *) ==
                  sizeof(anonshm_options),
              "padding at the end would be taken for a member by later versions");

// What the caller's version of the structure does not have is zero; what this one does not have
// must be. 0, or an errno.
int read_options(const anonshm_options *from, anonshm_options &to) {
    if (from == nullptr || from->size_of_this < sizeof from->size_of_this)
        return EINVAL;
    const size_t size = from->size_of_this;
    const auto *const bytes = reinterpret_cast<const unsigned char *>(from);
    for (size_t i = sizeof to; i < size; ++i)
        if (bytes[i] != 0)
            return E2BIG;
    memcpy(&to, from, size < sizeof to ? size : sizeof to);
    return 0;
}

bool is_label(const char *text) {
    return text == nullptr || memchr(text, '\0', longest_label + 1) != nullptr;
}

unsigned log2_of(uint64_t power) {
    unsigned bits = 0;
    while (power >> bits > 1)
        ++bits;
    return bits;
}

// 0, or the errno for what no system could do.
int error_in(const anonshm_options &options) {
    const uint64_t page = options.page_size;
    if (!are_valid(options.flags) || !is_label(options.label) || (page & (page - 1)) != 0 ||
        (page != 0 && options.size % page != 0) ||
        (options.seals != 0 && (options.flags & ANONSHM_NO_SEALING)))
        return EINVAL;
    if (page == 1) // its logarithm would stand for the usual size
        return ENOTSUP;
    return options.size > sys_size_limit() ? EFBIG : 0; // SIGXFSZ
}

request request_for(const anonshm_options &options) {
    request wanted = {options.flags, options.size};
    if (options.size != 0)
        wanted.flags |= ANONSHM_SIZED;
    if (options.seals != 0)
        wanted.flags |= ANONSHM_SEALABLE;
    if (options.page_size != 0)
        wanted.flags |= ANONSHM_HUGE;
    wanted.page_bits = log2_of(options.page_size);
    if (options.label != nullptr)
        wanted.label = options.label;
    return wanted;
}

// A hint holds for flags, not for pages of one size.
anonshm_handle create_by_chain(const request &wanted) {
    return (wanted.page_bits == 0 ? walk_from_hint(wanted) : walk(wanted, nullptr)).object;
}

anonshm_handle create_sealed(const request &wanted, unsigned seals) {
    const anonshm_handle object = create_by_chain(wanted);
    if (object == ANONSHM_INVALID_HANDLE || seals == 0 || anonshm_seal(object, seals) == 0)
        return object;
    if (wanted.readonly != nullptr)
        discard(wanted.readonly->made);
    return discard(object);
}

} // namespace

anonshm_handle anonshm_create_with(const anonshm_options *given) {
    anonshm_options options = {};
    int error = read_options(given, options);
    if (error == 0)
        error = error_in(options);
    if (error != 0)
        return fail_with(error);
    request wanted = request_for(options);
    twin beside = {anonshm_readonly};
    if (options.readonly != nullptr)
        wanted.readonly = &beside;
    const anonshm_handle object =
        uncancelled([&] { return create_sealed(wanted, options.seals); });
    if (object != ANONSHM_INVALID_HANDLE && options.readonly != nullptr)
        *options.readonly = beside.made;
    return object;
}
