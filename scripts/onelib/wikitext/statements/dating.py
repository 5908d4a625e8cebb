"""Since when a tag or banner says that a source is wanted."""

from __future__ import annotations

import datetime
import re

from onelib import wikis
from onelib.wikis import Wiki
from onelib.wikitext import dates, plaintext, tree
from onelib.wikitext.tree import Part, Template

__all__ = ['date_of']

_ONLY_DATE = re.compile(r'[\d\s./-]{6,20}$')


def date_of(
    node: Template, text: str, wiki: Wiki, *, apart_from: Part | None = None, named: bool = False
) -> datetime.date | None:
    """The date in a tag or banner, by the name of a parameter, by position, or wherever nothing but a date stands.

    :param named: by the name of a parameter only
    """
    values = [
        (name, plaintext.of(part.value, text, wiki))
        for name, part in tree.arguments(node, text)
        if part is not apart_from
    ]
    names = (*wikis.common()['parameters']['date'], *wiki.parameters.get('date', ()))
    found = dates.parse([value for name, value in values if name in names], wiki)
    if found or named:
        return found
    return (
        dates.parse([value for name, value in values if name.isdigit()], wiki)
        # Some people put the date where the reason should be; a date in a reason is something else.
        or dates.parse([value for _, value in values if _ONLY_DATE.match(value)], wiki)
    )
