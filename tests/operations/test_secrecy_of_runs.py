"""The real bot tells no secret, however much it logs and whatever the wiki answers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.sandbox.accounts import read_secrets
from tests.sandbox.bot import PWB
from tests.sandbox.farm import Farm

TOKEN = re.compile(r'[0-9a-f]{40}(?:\+|%2B)', re.IGNORECASE)
DEADLINE_SECONDS = 300

GUARDED = """
from pathlib import Path
import pywikibot
from onelib.operations import secrecy
secrecy.keep_out_of_logs()
secrecy.check_files(Path(pywikibot.config.base_dir))
import worklist
raise SystemExit(worklist.main())
"""
# It edits a page, shows what it knows, and fails in a way that nobody expects.
SAVING = """
import pywikibot
from pywikibot.comms import http
pywikibot.handle_args()
site = pywikibot.Site('cs')
page = pywikibot.Page(site, 'Wikipedie:Tajnosti')
page.text += '+'
page.save('Tajnosti')
pywikibot.info(list(http.cookie_jar))
raise ValueError(f'{site.tokens}')
"""
SCRIPTS = {
    'guarded': GUARDED,
    'saving': 'from onelib.operations import secrecy\nsecrecy.keep_out_of_logs()' + SAVING,
    'unguarded': SAVING,
}


class Wiki:
    """The bot on a farm, with scripts of the test's own."""

    def __init__(self, farm: Farm, base: Path) -> None:
        self.farm = farm
        self.base = base
        self.password: str = read_secrets(farm.directory)['bot_password']
        shutil.copytree(farm.bot_dir, base, symlinks=True, ignore=shutil.ignore_patterns('logs', '*.lwp', 'apicache'))
        for name, text in SCRIPTS.items():
            (base / f'{name}.py').write_text(text)

    def run(self, script: str, *arguments: str) -> tuple[int, str, str]:
        """Exit code, what it said, and what is in the logs."""
        result = subprocess.run(
            [str(PWB), script, *arguments],
            env=self.farm.environment() | {'PYWIKIBOT_DIR': str(self.base)},
            capture_output=True,
            text=True,
            check=False,
            timeout=DEADLINE_SECONDS,
        )
        logs = ''.join(path.read_text(encoding='utf-8') for path in self.base.glob('logs/*'))
        return result.returncode, result.stdout + result.stderr, logs

    def secrets(self) -> list[str]:
        jars = ''.join(path.read_text() for path in self.base.glob('pywikibot*.lwp'))
        return [self.password, *re.findall(r'ession="?([^;"]+)', jars)]

    def found(self, text: str) -> list[str]:
        return [secret for secret in self.secrets() if secret in text] + TOKEN.findall(text)


@pytest.fixture
def wiki(farm: Farm, tmp_path: Path) -> Wiki:
    return Wiki(farm, tmp_path / 'bot')


def test_without_a_guard_everything_is_told(wiki: Wiki) -> None:
    """So that the other tests look for what there is."""
    code, said, logs = wiki.run('unguarded', '-log', '-debug')
    assert code == 1 and len(wiki.secrets()) >= 3
    assert set(wiki.secrets()) - {wiki.password} <= set(wiki.found(said))
    assert TOKEN.search(said)
    assert wiki.password in wiki.found(logs)


@pytest.mark.parametrize('arguments', [(), ('-v',), ('-v', '-log', '-debug')], ids=' '.join)
def test_what_fails_tells_no_secret(wiki: Wiki, arguments: tuple[str, ...]) -> None:
    code, said, logs = wiki.run('saving', *arguments)
    assert code == 1 and len(wiki.secrets()) >= 3
    assert wiki.found(said + logs) == []
    assert "value='***'" in said
    assert 'ValueError: {' in said and 'Exiting due to uncaught exception ValueError' in said
    if '-debug' in arguments:
        assert 'lgpassword=***&' in logs and 'action=edit' in logs and '&token=***' in logs


