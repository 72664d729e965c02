// SPDX-License-Identifier: MIT
// What <anonshm/anonshm.hpp> promises. Prints what does not hold; exit 0: all holds, 1: not.

#include <anonshm/anonshm.hpp>

#include <atomic>
#include <cstdio>
#include <cstring>
#include <new>
#include <type_traits>

using anonshm::mapping;
using anonshm::mirrored_mapping;
using anonshm::offset_ptr;
using anonshm::region;

static bool good = true;

static void check(bool holds, const char *what) {
    if (!holds)
        std::printf("does not hold: %s\n", what);
    good = good && holds;
}

#define CHECK(...) check(__VA_ARGS__, #__VA_ARGS__)

constexpr std::size_t unit = 65536;
constexpr unsigned read_write = ANONSHM_READ | ANONSHM_WRITE;

// What was moved from is looked at on purpose.
// NOLINTBEGIN(bugprone-use-after-move,clang-analyzer-cplusplus.Move)

// -- Owners --------------------------------------------------------------------------------

template <class owner>
constexpr bool is_move_only =
    std::is_nothrow_move_constructible_v<owner> && std::is_nothrow_move_assignable_v<owner> &&
    std::is_nothrow_default_constructible_v<owner> && !std::is_copy_constructible_v<owner> &&
    !std::is_copy_assignable_v<owner>;
static_assert(is_move_only<region> && is_move_only<mapping> && is_move_only<mirrored_mapping>);

// By whether the object can still be mapped: closed, it cannot.
static bool is_open(anonshm_handle object) {
    void *const memory = anonshm_map(object, 0, unit, ANONSHM_READ);
    return memory != nullptr && anonshm_unmap(memory, unit) == 0;
}

static void check_region() {
    std::error_code error = std::make_error_code(std::errc::timed_out);
    region first(unit, 0, error);
    CHECK(first && !error);
    const anonshm_handle object = first.native_handle();
    region second(std::move(first));
    CHECK(!first && second.native_handle() == object && is_open(object));
    region third;
    CHECK(!third && third.native_handle() == ANONSHM_INVALID_HANDLE);
    third = std::move(second);
    CHECK(!second && is_open(object));
    region adopted = region::adopt(third.release());
    CHECK(!third && adopted.native_handle() == object);
    adopted = region();
    CHECK(!adopted && !is_open(object));
}

static void check_errors() {
    std::error_code error;
    const region none(0, 0, error);
    CHECK(!none && error == std::errc::invalid_argument);
    CHECK(error.category() == std::generic_category());
    const mapping unmapped = none.map(0, unit, ANONSHM_READ, error);
    CHECK(!unmapped && unmapped.data() == nullptr && unmapped.size() == 0);
    CHECK(error == std::errc::bad_file_descriptor);
    const mirrored_mapping unmirrored = none.map_mirrored(unit, 2, ANONSHM_READ, error);
    CHECK(!unmirrored && unmirrored.copies() == 0);
    CHECK(error == std::errc::bad_file_descriptor);
}

static void check_mapping() {
    std::error_code error;
    mapping memory;
    {
        const region object(2 * unit, 0, error);
        memory = object.map(unit, 100, read_write, error);
        const mapping other = object.map(0, 2 * unit, ANONSHM_READ, error);
        memory[99] = std::byte{42};
        std::atomic_signal_fence(std::memory_order_seq_cst);
        CHECK(other[unit + 99] == std::byte{42});
    }
    CHECK(memory[99] == std::byte{42}); // the object is closed
    CHECK(memory.size() == 100 && memory.end() - memory.begin() == 100);
    CHECK(memory.begin() == memory.data() && memory);
    mapping moved(std::move(memory));
    CHECK(!memory && moved.size() == 100);
    for (const std::byte &each : moved)
        CHECK(each == std::byte{0} || each == std::byte{42});
}

static void check_mirror() {
    std::error_code error;
    const region object(unit, 0, error);
    const mirrored_mapping ring = object.map_mirrored(unit, 3, read_write, error);
    CHECK(!error && ring.size() == unit && ring.copies() == 3);
    ring[unit - 1] = std::byte{1};
    std::atomic_signal_fence(std::memory_order_seq_cst); // two addresses, one place
    CHECK(ring[2 * unit - 1] == std::byte{1} && ring[3 * unit - 1] == std::byte{1});
    CHECK(ring.end() - ring.begin() == static_cast<std::ptrdiff_t>(unit));
}

