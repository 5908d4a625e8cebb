"""Whether an article is about somebody who lives, of whom nothing may be said without a source."""

from __future__ import annotations

import re

from onelib.wikis import Wiki

__all__ = ['lives']

# '''Jana Nováková''' (* 5. května 1950, Praha) je …: a day with one year, and no second one.
_LIFE = re.compile(r"'''[^'\n]+'''(?:[\s,]|''[^'\n]*''|\{\{[^{}]*\}\}|<[^<>]*>)*\(([^()\n]{6,300})\)")
_MARKUP = re.compile(r'\[\[(?:[^\[\]|]*\|)?|\]\]|&nbsp;|<[^<>]*>')
_YEARS = re.compile(r'(?<!\d)\d{4}(?!\d)')
_BORN = re.compile(
    r'(?<!\d)\d{1,2}(?:st|nd|rd|th|-[^\W\d_]{1,2})?[.\s]\s*(?:[^\W\d_]+[,.]?|\d{1,2}\.)\s+(?:de\s)?(?P<year>\d{4})(?!\d)'
    r'|[^\W\d_]{3,}\s\d{1,2},\s(?P<American>\d{4})(?!\d)'
)
# Nobody who was born before lives; a century on, this wants another number.
_OLDEST = 1915
# The dates stand at the beginning.
_LEAD = 4000


def lives(text: str, wiki: Wiki) -> bool:
    """Whether an article is in a category of living people, or names at its beginning only the day of a birth."""
    # To MediaWiki only the case of the first letter does not matter.
    living = wiki.categories.get('living', ())
    if any(name[1:] in text and (f':{name}' in text or f':{name[0].lower()}{name[1:]}' in text) for name in living):
        return True
    found = _LIFE.search(text, 0, _LEAD)
    if not found:
        return False
    dates = _MARKUP.sub('', found[1])
    born = _BORN.search(dates)
    if not born or len(_YEARS.findall(dates)) > 1:
        return False
    return int(born['year'] or born['American']) >= _OLDEST
