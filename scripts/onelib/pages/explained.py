"""Every edit that made the numbers of one person: article, difference, what was counted and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onelib.campaign.campaigns import Campaign
from onelib.campaign.counting import Counted, Source, total
from onelib.campaign.rows import SORTS
from onelib.pages.host import Host
from onelib.pages.sheets import Column, Line, Sheet
from onelib.pages.tally_views import legend
from onelib.wikitext.excerpts import escape
from onelib.wikitext.requests import TallyRequest

__all__ = ['edits']

# So much of a source or a statement is enough to know it again in the article.
_SHOWN = 90


def edits(counted: Sequence[Counted], request: TallyRequest, host: Host, campaign: Campaign) -> Sheet:
    """The edits of one person by time, those that count nothing among them.

    :param counted: nothing for who does not want to be named
    """
    lines = tuple(
        Line(
            ('edits', f'{one.wiki}:{one.edit.contribution.revision}'),
            (
                host.date(campaign.day(one.wiki, one.edit.contribution.timestamp)),
                f"'''{host.article(one.wiki, one.edit.contribution.title)}'''",
                f'{one.wiki}: {host.diff(one.wiki, one.edit.contribution.revision)}',
                '<br>'.join(_said(one, host)),
            ),
        )
        for one in counted
    )
    columns = (
        Column(host.say('date'), 6.5, text=True, named=False),
        Column(host.say('article'), 9, text=True, named=False),
        Column(host.say('wiki'), 5, text=True, named=False),
        Column(host.say('counted'), 24, text=True, named=False),
    )
    below = (legend(host, SORTS),)
    return Sheet(_above(counted, request, host), columns, lines, below=below).cut(request.limit)


def _above(counted: Sequence[Counted], request: TallyRequest, host: Host) -> tuple[str, ...]:
    """Whose edits they are, under an anchor that her row in the participants links to, and their sums."""
    if not counted:
        return (f'<p>{host.say("empty")}</p>',)
    name = counted[0].name
    wikis = tuple(dict.fromkeys(one.wiki for one in counted))
    sums = total(counted)
    numbers = ' · '.join(
        f"{host.say(name)}: '''{host.number(getattr(sums, field))}'''" for name, field in SORTS.items()
    )
    title = host.say('explained', user=f"'''{host.user(name, wikis)}'''")
    # The anchor is what a link to Page#Name looks for.
    anchor = escape(name).replace('"', '&quot;')
    return (f'<div id="{anchor}">{title}</div>', f'<p>{numbers}</p>')


def _said(one: Counted, host: Host) -> list[str]:
    """What was counted of an edit, one kind a line."""
    said = []
    if one.edit.hashtag:
        said.append(escape(f'#{one.edit.hashtag}'))
    if one.why:
        said.append(f"''{host.say(f'why-{one.why}')}''")
    if one.counts:
        said += [host.say('new-article')] if one.creates else []
        said += _sources('references', one.added, host)
        said += _sources('translated', one.translated, host)
        said += _sources('improved', one.improved, host)
        said += [f"'''{host.number(one.reused)}''' – {host.say('reused')}"] if one.reused else []
        said += _texts('sourced', one.sourced, host)
        said += [f"'''{host.number(one.listed)}''' – {host.say('listed')}"] if one.listed else []
        said += _texts('claims-removed', one.claims_removed, host)
        said += _sources('removed', one.removed, host)
        said += _sources('again', one.again, host)
        said += [f'{host.say("bytes")}: {host.number(one.bytes)}'] if one.bytes else []
    return said or ['–']


def _sources(name: str, sources: Iterable[Source], host: Host) -> list[str]:
    return _texts(name, [words or key for key, words in sources], host)


def _texts(name: str, texts: Sequence[str], host: Host) -> list[str]:
    """How many there are of a kind, and their words."""
    if not texts:
        return []
    shown = '; '.join(f'<small>{escape(_shortened(text))}</small>' for text in texts)
    return [f"'''{host.number(len(texts))}''' – {host.say(name)}: {shown}"]


def _shortened(text: str) -> str:
    text = ' '.join(text.split())
    return text if len(text) <= _SHOWN else f'{text[: _SHOWN - 1]}…'
