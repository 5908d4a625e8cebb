"""What the templates of rows say, and how they write a number, a day or a name.

On a wiki of many languages there is a page of words for each, which they ask; elsewhere they have their words
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from onelib import wikis
from onelib.campaign.rows import SORTS
from onelib.i18n import languages
from onelib.pages.messages import message
from onelib.wikis import Wiki

__all__ = ['are_asked', 'call', 'labels', 'of_row', 'pages', 'title']

# The cells of tallies that say what they are where no head says it.
_LABELLED = (
    *(*SORTS, 'statements', 'share', 'editors', 'participants', 'registered', 'last-edit', 'retained', 'prize', 'lot'),
    *('wikis', 'when', 'place', 'from', 'theirs', 'newcomers', 'so-far', 'before', 'attention-reason'),
)
# How the titles of the templates of rows begin that a page has hundreds of.
_ROWS_OF_LISTS = 'Template:1Lib1Ref worklist/'
# How the keys of messages begin that rows may show.
_OF_ROWS = ('worklist-', 'tally-', 'backlog-')
# Latin letters are codes in a format of #time; nothing else is.
_LETTERS = re.compile('[A-Za-z]+')
_DAY, _MONTH, _YEAR = 31, '\0', 9999


def title(lang: str = '') -> str:
    """The template with the words of a language, '' for English."""
    return f'1Lib1Ref words/{lang or "en"}'


def are_asked(key: str, template: str) -> bool:
    """Whether a template on a wiki of many languages asks for a word, because its rows may be in any of them."""
    return (
        '/' in template
        and key.startswith(('worklist-', 'tally-', 'backlog-'))
        and not languages.for_coordinators(f'onelib-{key}')
    )


def call(key: str, *arguments: str) -> str:
    """A word in the language that a row names."""
    return '{{' + '|'.join((title('{{{lang|en}}}'), key, *arguments)) + '}}'


def _month(wiki: Wiki, value: str, *lang: str) -> str:
    """A month and its year: a wiki knows the names, and how they stand side by side is a message."""
    name, year = (f'{{{{#time:{"|".join((part, value, *lang))}}}}}' for part in 'FY')
    return message('worklist-month', wiki, month=name, year=year)


def _day(wiki: Wiki, value: str, *lang: str) -> str:
    """A day, in one call: MediaWiki writes only so many on a page."""
    # The form of a month in dates has a code of its own; where it is like the others, MediaWiki may think otherwise.
    own_form = wiki.months[languages.month_in_dates(wiki.language)] != wiki.months['names']
    codes = {str(_DAY): 'j', _MONTH: 'xg' if own_form else 'F', str(_YEAR): 'Y'}
    pieces = re.split(f'({"|".join(codes)})', message('worklist-date', wiki, day=_DAY, month=_MONTH, year=_YEAR))
    form = ''.join(codes.get(piece) or _LETTERS.sub(r'"\g<0>"', piece) for piece in pieces)
    return f'{{{{#time:{"|".join((form, value, *lang))}}}}}'


def _percent(wiki: Wiki, value: str, *lang: str) -> str:
    return message('tally-percent', wiki, number=value)


def _growth(wiki: Wiki, value: str, *lang: str) -> str:
    return message('tally-report-growth', wiki, growth=_percent(wiki, value))


def _claimed(wiki: Wiki, value: str, *lang: str) -> str:
    return message('worklist-claimed', wiki, date=_day(wiki, value, *lang))


# What says more than a word; the value is what is to be said of.
_SAYINGS: Mapping[str, Callable[..., str]] = {
    'month': _month,
    'day': _day,
    'claimed': _claimed,
    'percent': _percent,
    'growth': _growth,
}


def of_row(wiki: Wiki) -> Mapping[str, str]:
    """How the templates of a wiki show one of their parameters, ``<<1>>``."""
    value = '{{{<<1>>}}}'
    on_meta = wiki.code == 'meta'
    number = f'{{{{formatnum:{value}}}}}'
    return {name: call(name, value) if on_meta else say(wiki, value) for name, say in _SAYINGS.items()} | {
        # In a language that is not the wiki's, the bot writes numbers as they are.
        'figure': f'{{{{#if:{{{{{{lang|}}}}}}|{value}|{number}}}}}' if on_meta else number,
        # A name stays as it is, whichever script a reader has chosen.
        'own': f'-{{R|{value}}}-' if wiki.two_scripts else value,
        # From a wiki to itself no prefix leads.
        'prefix': f'{{{{#switch:{{{{{{<<1>>|}}}}}}||{wiki.code}=|#default={value}:}}}}',
    }


def labels(wiki: Wiki) -> str:
    """The rules of the stylesheet that label the cells of tallies: on Meta, by the language of the table."""
    others = [lang for lang in languages.known() if wiki.code == 'meta' and lang != wiki.language]
    tables = {'': wiki} | {f"[lang='{lang}']": wiki.speaking_as(wikis.load(lang)) for lang in others}
    return '\n\n'.join(
        f'\ttable.onelib-tally{table} td.onelib-{name}::before {{\n'
        f"\t\tcontent: '{_in_quotes(message(f'tally-{name}', speaking))}';\n\t}}"
        for table, speaking in tables.items()
        for name in _LABELLED
    )


def _in_quotes(text: str) -> str:
    return text.replace('\\', '').replace("'", '’')


def pages(wiki: Wiki, templates: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The wikitext of each page with the words that these templates ask for, by its title.

    MediaWiki counts all of a page each time that it is asked for a word, and the rows of lists are many: so the words
    that only results have are on a page of their own, which is asked for what is not on the first.
    """
    asking = re.compile(re.escape(call('').removesuffix('}}')) + r'([\w-]+)')
    asked = {name: {*asking.findall(text)} - _SAYINGS.keys() for name, text in templates.items()}
    of_lists = set[str]().union(*(keys for name, keys in asked.items() if name.startswith(_ROWS_OF_LISTS)))
    of_results = set[str]().union(*asked.values()) - of_lists
    about = f'{message("meta-words-documentation", wiki)}\n\n<small>{message("setup-note", wiki)}</small>'
    for lang in languages.known():
        speaking = wiki.speaking_as(wikis.load(lang))
        said = {name: say(speaking, '{{{2}}}', speaking.language) for name, say in _SAYINGS.items()}
        said |= {key: message(key, speaking) for key in sorted(of_lists)}
        others = f'{title(lang)}/results'
        yield title(lang), _page(said | {'#default': f'{{{{{others}|{{{{{{1}}}}}}}}}}'}, about)
        yield others, _page({key: message(key, speaking) for key in sorted(of_results)}, about)


def _page(said: Mapping[str, str], about: str) -> str:
    cases = ''.join(f'\n|{key}={word}' for key, word in said.items())
    return f'<includeonly>{{{{#switch:{{{{{{1}}}}}}{cases}\n}}}}</includeonly><noinclude>\n{about}\n</noinclude>'
