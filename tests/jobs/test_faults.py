"""Twenty-odd kinds of fault between the bot and the wikis: nothing of others is lost, no edit is made twice.

Most hit one page each of a single run: whatever happens to one page, the next ones are still served.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox import bot, rejections
from tests.sandbox.farm import Farm
from tests.sandbox.faults import (
    ALWAYS,
    Close,
    Cut,
    Fault,
    Faults,
    Html,
    Meanwhile,
    Reset,
    Rewrite,
    Silence,
    Status,
    WithoutCookies,
    asking,
    editing,
)
from tests.sandbox.pages import END, START, edit, text_of

PROJECT = {'cs': 'Wikipedie', 'pl': 'Wikipedia'}
OLD = f'Před.\n{START}|limit=1}}}}\nstarý\n{END}\nZa.'

#: Faults that pass: the page is saved all the same, with one edit.
PASSING: dict[str, Fault] = {
    '500': Status(500),
    '500 after': Status(500, after=True),
    '502': Status(502),
    '502 after': Status(502, after=True),
    '503': Status(503, {'Retry-After': '1'}),
    '503 after': Status(503, {'Retry-After': '1'}, after=True),
    '504 after': Status(504, after=True),
    '429': Status(429, {'Retry-After': '1'}),
    '403 without JSON': Status(403),
    'reset': Reset(),
    'reset after': Reset(after=True),
    'closed': Close(),
    'closed after': Close(after=True),
    'cut': Cut(),
    'cut in its first byte': Cut(at=0),
    'HTML': Html(),
    'HTML after': Html(after=True),
    'JSON of another kind': Status(200, {'Content-Type': 'application/json'}, body='[]'),
    'an empty answer': Status(200, {'Content-Type': 'application/json'}, body='{}'),
    'silence': Silence(),
    'silence after': Silence(after=True),
    'answered late': Silence(seconds=8, late=True),
    'badtoken': Rewrite({'token': 'x+\\'}),
    'session lost': WithoutCookies(),
    'maxlag': Rewrite({'maxlag': '-2'}),
}

Cause = Callable[[Farm, str], AbstractContextManager[Any]]
#: Why one page is not saved, and the word for it that the operator reads.
OF_A_PAGE: dict[str, tuple[Cause, str]] = {
    'protected': (lambda farm, title: rejections.protected(farm, 'cs', title), 'protectedpage'),
    'cascade': (lambda farm, title: rejections.cascade_protected(farm, 'cs', title), 'cascadeprotected'),
    'deleted': (lambda farm, title: rejections.deleted(farm, 'cs', title), 'missingtitle'),
    'moved': (lambda farm, title: rejections.moved(farm, 'cs', title, f'{title} jinam'), 'redirect'),
    'gone': (
        lambda farm, title: rejections.moved(farm, 'cs', title, f'{title} jinam', redirect=False),
        'missingtitle',
    ),
    'forbidden': (lambda farm, title: rejections.title_blacklist(farm, 'cs', '.*forbidden.*'), 'titleblacklist'),
    'filtered': (
        lambda farm, title: rejections.abuse_filter(farm, 'cs', "page_title rlike 'filtered'"),
        'abusefilter-disallowed',
    ),
    'warned': (
        lambda farm, title: rejections.abuse_filter(farm, 'cs', "page_title rlike 'warned'", 'warn'),
        'abusefilter-warning',
    ),
}
#: Why no page of a wiki is saved.
OF_A_WIKI: dict[str, tuple[Callable[[Farm], AbstractContextManager[Any]], str]] = {
    'blocked': (lambda farm: rejections.blocked(farm, 'cs'), 'blocked'),
    'read-only': (lambda farm: farm.configured('cs', **rejections.READ_ONLY), 'Maintenance of the sandbox'),
    'rate limited': (lambda farm: farm.configured('cs', **rejections.RATE_LIMITED), 'ratelimited'),
    'captcha': (lambda farm: farm.configured('cs', **rejections.CAPTCHA), 'captcha'),
    'too big': (lambda farm: farm.configured('cs', wgMaxArticleSize=0.2), 'contenttoobig'),
}


def by_the_bot(farm: Farm, code: str, title: str) -> int:
    page = farm.api(code, titles=title, prop='revisions', rvprop='user', rvlimit='max')['query']['pages'][0]
    return sum(revision['user'] == 'OnelibBot' for revision in page.get('revisions', ()))


def is_served(farm: Farm, code: str, title: str) -> bool:
    text = text_of(farm, code, title)
    assert text.startswith('Před.\n') and text.endswith('\nZa.'), 'what others wrote'
    return text.count(' |text=') == 1


@pytest.fixture
def pages(farm: Farm) -> Iterator[Callable[[str, str], str]]:
    """Makes pages with an old list; they are gone after the test."""
    made: list[tuple[str, str]] = []

    def make(name: str, code: str = 'cs') -> str:
        title = f'{PROJECT[code]}:Porucha {name}'
        edit(farm, code, title, OLD)
        made.append((code, title))
        return title

    yield make
    for code, title in made:
        if 'missing' not in farm.api(code, titles=title)['query']['pages'][0]:
            farm.api(code, action='delete', title=title)


def test_faults_that_pass(farm: Farm, tmp_path: Path, pages: Callable[..., str]) -> None:
    titles = {name: pages(name) for name in PASSING}
    once = dict.fromkeys(titles, 1)
    with Faults.between(farm, tmp_path) as faults:
        for name, fault in PASSING.items():
            faults.on(editing(titles[name]), fault)
        result = bot.run(faults, '-wiki:cs')
        assert result.returncode == 0, result.stderr
        assert 'Traceback' not in result.stderr
        assert [name for name, title in titles.items() if not is_served(farm, 'cs', title)] == []
        assert {name: by_the_bot(farm, 'cs', title) for name, title in titles.items()} == once
        # The next run does not do it again either.
        assert bot.run(faults, '-wiki:cs').returncode == 0
    assert {name: by_the_bot(farm, 'cs', title) for name, title in titles.items()} == once


@pytest.mark.parametrize('first', [True, False], ids=['before the run', 'in between'])
def test_pages_that_cannot_be_saved(farm: Farm, tmp_path: Path, pages: Callable[..., str], first: bool) -> None:
    """It begins before the run, or between the bot's look at the page and its edit."""
    titles = {name: pages(name) for name in OF_A_PAGE}
    others = [('cs', pages('A')), ('cs', pages('Ž')), ('pl', pages('W', 'pl'))]
    with Faults.between(farm, tmp_path) as faults, ExitStack() as until_the_end:
        for name, title in titles.items():
            begin = partial(until_the_end.enter_context, OF_A_PAGE[name][0](farm, title))
            if first:
                begin()
            else:
                faults.on(editing(title), Meanwhile(begin))
        result = bot.run(faults, '-wiki:cs,pl')
        texts = {name: by_the_bot(farm, 'cs', title) for name, title in titles.items()}
    # It is others who have to mend it.
    assert result.returncode == 0
    assert 'Traceback' not in result.stderr
    assert texts == dict.fromkeys(titles, 0)
    for name, (_, word) in OF_A_PAGE.items():
        lines = [line for line in result.stderr.splitlines() if titles[name] in line and 'ERROR' in line]
        # What is gone, or elsewhere, before the run is no page of the bot's any more.
        assert len(lines) == 1 or (first and name in ('deleted', 'moved', 'gone')), (name, lines)
        assert first or word in lines[0], (name, lines)
    assert all(is_served(farm, code, title) for code, title in others)


