// SPDX-License-Identifier: MIT
#include "digest.h"

#include <string.h>

constexpr size_t block_size = 64;

// Both digests work on 16 words at a time and pad alike: a 1 bit, zeros, the length in bits.
// Only the order of the bytes in a word and in the length differs.
enum class byte_order { big, little };

static uint32_t load(const unsigned char *bytes, byte_order order) {
    uint32_t word = 0;
    for (int i = 0; i < 4; i++)
        word = word << 8 | bytes[order == byte_order::big ? i : 3 - i];
    return word;
}

template <typename Step>
static void each_block(const char *data, size_t size, byte_order order, Step step) {
    size_t tail = size % block_size;
    unsigned char last[2 * block_size] = {};
    size_t padded = tail < block_size - 8 ? block_size : 2 * block_size;
    memcpy(last, data + size - tail, tail);
    last[tail] = 0x80;
    for (int i = 0; i < 8; i++) {
        int shift = 8 * (order == byte_order::big ? 7 - i : i);
        last[padded - 8 + i] = static_cast<unsigned char>(uint64_t{size} * 8 >> shift);
    }
    uint32_t words[16];
    for (size_t at = 0; at < size - tail + padded; at += block_size) {
        const char *block = at < size - tail
                                ? data + at
                                : reinterpret_cast<const char *>(last) + (at - (size - tail));
        for (size_t i = 0; i < 16; i++)
            words[i] = load(reinterpret_cast<const unsigned char *>(block) + 4 * i, order);
        step(words);
    }
}

static uint32_t left(uint32_t word, int by) {
    return word << by | word >> (32 - by);
}

static uint32_t right(uint32_t word, int by) {
    return word >> by | word << (32 - by);
}

// Fractions of the cube roots of the first 64 primes.
constexpr uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2,
};

static void sha256_step(sha256_digest &state, const uint32_t (&words)[16]) {
    uint32_t w[64];
    memcpy(w, words, sizeof words);
    for (int i = 16; i < 64; i++) {
        uint32_t s0 = right(w[i - 15], 7) ^ right(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t s1 = right(w[i - 2], 17) ^ right(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = state.words;
    for (int i = 0; i < 64; i++) {
        uint32_t s1 = right(e, 6) ^ right(e, 11) ^ right(e, 25);
        uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + sha256_constants[i] + w[i];
        uint32_t s0 = right(a, 2) ^ right(a, 13) ^ right(a, 22);
        uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + t1;
        d = c, c = b, b = a, a = t1 + t2;
    }
    const uint32_t added[8] = {a, b, c, d, e, f, g, h};
    for (int i = 0; i < 8; i++)
        state.words[i] += added[i];
}

sha256_digest sha256(const char *data, size_t size) {
    sha256_digest state = {{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                            0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
    each_block(data, size, byte_order::big,
               [&](const uint32_t (&words)[16]) { sha256_step(state, words); });
    return state;
}

// The integer parts of 2^32 times the sines of 1 to 64 radians.
constexpr uint32_t md5_constants[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613,
    0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193,
    0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d,
    0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
    0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122,
    0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
    0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244,
    0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
    0xeb86d391,
};

constexpr int md5_shifts[4][4] = {
    {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

static uint32_t md5_mix(int round, uint32_t b, uint32_t c, uint32_t d) {
    switch (round) {
    case 0:
        return (b & c) | (~b & d);
    case 1:
        return (d & b) | (~d & c);
    case 2:
        return b ^ c ^ d;
    default:
        return c ^ (b | ~d);
    }
}

static void md5_step(md5_digest &state, const uint32_t (&words)[16]) {
    constexpr int stride[4] = {1, 5, 3, 7};
    constexpr int start[4] = {0, 1, 5, 0};
    auto [a, b, c, d] = state.words;
    for (int i = 0; i < 64; i++) {
        int round = i / 16;
        uint32_t word = words[(start[round] + stride[round] * i) % 16];
        uint32_t sum = a + md5_mix(round, b, c, d) + md5_constants[i] + word;
        a = d, d = c, c = b;
        b += left(sum, md5_shifts[round][i % 4]);
    }
    const uint32_t added[4] = {a, b, c, d};
    for (int i = 0; i < 4; i++)
        state.words[i] += added[i];
}

md5_digest md5(const char *data, size_t size) {
    md5_digest state = {{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476}};
    each_block(data, size, byte_order::little,
               [&](const uint32_t (&words)[16]) { md5_step(state, words); });
    return state;
}
