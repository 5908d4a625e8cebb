"""A farm of real MediaWikis: started from a prepared copy, served on a port of its own.

>>> with Farm.start(Path("var/farm")) as farm:
...     farm.api("cs", action="query", meta="siteinfo")
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import bot_directory, dumps, index, known, server, template
from .accounts import BOT_APP_ID, read_secrets
from .client import ApiClient, ApiError
from .mediawiki import DEFAULT_WIKIS, Installation

STATE_FILE = 'farm.json'


@dataclass
class State:
    """What a farm's directory remembers of it."""

    template: str
    wikis: list[str]
    dumps: str | None
    dumped: list[str]
    port: int = 0
    pid: int = 0

    @classmethod
    def read(cls, directory: Path) -> State | None:
        try:
            return cls(**json.loads((directory / STATE_FILE).read_text()))
        except (FileNotFoundError, json.JSONDecodeError, TypeError):
            return None

    def write(self, directory: Path) -> None:
        (directory / STATE_FILE).write_text(json.dumps(asdict(self)))

    def serves(self, wikis: Sequence[str], dump_path: str | None) -> bool:
        """Whether a farm like this is what is asked for now."""
        return set(wikis) <= set(self.wikis) and dump_path in (None, self.dumps)


class Farm:
    """A running farm. Every wiki of it is a real MediaWiki, and all of them can be edited."""

    def __init__(self, installation: Installation, state: State) -> None:
        self.installation = installation
        self.directory = installation.directory
        self.port = installation.port
        self.wikis = tuple(installation.wikis)
        self.url = f'http://127.0.0.1:{self.port}'
        self.bot_dir = self.directory / 'bot'
        self.dumped = tuple(state.dumped)
        self.outdated = state.template != template.key()
        self._clients: dict[str, ApiClient] = {}

    @classmethod
    def start(
        cls,
        directory: Path,
        wikis: Sequence[str] = DEFAULT_WIKIS,
        dumps: Path | None = None,
        *,
        tied: bool = False,
    ) -> Farm:
        """Start a farm, or take the one that lives in the directory; tied: it ends with our process."""
        directory = directory.resolve()
        dump_path = str(dumps.resolve()) if dumps else None
        with template.locked(directory / 'lock'):
            state = State.read(directory)
            if state and state.serves(wikis, dump_path):
                farm = Installation(directory, state.wikis, state.port)
                if server.answers(farm):
                    return cls(farm, state)
            if not state or not state.serves(wikis, dump_path) or state.template != template.key():
                stop(directory)
                state = fill(directory, wikis, dumps, passing=tied)
            # Here the files are right, whether new or left by a farm that was stopped.
            farm, state.pid = server.start(Installation(directory, state.wikis, state.port), tied=tied)
            state.port = farm.port
            state.write(directory)
            index.write(farm, state.dumped)
            bot_directory.write(farm, directory / 'bot')
            return cls(farm, state)

    def stop(self) -> None:
        stop(self.directory)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def api(self, code: str, **params: Any) -> dict[str, Any]:
        """Ask a wiki's API as Admin; writes are sent by POST with their token."""
        try:
            return self._client(code)(**params)
        except ApiError as error:
            # In a long run a wiki forgets the session.
            if error.code != 'badtoken':
                raise
            self._clients[code] = self._admin(code)
            return self._clients[code](**params)

    def _client(self, code: str) -> ApiClient:
        if code not in self._clients:
            cookies = known.cookies(self.installation, code)
            url = self.installation.api_url(code)
            self._clients[code] = ApiClient.known(url, cookies) if cookies.exists() else self._admin(code)
        return self._clients[code]

    def _admin(self, code: str) -> ApiClient:
        return self.person(code, 'Admin')

    def person(self, code: str, name: str) -> ApiClient:
        """The API of a wiki as somebody has it who has an account of the farm."""
        return ApiClient(self.installation.api_url(code), name, read_secrets(self.directory)['accounts'][name])

    def bot(self, code: str, url: str = '') -> ApiClient:
        """The API of a wiki as the bot has it, with its bot password; `url` may be that of a proxy before the farm."""
        password = read_secrets(self.directory)['bot_password']
        return ApiClient(f'{url or self.url}/{code}/api.php', f'OnelibBot@{BOT_APP_ID}', password)

    def configure(self, code: str, **settings: Any) -> None:
        """Change MediaWiki's configuration on one wiki from the next request on; without settings, take all back.

        What is a table, like wgGroupPermissions, is merged into the one that the farm has.
        """
        path = self.installation.changes(code)
        path.parent.mkdir(exist_ok=True)
        unfinished = path.with_suffix('.unfinished')
        unfinished.write_text(json.dumps(settings))
        # At once: a request must not see half of it.
        unfinished.replace(path)

    @contextmanager
    def configured(self, code: str, **settings: Any) -> Iterator[None]:
        """Like configure(), for a while and on top of what was changed before."""
        path = self.installation.changes(code)
        before: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        self.configure(code, **before | settings)
        try:
            yield
        finally:
            self.configure(code, **before)

    def requests(self) -> list[dict[str, Any]]:
        """Every request that MediaWiki got since the last reset, in order: wiki, method, action and more."""
        answer: list[dict[str, Any]] = json.loads(self._controller('requests'))
        return answer

    def reset_requests(self) -> None:
        self._controller('requests/reset', b'')

    def page_url(self, code: str, title: str) -> str:
        return index.page_url(self.installation, code, title)

    def environment(self) -> dict[str, str]:
        """The environment in which pwb and the scripts work on this farm."""
        return bot_directory.environment(self.bot_dir)

    def _controller(self, command: str, body: bytes | None = None) -> str:
        with urllib.request.urlopen(f'{self.url}/_farm/{command}', data=body, timeout=30) as answer:
            text: str = answer.read().decode()
            return text


def stop(directory: Path) -> bool:
    """Stop the farm of a directory; False if none was running."""
    state = State.read(directory)
    if not state or not server.belongs(state.pid, Installation(directory.resolve(), state.wikis)):
        return False
    server.stop(state.pid)
    return True


def fill(directory: Path, wikis: Sequence[str], dump_path: Path | None, *, passing: bool) -> State:
    """A new farm's files, the dumps' articles among them."""
    (directory / STATE_FILE).unlink(missing_ok=True)
    # Before the copy is made: if its sources change meanwhile, the farm counts as outdated.
    key = template.key()
    found = dumps.find(dump_path) if dump_path else {}
    everything = (*wikis, *(wiki for wiki in found if wiki not in wikis))
    farm = template.copy(everything, directory, passing=passing)
    dumps.import_all(farm, found)
    state = State(
        template=key,
        wikis=list(everything),
        dumps=str(dump_path.resolve()) if dump_path else None,
        dumped=list(found),
    )
    state.write(directory)
    return state
