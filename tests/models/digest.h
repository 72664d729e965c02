// SPDX-License-Identifier: MIT
// SHA-256 (FIPS 180-4) and MD5 (RFC 1321), which some systems put into path names.
//
// Written out here because a library would be worse: libcrypto is heavy to load in front of
// every program and may meet the program's own copy, libmd is one more package to install for
// 130 lines that never change. The tests hold them against Python's hashlib.

#ifndef ANONSHM_MODEL_DIGEST_H
#define ANONSHM_MODEL_DIGEST_H

#include <stddef.h>
#include <stdint.h>

struct sha256_digest {
    uint32_t words[8]; // most significant byte first when printed
};

struct md5_digest {
    uint32_t words[4]; // least significant byte first when printed byte by byte
};

sha256_digest sha256(const char *data, size_t size);
md5_digest md5(const char *data, size_t size);

#endif
