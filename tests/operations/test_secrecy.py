"""Secrets stay secret: in files, in logs, on the terminal."""

from __future__ import annotations

import json
import os
import pprint
import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pywikibot import config

from onelib.operations import secrecy
from onelib.operations.secrecy import Redactor, SecrecyError, check_files
from tests.sandbox.mediawiki import CHECKOUT

SAMPLES = [CHECKOUT / 'user-config.py.sample', CHECKOUT / 'onelib.toml.sample']
DEADLINE_SECONDS = 300

# -- who may read the files --


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(config, 'password_file', 'user-password.py')
    return tmp_path


def written(path: Path, text: str, mode: int) -> Path:
    path.write_text(text, encoding='utf-8')
    path.chmod(mode)
    return path


PASSWORD_LINE = "('ExampleBot', BotPassword('onelib', '0123456789abcdef0123456789abcdef'))"
STORE = 'mysql+pymysql://bot:Secr3t@db/onelib'
SECRET_FILES = {
    'user-password.py': PASSWORD_LINE,
    'pywikibot-ExampleBot.lwp': '#LWP-Cookies-2.0\n',
    'user-config.py': "family = 'meta'\nauthenticate['*.wikipedia.org'] = ('a', 'b', 'c', 'd')",
    'onelib.toml': f'store = "{STORE}"',
}


@pytest.mark.parametrize('mode', [0o640, 0o604, 0o644, 0o444])
@pytest.mark.parametrize('name', SECRET_FILES)
def test_a_file_that_others_can_read_is_named_with_what_mends_it(base: Path, name: str, mode: int) -> None:
    path = written(base / name, SECRET_FILES[name], mode)
    with pytest.raises(SecrecyError) as caught:
        check_files(base, STORE)
    command = str(caught.value).rpartition('mend it: ')[2]
    assert shlex.split(command) == ['chmod', '600', str(path)]
    assert path.stat().st_mode & 0o777 == mode
    subprocess.run(command, shell=True, check=True)
    check_files(base, STORE)


def test_all_files_are_named_at_once_in_one_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = tmp_path / "it's $HOME"
    base.mkdir()
    monkeypatch.setattr(config, 'password_file', 'user-password.py')
    for name, text in SECRET_FILES.items():
        written(base / name, text, 0o644)
    with pytest.raises(SecrecyError) as caught:
        check_files(base, STORE)
    assert 'Secr3t' not in str(caught.value) and '0123456789' not in str(caught.value)
    subprocess.run(str(caught.value).rpartition('mend it: ')[2], shell=True, check=True)
    assert {path.stat().st_mode & 0o777 for path in base.iterdir()} == {0o600}
    check_files(base, STORE)


def test_the_password_file_may_be_elsewhere(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / 'elsewhere', PASSWORD_LINE, 0o644)
    monkeypatch.setattr(config, 'password_file', str(path))
    with pytest.raises(SecrecyError, match='elsewhere'):
        check_files(base / 'other')


@pytest.mark.parametrize(
    ('text', 'secret'),
    [
        ("password_file = 'user-password.py'", False),
        ("# authenticate['*'] = ('a', 'b')\n#     ('ExampleBot', BotPassword('onelib', '…'))", False),
        ("password_file = None  # no password = 'x' here", False),
        ("db_password = ''\nauthenticate = {}", False),
        ("user_agent_description = 'https://cs.wikipedia.org:443/wiki/a@b'", False),
        ("authenticate['meta.wikimedia.org'] = ('a', 'b')", True),
        ("authenticate = {'*': ('a', 'b')}", True),
        ("p = BotPassword('onelib', 'x')", True),
        ("db_password = 'x'", True),
        ("extra_headers = {'Authorization': 'Bearer x'}", True),
        ("os.environ['PWB_CONSUMER_SECRET'] = 'x'", True),
        ("os.environ['HTTPS_PROXY'] = 'http://me:pass@proxy:80/'", True),
    ],
)
def test_settings_with_a_secret_in_them(base: Path, text: str, secret: bool) -> None:
    written(base / 'user-config.py', text, 0o644)
    if secret:
        with pytest.raises(SecrecyError, match=r'user-config\.py'):
            check_files(base)
    else:
        check_files(base)


