"""The view of the tally that shows how the sources of a campaign grow: rows with two bars each."""

from __future__ import annotations

from collections.abc import Mapping

from onelib.campaign.growth import Growth, GrowthDay
from onelib.pages.bars import bar
from onelib.pages.numbers import UNKNOWN
from onelib.pages.table import YES, Sheet
from onelib.pages.view_context import ViewContext
from onelib.wikitext.escaping import escape

__all__ = ['growth']


def growth(rows: Growth, view: ViewContext) -> Sheet:
    """A row a day: what came on it, the sum so far, and that of the campaign before."""
    host = view.host
    most = max((sum_ for day in rows.days for sum_ in (day.so_far, day.before) if sum_), default=0)

    def known(name: str, value: int | None) -> Mapping[str, str]:
        return {name: UNKNOWN if value is None else host.figure(value)}

    def data(day: GrowthDay) -> Mapping[str, str]:
        told = {
            'day': str(day.number),
            'date': day.date.isoformat() if day.date else '',
            **known('references', day.added),
            **known('so-far', day.so_far),
            'so-far-bar': bar(day.so_far or 0, most),
        }
        return told | ({**known('before', day.before), 'before-bar': bar(day.before or 0, most)} if previous else {})

    previous = rows.previous
    above: tuple[str, ...] = ()
    if previous:
        dates = previous.campaign.days()
        when = f'{host.date(dates[0])} – {host.date(dates[-1])}'
        above = (f"<p>{host.say('before')}: '''{escape(previous.campaign.id)}''' ({when})</p>",)
    return Sheet(
        above,
        {'of': 'date', **dict.fromkeys(('references', 'so-far', *(('before',) if previous else ())), YES)},
        tuple(view.line(str(day.number), data(day)) for day in rows.days),
        below=(host.legend(['references']),),
        by='growth',
        lang=host.lang,
    ).cut(view.request.limit)
