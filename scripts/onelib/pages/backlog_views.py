"""The rows of each view of the backlog: an entry a view, with its data, for the wikis of `onelib.campaign.backlog`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onelib.campaign.backlog import Change, Live, Tracked, WikiBacklog, largest_first, oldest, share_of
from onelib.campaign.campaigns import Campaign
from onelib.campaign.index import Figures, Summary, TopicFigures
from onelib.campaign.parameters import BacklogRequest
from onelib.pages.bars import bar
from onelib.pages.context import Host
from onelib.pages.messages import month
from onelib.pages.numbers import UNKNOWN, growth, percent, whole_percent
from onelib.pages.table import YES, Line, Sheet
from onelib.wikitext.escaping import escape

__all__ = ['DATA', 'SHEETS', 'TEMPLATES', 'BacklogContext', 'explained']

#: The templates of the wiki: of the heads of columns, and of a row.
HEAD, ROW = TEMPLATES = ('1Lib1Ref backlog/head', '1Lib1Ref backlog/row')

# The numbers of a dump, as columns.
_OF_DUMP = ('articles', 'sourceless', 'share', 'tagged', 'uncited', 'banners', 'oldest')
_OF_TOPIC = ('articles', 'sourceless', 'share', 'tagged', 'uncited')
_LIVE = ('tracked', 'marked')
_CHANGES = ('campaign', 'year')
_OF_CAMPAIGN = ('participants', 'sourced')
#: What these templates get.
DATA: Mapping[str, Sequence[str]] = {
    HEAD: ('of', *_OF_DUMP, *_LIVE, 'number', *_CHANGES, *_OF_CAMPAIGN, 'lang'),
    ROW: (
        *('language', 'category', 'what', 'wiki', 'dump', 'database', 'missing', 'bar', 'list'),
        *_OF_DUMP,
        *('articles-page', 'number', 'number-page'),
        *(datum for name in _LIVE for datum in (name, f'{name}-page')),
        *(datum for name in _CHANGES for datum in (name, f'{name}-less', f'{name}-more', f'{name}-dump')),
        *_OF_CAMPAIGN,
        'lang',
    ),
}
# What has a sentence of its own below the table, in this order.
_ABOUT = ('sourceless', 'tagged', 'uncited', 'banners', *_LIVE, *_CHANGES)
# These numbers of a dump lead to a list of the articles that they count.
_LISTED = ('sourceless', 'tagged', 'uncited', 'banners', 'oldest')
# Where a wiki says itself how many articles it has.
_STATISTICS = 'Special:Statistics'


@dataclass(frozen=True, slots=True)
class BacklogContext:
    """A view on a page: what was asked for, where it stands, and the campaign beside it.

    :ivar campaign: None if there is none
    :ivar editable: codes of the wikis on which the bot keeps lists
    """

    request: BacklogRequest
    host: Host
    campaign: Campaign | None = None
    editable: Collection[str] = ()

    def say(self, key: str, /, **values: str | int) -> str:
        """A message of the bundle ``backlog``."""
        return self.host.said(f'backlog-{key}', **values)

    def line(self, key: str, data: Mapping[str, str]) -> Line:
        """A row; `key` is what it is known by between runs."""
        return Line((f'backlog {self.request.view}', key), data)

    def sheet(self, lines: Iterable[Line], of: str, columns: Sequence[str]) -> Sheet:
        """A table; its first column is called `of`."""
        return Sheet(
            (),
            {'of': of, **dict.fromkeys(columns, YES)},
            tuple(lines),
            row=ROW,
            heads=HEAD,
            by='sourceless',
            lang=self.host.lang,
        )

    def legend(self, names: Iterable[str]) -> tuple[str, ...]:
        """What each of these numbers means, and where it comes from."""
        told = ' '.join(f"'''{self.say(name)}:''' {self.say(f'about-{name}')}" for name in names)
        return (f'<div class="onelib-legend">{told}</div>',) if told else ()

    def listed(self, row: WikiBacklog) -> str:
        """Whether a number can lead to a list of its articles: the bot has to be at home on the wiki."""
        return YES if row.wiki in self.editable and self.host.linked(row.wiki) else ''

    def figure(self, value: int | None) -> str:
        """A number of a row, a dash for what is not known."""
        return UNKNOWN if value is None else self.host.figure(value)

    def change(self, name: str, change: Change | None, most: int) -> dict[str, str]:
        """By how much a number has changed, and its bar."""
        if change is None:
            return {name: UNKNOWN}
        sign = '+' if change.difference > 0 else '−' if change.difference < 0 else '±'
        shown = sign + self.host.number(abs(change.difference))
        # Of a large number a little is no percent, and a zero behind it would deny it.
        if change.rate is not None and whole_percent(abs(change.rate)):
            rate = self.host.said('tally-percent', number=growth(change.rate, self.host.wiki))
            # In some languages the percent sign comes first, and a line could end behind it.
            shown += f' <span style="white-space:nowrap">({rate})</span>'
        way = 'more' if change.difference > 0 else 'less'
        length = bar(abs(change.difference), most)
        then = {f'{name}-dump': change.since.isoformat()}
        return {name: shown, **({f'{name}-{way}': length} if length else {}), **then}


def _of_dump(figures: Figures | None, view: BacklogContext, names: Sequence[str] = _OF_DUMP) -> dict[str, str]:
    """The numbers of a dump, or of a category in one."""
    if figures is None:
        return dict.fromkeys(names, UNKNOWN)
    since = oldest(figures)
    others = {'share': str(whole_percent(share_of(figures))), 'oldest': f'{since:%Y-%m}' if since else UNKNOWN}
    return {name: others[name] if name in others else view.figure(getattr(figures, name)) for name in names}


def _dump(row: WikiBacklog, day: datetime.date | None) -> dict[str, str]:
    """Which dump a row is of, to which the template links."""
    return {'dump': day.isoformat(), 'database': row.database} if day else {}


def _live(row: WikiBacklog, view: BacklogContext) -> dict[str, str]:
    """The numbers that the wiki keeps, each with the category that it is the size of."""
    live = row.live or Live()

    def counted(name: str, tracked: Tracked | None) -> dict[str, str]:
        page = {f'{name}-page': escape(tracked.title)} if tracked else {}
        return {name: view.figure(tracked.pages if tracked else None), **page}

    return {**counted('tracked', live.tagged), **counted('marked', live.marked)}


def _articles(number: int, row: WikiBacklog, view: BacklogContext) -> dict[str, str]:
    """How many articles a wiki says that it has."""
    page = {'articles-page': _STATISTICS} if view.host.linked(row.wiki) else {}
    return {'articles': view.figure(number), **page}


def _missing(row: WikiBacklog, view: BacklogContext) -> str:
    """What is not known of a wiki, and who can mend that."""
    lacks = []
    if row.scanned is None:
        lacks.append(view.say('say-no-dump'))
    elif not row.scanned.whole:
        lacks.append(view.say('say-partial'))
    if row.live is None:
        lacks.append(view.say('say-silent'))
    elif row.live.tagged is None and row.tags:
        lacks.append(view.say('say-no-category', template=escape(f'{{{{{row.tags}}}}}')))
    return ' '.join(lacks)


def _changes(rows: Sequence[WikiBacklog], view: BacklogContext) -> dict[str, dict[str, str]]:
    """How the articles that cite nothing have become more or less, by wiki."""
    start = view.campaign.start if view.campaign else None
    found = {
        row.wiki: {
            'campaign': row.change('sourceless', row.before(start)) if start else None,
            'year': row.change('sourceless', row.a_year_ago()),
        }
        for row in rows
    }
    most = max((abs(change.difference) for pair in found.values() for change in pair.values() if change), default=0)
    return {
        wiki: {key: value for name, change in pair.items() for key, value in view.change(name, change, most).items()}
        for wiki, pair in found.items()
    }


def _shares(then: Summary, now: Summary, view: BacklogContext) -> str:
    """Which share of the articles cited nothing, and which does: the number alone grows with the wiki."""
    return ' → '.join(percent(share_of(one.figures), view.host.wiki) for one in (then, now))


def _side(row: WikiBacklog, view: BacklogContext) -> dict[str, str]:
    """What of the campaign came from there."""
    if row.side is None:
        return dict.fromkeys(_OF_CAMPAIGN, UNKNOWN)
    return {
        'participants': view.figure(row.side.participants) if row.side.takes_part else 'nobody',
        'sourced': view.figure(row.side.sourced),
    }


def _region(rows: Sequence[WikiBacklog], view: BacklogContext) -> Sheet:
    """All wikis side by side, where most articles cite nothing first."""
    rows = largest_first(rows)
    changes = _changes(rows, view)
    most = max((row.scanned.figures.sourceless for row in rows if row.scanned), default=0)
    columns = (*_OF_DUMP, *_LIVE, *(_CHANGES if view.campaign else ('year',)))
    columns = (*columns, *(_OF_CAMPAIGN if view.campaign else ()))

    def data(row: WikiBacklog) -> Mapping[str, str]:
        live = row.live or Live()
        scan = row.scanned
        everything = {
            **_of_dump(scan.figures if scan else None, view),
            **({} if scan or live.articles is None else _articles(live.articles, row, view)),
            **_live(row, view),
            **changes[row.wiki],
            **_side(row, view),
        }
        linked = view.host.linked(row.wiki)
        return {
            'language': row.wiki,
            'wiki': linked,
            **_dump(row, scan.dump if scan else None),
            'missing': _missing(row, view),
            'bar': bar(scan.figures.sourceless, most) if scan else '',
            'list': view.listed(row) if scan else '',
            **{key: value for key, value in everything.items() if _column(key) in columns},
        }

    return view.sheet((view.line(row.wiki, data(row)) for row in rows), 'language', columns)


def _column(key: str) -> str:
    """Which column a datum belongs to: ``marked-page`` to ``marked``."""
    return key.partition('-')[0]


def _wiki(rows: Sequence[WikiBacklog], view: BacklogContext) -> Sheet:
    """One wiki, number by number, with how each has changed."""
    [row] = rows
    start = view.campaign.start if view.campaign else None
    before, year = (row.before(start) if start else None), row.a_year_ago()
    values = _live(row, view)
    if row.scanned is None and row.live and row.live.articles is not None:
        values |= _articles(row.live.articles, row, view)
    columns = ('number', *(_CHANGES if view.campaign else ('year',)))

    def data(name: str) -> Mapping[str, str]:
        changes: dict[str, str] = {}
        for column, then in (('campaign', before), ('year', year)):
            change = row.change(name, then) if name in _OF_DUMP and name not in ('share', 'oldest') else None
            # That there are more articles is neither good nor bad.
            most = max(change.before, change.now) if change and name != 'articles' else 0
            changes |= view.change(column, change, most)
            if name == 'share' and then and row.scanned:
                changes |= {column: _shares(then, row.scanned, view), f'{column}-dump': then.dump.isoformat()}
        return {
            'what': name,
            'wiki': view.host.linked(row.wiki),
            **(_dump(row, row.scanned.dump) if row.scanned and name in _OF_DUMP else {}),
            'number': _written(name, row, view),
            **({'number-page': values[page]} if (page := f'{name}-page') in values else {}),
            'list': view.listed(row) if row.scanned and name in _LISTED else '',
            **{key: value for key, value in changes.items() if _column(key) in columns},
        }

    names = (*_OF_DUMP, *_LIVE, *(_OF_CAMPAIGN if view.campaign else ()))
    sheet = view.sheet((view.line(name, data(name)) for name in names), 'what', columns)
    missing = _missing(row, view)
    return replace(sheet, above=(f'<p>{missing}</p>',) if missing else (), by='')


def _written(name: str, row: WikiBacklog, view: BacklogContext) -> str:
    """A number as readers see it, in a column that has numbers of all kinds."""
    figures, live = row.scanned.figures if row.scanned else None, row.live or Live()
    if name in _OF_CAMPAIGN:
        return view.host.number(getattr(row.side, name)) if row.side else UNKNOWN
    if name in _LIVE:
        tracked = live.tagged if name == 'tracked' else live.marked
        return view.host.number(tracked.pages) if tracked else UNKNOWN
    if figures is None:
        return view.host.number(live.articles) if name == 'articles' and live.articles is not None else UNKNOWN
    if name == 'share':
        return percent(share_of(figures), view.host.wiki)
    if name == 'oldest':
        since = oldest(figures)
        return month(since, view.host.wiki) if since else UNKNOWN
    return view.host.number(getattr(figures, name))


def _topics(rows: Sequence[WikiBacklog], view: BacklogContext) -> Sheet:
    """One wiki by its categories, where most articles cite nothing first."""
    [row] = rows
    topics = sorted(row.topics, key=lambda topic: (-topic.figures.sourceless, -topic.figures.articles, topic.name))
    most = max((topic.figures.sourceless for topic in topics), default=0)

    def data(topic: TopicFigures) -> Mapping[str, str]:
        return {
            'category': escape(topic.name),
            'wiki': view.host.linked(row.wiki),
            'bar': bar(topic.figures.sourceless, most),
            # In an address an entity would be no letter.
            'list': view.listed(row) if escape(topic.name) == topic.name else '',
            **_of_dump(topic.figures, view, _OF_TOPIC),
        }

    lines = (view.line(topic.name, data(topic)) for topic in topics)
    return view.sheet(lines, 'category', _OF_TOPIC).cut(view.request.limit)


def _trend(rows: Sequence[WikiBacklog], view: BacklogContext) -> Sheet:
    """The dumps of each wiki that have been read, the newest first."""
    rows = sorted(rows, key=lambda row: row.wiki)
    lines = []
    for row in rows:
        scans = row.scans[::-1][: view.request.limit]
        most = max((scan.figures.sourceless for scan in scans), default=0)
        for scan in scans:
            data = {
                'language': row.wiki,
                'wiki': view.host.linked(row.wiki),
                **_dump(row, scan.dump),
                'missing': '' if scan.whole else view.say('say-partial'),
                'bar': bar(scan.figures.sourceless, most),
                **_of_dump(scan.figures, view),
            }
            lines.append(view.line(f'{row.wiki} {scan.dump}', data))
    return view.sheet(lines, 'language', _OF_DUMP)


def explained(sheet: Sheet) -> list[str]:
    """Which of the numbers of a table have something to be said of."""
    shown = {*sheet.head, *(line.data.get('what', '') for line in sheet.lines)} if sheet.lines else set()
    return [name for name in _ABOUT if name in shown]


#: What makes the block of each view.
SHEETS: Mapping[str, Callable[[Sequence[WikiBacklog], BacklogContext], Sheet]] = {
    'region': _region,
    'wiki': _wiki,
    'topics': _topics,
    'trend': _trend,
}
