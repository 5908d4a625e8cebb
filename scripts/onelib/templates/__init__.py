"""The on-wiki templates of onelib, which coordinators put on their pages."""

from __future__ import annotations

import re
from importlib.resources import files

from onelib import wikis
from onelib.campaign import campaigns
from onelib.pages.messages import message
from onelib.wikis import Wiki
from onelib.wikitext.requests import PARAMETERS, TALLY_PARAMETERS

__all__ = ['pages']

_PLACE = re.compile(r'<<([\w-]+)>>')
# Where the parameters of a template are described, and which it has.
_PARAMETERS = {
    '1Lib1Ref worklist': ('worklist-doc', PARAMETERS),
    '1Lib1Ref tally': ('tally-doc', TALLY_PARAMETERS),
    '1Lib1Ref participant': ('tally-participant-doc', ('1', 'library', 'wiki', 'optout')),
    '1Lib1Ref campaign': ('tally-campaign-doc', campaigns.PARAMETERS),
}


def pages(code: str) -> dict[str, str]:
    """Wikitext of each template by title (``Template:1Lib1Ref worklist``), in the language of that wiki."""
    wiki = wikis.load(code)
    folder = files(__name__)
    names = sorted(file.name.removesuffix('.wiki') for file in folder.iterdir() if file.name.endswith('.wiki'))
    return {
        f'Template:{name}': _PLACE.sub(
            lambda place, name=name: _words(place[1], name, wiki),  # type: ignore[misc]
            (folder / f'{name}.wiki').read_text(encoding='utf-8').rstrip('\n'),
        )
        for name in names
    }


def _words(place: str, template: str, wiki: Wiki) -> str:
    """What goes into a place of a template: a message, or the table of all parameters."""
    if place == 'parameters':
        prefix, names = _PARAMETERS[template]
        return '\n'.join(f'|-\n| <code>{name}</code> || {message(f"{prefix}-{name}", wiki)}' for name in names)
    return message(place, wiki)
