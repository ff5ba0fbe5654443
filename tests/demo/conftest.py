"""Make the modules of demo/ importable, as they are when one of them is run as a script."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "demo"))