@pytest.mark.parametrize('arguments', [(), ('-v',), ('-log',), ('-v', '-log', '-debug')], ids=' '.join)
def test_a_run_tells_no_secret(wiki: Wiki, arguments: tuple[str, ...]) -> None:
    title = 'Wikipedie:Tajnosti'
    wiki.farm.api('cs', action='edit', title=title, text='{{1Lib1Ref worklist|limit=2}}\n{{1Lib1Ref worklist end}}')
    try:
        code, said, logs = wiki.run('guarded', '-wiki:cs', f'-page:{title}', *arguments)
    finally:
        wiki.farm.api('cs', action='edit', title=title, text='nic')
    assert code == 0, said
    assert len(wiki.secrets()) >= 3
    assert wiki.found(said + logs) == []
    if '-debug' in arguments:
        assert 'lgpassword=***&' in logs and 'lgtoken=***' in logs and 'Tajnosti' in logs


def test_a_login_that_fails_tells_no_secret(wiki: Wiki) -> None:
    wiki.password = 'wrong+password\\1234567890'
    (wiki.base / 'user-password.py').write_text(f"('OnelibBot', BotPassword('onelib', {wiki.password!r}))")
    code, said, logs = wiki.run('guarded', '-wiki:cs', '-v', '-log', '-debug')
    assert code == 1 and 'Incorrect username or password' in said
    assert 'lgpassword=***&' in logs
    for form in (wiki.password, quote(wiki.password), repr(wiki.password)[1:-1]):
        assert form not in said + logs
    assert not TOKEN.search(said + logs)


def test_a_password_file_that_others_can_read_stops_the_run(wiki: Wiki) -> None:
    (wiki.base / 'user-password.py').chmod(0o644)
    code, said, _ = wiki.run('guarded', '-wiki:cs')
    assert code == 1 and f'chmod 600 {wiki.base}/user-password.py' in said
    assert (wiki.base / 'user-password.py').stat().st_mode & 0o777 == 0o644


@contextmanager
def echoing(farm: Farm, status: int) -> Iterator[int]:
    """The farm behind a proxy that answers every login with nothing but what it was sent; the proxy's port."""

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
            if b'lgpassword' in body:
                self.answer(status, f'<html>{body.decode()}\n{self.headers}</html>'.encode(), 'text/html', [])
                return
            headers = {
                name: value for name, value in self.headers.items() if name.lower() not in ('host', 'content-length')
            }
            request = urllib.request.Request(farm.url + self.path, body or None, headers)
            with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS) as response:
                cookies = response.headers.get_all('Set-Cookie') or []
                self.answer(response.status, response.read(), response.headers['Content-Type'], cookies)

        do_POST = do_GET

        def answer(self, code: int, body: bytes, kind: str, cookies: list[str]) -> None:
            self.send_response(code)
            for name, value in (('Content-Type', kind), ('Content-Length', len(body))):
                self.send_header(name, str(value))
            for cookie in cookies:
                self.send_header('Set-Cookie', cookie)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Not on our terminal."""

    with ThreadingHTTPServer(('127.0.0.1', 0), Proxy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(('status', 'arguments'), [(200, ('-v', '-log', '-debug')), (500, ()), (500, ('-v', '-log'))])
def test_a_wiki_that_answers_garbage(wiki: Wiki, status: int, arguments: tuple[str, ...]) -> None:
    """What it answers holds the password and the cookies; pywikibot shows it, and a traceback for each error 500."""
    farm = json.loads((wiki.base / 'farm.json').read_text())
    with echoing(wiki.farm, status) as port:
        (wiki.base / 'farm.json').write_text(json.dumps(farm | {'port': port}))
        code, said, logs = wiki.run('guarded', '-wiki:cs', *arguments)
    assert code == 0
    assert wiki.found(said + logs) == []
    if status == 200:
        assert 'Non-JSON response' in said and 'lgpassword=***' in said
    elif arguments:
        assert 'Traceback' in said
    else:
        assert 'ERROR: ServerError: 500 Server Error: Internal Server Error\n' in said
