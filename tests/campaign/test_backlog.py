"""What is compared with what in the backlog of a wiki, and what belongs together."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from onelib.campaign.backlog import Live, Tracked, WikiBacklog, counted_in, largest_first, oldest, scanned_share, sides
from onelib.campaign.index import Figures, Summary
from onelib.campaign.parameters import BacklogRequest, RequestError, backlog
from tests.pages import tallies

SCANNED = datetime.datetime(2027, 1, 3, tzinfo=datetime.UTC)
SERVED = ('cs', 'pl', 'uk')


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def wiki(code: str, *dumps: tuple[str, int], articles: int = 100) -> WikiBacklog:
    """A wiki with dumps, each with its day and how many articles cite nothing."""
    scans = (Summary(code, day(when), SCANNED, True, Figures(articles, sourceless)) for when, sourceless in dumps)
    return WikiBacklog(code, f'{code}wiki', scans=tuple(scans))


YEAR = wiki('cs', ('2025-11-01', 9), ('2025-12-01', 30), ('2026-11-01', 25), ('2026-12-01', 20))


def test_a_year_is_the_dump_nearest_to_it() -> None:
    before = YEAR.a_year_ago()
    assert before and before.dump == day('2025-12-01')
    change = YEAR.change('sourceless', before)
    assert change and (change.before, change.now, change.difference, change.rate) == (
        30,
        20,
        -10,
        pytest.approx(-1 / 3),
    )
    assert wiki('cs', ('2026-06-01', 30), ('2026-12-01', 20)).a_year_ago() is None
    assert wiki('cs').a_year_ago() is None and wiki('cs').change('sourceless', None) is None
    assert wiki('cs', ('2025-12-01', 0), ('2026-12-01', 5)).change('sourceless', before) is not None


def test_a_campaign_is_compared_with_the_last_dump_before_it() -> None:
    before = YEAR.before(day('2026-11-15'))
    assert before and before.dump == day('2026-11-01')
    on_the_day = YEAR.before(day('2026-11-01'))
    assert on_the_day and on_the_day.dump == day('2026-11-01')
    # What is older than two months says nothing of its beginning, and the latest dump cannot be compared with itself.
    assert YEAR.before(day('2026-05-01')) is None
    assert wiki('cs', ('2026-12-01', 20)).before(day('2026-12-15')) is None


def test_with_a_part_of_a_dump_nothing_is_compared() -> None:
    first, second = wiki('cs', ('2026-11-01', 9), ('2026-12-01', 20)).scans
    part = replace(first, whole=False)
    assert replace(YEAR, scans=(part, second)).before(day('2026-11-15')) is None
    cut = replace(YEAR, scans=(first, replace(second, whole=False)))
    assert cut.change('sourceless', cut.before(day('2026-11-15'))) is None
    # Of the two it is the whole one that counts, and a part alone is not summed up with whole ones.
    assert cut.scanned == first
    cut = replace(YEAR, scans=(replace(second, whole=False),))
    share = scanned_share([cut, wiki('pl', ('2026-12-01', 3), articles=50)])
    assert share and (share.articles, share.sourceless, share.wikis) == (50, 3, 1)
    assert [row.wiki for row in counted_in([cut, wiki('pl', ('2026-12-01', 3))])] == ['pl']
    alone = scanned_share([cut])
    assert alone and alone.articles == 100


def test_the_oldest_of_tags_and_banners() -> None:
    assert oldest(Figures()) is None
    assert oldest(Figures(tag_since=day('2012-05-01'))) == day('2012-05-01')
    assert oldest(Figures(tag_since=day('2012-05-01'), banner_since=day('2009-01-01'))) == day('2009-01-01')


def test_kinds_are_never_added_up() -> None:
    """Dumps with dumps, and categories among themselves: the largest category is behind the smallest dump."""
    live = WikiBacklog('uk', 'ukwiki', Live(10, Tracked('Категорія:Т', 10**6)))
    less = WikiBacklog('be', 'bewiki', Live(10**7, Tracked('Катэгорыя:Т', 5), Tracked('Катэгорыя:Б', 9)))
    none, silent = WikiBacklog('ka', 'kawiki', Live(7)), WikiBacklog('et', 'etwiki')
    rows = [silent, none, less, live, wiki('pl', ('2026-12-01', 1)), YEAR]
    assert [row.wiki for row in largest_first(rows)] == ['cs', 'pl', 'uk', 'be', 'et', 'ka']
    share = scanned_share(rows)
    assert share and (share.articles, share.sourceless, share.wikis) == (200, 21, 2)
    assert scanned_share([live, none]) is None


def test_who_takes_part() -> None:
    there = sides(tallies.counts(), ('cs', 'ka', 'sr', 'uk'))
    assert not there['uk'].named and not there['uk'].takes_part
    assert there['cs'].named and there['cs'].takes_part
    # Николина signed up for both.
    assert sum(side.participants for side in there.values()) > len(tallies.PEOPLE)
    assert sum(side.sourced for side in there.values()) == tallies.counts().total.sourced


def test_requests() -> None:
    assert backlog({}, served=SERVED) == BacklogRequest(wikis=SERVED)
    assert backlog({'view': 'Wiki'}, host='pl', served=SERVED).wikis == ('pl',)
    assert backlog({}, host='pl', served=SERVED).wikis == SERVED
    assert backlog({'wikis': 'UK, cs，cs'}, served=SERVED).wikis == ('uk', 'cs')
    asked = backlog({'view': 'topics', 'wikis': 'cs', 'category': '[[:Kategorie:Hrady]]\nKnihovny'}, served=SERVED)
    assert asked.category == ('Kategorie:Hrady', 'Knihovny')


@pytest.mark.parametrize(
    ('given', 'wrong'),
    [
        ({'view': 'wiki'}, ['wikis']),
        ({'view': 'topics', 'wikis': 'cs, uk'}, ['wikis']),
        ({'wikis': 'cs, meta'}, ['wikis']),
        ({'wikis': 'czech, xx', 'view': 'all', 'limit': '0'}, ['view', 'wikis', 'limit']),
        ({'campaign': '2026-01'}, ['campaign']),
        ({'wiki': 'cs', 'lang': 'xx'}, ['wiki', 'lang']),
        ({'category': 'a[b]'}, ['category']),
    ],
)
def test_mistakes(given: dict[str, str], wrong: list[str]) -> None:
    with pytest.raises(RequestError) as caught:
        backlog(given, served=SERVED, campaigns=['2027-01'])
    assert [mistake.parameter for mistake in caught.value.mistakes] == wrong
