// SPDX-License-Identifier: MIT
// list NUMBER...: puts the numbers into a linked list in shared memory, and prints them from
// another mapping of it, at another address, as another process would have it.

#include <anonshm/anonshm.hpp>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>

struct node {
    anonshm::offset_ptr<node> next;
    long number;
};

// The memory begins with the head of the list, and a new object has a null pointer there.
using head = anonshm::offset_ptr<node>;

static void write_list(const anonshm::mapping &memory, char **numbers, int count) {
    head *const first = reinterpret_cast<head *>(memory.data());
    node *free = reinterpret_cast<node *>(first + 1);
    head *last = first;
    for (int i = 0; i < count; ++i) {
        *last = new (free++) node{nullptr, std::strtol(numbers[i], nullptr, 10)};
        last = &(*last)->next;
    }
}

static void print_list(const anonshm::mapping &memory) {
    const head &first = *reinterpret_cast<const head *>(memory.data());
    for (const node *each = first.get(); each != nullptr; each = each->next.get())
        std::printf("%ld\n", each->number);
}

int main(int argc, char **argv) try {
    const int count = argc - 1;
    const std::size_t size = sizeof(head) + static_cast<std::size_t>(count) * sizeof(node);
    const anonshm::region object(size);
    const anonshm::mapping written = object.map();
    const anonshm::mapping read = object.map(ANONSHM_READ);
    std::fprintf(stderr, "at %p and at %p\n", static_cast<void *>(written.data()),
                 static_cast<void *>(read.data()));
    write_list(written, argv + 1, count);
    std::atomic_signal_fence(std::memory_order_seq_cst); // the compiler sees two memories
    print_list(read);
    return 0;
} catch (const std::exception &error) {
    std::fprintf(stderr, "list: %s\n", error.what());
    return 1;
}
