"""What MediaWiki calls what stands in the data files: for asking a wiki what is true of it."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ['CANONICAL_NAMESPACES', 'MONTHS', 'NAMESPACES']

#: Keys of ``[namespaces]`` -> the names that work on every wiki.
CANONICAL_NAMESPACES: Mapping[str, str] = {
    'user': 'User',
    'user_talk': 'User talk',
    'special': 'Special',
    'file': 'File',
    'template': 'Template',
    'category': 'Category',
}
#: Keys of ``[namespaces]`` -> numbers.
NAMESPACES: Mapping[str, int] = {
    'user': 2,
    'user_talk': 3,
    'special': -1,
    'file': 6,
    'template': 10,
    'category': 14,
}

# Not those of the module calendar: they are in the language of the machine.
_MONTHS = (
    *('january', 'february', 'march', 'april', 'may', 'june'),
    *('july', 'august', 'september', 'october', 'november', 'december'),
)
#: Keys of ``[months]`` -> the messages of MediaWiki with the twelve names in that form, January first.
MONTHS: Mapping[str, tuple[str, ...]] = {
    'names': tuple('may_long' if name == 'may' else name for name in _MONTHS),
    'genitive': tuple(f'{name}-gen' for name in _MONTHS),
    'abbreviations': tuple(name[:3] for name in _MONTHS),
}
