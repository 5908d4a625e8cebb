"""What keeps secrets secret: who may read the files that hold them, and that none is in a log or on the terminal.

pywikibot writes the whole body of every request to its debug log, the login among them: ``lgpassword=…&lgtoken=…``.
"""

from __future__ import annotations

import ast
import html
import logging
import os
import re
import sys
import threading
import time
import tomllib
import traceback
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

import pywikibot
import sqlalchemy as sa
from pywikibot import bot, config
from pywikibot.comms import http

from onelib.store import StoreError
from onelib.store.address import exposed, locate
from onelib.wikitext.escaping import visible

__all__ = ['Redactor', 'SecrecyError', 'check_files', 'holds_password', 'keep_out_of_logs', 'redactor']

_HIDDEN = '***'
# A shorter one would be in every other word. MediaWiki asks for eight or more, and makes bot passwords of 32.
_SHORTEST = 4

_NAME = r'(?:token|password|passwd|secret|oauth_signature|retype)'
# A string as repr() and JSON write it, also within another such string, and also without its end.
_QUOTED = r"""(?:'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|(?P<q>\\+['"])(?:.*?(?<!\\)(?P=q)|.*))"""
# pprint breaks a long string after its spaces.
_BREAK = r"""(?:["']\n *["'])?"""
_SPACE = r"""\s*(?:["']\n *["']\s*)?"""
_TO_END_OF_LINE = r'[^\r\n]*?(?=\\+[rn]|[\r\n]|$)'
_SHAPES = tuple(
    (re.compile(pattern, re.IGNORECASE | re.MULTILINE), rf'\g<kept>{_HIDDEN}')
    for pattern in (
        # MediaWiki's tokens: a hash, the time, and +\ (MediaWiki\Session\Token::toString).
        r'(?P<kept>)[0-9a-f]{32,64}(?:\+|%(?:25)*2b)(?:\\+|%(?:25)*5c)',
        # Headers: as they are sent, and in the repr() of a mapping or of a list of pairs.
        rf'(?P<kept>(?:\b|(?<=\\n))authorization: ?(?:oauth|bearer|basic|digest) ){_TO_END_OF_LINE}',
        rf'(?P<kept>(?:\b|(?<=\\n))(?:set-)?cookie2?: ?)(?=[^\s=;,]+=){_TO_END_OF_LINE}',
        rf"""(?P<kept>['"](?:authorization|(?:set-)?cookie2?)\\*['"]\s*[:,]{_SPACE}\[?[bu]?){_QUOTED}""",
        # Parameters and what the wiki answers: {'lgpassword': ['…']}, "logintoken":"…", lgtoken=…&, password='…'.
        rf"""(?P<kept>{_NAME}\\*['"]\s*:{_SPACE}(?:[\[(]\s*)?[bu]?){_QUOTED}""",
        rf"""(?P<kept>{_NAME}=)(?!\*\*\*|\\*['"][\s,;:)\]}}])(?:[bu]?{_QUOTED}|[^&\s'"]+)""",
        r'(?P<kept>session=)[\w%-]{16,}',
        # An argument that there is not, like -password:…
        rf"""(?P<kept>(?<!\w)--?{_NAME}:)[^\s'"]+""",
        # The password in an address, but not the port.
        r"""(?P<kept>://[^/\s:@'"]*:)(?!\d{1,5}[/?#])[^/\s@'"]+(?=@)""",
    )
)
# All but tabs and ends of lines.
_CONTROL = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f]')
_TRACEBACK = 'Traceback (most recent call last):\n'
_MODULE = re.compile(r'^(?:\w+\.)+(?=\w+(?::|$))')

