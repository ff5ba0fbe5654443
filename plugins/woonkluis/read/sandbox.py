"""Confine the reader child before it opens a file from outside."""

from __future__ import annotations

import ctypes
import os
import resource
import signal

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38

OPEN_FILES = 64
GRACE_SECONDS = 5
"""Between SIGXCPU, which says why, and SIGKILL."""


def _limit(which: int, soft: int, hard: int | None = None) -> None:
    _, ceiling = resource.getrlimit(which)
    wanted = hard if hard is not None else soft
    top = wanted if ceiling == resource.RLIM_INFINITY else min(wanted, ceiling)
    resource.setrlimit(which, (min(soft, top), top))


def confine(*, memory_mb: int, seconds: int, parent_pid: int) -> None:
    """Limit memory, processor time, files and processes of this process, and tie its life to its parent's."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:
        os._exit(1)
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Not dumpable: no core with personal data, and no tracing by other processes of the same user.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_CPU, seconds, seconds + GRACE_SECONDS)
    _limit(resource.RLIMIT_AS, memory_mb * 1024 * 1024)
