"""The on-wiki templates of onelib, which coordinators put on their pages."""

from __future__ import annotations

import re
from importlib.resources import files

from onelib import wikis
from onelib.pages.messages import message
from onelib.wikis import Wiki
from onelib.wikitext.requests import PARAMETERS

__all__ = ['pages']

_PLACE = re.compile(r'<<([\w-]+)>>')


def pages(code: str) -> dict[str, str]:
    """Wikitext of each template by title (``Template:1Lib1Ref worklist``), in the language of that wiki."""
    wiki = wikis.load(code)
    folder = files(__name__)
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith('.wiki'))
    return {
        f'Template:{name.removesuffix(".wiki")}': _PLACE.sub(
            lambda place: _words(place[1], wiki), (folder / name).read_text(encoding='utf-8').rstrip('\n')
        )
        for name in names
    }


def _words(place: str, wiki: Wiki) -> str:
    """What goes into a place of a template: a message, or the table of all parameters."""
    if place == 'parameters':
        rows = (f'|-\n| <code>{name}</code> || {message(f"worklist-doc-{name}", wiki)}' for name in PARAMETERS)
        return '\n'.join(rows)
    return message(f'worklist-{place}', wiki)
