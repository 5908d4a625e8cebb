"""Plain text on a wiki page: as exactly that text, and shortened to what a reader can take in."""

from __future__ import annotations

import re
import unicodedata

__all__ = ['cut', 'escape', 'shorten', 'unconverted', 'visible']

_ELLIPSIS = '…'

# What could mean something to MediaWiki where it stands.
_MARKUP = re.compile(
    r"""
    [&<>\[\]{}|]                    # entities, tags, links, templates, cells and arguments: always
    | '(?=') | (?<=')'                # italics and bold
    | (?<![a-z])_ | _(?![a-z])      # __NOTOC__ and, on the Serbian wiki, СТАТИЧКО_ПРЕУСМЕРЕЊЕ
    | (?<=SKRIVENAKA)T              # a switch without any underscore, on the Serbo-Croatian one
    | ~(?=~) | (?<=~)~              # signatures
    | ^[*\#:;=!+ -] | [ ]$         # lists, headings, table rows, indents; white space that would be lost
    | (?<=[^\W\d_]):(?!\Z | [ ])   # https://…, even with a letter like ſ
    # bitcoin: geo: magnet: mailto: matrix: news: sip: sips: sms: tel: urn: xmpp: no slashes needed, no space ends them
    | (?<=(?i:oin|geo|net|lto|rix|ews|sip|ips|sms|tel|urn|mpp)):
    | (?<=ISB)N(?=\s+\d) | (?<=PMI)D(?=\s+\d) | (?<=RF)C(?=\s+\d)    # magic links
    | [\n\t\u2028\u2029]            # a new line begins a block
    | [ ](?=[?:;!%»›]) | (?<=[«‹])[ ] | [ ](?=[ ])     # MediaWiki makes some of these no-break spaces
    | !(?=!)                        # table headings
    | /(?=/)                        # //example.org
    | %(?=[0-9A-Fa-f]{2})           # what links decode
    """,
    re.VERBOSE,
)
_NAMED = {'&': '&amp;', '<': '&lt;', '>': '&gt;'}
# Neither XML nor MediaWiki has these.
_FORBIDDEN = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]')
# Controls, and the marks that change the direction of what follows.
_INVISIBLE = re.compile('[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]')
_NEW_LINE = re.compile('\r\n?')
# What Unicode's normalisation can change goes no further than this: no ASCII character joins the one before it.
_JOINING = re.compile('[\x00-\x7f]?[^\x00-\x7f]+')
# MediaWiki takes no entity for these.
_NO_ENTITY = re.compile('[\x00-\x9f\ufdd0-\ufdef]')


def escape(text: str) -> str:
    """Wikitext that renders as exactly this plain text: no link, template, list, tag, signature or magic word in it.

    It stays readable in the editor: only what could mean something to MediaWiki becomes an entity.  Control characters
    and lone surrogates, which no page can hold, become U+FFFD, and each end of a line, however it is written, a line
    feed.
    """
    text = _MARKUP.sub(_entity, _FORBIDDEN.sub('\ufffd', _NEW_LINE.sub('\n', text)))
    return text if unicodedata.is_normalized('NFC', text) else _JOINING.sub(_unchanged, text)


def unconverted(text: str) -> str:
    """Like `escape`, for a wiki of two scripts: the text stays in its own, as a name has to."""
    return f'-{{R|{escape(text)}}}-'


def visible(text: str) -> str:
    """Plain text on one line, with what turns or hides other text made visible, like U+202E: to quote in a sentence."""
    return _INVISIBLE.sub(lambda found: f'U+{ord(found.group()):04X}', ' '.join(text.split()))


def cut(text: str, most: int) -> str:
    """A text of no more than so many characters, the last of them an ellipsis if there were more."""
    return text if len(text) <= most else text[: most - 1] + _ELLIPSIS


def shorten(context: str, start: int, end: int, *, limit: int = 270, longest: int = 600) -> tuple[str, str, str]:
    """What to show of a statement and its context: the text before it, the statement, the text behind it.

    The context is cut at words, with an ellipsis; the statement stays whole unless no reader would read it to its end.

    :param start: where the statement begins in the context, `end`: where it ends
    :param limit: characters that are kept in all, if the statement has not more; both sides have their share
    :param longest: characters of the statement that are kept
    """
    before, statement, after = context[:start], context[start:end], context[end:]
    if len(statement) > longest:
        statement = statement[: _word_end(statement, longest)].rstrip() + _ELLIPSIS
    room = max(0, limit - len(statement))
    # What one side does not need, the other one has.
    left, right = max(room // 2, room - len(after)), max(room // 2, room - len(before))
    if len(before) > left:
        cut = before.find(' ', len(before) - left)
        before = _ELLIPSIS + (before[cut:] if cut >= 0 else ' ')
    if len(after) > right:
        after = after[: max(0, after.rfind(' ', 0, right + 1))].rstrip() + ' ' + _ELLIPSIS
    return before, statement, after


def _word_end(text: str, limit: int) -> int:
    """The last end of a word up to there; if it is all one word, there."""
    space = text.rfind(' ', 1, limit + 1)
    return space if space > 0 else limit


def _unchanged(found: re.Match[str]) -> str:
    """MediaWiki normalises what is saved, but not what entities stand for."""
    text = found.group()
    if unicodedata.is_normalized('NFC', text):
        return text
    return ''.join(
        char if _NO_ENTITY.match(char) or ord(char) & 0xFFFE == 0xFFFE else f'&#{ord(char)};' for char in text
    )


def _entity(found: re.Match[str]) -> str:
    char = found.group()
    return _NAMED.get(char) or f'&#{ord(char)};'
