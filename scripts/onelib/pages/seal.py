"""By what the bot knows its own words again: a comment at their end, ``<!-- onelib 0123456789abcdef -->``.

In it is a fingerprint of all that stands before it.  Where the two do not match, somebody else has written there.
The templates of `onelib.templates` end with the same comment.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from onelib.pages.messages import message
from onelib.pages.mistakes import without_boxes
from onelib.pages.worklist import unmarked
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape

__all__ = ['COMMENT', 'bare', 'comment', 'fingerprint', 'is_foreign', 'is_whole', 'sealed']

#: A regular expression that matches the comment; its group is the fingerprint.
COMMENT = r'<!-- onelib ([0-9a-f]{16}) -->'

_SEAL = re.compile(rf'\n?{COMMENT}\Z')
# What it wrote before there were seals began so, and there was nothing of others before it.
_OWN = re.compile(r'<(?:p|div) class="onelib-')
_REPLACED = re.compile(r'<p class="onelib-replaced">[^<]*+</p>\n')


def sealed(content: str, wiki: Wiki, *, replaced: bool) -> str:
    """What the bot writes between two templates, with its seal.

    :param replaced: whether text of others stood there: a line above the content says so
    """
    content = content.strip('\n')
    if replaced:
        content = f'<p class="onelib-replaced">{escape(message("worklist-replaced", wiki))}</p>\n{content}'
    return f'{content}\n{comment(_as_kept(content))}'


def bare(body: str) -> str:
    """The content of a block, without its seal and what is said of text that it replaced."""
    return _REPLACED.sub('', _SEAL.sub('', body.strip()), count=1).strip()


def is_whole(body: str) -> bool:
    """Whether what stands in a block is, but for a box above it, what the bot has written there."""
    content = without_boxes(body).strip()
    seal = _SEAL.search(content)
    return seal is not None and seal[1] == fingerprint(_as_kept(content[: seal.start()]))


def is_foreign(body: str) -> bool:
    """Whether somebody else has written into a block, so that their words go when the bot writes its own."""
    content = without_boxes(body).strip()
    if not content or is_whole(body):
        return False
    # Before the first seal the bot's words are known by how they begin.
    return '<!-- onelib ' in content or not _OWN.match(content)


def comment(text: str) -> str:
    """The comment that says which text stands before it."""
    return f'<!-- onelib {fingerprint(text)} -->'


def fingerprint(text: str) -> str:
    """What is in the comment: of another text, to the last byte, it is another one."""
    return hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]


def _as_kept(content: str) -> str:
    """The content of a block as a wiki keeps it, without what people may add to it."""
    return unicodedata.normalize('NFC', unmarked(content.strip()))
