# SPDX-License-Identifier: MIT
"""anonshm_send(), anonshm_receive() and anonshm_inherit(), on real sockets.

What one end does is held against the kernel and against Python's own socket.send_fds() and
socket.recv_fds() at the other. Everything runs a second time with a library that does without
MSG_NOSIGNAL and MSG_CMSG_CLOEXEC, as on the systems that lack them.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import random
import resource
import signal
import socket
import struct
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Callable

import pytest

from library.fault_runs import result_of, run_faults
from support import binding
from support.compile import PROGRAMS, Compile, with_shared
from support.cross import QUIET, Cross
from support.paths import INCLUDE, ROOT
from support.run import run, system_calls
from support.tables import TABLES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into Linux's /proc")

KINDS = [socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET]
WHOLE = [socket.SOCK_DGRAM, socket.SOCK_SEQPACKET]  # all or nothing
MOST = 253  # SCM_MAX_FD, include/net/scm.h
SO_PASSPIDFD = 76  # asm-generic/socket.h, Linux 6.5
MIB = 1 << 20

PASSING = ["anonshm_send", "anonshm_receive", "anonshm_inherit"]
SYSTEM = ["cancellation", "descriptor", "pass"]  # the parts of src/library/system/ they need


class Library:
    def __init__(self, loaded: ctypes.CDLL) -> None:
        self.loaded = loaded

    def send(self, sock: socket.socket, data: bytes, fds: list[int] | None = None) -> str:
        """The name of the errno; "" is success."""
        fds = fds or []
        array = (ctypes.c_int * len(fds))(*fds)
        sent = self.loaded.anonshm_send(sock.fileno(), data, len(data), array, len(fds))
        return name_of_error(sent)

    def receive(
        self, sock: socket.socket, size: int, room: int
    ) -> tuple[bytes | str, list[int]]:
        """The data, or the name of the errno; and the descriptors."""
        data = ctypes.create_string_buffer(size)
        fds = (ctypes.c_int * max(room, 1))()
        count = ctypes.c_size_t(room)
        got = self.loaded.anonshm_receive(sock.fileno(), data, size, fds, ctypes.byref(count))
        received = list(fds[: count.value])
        assert got != -1 or received == []
        return (data.raw[:got] if got != -1 else name_of_error(got)), received

    def inherit(self, fd: int, number: int) -> str:
        return name_of_error(self.loaded.anonshm_inherit(fd, number))


def name_of_error(result: int) -> str:
    assert result >= -1
    return errno.errorcode[ctypes.get_errno()] if result == -1 else ""


@pytest.fixture(scope="session")
def without_flags(
    build: Path, cache: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The library of a system that lacks the flags of messages, and nothing in it but what
    passing needs."""
    shared = tmp_path_factory.mktemp("without flags") / "libanonshm.so"
    source = ROOT / "src" / "library"
    run(
        *(cache["CMAKE_CXX_COMPILER"], "-std=gnu++17", "-shared", "-fPIC", "-Wl,-z,defs"),
        *("-fno-exceptions", "-fno-rtti", "-O1", "-Wall", "-Wextra", "-Werror"),
        *("-DANONSHM_NO_MESSAGE_FLAGS", f"-I{INCLUDE}", f"-I{build}"),
        *(source / "pass" / f"{name}.cpp" for name in ("send", "receive", "inherit")),
        *(source / "system" / f"posix_{name}.cpp" for name in SYSTEM),
        *("-o", shared),
        check=True,
    )
    return shared


@pytest.fixture(params=["with flags", "without flags"])
def it(request: pytest.FixtureRequest, library: ctypes.CDLL) -> Library:
    if request.param == "with flags":
        return Library(library)
    return Library(binding.load(request.getfixturevalue("without_flags"), names=PASSING))


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, request.param)
    with ours, theirs:
        yield ours, theirs


@pytest.fixture
def stream() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def open_descriptors() -> list[str]:
    """What each leads to."""
    found = []
    for link in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # of the listing itself
            found.append(str(link.readlink()))
    return sorted(found)


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    before = open_descriptors()
    yield
    assert open_descriptors() == before


@contextlib.contextmanager
def objects(count: int) -> Iterator[list[int]]:
    fds = [os.memfd_create(f"test-{n}") for n in range(count)]
    try:
        yield fds
    finally:
        close(fds)


def close(fds: list[int]) -> None:
    for fd in fds:
        os.close(fd)


