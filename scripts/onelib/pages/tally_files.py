"""A tally as a file of its own: HTML that needs no wiki, network or script, and that is well-formed XML, too."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from onelib.pages.growth_graph import graph
from onelib.pages.html_files import attributes, in_html
from onelib.pages.tally import TallyPart
from onelib.pages.tally_data import Cell, called

__all__ = ['page', 'styles']

_SO_FAR, _BEFORE = 'sources_so_far', 'sources_before'


def page(title: str, part: TallyPart) -> str:
    """The whole file.

    :param title: of the page that the tally stands on
    """
    host, campaign = part.host, part.campaign
    shown = in_html(f'{title} – {campaign.id}')
    days = campaign.days()
    return '\n'.join((
        '<!DOCTYPE html>',
        f'<html{attributes(host.wiki)}>',
        '<head>',
        '<meta charset="utf-8" />',
        '<meta name="viewport" content="width=device-width, initial-scale=1" />',
        '<meta name="referrer" content="no-referrer" />',
        f'<title>{shown}</title>',
        f'<style>\n{styles()}</style>',
        '</head>',
        '<body>',
        f'<h1>{shown}</h1>',
        f'<p>{in_html(f"{host.date(days[0])} – {host.date(days[-1])}. {part.said()}")}</p>',
        *_goals(part),
        *_graph(part),
        *_table(part),
        '</body>',
        '</html>',
        '',
    ))  # fmt: skip


def _goals(part: TallyPart) -> Iterator[str]:
    """How far the campaign is, in words with a bar below them."""
    host = part.host
    for goal, reached in part.goals:
        share = 100 * reached // goal.number
        percent = host.said('tally-percent', number=str(share)).replace('&#37;', '%')
        numbers = f'{host.number(reached)} / {host.number(goal.number)} ({percent})'
        said = f'{host.say("goal")}: {host.say(goal.kind)}: {numbers}'
        bar = f'<div class="bar" style="width:{min(share, 100)}%"></div>' if share else ''
        yield f'<div class="goal">{in_html(said)}{bar}</div>'


def _graph(part: TallyPart) -> Iterator[str]:
    fields = list(part.records.fields)
    if _SO_FAR in fields:
        curves = [[_number(row[fields.index(name)]) for row in part.records.cells] for name in (_SO_FAR, _BEFORE)]
        yield f'<figure>{graph(curves, part.campaign.id, part.host)}</figure>'


def _number(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None


def _table(part: TallyPart) -> Iterator[str]:
    """The rows of the tally, those that it shows."""
    shown = part.records.only({line.key for line in part.sheet.lines})
    empty = {n for n in range(len(shown.fields)) if all(row[n] is None for row in shown.cells)}
    heads = (
        f'<th scope="col">{in_html(called(field, part.host.wiki))}</th>'
        for n, field in enumerate(shown.fields)
        if n not in empty
    )
    yield f'<table>\n<thead><tr>{"".join(heads)}</tr></thead>\n<tbody>'
    for row in shown.cells:
        cells = (_cell(cell, part, head=not n) for n, cell in enumerate(row) if n not in empty)
        yield f'<tr>{"".join(cells)}</tr>'
    yield '</tbody>\n</table>'


def _cell(cell: Cell, part: TallyPart, *, head: bool) -> str:
    if head:
        return f'<th scope="row">{in_html(str(cell))}</th>'
    if isinstance(cell, int):
        return f'<td class="number">{in_html(part.host.number(cell))}</td>'
    return f'<td>{in_html(cell or "")}</td>'


def styles() -> str:
    """How it looks."""
    return (files('onelib.pages') / 'tally_files.css').read_text(encoding='utf-8')