# A line of user-config.py, before any comment, that says a secret itself.
_SECRET_LINE = re.compile(
    r"""^[^#\n]*(?:
        \bauthenticate\s*(?:\[|=\s*\{\s*[^}\s])
        | \bBotPassword\(
        | (?:\b(?!password_file\b)\w*(?:password|passwd|secret|token)\w*|\bauthorization)
            ['"\]]*\s*[=:]\s*[bru]?['"][^'"]
        | ://[^/\s:@'"]*:[^/\s@'"]+@
    )""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_SECRET_VARIABLE = re.compile(r'(?:SECRET|PASSWORD|PASSWD|TOKEN|PASS)$', re.IGNORECASE)
_LITERAL = re.compile(r"""(['"])((?:\\.|(?!\1).)*)\1?""")
_SECRET_COOKIE = re.compile(r'session|token', re.IGNORECASE)
_PUBLIC_COOKIE = re.compile(r'user(?:name|id)?$', re.IGNORECASE)


class SecrecyError(ValueError):
    """Others can read files that hold secrets; the message names them and the command that mends it."""


def check_files(base: Path, store: str = '') -> None:
    """Complain of files with secrets that their group or everybody can read.

    pywikibot mends the modes of some of them by itself, and nobody hears that the password was open until then. So this
    has to come before anything that logs in.

    :param base: pywikibot's base directory, where its settings, its cookies and ``onelib.toml`` are
    :param store: the address of the store, which can have a password
    :raises SecrecyError: naming all of them at once
    """
    if problem := exposed(dict.fromkeys(_files(base, store))):
        raise SecrecyError(problem)


def _files(base: Path, store: str) -> Iterator[Path]:
    yield from _password_files(base)
    yield from sorted(path for path in base.glob('pywikibot*.lwp') if path.is_file())
    settings = base / config.user_config_file
    with suppress(OSError):
        if _SECRET_LINE.search(settings.read_text('utf-8', 'replace')):
            yield settings
    if any(_of_address(store)) and (base / 'onelib.toml').is_file():
        yield base / 'onelib.toml'


def _password_files(base: Path) -> Iterator[Path]:
    # pywikibot looks for it in the base directory, then where we are.
    if config.password_file:
        for path in (base / config.password_file, Path(config.password_file)):
            if path.is_file():
                yield path.absolute()


class Redactor:
    """Replaces secrets in a text by ``***``: those that it knows, and what has the shape of one.

    A secret that is known is found as it is, percent-encoded, and as repr() or JSON write it, however often that was
    done. Of others, those are found that have a telling name (``lgpassword=``, ``'token': ``, ``Cookie:``), and
    MediaWiki's tokens anywhere.

    :param secrets: that are known from the start
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: frozenset[str] = frozenset()
        self._pattern: re.Pattern[str] | None = None
        self.add(secrets)

    def add(self, secrets: Iterable[str]) -> None:
        """Know these from now on, too."""
        wanted = self._secrets | {secret for secret in secrets if len(secret) >= _SHORTEST}
        if len(wanted) > len(self._secrets):
            # One may begin with another.
            longest_first = sorted(wanted, key=lambda secret: (-len(secret), secret))
            forms = (''.join(map(_form, secret)) for secret in longest_first)
            self._secrets, self._pattern = wanted, re.compile('|'.join(forms))

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        if self._pattern:
            text = self._pattern.sub(_HIDDEN, text)
        for pattern, replacement in _SHAPES:
            text = pattern.sub(replacement, text)
        return text


def _form(char: str) -> str:
    """A pattern of all ways in which a character is written in a log."""
    if char.isascii() and char.isalnum():
        return char
    utf8 = [f'{byte:02x}' for byte in char.encode('utf-8', 'surrogatepass')]
    utf16 = char.encode('utf-16-be', 'surrogatepass').hex()
    escapes = [
        ''.join(rf'\\+x{byte}' for byte in utf8),
        ''.join(rf'\\+u{utf16[start : start + 4]}' for start in range(0, len(utf16), 4)),
        rf'\\+U{ord(char):08x}',
    ]
    if ord(char) < 256:
        escapes.append(rf'\\+x{ord(char):02x}')
    if char in '\t\n\r':
        escapes.append(r'\\+' + repr(char)[2])
    insensitive = [''.join(f'%(?:25)*{byte}' for byte in utf8), *escapes, re.escape(html.escape(char))]
    plain = r'\\+' if char == '\\' else rf'\\*{re.escape(char)}'
    if char == ' ':
        plain = rf'(?:\+|\s{_BREAK})'
    return f'(?:{plain}|(?i:{"|".join(insensitive)}))'


def redactor() -> Redactor:
    """What takes secrets out of a text that is kept elsewhere than in a log."""
    return Redactor([*_known(Path(config.base_dir)), *_of_cookies()])


@cache
def keep_out_of_logs() -> None:
    """From now on no secret is in a log file, a warning, a traceback or on the terminal, however much is logged.

    All of pywikibot's output goes through `logging`, and every record of every logger is made by one factory. That is
    where secrets are taken out: no handler, present or future, ever sees one. What Python prints itself has hooks.

    An error that is nothing but a traceback becomes one line, unless pywikibot was asked to be verbose: it logs one for
    every answer that it cannot use, also when it is going to ask again.
    """
    redact = Redactor(_known(Path(config.base_dir)))
    # pywikibot writes the arguments of every call there by itself, and not by way of logging.
    bot.writeToCommandLogFile = partial(_log_command, redact)
    make_record, format_warning = logging.getLogRecordFactory(), warnings.formatwarning

    def make_harmless(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make_record(*args, **kwargs)
        redact.add(_of_cookies())
        # Titles and texts come from anybody, and a terminal does what some characters say.
        text = _CONTROL.sub(_named, redact(_shortened(record)))
        # pywikibot's formatter wants a warning to have its one argument.
        record.msg, record.args = ('%s', (text,)) if record.args else (text, ())
        if record.exc_info and record.exc_info[1]:
            # Where there is a text already, no formatter makes another.
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return record

    def complain(before: str, problem: BaseException | None) -> None:
        if problem and sys.stderr:
            redact.add(_of_cookies())
            sys.stderr.write(redact(before + ''.join(traceback.format_exception(problem))))

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if not isinstance(args.exc_value, SystemExit):
            complain(f'Exception in thread {args.thread.name if args.thread else "unknown"}:\n', args.exc_value)

    logging.setLogRecordFactory(make_harmless)
    warnings.formatwarning = lambda *args, **kwargs: redact(format_warning(*args, **kwargs))
    sys.excepthook = lambda _kind, problem, _trace: complain('', problem)
    sys.unraisablehook = lambda args: complain(
        f'{args.err_msg or "Exception ignored"} in {args.object!r}\n', args.exc_value
    )
    threading.excepthook = in_thread


def _log_command(redact: Redactor) -> None:
    """Note the call in ``logs/commands.log``, without secrets, and for our own eyes; a full disk ends no run."""
    words = [bot.calledModuleName(), *(f'"{_without_address(visible(argument))}"' for argument in pywikibot.argvu[1:])]
    line = f'{time.strftime("%Y-%m-%d %H:%M:%S")} {redact(" ".join(words))}\n'
    path = Path(config.datafilepath('logs', 'commands.log', create=False))
    try:
        path.parent.mkdir(exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 'ab') as file:
            # An earlier version has made it for everybody.
            os.fchmod(file.fileno(), 0o600)
            file.write(line.encode('utf-8', 'backslashreplace'))
    except OSError as problem:
        pywikibot.warning(f'{path} cannot be written: {problem.strerror}')


def _without_address(argument: str) -> str:
    """The argument; if it is an address with an account, or the beginning of one, only what it is called."""
    is_address = re.search(r'://.*[:@]|:[^/]*:.*@', argument)
    return f'{argument.partition(":")[0]}:{_HIDDEN}' if is_address else argument


def _named(control: re.Match[str]) -> str:
    return f'U+{ord(control.group()):04X}'


def _shortened(record: logging.LogRecord) -> str:
    try:
        text = record.getMessage()
    except (TypeError, ValueError, KeyError):
        text = f'{record.msg} {record.args!r}'
    if record.levelno < logging.ERROR or not text.startswith(_TRACEBACK) or config.verbose_output or config.debug_log:
        return text
    # Below the last of the chained ones, what is not indented is the exception.
    lines = text.rpartition(_TRACEBACK)[2].splitlines()
    return next((_MODULE.sub('', line) for line in lines if line and not line.startswith(' ')), text)


def _known(base: Path) -> Iterator[str]:
    """The secrets in the settings and in the environment."""
    for path in _password_files(base):
        with suppress(OSError, UnicodeDecodeError):
            for line in path.read_text('utf-8').splitlines():
                yield from _of_line(line.strip())
    for account in config.authenticate.values():
        # (user, password) or OAuth's (consumer key, consumer secret, access key, access secret)
        yield from map(str, account[1::2])
    yield str(config.db_password or '')
    for name, value in os.environ.items():
        if _SECRET_VARIABLE.search(name):
            yield value
            # A bot password has its name before it, which logs may show.
            yield value.strip().rpartition('@')[2]
    yield from _of_address(os.environ.get('ONELIB_STORE', ''))
    configured = ''
    with suppress(OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        configured = str(tomllib.loads((base / 'onelib.toml').read_text('utf-8-sig')).get('store', ''))
        yield from _of_address(configured)
    with suppress(OSError, StoreError):
        # It may have the password from a file.
        yield from _of_address(locate(base, configured))


def _of_line(line: str) -> Iterator[str]:
    """The password in a line of pywikibot's password file; if the line is wrong, all that could be it."""
    if line.startswith('#'):
        return
    literals = [literal for _, literal in _LITERAL.findall(line)]
    # Always: a forgotten comma makes one text of two, and the line is still right.
    yield from literals[-1:]
    try:
        entry = ast.literal_eval(line.replace('BotPassword', ''))
        if isinstance(entry, tuple) and 2 <= len(entry) <= 4:
            yield entry[-1] if isinstance(entry[-1], str) else str(entry[-1][1])
            return
    except (ValueError, SyntaxError, TypeError, LookupError, MemoryError, RecursionError):
        pass
    yield from literals[1:]


def _of_address(address: str) -> Iterator[str]:
    """The password in an address of a database, as it is and as it stands there."""
    yield from re.findall(r'://[^/:@]*:([^@]+)@', address)
    with suppress(sa.exc.ArgumentError, ValueError):
        url = sa.make_url(address)
        yield from filter(None, [url.password])
        yield from (str(value) for name, value in url.query.items() if _SECRET_VARIABLE.search(name))


def holds_password(address: str) -> bool:
    """Whether there is a password in an address of a database."""
    return any(_of_address(address))


def _of_cookies() -> list[str]:
    """The values of the cookies that stand for a session; others hold names and dates."""
    with http.cookie_jar._cookies_lock:
        cookies = [(cookie.name, cookie.value or '') for cookie in http.cookie_jar]
    return [
        value
        for name, value in cookies
        if _SECRET_COOKIE.search(name) or (len(value) >= 16 and not _PUBLIC_COOKIE.search(name))
    ]