@pytest.mark.parametrize('store', ['', 'sqlite:////srv/onelib.sqlite', 'mysql+pymysql://bot@db/onelib'])
def test_a_store_without_a_password_is_no_secret(base: Path, store: str) -> None:
    written(base / 'onelib.toml', f'store = "{store}"', 0o644)
    check_files(base, store)


def test_the_samples_hold_no_secret(base: Path) -> None:
    for sample in SAMPLES:
        text = sample.read_text(encoding='utf-8')
        written(base / sample.stem, text, 0o644)
        assert Redactor()(text) == text
    check_files(base)


# -- what is a secret in a text --


def written_in_all_ways(secret: str, around: str) -> dict[str, str]:
    """The secret as logs show it: the way it is written, and a text that holds it."""
    pair = {'summary': around, 'lgpassword': secret}
    return {
        'raw': f'{around} {secret} {around}',
        'parameters': urlencode({'summary': around, 'other': secret}),
        'quoted': quote(secret, safe=''),
        'quoted twice': quote(quote(secret, safe=''), safe=''),
        'lower case': re.sub('%..', lambda found: found[0].lower(), quote(secret, safe='')),
        'repr': repr([around, secret, {'x': secret}]),
        'repr of repr': repr(repr({'x': [secret]})),
        'bytes': repr(secret.encode()),
        'json': json.dumps(pair),
        'json in utf-8': json.dumps(pair, ensure_ascii=False, indent=1),
        'pprint': pprint.pformat(str(pair | {'more': ['x' * 60]})),
    }


def forms(secret: str) -> set[str]:
    once = {secret, quote(secret, safe=''), repr(secret)[1:-1], json.dumps(secret)[1:-1]}
    return once | {repr(form)[1:-1] for form in once} | {repr(secret.encode())[2:-1], urlencode({'': secret})[1:]}


SECRET_CHARACTERS = st.characters(codec='utf-8', exclude_categories=('Cc', 'Cs', 'Zl', 'Zp', 'Zs'))
SECRETS = st.text(SECRET_CHARACTERS, min_size=6, max_size=40) | st.text(
    st.sampled_from('ab \\\'"%+&=@:/žЧ😀'), min_size=6, max_size=40
).map(str.strip).filter(lambda text: len(text) >= 6)
PROSE = st.text(st.sampled_from('knihovna žluťoučký Чињеница 1898, „ano“.'), max_size=40)
HEX = st.text('0123456789abcdef', min_size=40, max_size=40)


@settings(deadline=None)
@given(secret=SECRETS, around=PROSE)
def test_a_secret_that_is_known_is_in_no_output(secret: str, around: str) -> None:
    redact = Redactor([secret])
    for way, text in written_in_all_ways(secret, around).items():
        left = redact(text)
        assert '***' in left, way
        for form in forms(secret):
            assert form in around or form not in left.replace('***', ''), (way, text, left)


@settings(deadline=None)
@given(digits=HEX, around=PROSE)
def test_a_token_is_in_no_output(digits: str, around: str) -> None:
    for way, text in written_in_all_ways(f'{digits}+\\', around).items():
        left = Redactor()(text)
        assert digits not in left and '***' in left, way


@settings(deadline=None)
@given(
    secret=st.text(SECRET_CHARACTERS, min_size=1, max_size=40).filter(lambda text: '***' not in text),
    name=st.sampled_from(
        ['lgpassword', 'password', 'lgtoken', 'token', 'logintoken', 'oauth_token', 'consumer_secret']
    ),
    around=PROSE,
)
def test_what_has_a_telling_name_is_in_no_output(secret: str, name: str, around: str) -> None:
    mark = f'qX{secret}Xq'
    fields = {'action': 'login', name: mark, 'summary': around}
    for text in (
        urlencode(fields),
        f'Body: {urlencode(fields)!r}',
        repr(fields),
        repr({key: [value] for key, value in fields.items()}),
        repr(repr({key: [value] for key, value in fields.items()})),
        json.dumps(fields),
        json.dumps(fields, ensure_ascii=False, indent=2),
        repr(fields).encode().decode(),
        pprint.pformat(str(fields | {'x': 'y' * 70})),
    ):
        left = Redactor()(text)
        assert 'qX' not in left and 'Xq' not in left, (text, left)
        assert name in left and 'action' in left