def inodes(fds: list[int]) -> list[int]:
    return [os.fstat(fd).st_ino for fd in fds]


def in_child(work: Callable[[], None]) -> int:
    """The exit status of a forked process; minus a signal."""
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


# -- What arrives --------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 2, MOST])
def test_python_receives_what_was_sent(it: Library, pair, count: int) -> None:
    ours, theirs = pair
    with objects(count) as sent:
        assert it.send(ours, b"with\0nul", sent) == ""
        data, received, _, _ = socket.recv_fds(theirs, 100, MOST)
        assert data == b"with\0nul"
        assert inodes(received) == inodes(sent)
        close(received)


@pytest.mark.parametrize("count", [0, 1, 2, MOST])
def test_receives_what_python_sent(it: Library, pair, count: int) -> None:
    ours, theirs = pair
    with objects(count) as sent:
        if count == 0:
            ours.send(b"with\0nul")
        else:
            socket.send_fds(ours, [b"with\0nul"], sent)
        data, received = it.receive(theirs, 100, count)
        assert data == b"with\0nul"
        assert inodes(received) == inodes(sent)
        assert all(fcntl.fcntl(fd, fcntl.F_GETFD) & fcntl.FD_CLOEXEC for fd in received)
        assert set(received).isdisjoint(sent)
        close(received)


def test_memory_is_shared_with_a_process_that_receives_it(it: Library, stream) -> None:
    ours, theirs = stream

    def write() -> None:
        _, received = it.receive(theirs, 1, 1)
        os.pwrite(received[0], b"from the other process", 0)

    with objects(1) as sent:
        assert it.send(ours, b".", sent) == ""
        assert in_child(write) == 0
        assert os.pread(sent[0], 100, 0) == b"from the other process"


def test_the_end_of_the_stream_is_0_and_0(it: Library, stream) -> None:
    ours, theirs = stream
    assert it.send(ours, b"last") == ""
    ours.close()
    assert it.receive(theirs, 100, 3) == (b"last", [])
    assert it.receive(theirs, 100, 3) == (b"", [])


@pytest.mark.parametrize("room", [1, 2])
def test_descriptors_of_two_messages_do_not_mix(it: Library, stream, room: int) -> None:
    ours, theirs = stream
    with objects(2) as sent:
        it.send(ours, b"one", sent[:1])
        it.send(ours, b"two", sent[1:])
        for text, fd in zip((b"one", b"two"), sent):
            data, received = it.receive(theirs, 100, room)
            assert (data, inodes(received)) == (text, inodes([fd]))
            close(received)


def test_empty_datagrams(it: Library) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ours, theirs:
        assert it.send(ours, b"") == ""
        assert it.receive(theirs, 10, 1) == (b"", [])


# -- What a caller does wrong --------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "size", "has_fds", "count"),
    [(b"", 0, True, 1), (None, 1, False, 0), (b".", 1, False, 1), (b".", 1, True, MOST + 1)],
    ids=["descriptors without data", "no data", "no descriptors", "too many"],
)
def test_send_einval(it: Library, stream, data, size, has_fds: bool, count: int) -> None:
    with objects(1) as one:
        array = (ctypes.c_int * count)(*(one * count)) if has_fds else None
        number = stream[0].fileno()
        assert it.loaded.anonshm_send(number, data, size, array, count) == -1
        assert ctypes.get_errno() == errno.EINVAL
    stream[1].setblocking(False)
    with pytest.raises(BlockingIOError):
        stream[1].recv(1)


@pytest.mark.parametrize("missing", ["data", "size", "fds", "count"])
def test_receive_einval(it: Library, stream, missing: str) -> None:
    ours, theirs = stream
    ours.send(b"kept")
    data, fds, count = ctypes.create_string_buffer(9), (ctypes.c_int * 1)(), ctypes.c_size_t(1)
    arguments = {"data": data, "size": 9, "fds": fds, "count": ctypes.byref(count)}
    arguments[missing] = 0 if missing == "size" else None
    assert it.loaded.anonshm_receive(theirs.fileno(), *arguments.values()) == -1
    assert (ctypes.get_errno(), count.value) == (errno.EINVAL, 1)
    assert theirs.recv(9) == b"kept"


def test_no_room_is_needed_where_no_descriptor_comes(it: Library, stream) -> None:
    stream[0].send(b"text")
    data, count = ctypes.create_string_buffer(9), ctypes.c_size_t(0)
    received = it.loaded.anonshm_receive(stream[1].fileno(), data, 9, None, ctypes.byref(count))
    assert (received, count.value) == (4, 0)