// Windows cannot resize, and a read-only descriptor is not to be had everywhere.
static void check_what_is_done_with_an_object() {
    std::error_code error;
    const region object(unit, 0, error);
    CHECK(object.size(error) == unit && !error);
    CHECK(object.map(read_write, error).size() == unit && !error);
    object.resize(2 * unit, error);
    CHECK(error ? error == std::errc::not_supported : object.size(error) == 2 * unit);
    const region fixed = object.readonly(error);
    CHECK(static_cast<bool>(fixed) == !error);
    if (fixed) {
        CHECK(fixed.native_handle() != object.native_handle());
        CHECK(!fixed.map(read_write, error) && error == std::errc::permission_denied);
        CHECK(fixed.map(ANONSHM_READ, error) && !error);
    }
    const region none;
    CHECK(none.size(error) == 0 && error == std::errc::bad_file_descriptor);
    CHECK(!none.map(read_write, error) && error == std::errc::bad_file_descriptor);
}

static void check_options() {
    std::error_code error;
    anonshm_options options{};
    const region refused(options, error);
    CHECK(!refused && error == std::errc::invalid_argument);
    options.size_of_this = sizeof options;
    options.size = unit;
    const region object(options, error);
    CHECK(object && !error && is_open(object.native_handle()));
}

static void check_seals() {
    std::error_code error;
    const region object(unit, 0, error);
    object.check(unit, ANONSHM_READABLE | ANONSHM_WRITABLE, error);
    CHECK(!error);
    object.check(unit + 1, 0, error);
    CHECK(error == std::errc::invalid_argument);
    object.seal(ANONSHM_SEAL_SHRINK, error); // where there are seals
    if (error)
        return;
    object.resize(1, error);
    CHECK(error == std::errc::operation_not_permitted);
    object.check(unit, ANONSHM_CANNOT_SHRINK, error);
    CHECK(!error);
    object.check(unit, ANONSHM_CANNOT_BE_WRITTEN, error);
    CHECK(error == std::errc::operation_not_permitted);
}

// Where something can promise pages, and give them back.
static void check_pages() {
    std::error_code error;
    const region object(unit, 0, error);
    const mapping memory = object.map(read_write, error);
    memory[1] = std::byte{42};
    object.reserve(0, unit, error);
    CHECK(!error || error == std::errc::not_supported);
    CHECK(memory[1] == std::byte{42});
    object.discard(0, unit, error);
    CHECK(!error || error == std::errc::not_supported);
    CHECK(memory[1] == (error ? std::byte{42} : std::byte{0}));
    object.reserve(0, 0, error);
    CHECK(!!error);
}

// Linux allows a process 65530 mappings (vm.max_map_count).
static void check_that_all_is_unmapped() {
    std::error_code error;
    const region object(unit, 0, error);
    for (int i = 0; i < 30000 && !error; ++i) {
        mirrored_mapping ring = object.map_mirrored(unit, 3, read_write, error);
        const mirrored_mapping moved(std::move(ring));
        CHECK(!ring && ring.copies() == 0 && moved.copies() == 3);
        const mapping memory = object.map(0, unit, read_write, error);
    }
    CHECK(!error);
}

#if ANONSHM_HAS_EXCEPTIONS
template <class function>
static std::error_code thrown_by(function action) {
    try {
        action();
    } catch (const std::system_error &error) {
        return error.code();
    }
    return {};
}

static void check_exceptions() {
    const region object(2 * unit);
    const mapping memory = object.map(0, unit);
    const mirrored_mapping ring = object.map_mirrored(unit);
    ring[unit] = std::byte{7};
    std::atomic_signal_fence(std::memory_order_seq_cst);
    CHECK(memory[0] == std::byte{7} && ring.copies() == 2);
    CHECK(object.size() == 2 * unit && object.map().size() == 2 * unit);
    CHECK(thrown_by([] { region().size(); }) == std::errc::bad_file_descriptor);
    CHECK(thrown_by([] { region(anonshm_options{}); }) == std::errc::invalid_argument);
    CHECK(thrown_by([] { region().resize(1); }) != std::error_code());
    CHECK(thrown_by([] { region().seal(ANONSHM_SEAL_SHRINK); }) != std::error_code());
    CHECK(thrown_by([] { region().check(1, 0); }) == std::errc::bad_file_descriptor);
    CHECK(thrown_by([] { region().reserve(0, 1); }) != std::error_code());
    CHECK(thrown_by([] { region().discard(0, 1); }) != std::error_code());
    object.check(2 * unit, ANONSHM_READABLE);
    CHECK(thrown_by([] { region(0); }) == std::errc::invalid_argument);
    CHECK(thrown_by([&] { object.map(1, 1); }) == std::errc::invalid_argument);
    CHECK(thrown_by([&] { object.map_mirrored(1); }) == std::errc::invalid_argument);
}
#else
static_assert(!std::is_constructible_v<region, std::size_t>, "nothing throws, so it is absent");
static void check_exceptions() {}
#endif

// NOLINTEND(bugprone-use-after-move,clang-analyzer-cplusplus.Move)

// -- Pointers ------------------------------------------------------------------------------

struct base {
    int value;
};
struct derived : base {
    int more;
};

