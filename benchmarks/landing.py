"""Land one delivery and print the peak memory of this process and of the reader child: what loading.py measures."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

from woonkluis.land import land


def _peak_kb(pid: str) -> int:
    """Peak resident memory of a process since it was started as what it is now, in kB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def main(levering_id: int) -> None:
    """Land, and watch the children meanwhile."""
    peaks = [0]
    done = threading.Event()

    def watch() -> None:
        children = Path(f"/proc/self/task/{os.getpid()}/children")
        while not done.wait(0.02):
            for pid in children.read_text().split():
                try:
                    # Before it becomes the reader, a new process shows the memory of this one.
                    is_reader = b"woonkluis.read.child" in Path(f"/proc/{pid}/cmdline").read_bytes()
                    peaks.append(_peak_kb(pid) if is_reader else 0)
                except OSError:
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    landed = land(levering_id)
    done.set()
    watcher.join()
    assert landed.status == "gelezen"
    print(json.dumps({"child_mb": max(peaks) / 1024, "parent_mb": _peak_kb("self") / 1024}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
