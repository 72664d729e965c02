// SPDX-License-Identifier: MIT
//
// anonshm for C++17: owners of objects and mappings, and pointers for what is in them. Header
// only, over <anonshm/anonshm.h>, whose contracts hold: flags, access, errno, threads, fork.
//
// Whatever can fail comes in two forms: one throws std::system_error, the other has a last
// parameter std::error_code &, sets it (clears it on success), and yields an empty owner on
// failure. The codes are errno's, of std::generic_category(). Without exceptions
// (-fno-exceptions) the first form does not exist, so that nothing is aborted that could have
// been handled. RTTI is not used, and nothing is allocated but in what is thrown.
//
// An owner is not for several threads at once, different owners are. In a signal handler use
// the C functions.

#ifndef ANONSHM_ANONSHM_HPP
#define ANONSHM_ANONSHM_HPP

#include <anonshm/anonshm.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <system_error>
#include <type_traits>
#include <utility>

#if defined _WIN32 // as in <windows.h>, which defines far too much else
extern "C" __declspec(dllimport) int __stdcall CloseHandle(void *);
#else
# include <unistd.h>
#endif

#if defined __cpp_exceptions || defined _CPPUNWIND
# define ANONSHM_HAS_EXCEPTIONS 1
#else
# define ANONSHM_HAS_EXCEPTIONS 0
#endif

namespace anonshm {

namespace detail {

// What the C function of this name has left in errno.
inline void report(bool succeeded, std::error_code &error) noexcept {
    error = succeeded ? std::error_code() : std::error_code(errno, std::generic_category());
}

#if ANONSHM_HAS_EXCEPTIONS
inline void throw_if(const std::error_code &error, const char *function) {
    if (error)
        throw std::system_error(error, function);
}
#endif

inline void close(anonshm_handle object) noexcept {
    if (object == ANONSHM_INVALID_HANDLE)
        return;
#if defined _WIN32
    CloseHandle(object);
#else
    ::close(object);
#endif
}

// Memory that is unmapped at the end.
class mapped_memory {
public:
    mapped_memory() noexcept = default;
    mapped_memory(void *address, std::size_t size, unsigned copies) noexcept
        : first(static_cast<std::byte *>(address)), length(address != nullptr ? size : 0),
          count(address != nullptr ? copies : 0) {}
    mapped_memory(mapped_memory &&other) noexcept { swap(other); }
    mapped_memory &operator=(mapped_memory &&other) noexcept {
        mapped_memory(std::move(other)).swap(*this);
        return *this;
    }
    ~mapped_memory() {
        if (first != nullptr)
            anonshm_unmap_mirrored(first, length, count);
    }

    explicit operator bool() const noexcept { return first != nullptr; }

    std::byte *data() const noexcept { return first; }
    std::size_t size() const noexcept { return length; }
    std::byte *begin() const noexcept { return first; }
    std::byte *end() const noexcept { return first + length; }
    std::byte &operator[](std::size_t index) const noexcept { return first[index]; }

protected:
    unsigned copies_in_a_row() const noexcept { return count; }

private:
    void swap(mapped_memory &other) noexcept {
        std::swap(first, other.first);
        std::swap(length, other.length);
        std::swap(count, other.count);
    }

    std::byte *first = nullptr;
    std::size_t length = 0;
    unsigned count = 0;
};

} // namespace detail

// mapping: what anonshm_map() has mapped, unmapped when it is destroyed.
//
// Like a span: data(), size(), begin(), end(), operator[]. A const mapping is one that cannot
// be moved from, not one that cannot be written: that is a matter of the access. What was
// mapped without ANONSHM_WRITE must not be written (SIGSEGV).
//
// Movable, and empty then: data() is null, size() is 0, operator bool is false.
class mapping : public detail::mapped_memory {
public:
    using detail::mapped_memory::mapped_memory;
};

// mirrored_mapping: what anonshm_map_mirrored() has mapped, unmapped when it is destroyed.
//
// size(), begin() and end() are those of one copy, and operator[] reaches over all copies():
// memory[i] and memory[i + memory.size()] are the same byte, which the compiler does not know:
// anonshm_map_mirrored() says where a fence is needed.
class mirrored_mapping : public detail::mapped_memory {
public:
    using detail::mapped_memory::mapped_memory;

