"""Pages as they are published, word for word: what a change does to them is seen in its diff.

``ONELIB_ACCEPT=1`` writes the files of tests/cases/pages anew: read what has changed before it is committed.
"""

from __future__ import annotations

import datetime
import os
from dataclasses import replace
from pathlib import Path

import pytest

from onelib import wikis
from onelib.campaign.ranking import ScannedArticle, rank
from onelib.outcomes.health import judge
from onelib.outcomes.reasons import Kind
from onelib.outcomes.runs import Run, Trouble
from onelib.pages import seal
from onelib.pages.page_update import PageDraft
from onelib.pages.status import StatusPart
from onelib.pages.worklist import LAYOUTS, Form, LookedAt, render
from onelib.wikitext import blocks
from onelib.wikitext.statements import find
from tests.pages import backlogs, tallies

CASES = Path(__file__).parents[1] / 'cases' / 'pages'
NAME = '1Lib1Ref tally'
BACKLOG = '1Lib1Ref backlog'
TALLIES = [
    {'view': 'participants', 'sort': 'edits', 'who': 'all', 'minimum': '12', 'limit': '5'},
    {'view': 'participants', 'details': '1Lib1Ref/Edits', 'limit': '3'},
    {'view': 'wikis', 'sort': 'bytes'},
    {'view': 'libraries', 'minimum': '20'},
    {'view': 'events'},
    {'view': 'days', 'sort': 'hashtag', 'limit': '3'},
    {'view': 'articles', 'limit': '3', 'minimum': '3'},
    {'view': 'newcomers', 'limit': '3'},
    {'view': 'report'},
    {'view': 'draw', 'minimum': '5'},
    {'view': 'draw', 'seed': '4 8 15 16 23 42', 'prizes': '2', 'limit': '4'},
    {'view': 'edits', 'user': 'Николина', 'limit': '9'},
    {'view': 'edits', 'user': 'Tichá'},
    {'view': 'libraries', 'wiki': 'sr', 'sort': 'edits'},
    {'view': 'report', 'wiki': 'cs'},
]
NOW = datetime.datetime(2027, 1, 20, 12, 0, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def unversioned(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version is no reason to write all of them anew."""
    monkeypatch.setattr(seal, '__version__', '')


def check(name: str, page: str) -> None:
    path = CASES / f'{name}.wiki'
    if os.environ.get('ONELIB_ACCEPT'):
        path.write_text(page, encoding='utf-8')
    assert page == path.read_text(encoding='utf-8')


@pytest.mark.parametrize('code', ['cs', 'en'])
def test_tallies(code: str) -> None:
    host = tallies.host(code)
    text = '\n'.join(
        f'{{{{{NAME}{"".join(f"|{key}={value}" for key, value in given.items())}}}}}\n{{{{{NAME} end}}}}'
        for given in (TALLIES if code == 'en' else TALLIES[1:2])
    )
    counts = tallies.counts()
    parts = [(block.parameters, tallies.shown(host, block.parameters, counts)) for block in blocks.find(text, NAME)]
    page, summary = PageDraft(NAME, host.wiki, host.today, parts, 2_000_000).merged(text)
    check(f'tally.{code}', f'{summary}\n{page}\n')


@pytest.mark.parametrize('code', ['cs', 'meta'])
def test_backlogs(code: str) -> None:
    host = backlogs.host(code)
    blocks_of = backlogs.BLOCKS if code == 'meta' else ({'view': 'wiki'}, {'wikis': 'cs, uk'})
    text = '\n'.join(
        f'{{{{{BACKLOG}{"".join(f"|{key}={value}" for key, value in given.items())}}}}}\n{{{{{BACKLOG} end}}}}'
        for given in blocks_of
    )
    parts = [
        (block.parameters, backlogs.shown(host, block.parameters, campaign=code == 'meta'))
        for block in blocks.find(text, BACKLOG)
    ]
    page, summary = PageDraft(BACKLOG, host.wiki, host.today, parts, 2_000_000).merged(text)
    check(f'backlog.{code}', f'{summary}\n{page}\n')


def history() -> list[Run]:
    """Runs of jobs that are well, in trouble of every kind, late, at work, killed."""
    minute = datetime.timedelta(minutes=1)

    def daily(job: str, last: datetime.datetime = NOW - HOUR) -> list[Run]:
        return [Run(job, last - day * DAY, last - day * DAY + (day + 1) * minute, 0, day) for day in range(4, -1, -1)]

    troubles = [Trouble('cs', f'Seznam {kind}', 'refused', kind, f'why: {kind}') for kind in Kind]
    troubles += [Trouble('pl', '', 'failed', Kind.UNREADABLE, 'HTTP 503'), Trouble('', '', '', Kind.CRASH, 'KeyError')]
    troubles += [Trouble('sr', f'Списак {n}', 'failed', Kind.NOT_SAVED, f'HTTP {n}') for n in range(500, 505)]
    well, many, killed, work, late = (daily(job) for job in ('backlog', 'worklist', 'tally -wiki:cs', 'scan', 'status'))
    many[-2:] = [replace(run, code=1, troubles=tuple(troubles), more=3) for run in many[-2:]]
    killed[-2:] = [replace(run, started=run.started - DAY, ended=None, code=None) for run in killed[-2:]]
    work[-1] = replace(work[-1], ended=None, code=None)
    late = daily('status', NOW - 5 * DAY)
    return [*well, *many, *killed, *work, *late, Run('setup_wiki', NOW - HOUR, NOW, 0)]


@pytest.mark.parametrize(('code', 'own'), [('meta', True), ('cs', False)])
def test_status(code: str, own: bool) -> None:
    part = StatusPart(judge(history(), NOW), NOW, own, 'User:ExampleBot/status')
    check(f'status.{code}', part.body(wikis.load(code), NOW.date(), '') + '\n')
    well = StatusPart(judge([run for run in history() if run.job == 'backlog'], NOW), NOW, own, '')
    late = StatusPart(judge([run for run in history() if run.job == 'status'], NOW), NOW, own, '')
    check(f'late.{code}', late.body(wikis.load(code), NOW.date(), '') + '\n')
    check(f'well.{code}', well.body(wikis.load(code), NOW.date(), '') + '\n')


@pytest.mark.parametrize(('code', 'prefix'), [('cs', ''), ('meta', 'cs')])
def test_worklists(code: str, prefix: str) -> None:
    cs = wikis.load('cs')
    long = 'Kniha o knihách a o knihovnách vyšla roku 1848 v Praze. ' * 9
    text = (
        f'{long}Je stará.{{{{Fakt|datum=2018-03}}}} {long}\n== Sbírky [a] ==\n'
        "''Malá'' & {{!}} hezká.{{Fakt}}\n* Sbírka{{Fakt|datum=2019}}"
    )
    articles = [
        ScannedArticle(title, number, number, tuple(find(text, cs)))
        for number, title in enumerate(("Rock 'n' Roll", 'Soubor:A & B.jpg'))
    ]
    cases = [
        *((2, 5, '1Lib1Ref', LookedAt(), layout) for layout in LAYOUTS),
        (1, 9, 'ž_', LookedAt(7), 'table'),
        (1, 9, '', LookedAt(1000, 3412, viewed=0), 'table'),
        (0, 9, '', LookedAt(), 'table'),
    ]
    pages = [
        render(
            rank(articles[:number], limit=limit, per_article=9, sort='oldest'),
            wiki=wikis.load(code),
            form=Form(prefix, hashtag, layout),
            today=NOW.date(),
            looked_at=looked_at,
        )
        for number, limit, hashtag, looked_at, layout in cases
    ]
    check(f'worklist.{code}', '\n'.join(pages) + '\n')
