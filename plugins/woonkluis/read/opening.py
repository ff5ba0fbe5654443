"""Open a sealed file: `python -I -m woonkluis.read.opening`, order on standard input, contents on standard output.

A process of its own, because it is the only one that holds the secret keys: the reader that takes the bytes apart never
does. It confines itself as the reader does, and knows the file by the SHA-256 of what was delivered: anybody with the
public key can seal another file in its place, which is told as damage too.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
import pyrage

from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import Settings
from woonkluis.platform.sleutels import identities
from woonkluis.read.sandbox import confine

CHUNK = 256 * 1024
MEMORY_MB = 512

EXIT_DAMAGED, EXIT_LOCKED, EXIT_KEYS, EXIT_DISK = 81, 82, 83, 84

REASONS = {
    EXIT_DAMAGED: "its file in the store is damaged, or is not what was delivered: let it be delivered again unchanged",
    EXIT_LOCKED: "no key here opens its file: put back the keys of the time it was delivered (docs/operating.md)",
    EXIT_DISK: "its file in the store cannot be read",
}


@dataclass(frozen=True, slots=True)
class Order:
    """What to open, and what its bytes must add up to."""

    path: str
    sha256: str
    sleutel_dir: str
    seconds: int
    parent_pid: int

    def dump(self) -> bytes:
        """Serialise for the standard input of the process."""
        return orjson.dumps(asdict(self))


class _Out:
    """Takes the opened bytes; when nobody reads them any more, it still looks whether they are the right ones."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor
        self._pending: list[bytes] = []
        self._bytes = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self._pending.append(data)
        self._bytes += len(data)
        if self._bytes >= CHUNK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        rest = memoryview(b"".join(self._pending))
        self._pending.clear()
        self._bytes = 0
        try:
            while rest and self._descriptor is not None:
                rest = rest[os.write(self._descriptor, rest) :]
        except BrokenPipeError:
            self._descriptor = None


def open_sealed(path: Path, sha256: str, keys: list[pyrage.x25519.Identity], out: _Out) -> int:
    """Write the delivered bytes of a sealed file; returns 0, or the exit status that says what is wrong with it."""
    try:
        with path.open("rb") as sealed:
            pyrage.decrypt_io(sealed, out, keys)
    except pyrage.DecryptError as error:
        return EXIT_LOCKED if "matching keys" in str(error) else EXIT_DAMAGED
    except OSError as error:
        # The library's own errors have no number.
        return EXIT_DISK if error.errno else EXIT_DAMAGED
    out.flush()
    return 0 if out.digest.hexdigest() == sha256 else EXIT_DAMAGED


def main() -> int:
    """Take the order, give up every right that it does not need, and open the file."""
    order = Order(**orjson.loads(sys.stdin.buffer.read()))
    confine(memory_mb=MEMORY_MB, seconds=order.seconds, parent_pid=order.parent_pid)
    try:
        keys = identities(Settings(sleutel_dir=Path(order.sleutel_dir)))
    except WoonkluisError as error:
        sys.stderr.write(str(error))
        sys.stderr.flush()
        return EXIT_KEYS
    return open_sealed(Path(order.path), order.sha256, keys, _Out(1))


if __name__ == "__main__":
    try:
        os._exit(main())
    except BaseException:  # noqa: BLE001 - whatever it was: its words could quote what was delivered
        os._exit(EXIT_DISK)