def test_bad_descriptors(it: Library, stream) -> None:
    with objects(1) as fds:
        closed = os.dup(fds[0])
        os.close(closed)
        assert it.send(stream[0], b".", [*fds, closed]) == "EBADF"
        assert it.send(stream[0], b".", [-1]) == "EBADF"
        count = ctypes.c_size_t(0)
        for number, error in ((closed, errno.EBADF), (fds[0], errno.ENOTSOCK)):
            assert it.loaded.anonshm_send(number, b".", 1, None, 0) == -1
            assert ctypes.get_errno() == error
            data = ctypes.create_string_buffer(1)
            got = it.loaded.anonshm_receive(number, data, 1, None, ctypes.byref(count))
            assert (got, ctypes.get_errno()) == (-1, error)


def test_errno_is_left_alone_by_a_success(it: Library, stream) -> None:
    with objects(1) as sent:
        ctypes.set_errno(errno.ERANGE)
        assert it.send(stream[0], b".", sent) == ""
        data, received = it.receive(stream[1], 1, 1)
        assert data == b"."
        assert in_child(lambda: ctypes.set_errno(it.inherit(sent[0], 9) != "")) == 0
        assert ctypes.get_errno() == errno.ERANGE
        close(received)


# -- What does not fit ---------------------------------------------------------------------


def test_more_descriptors_than_fit_are_closed_with_the_others(it: Library, pair) -> None:
    ours, theirs = pair
    for room, count in ((0, 1), (1, 2), (3, MOST), (MOST - 1, MOST)):
        with objects(count) as sent:
            socket.send_fds(ours, [b"."], sent)
            before = open_descriptors()
            assert it.receive(theirs, 1, room) == ("EMSGSIZE", [])
            assert open_descriptors() == before


@pytest.mark.parametrize("kind", WHOLE, ids=lambda kind: kind.name)
def test_a_datagram_that_is_cut_off_leaves_nothing(it: Library, kind: int) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
    with ours, theirs, objects(2) as sent:
        socket.send_fds(ours, [b"four"], sent)
        before = open_descriptors()
        assert it.receive(theirs, 3, 2) == ("EMSGSIZE", [])
        assert open_descriptors() == before


@pytest.mark.parametrize("kind", WHOLE, ids=lambda kind: kind.name)
def test_a_datagram_that_is_too_large_does_not_go(it: Library, kind: int) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
    with ours, theirs, objects(1) as sent:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        assert it.send(ours, bytes(MIB), sent) == "EMSGSIZE"
        theirs.setblocking(False)
        assert it.receive(theirs, 1, 1) == ("EAGAIN", [])


def test_the_limit_of_open_descriptors(it: Library, pair) -> None:
    """Linux installs what it can, and says MSG_CTRUNC (net/core/scm.c, scm_detach_fds)."""
    ours, theirs = pair
    with objects(20) as sent:
        socket.send_fds(ours, [b"."], sent)
        before = open_descriptors()
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(sent) + 10, limits[1]))
        try:
            assert it.receive(theirs, 1, 20) == ("EMSGSIZE", [])
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        assert open_descriptors() == before


def test_other_control_messages_are_skipped(it: Library, pair) -> None:
    ours, theirs = pair
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    theirs.setsockopt(socket.SOL_SOCKET, 29, 1)  # SO_TIMESTAMP
    with contextlib.suppress(OSError):
        theirs.setsockopt(socket.SOL_SOCKET, SO_PASSPIDFD, 1)
    with objects(MOST) as sent:
        for count in (0, 1, MOST):
            assert it.send(ours, b"text", sent[:count]) == ""
            before = open_descriptors()
            data, received = it.receive(theirs, 100, count)
            assert data == b"text"
            assert inodes(received) == inodes(sent[:count])
            close(received)
            assert open_descriptors() == before, "the pidfd is closed"


def test_two_messages_of_descriptors_in_one(it: Library, stream) -> None:
    """Linux takes several SCM_RIGHTS of one sendmsg together."""
    with objects(3) as sent:
        rights = [
            (socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack(f"{len(part)}i", *part))
            for part in (sent[:1], sent[1:])
        ]
        stream[0].sendmsg([b"."], rights)
        data, received = it.receive(stream[1], 1, 3)
        assert (data, inodes(received)) == (b".", inodes(sent))
        close(received)