@pytest.mark.parametrize(
    'text',
    [
        'Cookie: cswiki_session={s}; csUserID=2',
        "headers={{'Set-Cookie': 'cswiki_session={s}; path=/; HttpOnly, cswiki_BPsession={s}', 'Server': 'kept'}}",
        '[("Cookie", "a={s}"), ("Server", "kept")]',
        "{{b'Cookie': b'a={s}'}}",
        r"send: b'GET /w/api.php HTTP/1.1\r\nCookie: a={s}; b={s}\r\nServer: kept\r\n'",
        '<Cookie cswiki_session={s} for 127.0.0.1/>',
        'Authorization: Bearer {s}',
        """{{'Authorization': b'OAuth oauth_nonce="1", oauth_signature="{s}"', 'Server': 'kept'}}""",
        'the store mysql+pymysql://bot:{s}@db/onelib is down',
        'proxy http://me:{s}@proxy:8080/',
        'centralauth_Token={s}; x',
        "LoginManager(password='{s} {s}', user='kept')",
    ],
)
def test_headers_cookies_and_addresses(text: str) -> None:
    secret = '5kc3201rsa5bvm34cdk7449t71fo9b1m'
    left = Redactor()(text.format(s=secret))
    assert secret not in left and '***' in left
    assert ('kept' in left) == ('kept' in text)
    assert Redactor()(left) == left


@settings(deadline=None)
@given(PROSE)
def test_prose_is_as_it_was(text: str) -> None:
    assert Redactor(['0123456789abcdef0123456789abcdef'])(text) == text


@pytest.mark.parametrize(
    'text',
    [
        'https://cs.wikipedia.org/w/index.php?title=Kniha&action=edit&section=3&summary=%231Lib1Ref',
        'http://127.0.0.1:8080/cs/index.php?title=Uživatel@x&type=csrf&meta=tokens',
        '/cs/api.php?action=query&meta=tokens&type=login&format=json&maxlag=30',
        "{'meta': ['tokens', 'userinfo'], 'type': ['csrf'], 'titles': ['Password', 'Token=', 'Cookie: dějiny']}",
        'Cookie: a history; Authorization: what it is; Set-Cookie; session',
        'ERROR: cs: APIError: badtoken: Invalid CSRF token.',
        'sha1 a9993e364706816aba3e25717850c26c9cd0d89d of the revision + more',
        'cs: [[Wikipedie:Token]] 12 nedoložených tvrzení (5 článků), C:\\Windows\\x and 100 %',
        '{{Fakt/dne|token}} a+\\b <<lightpurple>>x<<default>>',
        'sqlite:////srv/onelib.sqlite mysql://bot@db/x https://a.org:443/wiki/A@b',
    ],
)
def test_what_is_no_secret_is_as_it_was(text: str) -> None:
    assert Redactor(['Heslo123'])(text) == text


def test_a_short_secret_does_not_make_the_log_useless() -> None:
    assert Redactor(['', 'a'])('a banana') == 'a banana'


# -- loggers and hooks: a process of its own each, for they are one a process --

WAYS = r"""
import logging, sys, threading, traceback, warnings
from pathlib import Path
import pywikibot
from pywikibot import config
config.base_dir = sys.argv[1]
config.password_file = 'user-password.py'
config.verbose_output = 'verbose' in sys.argv
from onelib.operations import secrecy
secrecy.keep_out_of_logs()
secrecy.keep_out_of_logs()
S = "it's \\ Heslo%123"
class Odd(Exception): pass
class Late:
    def __del__(self): raise Odd(S)
def fail(): raise Odd(S)

pywikibot.error(S)
pywikibot.info('%s and %r', S, [S])
pywikibot.warning(Odd(S))
pywikibot.stdout(S)
try: fail()
except Odd: pywikibot.exception()
try: fail()
except Odd as problem: pywikibot.error('shown', exc_info=True, stack_info=True)
try: fail()
except Odd:
    try: raise OSError('two\nlines')
    except OSError: pywikibot.error(traceback.format_exc())
logging.basicConfig(stream=sys.stdout, level=0)
logging.getLogger('urllib3').debug('%(a)s', {'a': S})
logging.getLogger('urllib3').debug('wrong %d', S)
warnings.warn(f'a warning of {S}')
print(warnings.formatwarning(S, UserWarning, 'x', 1))
thread = threading.Thread(target=fail); thread.start(); thread.join()
Late()
fail()
"""


