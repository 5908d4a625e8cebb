"""The views of a tally that say something: what the global team collects, and a draw of prizes."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from onelib.campaign.draw import Draw, Ticket
from onelib.campaign.rows import Report, Shares
from onelib.pages.context import Host
from onelib.pages.messages import message
from onelib.pages.numbers import UNKNOWN, growth, percent
from onelib.pages.table import YES, Sheet
from onelib.pages.view_context import ViewContext
from onelib.wikitext.escaping import escape

__all__ = ['draw', 'report']

# How the coordinators of single campaigns have reported since 2018
# (meta.wikimedia.org/wiki/The_Wikipedia_Library/1Lib1Ref/Lessons/January_2021).
_MILESTONES = (10, 100, 1000)


# What is summed of the campaign and of what did not count, in the order in which it is said.
_OF_NUMBERS = (
    *('reused', 'improved', 'removed', 'translated', 'sourced', 'listed', 'claims_removed'),
    *('articles_improved', 'articles_created', 'bytes'),
)
_LEGEND = ('hashtag', 'references', 'reused', 'improved', 'sourced', 'bytes')


def report(rows: Report, view: ViewContext) -> Sheet:
    """The sums of the campaign, one sentence or number a line."""
    host, numbers = view.host, rows.numbers
    people = {'editors': rows.editors, 'participants': rows.participants, 'unsigned': rows.unsigned}
    sums = {name: getattr(numbers, name) for name in _OF_NUMBERS}
    sums |= {'reverted': rows.reverted, 'probable': rows.probable, 'unread': numbers.unread}
    return Sheet(
        (
            *_standing('report-hashtag', rows.hashtag, view),
            *_standing('report-all', rows.all, view),
            f'* {host.say("report-editors", **people)}',
            f'* {host.sum("references", numbers.added, _growth(rows.growth_references, view))}',
            *(f'* {host.sum(name.replace("_", "-"), number)}' for name, number in sums.items()),
            host.legend(_LEGEND),
        )
    )


def _standing(key: str, standing: Shares, view: ViewContext) -> list[str]:
    """How the wikis stand, and below it the first of them and how many are how large."""
    host = view.host
    lines = [f'* {host.say(key, edits=standing.edits, wikis=standing.wikis)}{_grown(standing.growth, view)}']
    if standing.first:
        share = percent(standing.share, host.wiki)
        first = f'{{{{#language:{standing.first}}}}} ({standing.first})'
        lines.append(f'** {host.say("report-first", wiki=first, edits=standing.first_edits, share=share)}')
        over = {f'over{most}': standing.over.get(most, 0) for most in _MILESTONES}
        lines.append(f'** {host.say("report-over", **over)}')
    return lines


def _grown(rate: float | None, view: ViewContext) -> str:
    """The same in a sentence."""
    grown = _growth(rate, view)
    if not grown:
        return ''
    return f' ({view.host.say("report-growth", growth=message("tally-percent", view.host.wiki, number=grown))})'


def _growth(rate: float | None, view: ViewContext) -> str:
    """By how much it is more than in the campaign before; that what is only begun is less yet, nobody needs to know."""
    running = view.host.today <= view.counts.campaign.days()[-1]
    return '' if rate is None or (rate < 0 and running) else growth(rate, view.host.wiki)


def draw(drawn: Draw, view: ViewContext) -> Sheet:
    """Prizes by lot: the winners, and everything that somebody needs who wants to draw them again."""
    host, what = view.host, view.host.say(drawn.sort)
    sentences = [host.say('draw-who', minimum=drawn.minimum, what=what, people=len(drawn.tickets))]
    if drawn.seed:
        sentences.append(host.say('draw-seed', seed=f'<code>{escape(drawn.seed)}</code>'))
    else:
        sentences.append(f"'''{host.say('draw-waiting')}'''")
    above = [f'<p>{" ".join(sentences)}</p>']
    if drawn.winners:
        names = ', '.join(f"{won.prize}. '''{view.user(won.name, won.wikis)}'''" for won in drawn.winners)
        above.append(f'<p>{host.say("draw-winners", names=names)}</p>')
    columns = (drawn.sort, *(('prize', 'lot') if drawn.seed else ()))
    rows = tuple(view.line(ticket.name, _ticket(ticket, drawn, view)) for ticket in drawn.tickets)
    below = (_recipe(drawn, host), host.legend([drawn.sort]))
    head = {'of': 'user', **dict.fromkeys(columns, YES)}
    return Sheet(tuple(above), head, rows, below=below, lang=host.lang).cut(view.request.limit)


def _ticket(ticket: Ticket, drawn: Draw, view: ViewContext) -> Mapping[str, str]:
    row = {**view.person(ticket.name, ticket.wikis), drawn.sort: view.host.figure(ticket.number)}
    return row | {'prize': str(ticket.prize or UNKNOWN), 'lot': ticket.lot} if drawn.seed else row


def _recipe(drawn: Draw, host: Host) -> str:
    """How the lots were made, with the first of them as an example."""
    if not drawn.seed or not drawn.tickets:
        return f'<p>{host.say("draw-recipe")}</p>'
    command = escape(f'printf %s {shlex.quote(drawn.tickets[0].text)} | sha256sum')
    return f'<p>{host.say("draw-recipe")} {host.say("draw-example")} <code>{command}</code></p>'
