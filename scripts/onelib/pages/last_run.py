"""The page with the day of the bot's last complete run on a wiki, at which the start templates look."""

from __future__ import annotations

import datetime

from onelib.pages.messages import message
from onelib.wikis import Wiki

__all__ = ['never', 'written']


def written(day: datetime.date, wiki: Wiki) -> str:
    """The text of the page: the day comes first, in digits; everything behind it is for people."""
    return f'{day:%Y-%m-%d}{_about(wiki)}'


def never(wiki: Wiki) -> str:
    """The text of the page as long as there was no such run."""
    return f'–{_about(wiki)}'


def _about(wiki: Wiki) -> str:
    return f'<noinclude>\n\n{message("setup-last-run", wiki)}</noinclude>'