    unsigned copies() const noexcept { return copies_in_a_row(); }
};

// region: an object, closed when it is destroyed.
//
// Movable, and empty then: native_handle() is ANONSHM_INVALID_HANDLE, operator bool is false.
// Mappings stay when it is closed.
class region {
public:
    using native_handle_type = anonshm_handle;

    region() noexcept = default;

    // A new object, by anonshm_create(), whose errors are these. An empty one is adopted from
    // anonshm_open().
    region(std::size_t size, unsigned flags, std::error_code &error) noexcept
        : object(anonshm_create(size, flags)) {
        detail::report(static_cast<bool>(*this), error);
    }

    // By anonshm_create_with(), whose errors are these.
    region(const anonshm_options &options, std::error_code &error) noexcept
        : object(anonshm_create_with(&options)) {
        detail::report(static_cast<bool>(*this), error);
    }

    // Owns a descriptor or handle that something else has made or received.
    static region adopt(native_handle_type handle) noexcept {
        region result;
        result.object = handle;
        return result;
    }

    region(region &&other) noexcept : object(other.release()) {}
    region &operator=(region &&other) noexcept {
        region(std::move(other)).swap(*this);
        return *this;
    }
    ~region() { detail::close(object); }

    explicit operator bool() const noexcept { return object != ANONSHM_INVALID_HANDLE; }
    native_handle_type native_handle() const noexcept { return object; }

    // The caller closes it.
    native_handle_type release() noexcept {
        return std::exchange(object, ANONSHM_INVALID_HANDLE);
    }

    // By the C functions of the same names, whose errors are these. 0 if the size is not known.
    std::uint64_t size(std::error_code &error) const noexcept {
        std::uint64_t result = 0;
        detail::report(anonshm_size(object, &result) == 0, error);
        return result;
    }
    void resize(std::uint64_t size, std::error_code &error) const noexcept {
        detail::report(anonshm_resize(object, size) == 0, error);
    }
    void seal(unsigned seals, std::error_code &error) const noexcept {
        detail::report(anonshm_seal(object, seals) == 0, error);
    }
    void check(std::uint64_t size, unsigned requirements,
               std::error_code &error) const noexcept {
        detail::report(anonshm_check(object, size, requirements) == 0, error);
    }
    void reserve(std::uint64_t offset, std::uint64_t size,
                 std::error_code &error) const noexcept {
        detail::report(anonshm_reserve(object, offset, size) == 0, error);
    }
    void discard(std::uint64_t offset, std::uint64_t size,
                 std::error_code &error) const noexcept {
        detail::report(anonshm_discard(object, offset, size) == 0, error);
    }
    region readonly(std::error_code &error) const noexcept {
        region result = adopt(anonshm_readonly(object));
        detail::report(static_cast<bool>(result), error);
        return result;
    }

    // All of it, or a part, by anonshm_map(), whose errors are these; EFBIG if there are fewer
    // addresses than it has bytes.
    mapping map(unsigned access, std::error_code &error) const noexcept {
        const std::uint64_t all = size(error);
        if (!error && all > SIZE_MAX)
            error = std::make_error_code(std::errc::file_too_large);
        return error ? mapping() : map(0, static_cast<std::size_t>(all), access, error);
    }
    mapping map(std::uint64_t offset, std::size_t size, unsigned access,
                std::error_code &error) const noexcept {
        void *const address = anonshm_map(object, offset, size, access);
        detail::report(address != nullptr, error);
        return mapping(address, size, 1);
    }

