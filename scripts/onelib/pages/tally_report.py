"""The views of a tally that say something: what the global team collects, and a draw of prizes."""

from __future__ import annotations

import shlex

from onelib.campaign.draw import Draw
from onelib.campaign.rows import Report, Shares
from onelib.pages.context import Host
from onelib.pages.numbers import UNKNOWN, growth, percent
from onelib.pages.table import Sheet
from onelib.pages.view_context import ViewColumn, ViewContext, lines
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
            _line('references', numbers.added, host) + _grown(rows.growth_references, view),
            *(_line(name.replace('_', '-'), number, host) for name, number in sums.items()),
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


def _line(name: str, number: int, host: Host) -> str:
    return f"* {host.say(name)}: '''{host.number(number)}'''"


def _grown(rate: float | None, view: ViewContext) -> str:
    """By how much it is more than in the campaign before; that what is only begun is less yet, nobody needs to know."""
    running = view.host.today <= view.counts.campaign.days()[-1]
    if rate is None or (rate < 0 and running):
        return ''
    return f' ({view.host.say("report-growth", growth=growth(rate, view.host.wiki))})'


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
    columns = [
        ViewColumn('participant', 9, lambda ticket, view: view.user(ticket.name, ticket.wikis), text=True, named=False),
        ViewColumn(drawn.sort, 5, lambda ticket, view: view.host.number(ticket.number)),
    ]
    if drawn.seed:
        columns += [
            ViewColumn('prize', 4, lambda ticket, _: f"'''{ticket.prize}.'''" if ticket.prize else UNKNOWN),
            ViewColumn('lot', 20, lambda ticket, _: f'<code style="font-size:85%">{ticket.lot}</code>', text=True),
        ]
    heads = tuple(column.head(view) for column in columns)
    rows = lines(drawn.tickets, columns, lambda ticket: ticket.name, view)
    below = (_recipe(drawn, host), host.legend([drawn.sort]))
    return Sheet(tuple(above), heads, rows, below=below).cut(view.request.limit)


def _recipe(drawn: Draw, host: Host) -> str:
    """How the lots were made, with the first of them as an example."""
    if not drawn.seed or not drawn.tickets:
        return f'<p>{host.say("draw-recipe")}</p>'
    command = escape(f'printf %s {shlex.quote(drawn.tickets[0].text)} | sha256sum')
    return f'<p>{host.say("draw-recipe")} {host.say("draw-example")} <code>{command}</code></p>'
