"""The views of a tally that say something: what the global team collects, and a draw of prizes."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from onelib.campaign.draw import Draw
from onelib.campaign.parameters import TallyRequest
from onelib.campaign.rows import Report, Shares
from onelib.pages.context import Host
from onelib.pages.numbers import UNKNOWN, growth, percent
from onelib.pages.table import Column, Line, Sheet
from onelib.pages.tally_views import legend
from onelib.wikitext.escaping import escape

__all__ = ['draw', 'report']

# How the coordinators of single campaigns have reported since 2018
# (meta.wikimedia.org/wiki/The_Wikipedia_Library/1Lib1Ref/Lessons/January_2021).
_MILESTONES = (10, 100, 1000)


def report(found: Report, host: Host) -> Sheet:
    """The sums of the campaign, one sentence or number a line."""
    numbers = found.numbers
    compared = found.growth_references
    people = {'editors': found.editors, 'participants': found.participants, 'unsigned': found.unsigned}
    lines = [
        *_standing('report-hashtag', found.hashtag, host),
        *_standing('report-all', found.all, host),
        f'* {host.say("report-editors", **people)}',
        _line('references', numbers.added, host) + _grown(compared, host),
        *(_line(name, number, host) for name, number in (
            ('reused', numbers.reused),
            ('improved', numbers.improved),
            ('removed', numbers.removed),
            ('translated', numbers.translated),
            ('sourced', numbers.sourced),
            ('listed', numbers.listed),
            ('claims-removed', numbers.claims_removed),
            ('articles-improved', numbers.articles_improved),
            ('articles-created', numbers.articles_created),
            ('bytes', numbers.bytes),
            ('reverted', found.reverted),
            ('probable', found.probable),
            ('unread', numbers.unread),
        )),
    ]  # fmt: skip
    names = ('hashtag', 'references', 'reused', 'improved', 'sourced', 'bytes')
    return Sheet((*lines, legend(host, names)))


def _standing(key: str, standing: Shares, host: Host) -> list[str]:
    """How the wikis stand, and below it the first of them and how many are how large."""
    lines = [f'* {host.say(key, edits=standing.edits, wikis=standing.wikis)}{_grown(standing.growth, host)}']
    if standing.first:
        share = percent(standing.share, host.wiki)
        first = f'{{{{#language:{standing.first}}}}} ({standing.first})'
        lines.append(f'** {host.say("report-first", wiki=first, edits=standing.first_edits, share=share)}')
        over = {f'over{most}': standing.over.get(most, 0) for most in _MILESTONES}
        lines.append(f'** {host.say("report-over", **over)}')
    return lines


def _line(name: str, number: int, host: Host) -> str:
    return f"* {host.say(name)}: '''{host.number(number)}'''"


def _grown(rate: float | None, host: Host) -> str:
    return '' if rate is None else f' ({host.say("report-growth", growth=growth(rate, host.wiki))})'


def draw(drawn: Draw, request: TallyRequest, host: Host, homes: Mapping[str, Sequence[str]]) -> Sheet:
    """Prizes by lot: the winners, and everything that somebody needs who wants to draw them again.

    :param homes: name -> wikis that she is at home on
    """

    def user(name: str) -> str:
        return host.user(name, homes.get(name, ()))

    what = host.say(drawn.sort)
    said = [host.say('draw-who', minimum=drawn.minimum, what=what, people=len(drawn.tickets))]
    if drawn.seed:
        said.append(host.say('draw-seed', seed=f'<code>{escape(drawn.seed)}</code>'))
    else:
        said.append(f"'''{host.say('draw-waiting')}'''")
    above = [f'<p>{" ".join(said)}</p>']
    if drawn.winners:
        names = ', '.join(f"{ticket.prize}. '''{user(ticket.name)}'''" for ticket in drawn.winners)
        above.append(f'<p>{host.say("draw-winners", names=names)}</p>')
    lines = tuple(
        Line(
            ('draw', ticket.name),
            (
                user(ticket.name),
                host.number(ticket.number),
                *((f"'''{ticket.prize}.'''" if ticket.prize else UNKNOWN, _lot(ticket.lot)) if drawn.seed else ()),
            ),
        )
        for ticket in drawn.tickets
    )
    columns = [Column(host.say('participant'), 9, text=True, named=False), Column(what, 5)]
    if drawn.seed:
        columns += [Column(host.say('prize'), 4), Column(host.say('lot'), 20, text=True)]
    below = [_recipe(drawn, host), legend(host, [drawn.sort])]
    return Sheet(tuple(above), tuple(columns), lines, below=tuple(below)).cut(request.limit)


def _lot(lot: str) -> str:
    return f'<code style="font-size:85%">{lot}</code>'


def _recipe(drawn: Draw, host: Host) -> str:
    """How the lots were made, with the first of them as an example."""
    if not drawn.seed or not drawn.tickets:
        return f'<p>{host.say("draw-recipe")}</p>'
    command = escape(f'printf %s {shlex.quote(drawn.tickets[0].text)} | sha256sum')
    return f'<p>{host.say("draw-recipe")} {host.say("draw-example")} <code>{command}</code></p>'
