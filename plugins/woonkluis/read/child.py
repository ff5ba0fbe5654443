"""The reader child: `python -I -m woonkluis.read.child`, job on standard input, frames on standard output."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

from woonkluis.read.bevinding import Bevindingen, UnreadableError
from woonkluis.read.frames import FrameWriter
from woonkluis.read.job import Job
from woonkluis.read.sandbox import confine
from woonkluis.read.source import check_size

EXIT_MEMORY = 71
EXIT_CRASH = 70


def _read(job: Job, writer: FrameWriter, findings: Bevindingen) -> None:
    """Run the reader of the job's format, imported only now: each needs other libraries."""
    check_size(job)
    import_module(f"woonkluis.read.{job.format}").Reader(job, writer, findings).read()


def _place(error: BaseException) -> str:
    """File and line where an error came from; its text stays behind, it may quote a value."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"


def run(job: Job, out: int) -> int:
    """Read one file and write its frames; the exit status only matters when the closing frame is missing."""
    writer = FrameWriter(
        out, job.levering_id, tuple(laag.naam for laag in job.lagen), job.max_rows, job.max_value_bytes
    )
    findings = Bevindingen(writer.finding)
    try:
        try:
            _read(job, writer, findings)
            writer.flush()
        except UnreadableError as stop:
            findings.add(stop.bevinding)
        findings.close()
        writer.end()
    except MemoryError:
        return EXIT_MEMORY
    except Exception as error:  # noqa: BLE001 (the boundary: everything becomes a frame)
        writer.crash(type(error).__name__, _place(error))
        return EXIT_CRASH
    return 0


def main() -> int:
    """Take the job, give up every right that it does not need, and do it."""
    job = Job.load(sys.stdin.buffer.read())
    confine(memory_mb=job.memory_mb, seconds=job.seconds, parent_pid=job.parent_pid)
    # Frames get a descriptor of their own: nothing a library prints can end up between them.
    out = os.dup(1)
    os.dup2(2, 1)
    return run(job, out)


if __name__ == "__main__":
    # Skip clean-up: after a memory error it can fail again, and there is nothing to write any more.
    os._exit(main())
