"""The words on the pages, in the language of the wiki: ``message('worklist-article', 'cs')`` is ``Článek``."""

from __future__ import annotations

import datetime
from functools import cache

from pywikibot import i18n

from onelib.wikis import Wiki

__all__ = ['full_date', 'message', 'month']


def message(key: str, wiki: Wiki, /, **values: str | int) -> str:
    """A message of ``onelib.i18n`` with its values filled in; numbers choose plural forms.

    :param key: as in ``i18n/onelib/en.json``, without the prefix ``onelib-``; of ``i18n/meta/``, with its ``meta-``
    :param values: not escaped here
    """
    _use_our_messages()
    # The prefix is what pywikibot finds the file by.
    return str(i18n.twtranslate(wiki.language, key if key.startswith('meta-') else f'onelib-{key}', values))


@cache
def _use_our_messages() -> None:
    # Not on import: pywikibot forgets all messages it has read when it is told of another package.
    i18n.set_messages_package('onelib.i18n')


def full_date(date: datetime.date, wiki: Wiki) -> str:
    """A day as the wiki writes it, like ``22. listopadu 2026``."""
    return message('worklist-date', wiki, day=date.day, month=wiki.months['genitive'][date.month - 1], year=date.year)


def month(date: datetime.date, wiki: Wiki) -> str:
    """A month as the wiki writes it, like ``květen 2019``."""
    return message('worklist-month', wiki, month=wiki.months['names'][date.month - 1], year=date.year)
