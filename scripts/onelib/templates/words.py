"""The words of rows on a wiki of many languages: a page of them for each, which the templates of the rows ask.

Elsewhere those templates have their words themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from onelib import wikis
from onelib.i18n import languages
from onelib.pages.messages import message
from onelib.wikis import Wiki

__all__ = ['are_asked', 'call', 'month', 'pages', 'title']

_MONTH = 'month'


def title(lang: str = '') -> str:
    """The template with the words of a language, '' for English."""
    return f'1Lib1Ref words/{lang or "en"}'


def are_asked(key: str, template: str) -> bool:
    """Whether a template on a wiki of many languages asks for a word, because its rows may be in any of them."""
    return (
        '/' in template and key.startswith(('worklist-', 'tally-')) and not languages.for_coordinators(f'onelib-{key}')
    )


def call(key: str, *arguments: str) -> str:
    """A word in the language that a row names."""
    return '{{' + '|'.join((title('{{{lang|en}}}'), key, *arguments)) + '}}'


def month(wiki: Wiki) -> str:
    """The month of a row and its year: a wiki knows the names, and how they stand side by side is a message."""
    return call(_MONTH, '{{{since}}}') if wiki.code == 'meta' else _month(wiki, '{{{since}}}')


def _month(wiki: Wiki, *arguments: str) -> str:
    name, year = (f'{{{{#time:{"|".join((part, *arguments))}}}}}' for part in 'FY')
    return message('worklist-month', wiki, month=name, year=year)


def pages(wiki: Wiki, keys: Collection[str]) -> Iterator[tuple[str, str]]:
    """The wikitext of each page, by its title."""
    about = f'{message("meta-words-documentation", wiki)}\n\n<small>{message("setup-note", wiki)}</small>'
    for lang in languages.known():
        speaking = wiki.speaking_as(wikis.load(lang))
        said = {_MONTH: _month(speaking, '{{{2}}}', speaking.language)}
        said |= {key: message(key, speaking) for key in sorted(keys)}
        cases = ''.join(f'\n|{key}={word}' for key, word in said.items())
        text = f'<includeonly>{{{{#switch:{{{{{{1}}}}}}{cases}\n}}}}</includeonly><noinclude>\n{about}\n</noinclude>'
        yield title(lang), text
