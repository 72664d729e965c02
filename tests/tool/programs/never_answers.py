# SPDX-License-Identifier: MIT
"""never_answers.py DIRECTORY SECONDS COMMAND...: runs the command, for no longer than that,
while a file system is mounted on the directory that takes every request and answers none: who
waits for it cannot even be killed, until this process ends.

Needs a mount namespace of its own. Source: linux include/uapi/linux/fuse.h.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading


def serve(fuse: int) -> None:
    """FUSE_INIT is answered, or requests would not even be handed over."""
    request = os.read(fuse, 1 << 20)
    unique = struct.unpack_from("=IIQ", request)[2]
    init = struct.pack("=IIIIHHII", 7, 31, 0, 0, 16, 12, 4096, 1).ljust(64, b"\0")
    os.write(fuse, struct.pack("=IiQ", 16 + len(init), 0, unique) + init)
    while True:
        os.read(fuse, 1 << 20)


directory, seconds, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
fuse = os.open("/dev/fuse", os.O_RDWR)
options = f"fd={fuse},rootmode=40000,user_id=0,group_id=0,allow_other"
mount = ["mount", "-i", "-t", "fuse", "-o", options, "none", directory]
subprocess.run(mount, pass_fds=[fuse], check=True)
threading.Thread(target=serve, args=[fuse], daemon=True).start()
running = subprocess.Popen(command)
try:
    status = running.wait(seconds)
except subprocess.TimeoutExpired:
    running.kill()  # which has its effect once the file system has ended
    status = 124  # timeout(1)
os._exit(status if status >= 0 else 128 - status)  # which ends the file system
