"""By what the bot knows its own words again: a comment like ``<!-- onelib 0123456789abcdef 1.0.0 -->``.

In it is a fingerprint of all else in the block, and which version has written that.  Where the two do not match,
somebody else has written there.  It ends the line with date and counts, so that no third line changes with a row; where
there is none, it ends the block.  The templates of `onelib.templates` end with the same comment, without a version.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from onelib import __version__
from onelib.pages import list_rows
from onelib.pages.messages import message
from onelib.pages.mistakes import without_boxes
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape

__all__ = ['COMMENT', 'bare', 'comment', 'fingerprint', 'is_foreign', 'is_whole', 'sealed']

#: A regular expression that matches the comment; its group is the fingerprint.
COMMENT = r'<!-- onelib ([0-9a-f]{16}) -->'

_COUNT = re.compile(r'^(?:<div class="onelib-progress">[^\n]*)?<p class="onelib-count">[^\n]*</p>$', re.MULTILINE)
_VERSIONED = r'<!-- onelib ([0-9a-f]{16}(?: [0-9A-Za-z.+-]{1,40})?) -->'
_SEAL = re.compile(rf'(?<=</p>){_VERSIONED}$|\n?{_VERSIONED}\Z', re.MULTILINE)
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
    return _with_seal(content)


def renewed(body: str) -> str:
    """A body with its seal and boxes, of which the bot has changed some rows: with the seal that it has now."""
    above = body[: len(body) - len(without_boxes(body))]
    return above + _with_seal(_SEAL.sub('', without_boxes(body)).strip('\n'))


def _with_seal(content: str) -> str:
    said = comment(_as_kept(content), __version__)
    count = _COUNT.search(content)
    return f'{content[: count.end()]}{said}{content[count.end() :]}' if count else f'{content}\n{said}'


def bare(body: str) -> str:
    """The content of a block, without its seal and what is said of text that it replaced."""
    return _REPLACED.sub('', _SEAL.sub('', body.strip()), count=1).strip()


def is_whole(body: str) -> bool:
    """Whether what stands in a block is, but for a box above it, what the bot has written there."""
    content = list_rows.bare(without_boxes(body).strip())
    seals = [found[1] or found[2] for found in _SEAL.finditer(content)]
    return len(seals) == 1 and seals[0] == _said(_as_kept(_SEAL.sub('', content)), seals[0].partition(' ')[2])


def is_foreign(body: str) -> bool:
    """Whether somebody else has written into a block, so that their words go when the bot writes its own."""
    content = without_boxes(body).strip()
    if not content or is_whole(body):
        return False
    # Before the first seal the bot's words are known by how they begin.
    return '<!-- onelib ' in content or not _OWN.match(content)


def comment(text: str, version: str = '') -> str:
    """The comment that says which text stands before it, and who has written that, if a version is given."""
    return f'<!-- onelib {_said(text, version)} -->'


def _said(text: str, version: str) -> str:
    """What is in the comment; it is another one if anybody changes the version."""
    return f'{fingerprint(text + version)} {version}' if version else fingerprint(text)


def fingerprint(text: str) -> str:
    """What is in the comment: of another text, to the last byte, it is another one."""
    return hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]


def _as_kept(content: str) -> str:
    """The content of a block as a wiki keeps it, without what people may add to it."""
    return unicodedata.normalize('NFC', list_rows.bare(content.strip()))