    // Its beginning several times in a row, by anonshm_map_mirrored(), whose errors are these.
    mirrored_mapping map_mirrored(std::size_t size, unsigned copies, unsigned access,
                                  std::error_code &error) const noexcept {
        void *const address = anonshm_map_mirrored(object, size, copies, access);
        detail::report(address != nullptr, error);
        return mirrored_mapping(address, size, copies);
    }

#if ANONSHM_HAS_EXCEPTIONS
    explicit region(std::size_t size, unsigned flags = 0)
        : object(anonshm_create(size, flags)) {
        std::error_code error;
        detail::report(static_cast<bool>(*this), error);
        detail::throw_if(error, "anonshm_create");
    }

    explicit region(const anonshm_options &options) : object(anonshm_create_with(&options)) {
        std::error_code error;
        detail::report(static_cast<bool>(*this), error);
        detail::throw_if(error, "anonshm_create_with");
    }

    std::uint64_t size() const {
        std::error_code error;
        const std::uint64_t result = size(error);
        detail::throw_if(error, "anonshm_size");
        return result;
    }

    void resize(std::uint64_t size) const {
        std::error_code error;
        resize(size, error);
        detail::throw_if(error, "anonshm_resize");
    }

    void seal(unsigned seals) const {
        std::error_code error;
        seal(seals, error);
        detail::throw_if(error, "anonshm_seal");
    }

    void check(std::uint64_t size, unsigned requirements) const {
        std::error_code error;
        check(size, requirements, error);
        detail::throw_if(error, "anonshm_check");
    }

    void reserve(std::uint64_t offset, std::uint64_t size) const {
        std::error_code error;
        reserve(offset, size, error);
        detail::throw_if(error, "anonshm_reserve");
    }

    void discard(std::uint64_t offset, std::uint64_t size) const {
        std::error_code error;
        discard(offset, size, error);
        detail::throw_if(error, "anonshm_discard");
    }

    region readonly() const {
        std::error_code error;
        region result = readonly(error);
        detail::throw_if(error, "anonshm_readonly");
        return result;
    }

    mapping map(unsigned access = ANONSHM_READ | ANONSHM_WRITE) const {
        std::error_code error;
        mapping result = map(access, error);
        detail::throw_if(error, "anonshm_map");
        return result;
    }

    mapping map(std::uint64_t offset, std::size_t size,
                unsigned access = ANONSHM_READ | ANONSHM_WRITE) const {
        std::error_code error;
        mapping result = map(offset, size, access, error);
        detail::throw_if(error, "anonshm_map");
        return result;
    }

    mirrored_mapping map_mirrored(std::size_t size, unsigned copies = 2,
                                  unsigned access = ANONSHM_READ | ANONSHM_WRITE) const {
        std::error_code error;
        mirrored_mapping result = map_mirrored(size, copies, access, error);
        detail::throw_if(error, "anonshm_map_mirrored");
        return result;
    }
#endif

private:
    void swap(region &other) noexcept { std::swap(object, other.object); }

    native_handle_type object = ANONSHM_INVALID_HANDLE;
};

// offset_ptr: a pointer for structures in shared memory, which each process may have at another
// address. It holds how far what it points to is from the pointer itself, so both have to be in
// the same mapping.
//
// Used like a type *: null, * -> [] ++ -- + - comparisons, conversions to const, void and base
// classes; casts from void and to derived classes are explicit. A random access iterator, and a
// pointer for allocators (std::pointer_traits). Memory that is all zeros, as a new object is,
// holds null pointers. It takes 8 bytes, aligned to 8, in a process of 32 bits as in one of 64.
//
// Copying gives a pointer to the same place and not the same bytes: structures with such
// members are copied by their copy constructors, never by memcpy(3). It is not atomic.
//
// What cannot be represented is the address of its own second byte.
template <class type>
class offset_ptr {
public:
    using element_type = type;
    using value_type = std::remove_cv_t<type>;
    using difference_type = std::ptrdiff_t;
    using pointer = type *;
    using reference = std::add_lvalue_reference_t<type>;
    using iterator_category = std::random_access_iterator_tag;