@pytest.mark.parametrize('verbose', [False, True])
@pytest.mark.parametrize('options', [(), ('-W', 'always')])
def test_every_way_out_is_guarded(tmp_path: Path, options: tuple[str, ...], verbose: bool) -> None:
    secret = "it's \\ Heslo%123"
    written(tmp_path / 'user-password.py', f'# comment\n({"ExampleBot"!r}, {secret!r})\n', 0o600)
    result = subprocess.run(
        [sys.executable, *options, '-c', WAYS, str(tmp_path), *['verbose'] * verbose],
        env=os.environ | {'PYTHONPATH': str(CHECKOUT / 'scripts')},
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE_SECONDS,
    )
    said = result.stdout + result.stderr
    assert result.returncode == 1
    assert 'Heslo' not in said
    assert said.count('***') >= 12
    assert said.count('Odd: ***') >= 5
    assert ('ERROR: OSError: two\n' in said) is not verbose
    assert ('ERROR: Traceback' in said and 'During handling' in said) is verbose
    for name in (
        'a warning of ***',
        'Exception in thread',
        'Exception ignored in',
        'in fail',
        'wrong %d',
        'DEBUG:urllib3',
    ):
        assert name in said


@pytest.mark.parametrize(
    ('line', 'secrets'),
    [
        ("('ExampleBot', 'Heslo%123')", ['Heslo%123']),
        ("('cs', 'wikipedia', 'ExampleBot', BotPassword('onelib', 'Heslo%123'))", ['Heslo%123']),
        ("('a', 'b', 'c', 'd', 'Heslo%123')", ['Heslo%123']),
        ("('ExampleBot', 'Heslo%123'", ['Heslo%123']),
        ("('ExampleBot', BotPassword('onelib' 'Heslo%123'))", ['Heslo%123']),
        ("'Heslo%123'", ['Heslo%123']),
    ],
)
def test_passwords_of_wrong_lines_are_known(tmp_path: Path, line: str, secrets: list[str]) -> None:
    written(tmp_path / 'user-password.py', line, 0o600)
    environment = os.environ | {'PYTHONPATH': str(CHECKOUT / 'scripts'), 'PWB_CONSUMER_SECRET': 'oauth+geheim'}
    environment |= {'ONELIB_STORE': 'mysql+pymysql://db', 'TOOL_DATA_DIR': str(tmp_path)}
    written(tmp_path / 'replica.my.cnf', '[client]\nuser = s1\npassword = %banco1', 0o600)
    written(tmp_path / 'onelib.toml', 'store = "mysql://bot:d%40tabase@db/x"', 0o600)
    program = (
        'import sys, pywikibot\nfrom pywikibot import config\nfrom onelib.operations import secrecy\n'
        'config.base_dir, config.password_file = sys.argv[1], "user-password.py"\n'
        'config.authenticate["x"] = ("consumer", "segreto1", "access", "segreto2")\n'
        'secrecy.keep_out_of_logs()\nfor text in sys.argv[2:]: pywikibot.error(text)'
    )
    hidden = [*secrets, 'oauth+geheim', 'oauth%2Bgeheim', 'd@tabase', 'd%40tabase', 'segreto1', 'segreto2', '%banco1']
    result = subprocess.run(
        [sys.executable, '-c', program, str(tmp_path), *hidden, 'consumer'],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=DEADLINE_SECONDS,
    )
    assert result.stderr.count('ERROR: ***\n') == len(hidden)
    assert 'ERROR: consumer' in result.stderr


@pytest.mark.parametrize(
    ('argument', 'logged'),
    [
        ('-move:mysql+pymysql://u:secret@host/x', '-move:***'),
        ('-move:mysql+pymysql://u:secret', '-move:***'),
        ('-move:mysql://u@host', '-move:***'),
        ('-mvoe:u:secret@host/x', '-mvoe:***'),
        ('-move:sqlite:////home/me/onelib.sqlite', '-move:sqlite:////home/me/onelib.sqlite'),
        ('-page:Wikipedie:Seznam', '-page:Wikipedie:Seznam'),
        ('-wiki:cs,pl', '-wiki:cs,pl'),
    ],
)
def test_no_address_with_an_account_is_in_the_log_of_commands(argument: str, logged: str) -> None:
    """However much of it was typed."""
    assert secrecy._without_address(argument) == logged