@pytest.mark.parametrize('name', OF_A_WIKI)
def test_wikis_that_take_no_edits(farm: Farm, tmp_path: Path, pages: Callable[..., str], name: str) -> None:
    """It begins with the first edit, and the other wiki is served all the same."""
    cause, word = OF_A_WIKI[name]
    titles = [pages('A'), pages('B')]
    elsewhere = pages('W', 'pl')
    with Faults.between(farm, tmp_path) as faults, ExitStack() as until_the_end:
        faults.on(asking('edit'), Meanwhile(partial(until_the_end.enter_context, cause(farm))))
        result = bot.run(faults, '-wiki:cs,pl')
        assert all(by_the_bot(farm, 'cs', title) == 0 for title in titles)
    assert result.returncode == (name in ('blocked', 'captcha'))
    assert 'Traceback' not in result.stderr
    assert all(any(title in line and word in line for line in result.stderr.splitlines()) for title in titles)
    assert is_served(farm, 'pl', elsewhere)


@pytest.mark.parametrize('after', [False, True])
def test_a_fault_that_does_not_end(farm: Farm, tmp_path: Path, pages: Callable[..., str], after: bool) -> None:
    """An edit whose answer never arrives is found by looking, and not made again."""
    title, other = pages('bez konce'), pages('jiná')
    with Faults.between(farm, tmp_path) as faults:
        faults.on(editing(title), Reset(after=after), times=ALWAYS)
        result = bot.run(faults, '-wiki:cs')
        sent = sum(editing(title)(request) for request in faults.requests)
    assert by_the_bot(farm, 'cs', title) == after
    assert sent == (1 if after else 4)
    assert is_served(farm, 'cs', other)
    assert result.returncode == 0
    assert after or any(title in line and 'ConnectionError' in line for line in result.stderr.splitlines())


def test_a_wiki_that_asks_for_too_much_patience(farm: Farm, tmp_path: Path, pages: Callable[..., str]) -> None:
    title = pages('trpělivost')
    with Faults.between(farm, tmp_path) as faults:
        faults.on(editing(title), Status(503, {'Retry-After': '86400'}), times=ALWAYS)
        result = bot.run(faults, '-wiki:cs', f'-page:{title}')
        assert sum(editing(title)(request) for request in faults.requests) == 1
    assert result.returncode == 0
    assert title in result.stderr and '503' in result.stderr


