"""Files that a run writes for people."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ['write_anew']


def write_anew(path: Path, text: str) -> None:
    """Put a file in the place of whatever is there: a link is replaced and not followed, and no reader sees a half.

    :raises OSError: naming the file
    """
    half = path.with_name(f'.{path.name}.{os.getpid()}')
    try:
        with half.open('x', encoding='utf-8', newline='') as file:
            file.write(text)
        half.replace(path)
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(path)) from None
    finally:
        half.unlink(missing_ok=True)
