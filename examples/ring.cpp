// SPDX-License-Identifier: MIT
// ring: copies standard input to standard output through a ring of 64 KiB, mapped twice in a
// row. What is free and what is filled are each in one piece, wherever in the ring they begin,
// so neither has to be divided where the ring ends.

#include <anonshm/anonshm.hpp>

#include <cstdio>
#include <exception>
#if defined _WIN32
# include <fcntl.h>
# include <io.h>
#endif

class ring {
public:
    explicit ring(std::size_t size) : memory(anonshm::region(size).map_mirrored(size)) {}

    // Where to put more, and how much of it there may be at most.
    std::byte *free() const { return memory.data() + (end % memory.size()); }
    std::size_t room() const { return memory.size() - filled(); }
    void put(std::size_t count) { end += count; }

    // What has been put and not taken yet.
    const std::byte *content() const { return memory.data() + (begin % memory.size()); }
    std::size_t filled() const { return end - begin; }
    void take(std::size_t count) { begin += count; }

private:
    anonshm::mirrored_mapping memory;
    std::size_t begin = 0; // in all, not modulo the size
    std::size_t end = 0;
};

// Takes less than it gets, so that the ring is never empty and its content goes round.
static void copy(std::FILE *from, std::FILE *to) {
    ring buffer(65536);
    while (const std::size_t got = std::fread(buffer.free(), 1, buffer.room(), from)) {
        buffer.put(got);
        buffer.take(
            std::fwrite(buffer.content(), 1, buffer.filled() - buffer.filled() / 3, to));
    }
    std::fwrite(buffer.content(), 1, buffer.filled(), to);
}

int main() try {
#if defined _WIN32 // bytes, not lines
    _setmode(_fileno(stdin), _O_BINARY);
    _setmode(_fileno(stdout), _O_BINARY);
#endif
    copy(stdin, stdout);
    return std::ferror(stdin) || std::fflush(stdout) != 0;
} catch (const std::exception &error) {
    std::fprintf(stderr, "ring: %s\n", error.what());
    return 1;
}
