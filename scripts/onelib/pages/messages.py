"""The words on the pages, in the language of the wiki: ``message('worklist-article', 'cs')`` is ``Článek``."""

from __future__ import annotations

import datetime

from onelib.i18n import languages
from onelib.wikis import Wiki

__all__ = ['full_date', 'message', 'month']


def message(key: str, wiki: Wiki, /, **values: str | int) -> str:
    """A message of ``onelib.i18n`` with its values filled in; numbers choose plural forms.

    :param key: as in ``i18n/onelib/en.json``, without the prefix ``onelib-``; of ``i18n/meta/``, with its ``meta-``
    :param values: not escaped here
    """
    # The prefix is what the file is found by.
    return languages.text(wiki.language, key if key.startswith('meta-') else f'onelib-{key}', values)


def full_date(date: datetime.date, wiki: Wiki) -> str:
    """A day as the wiki writes it, like ``22. listopadu 2026``."""
    name = wiki.months[languages.month_in_dates(wiki.language)][date.month - 1]
    return message('worklist-date', wiki, day=date.day, month=name, year=date.year)


def month(date: datetime.date, wiki: Wiki) -> str:
    """A month and its year as the wiki writes them, like ``listopad 2026``."""
    return message('worklist-month', wiki, month=wiki.months['names'][date.month - 1], year=date.year)
