"""A world to kill runs in: a farm, pages with old lists, what they should become, and the bot's base directories."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from tests.sandbox import bot, bot_directory
from tests.sandbox.farm import Farm
from tests.sandbox.faults import IMPATIENCE, Fault, Faults
from tests.sandbox.pages import END, START, anew, text_of
from tests.sandbox.proxy import Exchange

__all__ = ['OLD', 'OLD_TEXTS', 'Killing', 'Place', 'Then', 'Title', 'World']

Title = tuple[str, str]

OLD = f'Před.\n{START}%s}}}}\nstarý\n{END}\nZa.'
#: Pages of the farm, and more, with blocks of which some are empty and some hold something old.
OLD_TEXTS: dict[Title, str] = {
    ('cs', 'Wikipedie:1Lib1Ref/Worklist'): OLD % '',
    ('cs', 'Wikipedie:1Lib1Ref/Knihovny'): OLD % '|category=Knihovny v Česku|depth=2|sort=title|limit=7',
    ('cs', 'Wikipedie:Zabito'): f'{OLD % "|limit=2"}\nmezi\n{START}|limit=3|sort=newest}}}}\n{END}\nKonec.',
    ('pl', 'Wikipedia:1Lib1Ref/Worklist'): OLD % '',
    ('pl', 'Wikipedia:1Lib1Ref/Lista tematyczna'): OLD % '|titles=Project:1Lib1Ref/Artykuły|kinds=tagged,uncited',
    ('meta', '1Lib1Ref/CEE/Worklist cs'): OLD % '|wiki=cs',
    ('meta', '1Lib1Ref/CEE/Worklists'): f'{OLD % "|campaign=2027-01|wiki=pl"}\n{START}|wiki=cs}}}}\n{END}\nKonec.',
}
# It ends with the date, the only thing that may differ from one day to the next.
COUNT = re.compile(r'(?<=<p class="onelib-count">).*(?=</p>)')


@dataclass(frozen=True)
class Place:
    """A base directory of pywikibot that leads to the farm through a proxy."""

    faults: Faults
    directory: Path

    @classmethod
    def made(cls, faults: Faults, directory: Path) -> Place:
        """A new one, where the bot has never been: it may be killed while it logs in, too."""
        farm = replace(faults.farm.installation, port=faults.port)
        bot_directory.write(farm, directory, IMPATIENCE, stranger=True)
        return cls(faults, directory)

    def environment(self) -> dict[str, str]:
        return self.faults.environment() | {'PYWIKIBOT_DIR': str(self.directory)}


@dataclass(frozen=True)
class Killing:
    """The process is killed at its request: which is lost, or is done as the last thing, or was done just before."""

    process: subprocess.Popen[str]
    request: Literal['lost', 'late', 'done']
    over: threading.Event = field(default_factory=threading.Event)

    def happen(self, exchange: Exchange) -> None:
        if self.request == 'done':
            exchange.ask()
        self.process.kill()
        self.process.wait()
        if self.request == 'late':
            exchange.ask()
        self.over.set()


@dataclass(frozen=True)
class Then:
    """One thing after the other."""

    first: Callable[[], object]
    fault: Fault
    last: Callable[[], object] = bool

    def happen(self, exchange: Exchange) -> None:
        self.first()
        self.fault.happen(exchange)
        self.last()


@dataclass(frozen=True)
class World:
    """A farm, what the bot's pages should be in the end, and what a run without a mishap is like.

    :ivar place: where many runs have been, of which most were killed
    """

    farm: Farm
    faults: Faults
    place: Place
    expected: Mapping[Title, str]
    requests: int
    seconds: float

    def reset(self) -> dict[Title, int]:
        """Put the old texts back; give back the revisions of that."""
        for (code, title), text in OLD_TEXTS.items():
            anew(self.farm, code, title, text)
        return {page: self.revisions(page)[0][0] for page in OLD_TEXTS}

    def revisions(self, page: Title) -> list[tuple[int, str]]:
        """Numbers and users of the last revisions of a page, the newest first."""
        code, title = page
        found = self.farm.api(code, titles=title, prop='revisions', rvprop='ids|user', rvlimit=20)['query']['pages'][0]
        return [(revision['revid'], revision['user']) for revision in found['revisions']]

    def texts(self) -> dict[Title, str]:
        return {(code, title): undated(text_of(self.farm, code, title)) for code, title in OLD_TEXTS}

    def check(self, since: Mapping[Title, int], note: Mapping[Title, str] | None = None) -> None:
        """Every page is as it should be, by one edit of the bot.

        :param note: what somebody has written at the end of a page meanwhile
        """
        note = note or {}
        assert self.texts() == {page: text + note.get(page, '') for page, text in self.expected.items()}
        users = {
            page: sorted(user for number, user in self.revisions(page) if number > start)
            for page, start in since.items()
        }
        assert users == {page: [*(['Admin'] if page in note else []), 'OnelibBot'] for page in OLD_TEXTS}

    def finish(self, place: Place, since: Mapping[Title, int], note: Mapping[Title, str] | None = None) -> None:
        """Run again, to the end: that makes what is missing."""
        result = bot.run(place)
        assert result.returncode == 0, result.stderr
        assert 'Traceback' not in result.stderr
        self.check(since, note)


def undated(text: str) -> str:
    return COUNT.sub('…', text)
