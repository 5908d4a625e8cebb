"""The bot as its operator runs it: pwb in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Protocol

from . import forked

PWB = Path(sys.executable).with_name('pwb')


class Reachable(Protocol):
    """A farm, or what stands before one."""

    def environment(self) -> dict[str, str]: ...


def run(farm: Reachable, *arguments: str, script: str = 'worklist') -> subprocess.CompletedProcess[str]:
    """Run a script of the bot with these arguments on a farm, without the start-up of Python."""
    return forked.run([str(PWB), script, *arguments], farm.environment())


def start(farm: Reachable, *arguments: str, script: str = 'worklist') -> subprocess.Popen[str]:
    """Like run(), but returns at once, and Python starts as ever: pwb is one process, and may be killed."""
    return subprocess.Popen(
        [str(PWB), script, *arguments],
        env=farm.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_program(farm: Reachable, *arguments: str, script: str = 'worklist') -> subprocess.CompletedProcess[str]:
    """Like run(), but Python starts as ever."""
    with start(farm, *arguments, script=script) as process:
        stdout, stderr = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)
