"""The on-wiki templates of onelib, which coordinators put on their pages."""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

from onelib import wikis
from onelib.i18n import languages
from onelib.pages import seal
from onelib.pages.messages import message
from onelib.templates.data import PARAMETERS, documentation
from onelib.wikis import Wiki

__all__ = ['PREFIX', 'is_whole', 'pages']

#: What all their titles begin with.
PREFIX = 'Template:1Lib1Ref '

_PLACE = re.compile(r'<<([\w-]+)>>')
# The end of a page that nobody has edited: a fingerprint of all that stands before it.
_END = '</noinclude>'
_SEAL = re.compile(rf'{seal.COMMENT}{_END}\Z')
# These are read on Meta alone.
_ON_META = ('1Lib1Ref campaign', '1Lib1Ref status')


def pages(code: str, *, template_data: bool = True, status: str = '') -> dict[str, str]:
    """Wikitext of each template by title (``Template:1Lib1Ref worklist``), in the language of that wiki.

    :param template_data: whether the wiki understands ``<templatedata>``; where not, readers would see its JSON
    :param status: title of the page on which the bot says how it is, as the wiki links to it; '' if it cannot
    """
    wiki = wikis.load(code)
    folder = files(__name__)
    names = sorted(file.name.removesuffix('.wiki') for file in folder.iterdir() if file.name.endswith('.wiki'))
    return {
        f'Template:{name}': _sealed(
            _PLACE.sub(
                lambda place, name=name: _words(place[1], name, wiki, template_data, status),  # type: ignore[misc]
                (folder / f'{name}.wiki').read_text(encoding='utf-8'),
            )
        )
        for name in names
        if code == 'meta' or not name.startswith(_ON_META)
    }


def is_whole(text: str) -> bool:
    """Whether a page is, to the last byte, as some version of onelib has made it, whoever put it there."""
    found = _SEAL.search(text)
    return found is not None and found[1] == seal.fingerprint(text[: found.start()] + _END)


def _sealed(text: str) -> str:
    # As a wiki keeps it, so that it can be compared with what the wiki has.
    text = unicodedata.normalize('NFC', text).rstrip()
    if not text.endswith(_END):
        text += f'<noinclude>{_END}'
    return f'{text.removesuffix(_END)}{seal.comment(text)}{_END}'


def _words(place: str, template: str, wiki: Wiki, template_data: bool, status: str) -> str:
    """What goes into a place of a template: a message, where to look if nothing happens, or all its parameters."""
    if place == 'parameters':
        return documentation(template, wiki, template_data)
    if place == 'status':
        said = _said('setup-status', template, wiki, page=status)
        return f'<div style="font-size:85%">{said}</div>' if status else ''
    return _said(place, template, wiki)


def _said(key: str, template: str, wiki: Wiki, **values: str) -> str:
    """A message; if who puts the template there can choose the language, what is for readers in all that there are."""
    said = message(key, wiki, **values)
    if wiki.code != 'meta' or 'lang' not in PARAMETERS.get(template, ()) or languages.for_coordinators(f'onelib-{key}'):
        return said
    others = {lang: message(key, wiki.speaking_as(wikis.load(lang)), **values) for lang in languages.known()}
    cases = ''.join(f'|{lang}={text}' for lang, text in others.items())
    return f'{{{{#switch:{{{{lc:{{{{{{lang|}}}}}}}}}}{cases}|#default={said}}}}}'
