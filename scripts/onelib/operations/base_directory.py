"""What may be wrong with pywikibot's base directory, and what of it can be made anew."""

from __future__ import annotations

import errno
import os
import re
import stat
import warnings
from collections.abc import Callable
from http.cookiejar import LWPCookieJar
from pathlib import Path

from pywikibot import config

from onelib.operations.terminal import say

__all__ = ['BaseError', 'check_base', 'in_words', 'throw_rubbish_away']

_CURES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), 'make room on that disk'),
    errno.EFBIG: 'the bot has to be allowed files of that size',
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), 'the bot has to be able to write there'),
    **dict.fromkeys(
        (errno.EISDIR, errno.ENOTDIR, errno.EEXIST), 'something of another kind is in its place: move it away'
    ),
    errno.ENOENT: 'make the folder that it has to be in',
}
_WITHOUT_NAME = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
# As pywikibot writes them: what has called it, process, time, wiki.
_THROTTLED = re.compile(r'\S+ \d{1,10} \d{1,12}(?:\.\d+)? \S*\n?')
# More than a header of HTTP may hold.
_NO_COOKIE = re.compile('[^\x21-\x7e]')


class BaseError(ValueError):
    """The base directory or its settings cannot be used; the message names them and says what to do."""


def in_words(problem: OSError) -> str:
    """An error of the operating system with the file that it is about, and what to do."""
    # What does not fit is said when a file is written, and not which.
    place = f'a file in {config.base_dir}' if problem.errno in _WITHOUT_NAME else type(problem).__name__
    text = f'{problem.filename or place}: {problem.strerror or problem}'
    cure = _CURES.get(problem.errno or 0, '')
    return f'{text}; {cure}' if cure else text


def check_base(base: Path) -> None:
    """Complain of a folder that is not there, and of settings that others can change.

    pywikibot takes another folder for the first, and passes by the second with a warning: then nothing is set.

    :param base: pywikibot's base directory
    :raises BaseError: naming the folder or the file
    """
    given = os.environ.get('PYWIKIBOT_DIR', '')
    if given and not Path(given).is_dir() and base != Path(given):
        raise BaseError(f'there is no folder {given}, which PYWIKIBOT_DIR names: make it, or name another one')
    for path in (base / config.user_config_file, base / 'onelib.toml'):
        if not path.is_file():
            continue
        status = path.stat()
        if status.st_mode & stat.S_IWOTH:
            raise BaseError(
                f'others can change {path.resolve()}, so it is not read; mend it: chmod o-w {path.resolve()}'
            )
        if status.st_uid not in (os.getuid(), 0):
            raise BaseError(
                f'{path.resolve()} belongs to somebody else, so it is not read; put a copy of your own there'
            )


def throw_rubbish_away(base: Path) -> None:
    """Throw away what is damaged and is made anew by itself: a run was killed, or the disk was full.

    Python takes most pieces of a cookie for a whole one and then fails at every request, and pywikibot writes the file
    anew only when it logs in, which it never gets to: all later runs would fail, too. Without cookies, it logs in.

    :param base: pywikibot's base directory
    :raises OSError: something of another kind is in its place
    """
    for path in base.glob('pywikibot*.lwp'):
        _throw_away_unless(_is_jar, path, 'the bot logs in anew')
    _throw_away_unless(_is_throttle, base / 'throttle.ctrl', 'it is written anew')


def _throw_away_unless(is_whole: Callable[[Path], bool], path: Path, then: str) -> None:
    try:
        if is_whole(path):
            return
        path.unlink()
    except FileNotFoundError:
        # There is none, or another run of this job was faster.
        return
    say(f'{path} was damaged and is thrown away: {then}')


def _is_jar(path: Path) -> bool:
    # A file that is whole ends with a line.
    if not path.read_bytes().endswith(b'\n'):
        return False
    jar = LWPCookieJar(str(path))
    try:
        with warnings.catch_warnings():
            # It prints a traceback of its own, too.
            warnings.simplefilter('ignore')
            jar.load(ignore_discard=True, ignore_expires=True)
    except FileNotFoundError:
        raise
    except Exception:
        return False
    return not any(_NO_COOKIE.search(f'{cookie.name}{cookie.value or ""}') for cookie in jar)


def _is_throttle(path: Path) -> bool:
    try:
        lines = path.read_text('utf-8').splitlines(keepends=True)
    except UnicodeDecodeError:
        return False
    return all(_THROTTLED.fullmatch(line) for line in lines)
