"""What without a footnote of its own is covered by one that stands behind it.

Editors put one footnote behind a sentence that they wrote as a list, and one to the caption or the head of a table, or
to a quotation, that a paragraph leads to; or they write a line with the source below.  A footnote that stands within
a table covers its row, and one in the caption of a picture the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onelib.wikitext.passages import Passage
from onelib.wikitext.statements import claims

__all__ = ['behind']

# A paragraph that is longer says more than what it leads to.
_LONG = 300
_GOES_ON = (';', ',')
_COVERED = ('paragraph', 'item')
_LED_TO = ('block', 'row')


def behind(passages: Sequence[Passage], cites: Callable[[str], bool], marks: str) -> list[bool]:
    """Whether each passage of a section is covered by what stands behind it.

    :param cites: whether a text has a footnote
    :param marks: what else may stand behind the words of a passage
    """
    found = [False] * len(passages)
    for at in range(len(passages) - 2, -1, -1):
        one, next_ = passages[at], passages[at + 1]
        if one.kind not in _COVERED:
            continue
        if next_.kind != 'item' and claims.is_source(next_.text):
            found[at] = one.kind == 'paragraph'
        elif one.kind == 'item':
            found[at] = next_.kind == 'item' and _goes_on(one, marks) and (found[at + 1] or cites(next_.text))
        elif one.kind == 'paragraph':
            if next_.kind in _LED_TO:
                # The caption of a table and then its head.
                head = passages[at + 2] if next_.kind == 'block' and at + 2 < len(passages) else next_
                found[at] = _is_short(one) and (cites(next_.text) or (head.kind == 'row' and cites(head.text)))
            elif next_.kind == 'item':
                found[at] = _is_short(one) and _goes_on(next_, marks) and found[at + 1]
    return found


def _goes_on(item: Passage, marks: str) -> bool:
    """Whether an item is a part of a sentence that the next one goes on with."""
    return item.text.rstrip(marks).endswith(_GOES_ON)


def _is_short(paragraph: Passage) -> bool:
    return len(paragraph.text) < _LONG