static_assert(sizeof(offset_ptr<int>) == 8 && alignof(offset_ptr<int>) == 8);
static_assert(std::is_convertible_v<offset_ptr<int>, offset_ptr<const int>>);
static_assert(std::is_convertible_v<offset_ptr<derived>, offset_ptr<base>>);
static_assert(std::is_convertible_v<offset_ptr<int>, offset_ptr<void>>);
static_assert(!std::is_convertible_v<offset_ptr<const int>, offset_ptr<int>>);
static_assert(!std::is_constructible_v<offset_ptr<int>, offset_ptr<const int>>);
static_assert(!std::is_convertible_v<offset_ptr<base>, offset_ptr<derived>>);
static_assert(std::is_constructible_v<offset_ptr<derived>, offset_ptr<base>>);
static_assert(std::is_constructible_v<offset_ptr<int>, offset_ptr<void>>);
static_assert(!std::is_constructible_v<offset_ptr<int>, offset_ptr<long>>);
static_assert(
    std::is_same_v<std::pointer_traits<offset_ptr<int>>::rebind<long>, offset_ptr<long>>);
static_assert(std::is_same_v<std::iterator_traits<offset_ptr<const int>>::iterator_category,
                             std::random_access_iterator_tag>);

static void check_null() {
    const offset_ptr<int> none, also = nullptr;
    CHECK(!none && none == nullptr && nullptr == also && none == also && !none.get());
    offset_ptr<int> zeros;
    std::memset(static_cast<void *>(&zeros), 0, sizeof zeros);
    CHECK(zeros == nullptr);
    const offset_ptr<const int> converted(none);
    CHECK(!converted);
}

struct node {
    offset_ptr<node> next; // first, so that it can be at the address that it points to
    int value;
};

static void check_pointer_to_itself() {
    node alone{nullptr, 1};
    alone.next = &alone;
    CHECK(alone.next && alone.next == &alone && alone.next->next->value == 1);
    const node copy(alone);
    CHECK(copy.next == &alone);
}

static void check_arithmetic() {
    int numbers[] = {0, 1, 2, 3, 4};
    offset_ptr<int> at = numbers;
    const offset_ptr<int> end = numbers + 5;
    CHECK(end - at == 5 && at < end && end > at && at <= at && at >= at && at != end);
    CHECK(*at++ == 0 && *at == 1 && *++at == 2 && at-- == numbers + 2 && *--at == 0);
    CHECK(at[4] == 4 && *(at + 2) == 2 && *(2 + at) == 2 && *(end - 1) == 4);
    at += 3;
    at -= 1;
    CHECK(at == numbers + 2);
    std::swap(at, const_cast<offset_ptr<int> &>(end));
    CHECK(at == numbers + 5 && end == numbers + 2);
    int sum = 0;
    for (offset_ptr<const int> each = numbers; each != offset_ptr<const int>(numbers + 5);
         ++each)
        sum += *each;
    CHECK(sum == 10);
}

static void check_conversions() {
    derived object{{1}, 2};
    const offset_ptr<derived> pointer = &object;
    const offset_ptr<base> upper = pointer;
    const offset_ptr<const base> fixed = pointer;
    const offset_ptr<void> any = pointer;
    CHECK(upper->value == 1 && fixed->value == 1 && any.get() == &object);
    CHECK(static_cast<offset_ptr<derived>>(upper)->more == 2);
    CHECK(static_cast<offset_ptr<derived>>(any)->more == 2);
    CHECK(upper == pointer && fixed == pointer);
    CHECK(std::pointer_traits<offset_ptr<derived>>::pointer_to(object) == pointer);
}

// A list that is written by one mapping and read by another, at another address.
static void check_two_addresses() {
    std::error_code error;
    const region object(unit, 0, error);
    const mapping one = object.map(0, unit, read_write, error);
    const mapping other = object.map(0, unit, ANONSHM_READ, error);
    node *const written = new (one.data()) node[3];
    for (int i = 0; i < 3; ++i)
        written[i] = {i < 2 ? &written[i + 1] : nullptr, i};
    std::atomic_signal_fence(std::memory_order_seq_cst);
    const node *const read = reinterpret_cast<const node *>(other.data());
    CHECK(read != written);
    int count = 0;
    for (const node *each = read; each != nullptr; each = each->next.get()) {
        CHECK(each == read + count && each->value == count);
        ++count;
    }
    CHECK(count == 3);
}

int main() { // NOLINT(bugprone-exception-escape): one that does is a failure
    check_region();
    check_errors();
    check_mapping();
    check_mirror();
    check_what_is_done_with_an_object();
    check_options();
    check_seals();
    check_pages();
    check_that_all_is_unmapped();
    check_exceptions();
    check_null();
    check_pointer_to_itself();
    check_arithmetic();
    check_conversions();
    check_two_addresses();
    return good ? 0 : 1;
}
