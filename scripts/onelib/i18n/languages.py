"""Which words a wiki gets where its language has none of its own, and which plural form goes with a number."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pywikibot import i18n, plural

__all__ = ['chain', 'for_coordinators', 'has', 'known', 'month_in_dates', 'plural_rule', 'text']

_TABLES = tomllib.loads((files('onelib.i18n') / 'languages.toml').read_text(encoding='utf-8'))
_FOR_COORDINATORS = tuple(_TABLES['coordinators'])


def text(language: str, key: str, values: Mapping[str, str | int]) -> str:
    """A message with its values filled in, in the first language of the `chain` that has it."""
    found = next((one for one in chain(language) if has(one, key)), 'en')
    return str(i18n.twtranslate(found, key, values, fallback=False))


def has(language: str, key: str) -> bool:
    """Whether a language has a message of its own."""
    _tell_pywikibot()
    return bool(i18n.twhas_key(language, key))


@cache
def known() -> tuple[str, ...]:
    """The languages that have words of their own."""
    names = (file.name for file in (files('onelib.i18n') / 'onelib').iterdir())
    return tuple(sorted(name.removesuffix('.json') for name in names if name.endswith('.json') and name != 'qqq.json'))


@cache
def chain(language: str) -> tuple[str, ...]:
    """The language, those whose words stand in for its own, and English at last."""
    known: list[str] | None = _TABLES['fallbacks'].get(language)
    others = i18n.altlang(language) if known is None else known
    return tuple(dict.fromkeys([language, *others, 'en']))


def for_coordinators(key: str) -> bool:
    """Whether a message is for those who set up lists and campaigns alone."""
    return key.startswith(_FOR_COORDINATORS)


def month_in_dates(language: str) -> str:
    """Which form of a month stands in a date, by its name in the data files of wikis."""
    return 'names' if language in _TABLES['plain_months'] else 'genitive'


def plural_rule(language: str) -> Mapping[str, Any]:
    """How many plural forms a language has, ``nplurals``, and which of them a number takes, ``plural``."""
    _tell_pywikibot()
    rule: Mapping[str, Any] = plural.plural_rule(language)
    return rule


@cache
def _tell_pywikibot() -> None:
    # Not on import: pywikibot forgets all messages it has read when it is told of another package.
    i18n.set_messages_package('onelib.i18n')
    # Like no other language's: a form for round numbers and 11 to 19 comes first.
    plural.plural_rules['lv'] = {
        'nplurals': 3,
        'plural': lambda n: 0 if n % 10 == 0 or 11 <= n % 100 <= 19 else 1 if n % 10 == 1 else 2,
    }
    for language, like in _TABLES['plurals'].items():
        plural.plural_rules[language] = plural.plural_rule(like)