# -- Room, and ends that close -------------------------------------------------------------


def received_by_python(theirs: socket.socket, size: int) -> tuple[bytes, list[int]]:
    parts, fds = [], []
    while size > 0:
        data, some, _, _ = socket.recv_fds(theirs, min(size, 50_000), 9)
        fds += some
        parts.append(data)
        size -= len(data)
    return b"".join(parts), fds


@pytest.mark.parametrize("blocking", [True, False])
def test_a_stream_takes_all_even_if_it_does_not_block(
    it: Library, stream, blocking: bool
) -> None:
    ours, theirs = stream
    ours.setblocking(blocking)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    data = random.Random(1).randbytes(3 * MIB)
    with objects(2) as sent:
        errors: list[str] = []
        sender = threading.Thread(target=lambda: errors.append(it.send(ours, data, sent)))
        sender.start()
        got, received = received_by_python(theirs, len(data))
        sender.join()
        assert errors == [""]
        assert got == data
        assert inodes(received) == inodes(sent)
        close(received)


def test_a_full_socket_is_eagain_and_nothing_has_gone(it: Library, pair) -> None:
    ours, theirs = pair
    ours.setblocking(False)
    sent = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            sent += ours.send(bytes(100))
    with objects(1) as fds:
        assert it.send(ours, b"more", fds) == "EAGAIN"
    theirs.setblocking(False)
    while sent > 0:
        data, received = it.receive(theirs, 100, 1)
        assert data.count(0) == len(data) and received == []
        sent -= len(data)
    assert it.receive(theirs, 100, 1) == ("EAGAIN", [])


def test_times_out_before_the_first_byte(it: Library, stream) -> None:
    ours, theirs = stream
    timeout = struct.pack("ll", 0, 10_000)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeout)
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeout)
    assert it.receive(theirs, 1, 1) == ("EAGAIN", [])
    with contextlib.suppress(BlockingIOError):
        while True:
            ours.send(bytes(4096))
    with objects(1) as fds:
        assert it.send(ours, b".", fds) == "EAGAIN"


def without_rescue(work: Callable[[], None]) -> int:
    """In a child whom SIGPIPE kills: Python itself ignores it."""

    def killable() -> None:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        work()
        assert signal.SIGPIPE not in signal.sigpending()
        assert signal.SIGPIPE not in signal.pthread_sigmask(signal.SIG_BLOCK, [])

    return in_child(killable)


def test_a_closed_end_is_epipe_and_no_signal(it: Library, stream) -> None:
    ours, theirs = stream
    theirs.close()

    def send() -> None:
        with objects(1) as fds:
            assert it.send(ours, b".", fds) == "EPIPE"
        assert it.send(ours, b".") == "EPIPE"

    assert without_rescue(send) == 0


def test_a_signal_that_was_pending_stays(it: Library, stream) -> None:
    ours, theirs = stream
    theirs.close()

    def send() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPIPE])
        signal.raise_signal(signal.SIGPIPE)
        assert it.send(ours, b".") == "EPIPE"
        assert signal.sigpending() == {signal.SIGPIPE}

    assert in_child(send) == 0


@pytest.mark.parametrize("blocking", [True, False])
def test_an_end_that_closes_midway(it: Library, blocking: bool) -> None:
    def send() -> None:
        ours, theirs = socket.socketpair()  # of which nobody else has an end
        ours.setblocking(blocking)
        reader = threading.Thread(target=lambda: (theirs.recv(100_000), theirs.close()))
        reader.start()
        with objects(1) as fds:
            assert it.send(ours, bytes(8 * MIB), fds) in ("EPIPE", "ECONNRESET")
        reader.join()

    assert without_rescue(send) == 0


def test_unread_data_of_a_closed_end_is_econnreset(it: Library, stream) -> None:
    ours, theirs = stream
    theirs.send(b"for nobody")
    ours.send(b"unread")
    theirs.close()
    assert it.receive(ours, 100, 0)[0] in ("ECONNRESET", b"for nobody")
    assert it.receive(ours, 100, 0)[0] in ("ECONNRESET", b"")


def test_shutdown_ends_the_wait_for_room(it: Library, stream) -> None:
    ours, _theirs = stream
    errors: list[str] = []
    waiting = threading.Thread(target=lambda: errors.append(it.send(ours, bytes(8 * MIB))))
    waiting.start()
    ours.shutdown(socket.SHUT_WR)
    waiting.join()
    assert errors == ["EPIPE"]