    offset_ptr() noexcept = default;
    // NOLINTNEXTLINE(misc-explicit-constructor): as pointers
    offset_ptr(pointer to) noexcept { set(to); }
    offset_ptr(const offset_ptr &other) noexcept { set(other.get()); }
    offset_ptr &operator=(const offset_ptr &other) noexcept {
        set(other.get());
        return *this;
    }
    ~offset_ptr() = default;

    template <class other, std::enable_if_t<std::is_convertible_v<other *, type *>, int> = 0>
    // NOLINTNEXTLINE(misc-explicit-constructor): as pointers
    offset_ptr(const offset_ptr<other> &from) noexcept {
        set(from.get());
    }

    // As static_cast does it for pointers.
    template <class other, std::enable_if_t<!std::is_convertible_v<other *, type *>, int> = 0,
              class = decltype(static_cast<type *>(std::declval<other *>()))>
    explicit offset_ptr(const offset_ptr<other> &from) noexcept {
        set(static_cast<pointer>(from.get()));
    }

    // For std::pointer_traits; there is none to void.
    template <class object = type>
    static offset_ptr pointer_to(std::add_lvalue_reference_t<object> to) noexcept {
        return offset_ptr(std::addressof(to));
    }

    pointer get() const noexcept {
        const std::int64_t distance = stored == itself ? 0 : stored;
        if (stored == null)
            return nullptr;
        return reinterpret_cast<pointer>(here() + static_cast<std::uintptr_t>(distance));
    }

    explicit operator bool() const noexcept { return stored != null; }
    reference operator*() const noexcept { return *get(); }
    pointer operator->() const noexcept { return get(); }
    reference operator[](difference_type index) const noexcept { return get()[index]; }

    offset_ptr &operator+=(difference_type by) noexcept {
        set(get() + by);
        return *this;
    }
    offset_ptr &operator-=(difference_type by) noexcept { return *this += -by; }
    offset_ptr &operator++() noexcept { return *this += 1; }
    offset_ptr &operator--() noexcept { return *this -= 1; }
    offset_ptr operator++(int) noexcept {
        offset_ptr before(*this);
        ++*this;
        return before;
    }
    offset_ptr operator--(int) noexcept {
        offset_ptr before(*this);
        --*this;
        return before;
    }

    friend offset_ptr operator+(const offset_ptr &from, difference_type by) noexcept {
        return from.get() + by;
    }
    friend offset_ptr operator+(difference_type by, const offset_ptr &from) noexcept {
        return from.get() + by;
    }
    friend offset_ptr operator-(const offset_ptr &from, difference_type by) noexcept {
        return from.get() - by;
    }
    friend difference_type operator-(const offset_ptr &a, const offset_ptr &b) noexcept {
        return a.get() - b.get();
    }

    friend bool operator==(const offset_ptr &a, const offset_ptr &b) noexcept {
        return a.get() == b.get();
    }
    friend bool operator!=(const offset_ptr &a, const offset_ptr &b) noexcept {
        return a.get() != b.get();
    }
    friend bool operator<(const offset_ptr &a, const offset_ptr &b) noexcept {
        return a.get() < b.get();
    }
    friend bool operator>(const offset_ptr &a, const offset_ptr &b) noexcept {
        return a.get() > b.get();
    }
    friend bool operator<=(const offset_ptr &a, const offset_ptr &b) noexcept {
        return a.get() <= b.get();
    }
    friend bool operator>=(const offset_ptr &a, const offset_ptr &b) noexcept {
        return a.get() >= b.get();
    }

private:
    // A distance of 0 is that of a list that points to itself, and so is not null.
    static constexpr std::int64_t null = 0;
    static constexpr std::int64_t itself = 1;

    std::uintptr_t here() const noexcept { return reinterpret_cast<std::uintptr_t>(this); }

    void set(pointer to) noexcept {
        const auto distance =
            static_cast<std::intptr_t>(reinterpret_cast<std::uintptr_t>(to) - here());
        stored = to == nullptr ? null : distance == 0 ? itself : distance;
    }

    alignas(8) std::int64_t stored = null;
};

} // namespace anonshm

#endif
