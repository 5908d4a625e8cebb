"""What is known of some wikis, to be shown in all views of the backlog: much, little, nothing, and hostile names."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from onelib import wikis
from onelib.campaign.backlog import CampaignSide, Live, Tracked, WikiBacklog
from onelib.campaign.index import Figures, Summary, TopicFigures
from onelib.campaign.parameters import backlog
from onelib.pages.backlog import BacklogPart, part
from onelib.pages.backlog_views import BacklogContext
from onelib.pages.context import Host
from onelib.pages.links import Target

from . import tallies

SERVED = ('cs', 'et', 'ka', 'sr', 'uk')
SCANNED = datetime.datetime(2026, 12, 4, 3, tzinfo=datetime.UTC)


def figures(articles: int, sourceless: int, scale: int = 1) -> Figures:
    return Figures(
        articles,
        sourceless,
        tagged=7 * scale,
        uncited=311 * scale,
        bannered=20 * scale,
        banners=23 * scale,
        banner_since=datetime.date(2011, 2, 1),
        tag_since=datetime.date(2009, 7, 1),
        references=3 * articles,
        sources=2 * articles,
        prose=1500 * articles,
        paragraphs=9 * articles,
        cited=4 * articles,
    )


def summary(wiki: str, day: str, made: Figures, whole: bool = True) -> Summary:
    return Summary(wiki, datetime.date.fromisoformat(day), SCANNED, whole, made)


def rows() -> tuple[WikiBacklog, ...]:
    """A year of dumps of one wiki, a shorter time of others, one whose tags count nothing, and one that is silent."""
    cs = (
        summary('cs', '2025-12-01', figures(560_000, 61_200)),
        summary('cs', '2026-06-01', figures(575_000, 60_100)),
        summary('cs', '2026-10-01', figures(1_000, 20), whole=False),
        summary('cs', '2027-01-01', figures(590_000, 59_000)),
    )
    uk = (
        summary('uk', '2026-12-01', figures(1_400_000, 251_300, 41)),
        summary('uk', '2027-01-15', figures(1_402_000, 252_001, 41)),
    )
    live = Live(590_123, Tracked('Kategorie:Údržba:Články s nedoloženými tvrzeními', 12_345), None)
    tracked = Tracked('Категорія:Статті з твердженнями без джерел', 88_000)
    marked = Live(1_402_333, tracked, Tracked("Категорія:''Ч'' ~ «без джерел» &", 4))
    part_of_et = summary('et', '2027-01-01', figures(3, 0), whole=False)
    named = (('Knihovny', 312, 41), ("A|b ''c'' [[d]] {{e}} <f>", 99, 98), ('Hrady', 7, 0))
    topics = tuple(TopicFigures(name, figures(articles, sourceless)) for name, articles, sourceless in named)
    return (
        WikiBacklog('cs', 'cswiki', live, cs, topics, CampaignSide(True, 12, 340), 'Fakt/dne'),
        WikiBacklog('et', 'etwiki', None, (part_of_et,), (), CampaignSide(False)),
        WikiBacklog('ka', 'kawiki', Live(170_000), (), (), CampaignSide(True), 'წყარო'),
        WikiBacklog('sr', 'srwiki', Live(690_000, Tracked('Категорија:Ч', 0)), (), (), CampaignSide(True, 0, 2)),
        WikiBacklog('uk', 'ukwiki', marked, uk, (), CampaignSide(True, 1, 1)),
    )


def host(code: str) -> Host:
    """A page on that wiki."""
    script = 'https://{}.wikipedia.org/w/index.php'
    return Host(
        wikis.load(code),
        tallies.NOW.date(),
        {wiki: Target(script.format(wiki), '' if wiki == code else wiki) for wiki in SERVED if wiki != 'sr'},
    )


def shown(place: Host, parameters: Mapping[str, str], *, campaign: bool = True) -> BacklogPart:
    """The block that these parameters make."""
    request = backlog(parameters, host=place.wiki.code, served=SERVED)
    known = [row for row in rows() if row.wiki in request.wikis]
    return part(known, BacklogContext(request, place, tallies.CAMPAIGN if campaign else None, ('meta', 'cs')))


#: Of each view a block, and some with little to say.
BLOCKS: tuple[Mapping[str, str], ...] = (
    {},
    {'wikis': 'ka, sr'},
    {'view': 'wiki', 'wikis': 'cs'},
    {'view': 'wiki', 'wikis': 'ka'},
    {'view': 'topics', 'wikis': 'cs', 'limit': '2'},
    {'view': 'topics', 'wikis': 'ka'},
    {'view': 'trend'},
)