def test_shutdown_ends_the_wait(it: Library, stream) -> None:
    ours, _theirs = stream
    results: list[object] = []
    waiting = threading.Thread(target=lambda: results.append(it.receive(ours, 1, 1)))
    waiting.start()
    ours.shutdown(socket.SHUT_RD)
    waiting.join()
    assert results == [(b"", [])]


# -- Signals and schedules -----------------------------------------------------------------


@contextlib.contextmanager
def signals_every(seconds: float) -> Iterator[None]:
    """To the main thread, without SA_RESTART (signal.siginterrupt is on)."""
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("who", ["sender", "receiver"])
def test_signals_do_not_interrupt(it: Library, stream, who: str) -> None:
    ours, theirs = stream
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    data = random.Random(2).randbytes(4 * MIB)
    got: list[bytes] = []
    errors: list[str] = []

    def send() -> None:
        errors.append(it.send(ours, data))
        ours.shutdown(socket.SHUT_WR)

    def receive() -> None:
        while not got or got[-1] != b"":
            got.append(it.receive(theirs, 40_000, 0)[0])

    here, elsewhere = (send, receive) if who == "sender" else (receive, send)
    other = threading.Thread(target=elsewhere)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    other.start()  # with the signal blocked
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
    with signals_every(0.0002):
        here()
    other.join()
    assert errors == [""]
    assert b"".join(got) == data


class Schedule:
    """Sends and receives in any order; what comes out is compared with what went in."""

    def __init__(self, it: Library, kind: int, seed: int, pool: list[int]) -> None:
        self.it, self.random, self.pool = it, random.Random(seed), pool
        self.is_stream = kind == socket.SOCK_STREAM
        self.ours, self.theirs = socket.socketpair(socket.AF_UNIX, kind)
        self.ours.setblocking(False)
        self.theirs.setblocking(False)
        self.waiting: list[tuple[bytes, list[int]]] = []  # messages that have been sent
        self.known = dict(zip(pool, inodes(pool)))

    def send(self) -> None:
        data = self.random.randbytes(self.random.randint(1, 60))
        fds = self.random.choices(self.pool, k=self.random.choice([0, 0, 1, 2, 5]))
        error = self.it.send(self.ours, data, fds)
        assert error in ("", "EAGAIN")
        if error == "":
            self.waiting.append((data, [self.known[fd] for fd in fds]))

    def receive(self) -> None:
        size = self.random.randint(1, 70)
        got, received = self.it.receive(self.theirs, size, 5)
        if not self.waiting:
            assert got == "EAGAIN"
        elif not self.is_stream and len(self.waiting[0][0]) > size:
            assert got == "EMSGSIZE"
            self.waiting.pop(0)
        else:
            self.compare(got, inodes(received))
        close(received)

    def compare(self, got: bytes | str, received: list[int]) -> None:
        """Each message's descriptors come with its first byte."""
        assert isinstance(got, bytes) and got != b""
        expected: list[int] = []
        while got:
            data, fds = self.waiting[0]
            part = got[: len(data)]
            assert data.startswith(part)
            expected += fds
            got = got[len(part) :]
            self.waiting[0] = (data[len(part) :], [])
            if self.waiting[0][0] == b"":
                self.waiting.pop(0)
            assert self.is_stream or got == b""
        assert received == expected

    def close(self) -> None:
        self.ours.close()
        self.theirs.close()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_random_schedules(it: Library, kind: int) -> None:
    """100,000 in all."""
    with objects(8) as pool:
        for seed in range(17):
            schedule = Schedule(it, kind, seed, pool)
            try:
                for _ in range(1000):
                    schedule.send() if schedule.random.random() < 0.5 else schedule.receive()
            finally:
                schedule.close()


# -- Inheriting ----------------------------------------------------------------------------


def executed_with(it: Library, fd: int, number: int) -> str:
    """What the program that the child executes finds at the number."""
    with tempfile.TemporaryFile() as output:

        def execute() -> None:
            assert it.inherit(fd, number) == ""
            os.dup2(output.fileno(), 1)
            os.execv("/bin/sh", ["sh", "-c", f"ls /proc/$$/fd; readlink /proc/$$/fd/{number}"])

        assert in_child(execute) == 0
        output.seek(0)
        return output.read().decode()


