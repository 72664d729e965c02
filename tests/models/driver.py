# SPDX-License-Identifier: MIT
"""Makes libc calls for the tests, from inside a process that has a model loaded.

A line of standard input is the repr of (function, argument, ...); the answer, one line of
standard output, is the repr of what the call gave: a number, or the name of its errno.
"""

from __future__ import annotations

import ast
import ctypes
import errno
import os
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from support import binding

libc = ctypes.CDLL(None, use_errno=True)

LONG = {"mmap", "lseek", "read", "write", "pread", "pwrite", "syscall"}
ADDRESS = {"anonshm_map", "anonshm_map_mirrored"}  # NULL if they fail, and not -1


def name_of(error: int) -> str:
    return "ENOTSUP" if error == errno.ENOTSUP else errno.errorcode[error]


def libc_call(function: str, *arguments: int | bytes | None) -> int | str:
    symbol = getattr(libc, function)
    symbol.restype = ctypes.c_long if function in LONG | ADDRESS else ctypes.c_int
    # A number for a pointer, or one of 64 bits, would be cut to an int without this.
    passed = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = symbol(*passed)
    failed = result == (0 if function in ADDRESS else -1)
    return name_of(ctypes.get_errno()) if failed else result


def fstat(fd: int) -> dict[str, int]:
    st = os.fstat(fd)
    return {field: getattr(st, field) for field in ("st_mode", "st_size", "st_dev", "st_ino")}


def get(fd: int, size: int) -> bytes | str:
    """read(2), and what it read."""
    buffer = ctypes.create_string_buffer(size)
    result = libc_call("read", fd, ctypes.addressof(buffer), size)
    return result if isinstance(result, str) else buffer.raw[:result]


def mkstemp(template: bytes) -> tuple[int | str, bytes]:
    buffer = ctypes.create_string_buffer(template)
    return libc_call("shm_mkstemp", ctypes.addressof(buffer)), buffer.value


def touch(address: int, write: bool) -> str:
    """One access to a mapping, in a child because it may be the end of it."""
    child = os.fork()
    if child == 0:
        ctypes.memset(address, 1, 1) if write else ctypes.string_at(address, 1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    return f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "fine"


def elsewhere(way: str, fd: int, *call: int | bytes) -> int | str:
    """The same call on a descriptor that went to another process; `fd` stands first in it."""
    if way == "fork":
        return in_child(lambda: answer((call[0], fd, *call[1:])))
    if way == "dup":
        copy = os.dup(fd)
        result = answer((call[0], copy, *call[1:]))
        os.close(copy)
        return result
    if way == "SCM_RIGHTS":
        here, there = socket.socketpair()
        socket.send_fds(here, [b"x"], [fd])
        return in_child(
            lambda: answer((call[0], socket.recv_fds(there, 1, 1)[1][0], *call[1:]))
        )
    request = repr((call[0], fd, *call[1:])) + "\n"
    ran = subprocess.run(
        [sys.executable, __file__], input=request, pass_fds=[fd], capture_output=True, text=True
    )
    return ast.literal_eval(ran.stdout)


def load(path: bytes) -> None:
    """From then on the functions of the library can be called like the libc's."""
    binding.load(Path(os.fsdecode(path)), mode=ctypes.RTLD_GLOBAL)


def traced(flags: int) -> list[tuple[str, int | str]]:
    """What anonshm_open_traced tried, and how each attempt ended: 0 or an errno."""
    fd, attempts = binding.traced(libc, flags)
    if fd != -1:
        os.close(fd)
    return [(method, name_of(error) if error else 0) for method, error in attempts]


def end_of(fd: int, size: int, count: int, text: bytes | None) -> bytes | str:
    """Maps the object, writes its last bytes if there is a text, and reads them."""
    readable_and_writable, shared = 3, 1
    address = libc_call("mmap", None, size, readable_and_writable, shared, fd, 0)
    if isinstance(address, str):
        return address
    if text is not None:
        ctypes.memmove(address + size - count, text, count)
    end = ctypes.string_at(address + size - count, count)
    libc_call("munmap", address, size)
    return end


def spare(count: int) -> None:
    """Leaves so many descriptors that can be opened."""
    free = [fd for fd in range(1000) if not Path(f"/proc/self/fd/{fd}").exists()]
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (free[count], most))


def in_child(action) -> int | str:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, repr(action()).encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as pipe:
        return ast.literal_eval(pipe.read().decode())


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def ticking() -> None:
    """A signal every millisecond, so that no sleep is a long one."""
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.siginterrupt(signal.SIGALRM, False)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)


OWN = {
    f.__name__: f
    for f in (fstat, get, mkstemp, touch, elsewhere, descriptors, ticking, load, traced, end_of,
              spare)
}  # fmt: skip


def answer(request):
    function, *arguments = request
    if function in OWN:
        return OWN[function](*arguments)
    return libc_call(function, *arguments)


if __name__ == "__main__":
    for line in sys.stdin:
        print(repr(answer(ast.literal_eval(line))), flush=True)
