"""The bot as its operator runs it: pwb in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .farm import Farm

PWB = Path(sys.executable).with_name('pwb')


def run(farm: Farm, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `pwb worklist` with these arguments on a farm."""
    return subprocess.run(
        [str(PWB), 'worklist', *arguments], env=farm.environment(), capture_output=True, text=True, check=False
    )