@pytest.mark.parametrize("number", [3, 9, 200, "its own"])
def test_the_program_finds_the_object_at_the_number(it: Library, number: int | str) -> None:
    with objects(1) as fds:
        wanted = fds[0] if number == "its own" else int(number)
        fcntl.fcntl(fds[0], fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        listed, target = executed_with(it, fds[0], wanted).rsplit("\n", 2)[:2]
        assert target == "/memfd:test-0 (deleted)"
        assert str(fds[0]) not in listed.split() or fds[0] == wanted
        assert fcntl.fcntl(fds[0], fcntl.F_GETFD) & fcntl.FD_CLOEXEC, "nothing changes here"


def test_inherit_refuses(it: Library) -> None:
    with objects(1) as fds:
        closed = os.dup(fds[0])
        os.close(closed)
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]

        def refused() -> None:
            assert it.inherit(fds[0], -1) == "EINVAL"
            assert it.inherit(closed, 3) == "EBADF"
            assert it.inherit(closed, closed) == "EBADF"
            assert it.inherit(-1, 3) == "EBADF"
            assert it.inherit(fds[0], most) == "EBADF"

        assert in_child(refused) == 0


def test_only_the_child_that_inherits_has_it(it: Library) -> None:
    """While other threads start children all the time."""
    with objects(1) as fds:
        stop = threading.Event()
        seen: list[str] = []

        def others() -> None:
            while not stop.is_set():
                script = f"readlink /proc/$$/fd/{fds[0]} || true"
                seen.append(run("sh", "-c", script, close_fds=False).stdout)

        thread = threading.Thread(target=others)
        thread.start()
        for _ in range(50):
            executed_with(it, fds[0], fds[0])
        stop.set()
        thread.join()
        assert seen and not any("test-0" in text for text in seen)


# -- Programs in C -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def program(compile_c: Compile, build: Path, native: None) -> Path:
    return compile_c(PROGRAMS / "pass.c", *with_shared(build), "-pthread")


def test_one_system_call_each(program: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    few, many = (system_calls(log, program, "times", str(n)) for n in (1, 11))
    calls = ("sendmsg", "recvmsg", "close")
    assert {call: many.count(call) - few.count(call) for call in calls} == dict.fromkeys(
        calls, 10
    )
    assert len(many) - len(few) == 30


def test_cancellation_waits_for_the_call(program: Path) -> None:
    run(program, "cancelled", timeout=60, check=True)


FAULTS = [
    # fault, what is done, what the sender and the receiver report, and whether all arrives
    ("nothing", [], "", "", True),
    ("sendmsg EPERM", ["sendmsg=EPERM"], "EPERM", "", False),
    ("sendmsg ENOMEM", ["sendmsg=ENOMEM"], "ENOMEM", "", False),
    ("recvmsg EPERM", ["recvmsg=EPERM"], "EPIPE", "EPERM", False),  # its end is closed
    ("recvmsg ENOMEM", ["recvmsg=ENOMEM"], "EPIPE", "ENOMEM", False),
    ("signals", ["signals=100"], "", "", True),
]


@pytest.mark.parametrize(
    ("fault", "actions", "sent", "received", "whole"), FAULTS, ids=[row[0] for row in FAULTS]
)
def test_faults(
    fault: str, actions: list[str], sent: str, received: str, whole: bool, faults: Path
) -> None:
    result = result_of(run_faults(faults, *actions, f"pass={MIB}"))
    TABLES.setdefault("fault: what the ends of a socket report", []).append(
        f"{fault:25}sender {sent or 'ok'}, receiver {received or 'ok'}"
    )
    assert (result["sent"], result["received"], result["left"]) == (sent, received, 0)
    assert (result["bytes"], result["objects"]) == ((MIB, 1) if whole else (0, 0))


def test_poll_is_refused_half_way(faults: Path) -> None:
    """What has gone has gone, and the call reports it."""
    refused = ["poll=EPERM", "ppoll=EPERM"]
    result = result_of(run_faults(faults, *refused, f"pass={MIB}"))
    assert (result["sent"], result["received"], result["objects"]) == ("EPERM", "", 1)
    assert 0 < result["bytes"] < MIB


def test_windows_by_list_and_by_duplicate(tmp_path: Path) -> None:
    command = Cross("Windows", tmp_path).build(PROGRAMS / "windows_pass.c")
    run(*command, env=QUIET, timeout=200, check=True)
