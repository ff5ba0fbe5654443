"""WIV-3.1.1: the form of a national number, however it is written; register.insz_vorm() of the database is the same."""

from __future__ import annotations

import re

INSZ = re.compile(
    r"(?<!\d)\d{2}[ ./-]{0,2}\d{2}[ ./-]{0,2}\d{2}[ ./-]{0,2}\d{3}[ ./-]{0,2}\d{2}(?!\d)",
    # Digits as PostgreSQL knows them.
    re.ASCII,
)