def test_a_wiki_that_is_down_does_not_keep_others_waiting(
    farm: Farm, tmp_path: Path, pages: Callable[..., str]
) -> None:
    here, there = pages('A'), pages('W', 'pl')
    with Faults.between(farm, tmp_path) as faults:
        faults.on(lambda request: request.wiki == 'cs', Status(502), times=ALWAYS)
        result = bot.run(faults, '-wiki:cs,pl')
    assert result.returncode == 0
    assert 'cs: the stop page of cs cannot be read' in result.stderr and '502' in result.stderr
    assert re.search(r'^ *deferred  cs$', result.stderr, re.MULTILINE)
    assert is_served(farm, 'pl', there)
    assert by_the_bot(farm, 'cs', here) == 0


def test_a_slip_in_an_argument_is_one_though_no_wiki_answers(farm: Farm, tmp_path: Path) -> None:
    """Without it, the run would be one over all wikis."""
    with Faults.between(farm, tmp_path) as faults:
        pass
    result = bot.run(faults, '-wkii:cs', '-simulate', '-put_throttle:1')
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == 'ERROR: there is no argument -wkii:cs; see -help'


def test_a_row_that_a_filter_objects_to_is_left_out(farm: Farm, tmp_path: Path) -> None:
    """The others are published, the row is named, and the filter is not bothered with it again."""
    title, bad = 'Wikipedie:Porucha filtr', 'Kniha s překážkou'
    for name in ('Kniha první', bad, 'Kniha druhá', 'Kniha třetí', 'Kniha čtvrtá'):
        edit(farm, 'cs', name, f'{name} je stará.{{{{Fakt/dne}}}} [[Kategorie:Filtr]]')
    edit(farm, 'cs', title, f'{START}|category=Filtr}}}}\n{END}')
    edit(farm, 'cs', 'Category:Filtr', 'filtr')

    def hits() -> int:
        return len(farm.api('cs', list='abuselog', afltitle=title, afllimit='max')['query']['abuselog'])

    with rejections.abuse_filter(farm, 'cs', "added_lines contains 'překážkou'"):
        result = bot.run(farm, '-wiki:cs', f'-page:{title}')
        assert result.returncode == 0
        assert any(bad in line and 'abusefilter-disallowed' in line for line in result.stderr.splitlines())
        text = text_of(farm, 'cs', title)
        assert text.count(' |text=') == 4 and bad not in text
        before = hits()
        assert 0 < before <= 5
        # Another bot directory would not know; this one does.
        assert bot.run(farm, '-wiki:cs', f'-page:{title}').returncode == 0
        assert hits() == before
        # A new row is published, though the refused one is still there.
        edit(farm, 'cs', 'Kniha pátá', 'Kniha pátá je stará.{{Fakt/dne}} [[Kategorie:Filtr]]')
        assert bot.run(farm, '-wiki:cs', f'-page:{title}').returncode == 0
        assert text_of(farm, 'cs', title).count(' |text=') == 5
    edit(farm, 'cs', title, 'nic')


def test_a_blacklist_names_the_row(farm: Farm) -> None:
    """Its words are in the address of the link that opens the editor, which for a list on Meta is another site's."""
    title = '1Lib1Ref/Blacklist'
    for name in ('Kniha.bad.example', 'Kniha dobrá', 'Kniha lepší'):
        # The address names the section; the article is a number there.
        edit(farm, 'cs', name, f'== {name} ==\n{name} je stará.{{{{Fakt/dne}}}} [[Kategorie:Blacklist]]')
    edit(farm, 'meta', title, f'Před.\n{START}|wiki=cs|category=Blacklist}}}}\n{END}\nZa.')
    edit(farm, 'cs', 'Category:Blacklist', 'blacklist')
    elsewhere = farm.configured('meta', wgServer='http://localhost')
    with elsewhere, rejections.spam_blacklist(farm, 'meta', r'.*bad\.example'):
        result = bot.run(farm, '-wiki:meta', f'-page:{title}')
        assert result.returncode == 0
        assert any('Kniha.bad.example' in line and 'spamblacklist' in line for line in result.stderr.splitlines())
        text = text_of(farm, 'meta', title)
        assert text.count(' |text=') == 2 and 'Kniha.bad' not in text
        # The wiki names an address, which is not in the row: which one it is, is found by trying.
        edits = by_the_bot(farm, 'meta', title)
        assert 1 <= edits <= 2
        assert bot.run(farm, '-wiki:meta', f'-page:{title}').returncode == 0
    assert by_the_bot(farm, 'meta', title) == edits
    edit(farm, 'meta', title, 'x')
