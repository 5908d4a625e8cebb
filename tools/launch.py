"""Runs a script as pwb does, and says in one line what keeps pywikibot from beginning.

    python tools/launch.py SCRIPT.py [ARGUMENTS...]

pwb itself ends with a traceback if there is a slip in user-config.py, and with exit code 0 if a module is missing.
"""

from __future__ import annotations

import fcntl
import os
import sys
import traceback
import warnings
from pathlib import Path

_CONFIG = 'user-config.py'


def main() -> None:
    """Run the script that the arguments name; its exit code is that of the process."""
    for number in range(3):
        # Else the next file that is opened is taken for the terminal.
        try:
            mode = fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        else:
            # Where nothing was, bash has put the script that it reads.
            if number and mode == os.O_RDONLY:
                os.dup2(os.open(os.devnull, os.O_RDWR), number)
    sys.stdout = sys.__stdout__ = sys.stdout or os.fdopen(1, 'w', encoding='utf-8', closefd=False)
    sys.stderr = sys.__stderr__ = sys.stderr or os.fdopen(2, 'w', encoding='utf-8', closefd=False)
    # A setting of another kind is only a warning there, and a traceback at the end.
    warnings.filterwarnings('error', 'Configuration variable ', UserWarning)
    try:
        import pywikibot  # noqa: F401 (before the wrapper, which takes what is wrong here for something else)
        from pywikibot.scripts import wrapper
    except KeyboardInterrupt:
        _stop('ended by Ctrl-C', 130)
    except ModuleNotFoundError as problem:
        where = _in_config(problem)
        _stop(f'{where}: {problem}' if where else f"{problem}: install onelib's requirements")
    except BaseException as problem:
        where = _in_config(problem)
        _stop(f'{where or "pywikibot cannot begin"}: {_first_line(problem)}')
    try:
        wrapper.run()
    except KeyboardInterrupt:
        _stop('ended by Ctrl-C', 130)


def _in_config(problem: BaseException) -> str:
    """Where in user-config.py something is wrong, '' if it is elsewhere."""
    if isinstance(problem, SyntaxError) and str(problem.filename).endswith(_CONFIG):
        return f'{os.path.realpath(str(problem.filename))}, line {problem.lineno}'
    if isinstance(problem, SyntaxError | UserWarning | IsADirectoryError):
        # pywikibot is about to read it, or has read a setting of another kind.
        return str(Path(os.environ.get('PYWIKIBOT_DIR', ''), _CONFIG).resolve())
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if frame.filename.endswith(_CONFIG)]
    return f'{os.path.realpath(frames[-1].filename)}, line {frames[-1].lineno}' if frames else ''


def _first_line(problem: BaseException) -> str:
    text = problem.msg if isinstance(problem, SyntaxError) else str(problem)
    return f'{type(problem).__name__}: {" ".join(text.split())[:300]}'


def _stop(complaint: str, code: int = 1) -> None:
    if sys.stderr:
        print(f'tools/job: {complaint}', file=sys.stderr, flush=True)
    if code != 1:
        # What is half imported fails where the process ends, and nothing has begun.
        os._exit(code)
    raise SystemExit(code)


if __name__ == '__main__':
    sys.argv[0] = str(Path(sys.argv[0]).name)
    main()
