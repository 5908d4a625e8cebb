"""What a start template says by itself, before the bot has come and when it comes no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from onelib.i18n import languages
from onelib.pages.messages import message
from onelib.pages.mistakes import BOX, NOTE
from onelib.wikis import Wiki
from onelib.wikitext.catalogue_lines import CatalogueChanges

__all__ = ['MODULE', 'TemplateHost', 'boxes']

#: The module that looks at the page, on wikis with the extension Scribunto.
MODULE = 'Module:1Lib1Ref'

# A day that can be told from the words around it, in every language.
_DAY, _MONTH, _YEAR = 11, '\ue000', 2222


@dataclass(frozen=True, slots=True)
class TemplateHost:
    """What the templates of a wiki have to know of it.

    :ivar template_data: whether it understands ``<templatedata>``; where not, readers would see its JSON
    :ivar template_styles: whether it understands ``<templatestyles>``; where not, there is no page for the stylesheet
    :ivar modules: whether it has modules; where not, nobody but the bot knows whether an end template is there
    :ivar status: title of the page on which the bot says how it is, as the wiki links to it; '' if it cannot
    :ivar account: name of the bot there; '' if nobody knows
    :ivar namespaces: those in which the bot may write; none given: nothing is said of them
    :ivar catalogues: what it has changed of those that lists link to
    """

    template_data: bool = True
    template_styles: bool = False
    modules: bool = False
    status: str = ''
    account: str = ''
    namespaces: Collection[int] = ()
    catalogues: CatalogueChanges = field(default_factory=CatalogueChanges)

    @property
    def last_run(self) -> str:
        """Title of the page with the day of the bot's last complete run."""
        return f'User:{self.account}/last run'


def boxes(
    name: str, wiki: Wiki, host: TemplateHost, spoken: Callable[[Callable[[Wiki], str]], str], *, block: bool
) -> str:
    """The wikitext behind the words of a start template.

    :param spoken: makes of what is said in one language what is said in that which the page asks for
    :param block: whether the template has an end
    """
    here = _where(wiki, host, _how(name, wiki, host)) if block else ''
    if not (host.modules and host.account):
        return here
    day = _invoked('silent', host.last_run)

    def words(speaker: Wiki) -> str:
        language = f'|{speaker.language}' if wiki.code == 'meta' else ''
        return message('setup-silent', speaker, date=f'{{{{#time:{_format(speaker)}|{day}{language}}}}}')

    return f'{here}{{{{#if:{day}|{_box(spoken(words), NOTE, "silent")}}}}}'


def _invoked(function: str, argument: str) -> str:
    """What the module says; nothing if somebody has deleted it."""
    return f'{{{{#iferror:{{{{#invoke:{MODULE.partition(":")[2]}|{function}|{argument}}}}}|}}}}'


def _where(wiki: Wiki, host: TemplateHost, here: str) -> str:
    """What is said where the bot may write, and that it may not where it does not."""
    if not host.namespaces:
        return here
    # Articles of a Wikipedia are nobody's campaign page; Meta has its campaign pages in that namespace.
    allowed = sorted({*host.namespaces, 0} if wiki.code == 'meta' else {*host.namespaces} - {0})
    cases = ''.join(f'|{number}' for number in allowed)
    elsewhere = _box(message('start-misplaced', wiki), BOX, 'misplaced')
    return f'{{{{#switch:{{{{NAMESPACENUMBER}}}}{cases}={here}|#default={elsewhere}}}}}'


def _how(name: str, wiki: Wiki, host: TemplateHost) -> str:
    """What is said of a block by how it stands on its page."""
    start, end = (f'<code><nowiki>{{{{{title}}}}}</nowiki></code>' for title in (name, f'{name} end'))
    soon = message('start-soon', wiki)
    writing = f'{soon} {message("start-end", wiki, end=end)}'
    if not host.modules:
        # Whether the bot has been here nobody can say, so that is said in small letters and for ever.
        return f'<div style="font-size:85%">{writing}</div>'
    cases = {
        'broken': _box(message('start-alone', wiki, start=start, end=end), BOX, 'alone'),
        'waiting': _box(soon, NOTE, 'waiting'),
        'writing': _box(writing, NOTE, 'waiting'),
    }
    return f'{{{{#switch:{_invoked("state", name)}{"".join(f"|{case}={text}" for case, text in cases.items())}}}}}'


def _box(words: str, style: str, what: str) -> str:
    return f'<div class="onelib-{what}" style="{style}">{words}</div>'


def _format(wiki: Wiki) -> str:
    """How a day stands in a sentence of that language, as MediaWiki's ``#time`` takes it."""
    day = message('worklist-date', wiki, day=_DAY, month=_MONTH, year=_YEAR)
    month = 'F' if wiki.months[languages.month_in_dates(wiki.language)] == wiki.months['names'] else 'xg'
    codes = {str(_DAY): 'j', _MONTH: month, str(_YEAR): 'Y'}
    pieces = re.split(f'({"|".join(codes)})', day)
    return ''.join(codes.get(piece, f'"{piece}"' if piece.strip() else piece) for piece in pieces)
