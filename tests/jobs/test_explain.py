"""`pwb explain` names the reason, and so does the log of the job: articles on no list, edits that count less."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

import pytest

from onelib import wikis
from onelib.jobs import explain_edit, explain_page
from onelib.jobs.explain import revision_in
from onelib.readers.lookup import NotThereError
from onelib.settings import Settings
from onelib.store import Store
from onelib.wikitext.statements import find
from tests.readers.conftest import settings
from tests.sandbox import bot, rejections
from tests.sandbox.farm import Farm
from tests.sandbox.history import Revision, replay
from tests.sandbox.pages import END, START, edit, edits

__all__ = ['settings']

NOW = datetime.datetime.now(datetime.UTC)
IN = '[[Kategorie:Vysvětleno]]'
LIST, LINKS = 'Wikipedie:Vysvětleno', 'Wikipedie:Vysvětleno/Odkazy'
LONG = 'Knihovna byla založena roku 1781 a v roce 1790 měla tři tisíce svazků. ' * 9
REFUSED = 'Tato věta se wiki nelíbí.'
LISTED = 'Vysvětleno'
# The wiki counts a template in a footnote among those of the page: only its text tells.
NOTHING = ': has no statement without a source; looked for: tagged'
ARTICLES = {
    LISTED: f'Kniha je stará.{{{{Fakt/dne|20100101}}}} Je i drahá.{{{{Fakt/dne|20120101}}}} {IN}',
    'Vysvětleno druhé': f'Nejmladší je vzadu.{{{{Fakt/dne|20200101}}}} {IN}',
    'Vysvětleno bez značky': f'Kniha je nová. {IN}',
    'Vysvětleno jinde': 'Kniha je jinde.{{Fakt/dne|20100101}}',
    'Vysvětleno skrytě': f'Kniha <!-- {{{{Fakt/dne}}}} --> má <nowiki>{{{{Fakt/dne}}}}</nowiki>'
    f' dva díly<ref>{{{{Fakt/dne}}}}</ref>. {IN}',
    'Vysvětleno s chybou': f'Kniha je cizí.{{{{Fakt/dny}}}} {IN}',
    'Vysvětleno k úpravě': f'{{{{Upravit|sloh}}}}\n{LONG} {IN}',
    'Vysvětleno pod lištou': f'{{{{Neověřeno}}}}\n{LONG} {IN}',
    'Vysvětleno odmítnuté': f'{REFUSED}{{{{Fakt/dne|20090101}}}} {IN}',
    'Vysvětleno rozcestí': f'{LONG}\n{{{{Rozcestník}}}} {IN}',
    'Vysvětleno přesměrování': f'#PŘESMĚRUJ [[{LISTED}]]',
}
BLOCKS = (
    f'{START}|category=Vysvětleno|limit=1|per_article=1}}}}\n{END}',
    f'{START}|titles={LINKS}}}}}\n{END}',
    f'{START}|category=Vysvětleno|kinds=uncited}}}}\n{END}',
)


@pytest.fixture(scope='module')
def bots_store(farm: Farm) -> Store:
    return Store(f'sqlite:///{farm.bot_dir / "onelib.sqlite"}')


@pytest.fixture(scope='module')
def worklist(farm: Farm, bots_store: Store) -> Iterator[str]:
    """Articles with one reason each, lists, and what the job logs when it makes them."""
    pages = {**ARTICLES, LINKS: f'[[{LISTED}]]', LIST: '\n'.join(BLOCKS), 'Category:Vysvětleno': 'x'}
    for title, text in pages.items():
        edit(farm, 'cs', title, text)
    [refused] = find(ARTICLES['Vysvětleno odmítnuté'], wikis.load('cs'))
    bots_store.reject_row('cs', 'Vysvětleno odmítnuté', refused.fingerprint, 'spamblacklist: x', NOW)
    yield logged(farm, 'worklist', LIST)
    for title in pages:
        edit(farm, 'cs', title, 'nic')


def logged(farm: Farm, script: str, title: str) -> str:
    name = f'explained-{script}.log'
    result = bot.run(farm, '-wiki:cs', f'-page:{title}', '-debug:bot', f'-log:{name}', script=script)
    assert result.returncode == 0, result.stderr
    return (farm.bot_dir / 'logs' / name).read_text(encoding='utf-8')


def page(farm: Farm, settings: Settings, title: str) -> str:
    """What is said of an article and the lists of this module, those of others left out."""
    store = Store(f'sqlite:///{farm.bot_dir / "onelib.sqlite"}', writable=False)
    lines = list(explain_page.explain(settings, store, NOW, 'cs', title))
    lists = [number for number, line in enumerate(lines) if line.startswith('List ')]
    kept = lines[: lists[0]] if lists else lines
    for start, end in zip(lists, [*lists[1:], len(lines)], strict=False):
        kept += lines[start:end] if f'on cs: {LIST} ' in lines[start] else []
    return '\n'.join(kept)


@pytest.mark.parametrize(
    ('title', 'explained', 'in_log'),
    [
        (LISTED, 'on the page now: 1 of these 1 rows', '"Kniha je stará." (tagged): listed: number 1 of 2'),
        (LISTED, '"Je i drahá." (tagged): not listed: per_article=1', None),
        ('Vysvětleno druhé', 'not listed: number 2 of 2 in the order of the list, limit=1', None),
        ('Vysvětleno bez značky', 'no candidate: it transcludes no template that says of statements', None),
        (
            'Vysvětleno jinde',
            'no candidate: it is not in the category "Vysvětleno" itself',
            'Category:Vysvětleno, at depth 0',
        ),
        ('Vysvětleno jinde', f'no candidate: the page "{LINKS}" has no link to it', f'generator=links titles={LINKS}'),
        ('Vysvětleno skrytě', 'line 1: {{Fakt/dne}} is not taken: it stands in a comment', NOTHING),
        ('Vysvětleno skrytě', 'it stands in <nowiki>', NOTHING),
        ('Vysvětleno skrytě', 'it stands in <ref>, a footnote', NOTHING),
        ('Vysvětleno s chybou', 'did somebody mean {{Fakt/dne}}?', ': no candidate'),
        ('Vysvětleno k úpravě', '{{Upravit}} is not taken: no parameter says that it wants sources', ': no candidate'),
        ('Vysvětleno pod lištou', '{{Neověřeno}} is taken for a banner', ': no candidate'),
        ('Vysvětleno odmítnuté', 'not listed: the wiki has rejected this row of late', None),
        ('Vysvětleno odmítnuté', 'spamblacklist: x', 'has rejected this row of late'),
        (
            'Vysvětleno rozcestí',
            'it is a disambiguation page',
            'has no statement without a source; looked for: uncited',
        ),
        ('Vysvětleno přesměrování', f'is a redirect and on no list itself; it leads to "{LISTED}"', 'asks'),
        (LIST, 'lists are of articles (namespace 0), and it is in namespace 4', 'asks'),
    ],
)
def test_why_an_article_is_not_on_a_list(
    farm: Farm, settings: Settings, worklist: str, title: str, explained: str, in_log: str | None
) -> None:
    """Where nothing else is named, the log has the very words of the explanation."""
    assert explained in page(farm, settings, title)
    wanted = in_log or explained
    if in_log is None or in_log.startswith(':'):
        assert any(f'cs: {title}: ' in line and wanted.lstrip(': ') in line for line in worklist.splitlines())
    else:
        assert wanted in worklist


@pytest.mark.parametrize(
    ('room', 'wanted'), [(0, 'no room: 2 of them do not fit'), (100_000, 'the next run brings 2 more')]
)
def test_what_does_not_fit_does_not_come(farm: Farm, settings: Settings, worklist: str, room: int, wanted: str) -> None:
    title, text = f'{LIST}/Dlouhé', f'{START}|titles={LINKS}}}}}\n{END}'
    store = Store(f'sqlite:///{farm.bot_dir / "onelib.sqlite"}', writable=False)
    with rejections.page(farm, 'cs', title, text):
        short = replace(settings, max_bytes=len(text.encode()) + room)
        lines = list(explain_page.explain(short, store, NOW, 'cs', LISTED))
    [start] = [number for number, line in enumerate(lines) if f' on cs: {title} ' in line]
    now = next(number for number in range(start, len(lines)) if 'on the page now: 0 of these 2' in lines[number])
    assert wanted in lines[now + 1]


def test_an_explanation_writes_nothing(farm: Farm, worklist: str) -> None:
    """As its user runs it: beside a job, without an edit, and the store stays as it is to the byte."""
    store = farm.bot_dir / 'onelib.sqlite'
    before = store.read_bytes()
    farm.reset_requests()
    result = bot.run(farm, '-wiki:cs', f'-page:{LISTED}', script='explain')
    assert result.returncode == 0 and not result.stderr.strip().startswith('ERROR')
    assert 'Kniha je stará.' in result.stdout and 'Result: it is on' in result.stdout
    assert edits(farm) == 0 and store.read_bytes() == before


@pytest.mark.parametrize(
    ('arguments', 'why'),
    [
        (('-wiki:cs', '-page:Taková stránka není'), 'cs has no page "Taková stránka není"'),
        (('-wiki:cs', '-diff:999999999'), 'cs has no revision 999999999'),
        (('-wiki:cs',), 'either -page or -diff'),
        (('-wiki:cs', '-diff:https://pl.wikipedia.org/?diff=5'), 'pl.wikipedia.org is not cs'),
        (('-wiki:cs', '-page:Kniha|Knihovna'), 'no page can be called Kniha|Knihovna'),
    ],
)
def test_what_cannot_be_explained(farm: Farm, arguments: tuple[str, ...], why: str) -> None:
    result = bot.run(farm, *arguments, script='explain')
    assert result.returncode == 1
    assert why in result.stderr


@pytest.mark.parametrize(
    ('given', 'number'),
    [
        ('5', 5),
        ('https://cs.m.wikipedia.org/w/index.php?title=Kniha&diff=5&oldid=4#top', 5),
        ('https://cs.wikipedia.org/w/index.php?oldid=4&diff=5&title=Kniha?', 5),
        ('https://cs.wikipedia.org/w/index.php?diff=prev&oldid=5', 5),
        ('https://cs.wikipedia.org/w/index.php?diff=next&oldid=5', 0),
        ('https://cs.wikipedia.org/w/index.php?title=Kniha&oldid=5', 5),
        ('https://cs.wikipedia.org/wiki/Speci%C3%A1ln%C3%AD:Rozd%C3%ADl/4/5', 5),
        ('https://cs.wikipedia.org/wiki/Special:PermanentLink/5#top', 5),
        ('https://cs.wikipedia.org/wiki/Wikipedie:Kniha/5', 0),
        ('https://cs.wikipedia.org/?curid=5', 0),
        ('Special:Diff/5', 5),
        ('?diff=5', 5),
        ('٣', 0),
    ],
)
def test_the_revision_that_an_address_means(given: str, number: int) -> None:
    assert revision_in(given, wikis.load('cs')) == ('cs.wikipedia.org' if given.startswith('http') else '', number)


A, B, C = '<ref>Novák 2001, s. 5</ref>', '<ref>https://example.org/kniha</ref>', '<ref>Dvořák 1999, s. 7</ref>'
BETTER = '<ref>[https://example.org/kniha Kniha o knihách], Praha 2001</ref>'
TEXT = 'Knihovna byla založena roku 1781 v Praze. Dnes má dva miliony svazků.'
SIGN_UPS, RESULTS, CAMPAIGN = 'Wikipedie:Vysvětleno/Účastníci', 'Wikipedie:Vysvětleno/Výsledky', '1Lib1Ref/Vysvětleno'
HERS, HIS = 'Vysvětlená Jana', 'Vysvětlený cizí'
COUNTED = 'Vysvětlené úpravy'
MADE = [
    (HERS, '14T22:59', 'early', TEXT + ' 1', ()),
    (HERS, '14T23:00', 'first', TEXT + A, ()),
    (HERS, '16T08:00', 'words', TEXT + ' 2' + A, ()),
    (HERS, '16T09:00', 'second', TEXT + A + B, ()),
    (HERS, '16T10:00', 'better', TEXT + A + BETTER, ()),
    (HIS, '17T08:00', 'no tag', TEXT + ' 3' + A + BETTER, ()),
    (HIS, '17T09:00', '/* Úvod */#1lib1ref', TEXT + ' 4' + A + BETTER, ()),
    (HIS, '17T10:00', '1lib1ref maybe', TEXT + ' 5' + A + BETTER, ()),
    ('Vysvětlený robot', '17T11:00', '#1lib1ref by a bot', TEXT + ' 6' + A + BETTER, ()),
    ('192.0.2.7', '17T12:00', '#1lib1ref by nobody', TEXT + ' 7' + A + BETTER, ()),
    (HERS, '18T09:00', 'undone', TEXT + A + BETTER + C, ('mw-reverted',)),
    (HERS, '18T10:00', 'end', TEXT + A + BETTER, ()),
]
TALK = 'talk'


@pytest.fixture(scope='module')
def tally(farm: Farm) -> Iterator[tuple[str, dict[str, int]]]:
    """What the tally job logs of a campaign, and the revisions of its edits by their summaries."""
    past = [Revision(COUNTED, 'Zakladatel', '2026-01-02T08:00:00Z', TEXT, 'begun')]
    past += [Revision(COUNTED, who, f'2026-01-{at}:00Z', text, said, tags) for who, at, said, text, tags in MADE]
    past.append(Revision(f'Talk:{COUNTED}', HERS, '2026-01-20T08:00:00Z', 'x', TALK))
    numbers = replay(farm, 'cs', past, groups={'Vysvětlený robot': ['bot']})
    assert len(numbers) == len(past)
    edit(farm, 'cs', SIGN_UPS, f'# [[User:{HERS}|{HERS}]] 10:00, 12 January 2026 (UTC)')
    edit(farm, 'cs', RESULTS, '{{1Lib1Ref tally|campaign=explained}}\n{{1Lib1Ref tally end}}')
    edit(
        farm,
        'meta',
        CAMPAIGN,
        '{{1Lib1Ref campaign|id=explained|start=2026-01-15|end=2026-02-05|wikis=cs|timezone=Europe/Prague'
        f'|participants=cs:{SIGN_UPS}}}}}',
    )
    yield logged(farm, 'tally', RESULTS), {made.summary: number for made, number in zip(past, numbers, strict=True)}
    for code, title in (('meta', CAMPAIGN), ('cs', RESULTS), ('cs', SIGN_UPS)):
        edit(farm, code, title, 'nic')


def explained_edit(farm: Farm, settings: Settings, number: int) -> str:
    """What is said of an edit, other campaigns than ours left out."""
    store = Store(f'sqlite:///{farm.bot_dir / "onelib.sqlite"}', writable=False)
    lines = list(explain_edit.explain(settings, store, NOW, 'cs', number))
    starts = [n for n, line in enumerate(lines) if line.startswith('Campaign ')]
    [mine] = [n for n in starts if lines[n].startswith('Campaign explained')]
    after = [n for n in starts if n > mine]
    return '\n'.join(lines[: starts[0]] + lines[mine : after[0] if after else None])


@pytest.mark.parametrize(
    ('summary', 'explained', 'in_log'),
    [
        ('early', 'before it begins, on 2026-01-14 in Europe/Prague', 'from 2026-01-14 23:00:00+00:00'),
        ('first', 'made on 2026-01-15 at 00:00:00 in Europe/Prague: within', 'counts as an edit; sources: added 1'),
        ('first', f'signed up: on cs:{SIGN_UPS}, line 1: # [[User:{HERS}', 'an edit of a participant'),
        ('first', 'References added: 1', 'added 1'),
        ('first', 'the tally has the same', 'counts as an edit'),
        ('words', 'what it did: no source changed', 'no source changed'),
        ('better', 'Not counted again', 'not again 1'),
        ('no tag', f'no, "{HIS}" is on none of the pages cs:{SIGN_UPS}', 'no hashtag of the campaign in its summary'),
        ('no tag', 'its author did not sign up, and its summary has no hashtag', 'counts only if its author signed up'),
        ('/* Úvod */#1lib1ref', 'hashtag: its summary has #1lib1ref', 'its summary has #1lib1ref'),
        ('/* Úvod */#1lib1ref', 'result: counts', 'counts as an edit'),
        ('1lib1ref maybe', 'by somebody who did not sign up: counts nothing', 'counts nothing: its summary names'),
        ('#1lib1ref by a bot', "but it is marked as a bot's", "but it is marked as a bot's"),
        ('#1lib1ref by nobody', 'author: without an account', 'counts as an edit'),
        ('undone', 'undone: it is tagged mw-reverted', 'undone: it is tagged mw-reverted'),
        (TALK, 'it is in namespace 1, and only edits in 0 count', 'namespaces (0,)'),
    ],
)
def test_why_an_edit_counts_or_not(
    farm: Farm,
    settings: Settings,
    tally: tuple[str, dict[str, int]],
    summary: str,
    explained: str,
    in_log: str,
) -> None:
    log, revisions = tally
    assert explained in explained_edit(farm, settings, revisions[summary])
    about = 'cs: campaign explained, ' if summary in ('early', TALK) else f'cs: {revisions[summary]}: '
    assert any(about in line and in_log in line for line in log.splitlines())


def test_it_says_if_the_tally_has_something_else(
    farm: Farm, settings: Settings, tally: tuple[str, dict[str, int]]
) -> None:
    """An edit is made, and an article cleaned up, after the last run of the job."""
    _, revisions = tally
    past = [Revision(COUNTED, HERS, '2026-01-30T09:00:00Z', TEXT, 'all away')]
    [number] = replay(farm, 'cs', past)
    assert 'the tally has nothing: the campaign is long over' in explained_edit(farm, settings, number)
    first = explained_edit(farm, settings, revisions['first'])
    assert 'undone: its page cites nothing any more that it added' in first
    assert 'the tally has something else' in first and 'as kept: counts' in first


def test_an_edit_that_was_deleted_cannot_be_explained(farm: Farm, settings: Settings) -> None:
    [number] = replay(farm, 'cs', [Revision('Vysvětleno smazané', HERS, '2026-01-16T09:00:00Z', TEXT, 'gone')])
    farm.api('cs', action='delete', title='Vysvětleno smazané')
    store = Store('sqlite://')
    with pytest.raises(NotThereError, match='or it was deleted'):
        list(explain_edit.explain(settings, store, NOW, 'cs', number))
