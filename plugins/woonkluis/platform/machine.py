"""This machine: free ports, who a process is, and work that one process at a time may do."""

from __future__ import annotations

import ctypes
import fcntl
import getpass
import os
import resource
import socket
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOPBACK = "127.0.0.1"
"""Everything the private installation starts listens here and nowhere else."""

PR_SET_DUMPABLE = 4


@cache
def forbid_core_dumps() -> None:
    """See to it that neither this process nor one that it starts leaves its memory on disk, rows and keys and all.

    Not dumpable: no core whatever the limit, and no tracing by other processes of the same user; a program that this
    process starts is dumpable again, but inherits the limit.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def account() -> str:
    """Account that runs the program, as registers write it down; its number when nobody gave it a name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.geteuid())


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Whether a service can listen on the port; connections of a service that just stopped do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def process_identity(pid: int) -> str | None:
    """Return boot and start time of a process, or None when it is gone.

    A pid alone says nothing: after a restart of the machine, or just later, it belongs to somebody else.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, start_ticks = fields[0], fields[19]
    if state in {"Z", "X"}:
        return None
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot}/{start_ticks}"


@contextmanager
def alone(lock_file: Path) -> Iterator[None]:
    """Hold a lock that other processes wait for; the system releases it when this process dies."""
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
