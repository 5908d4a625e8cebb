"""The on-wiki templates of onelib, which coordinators put on their pages."""

from __future__ import annotations

from importlib.resources import files

from onelib import wikis
from onelib.pages.messages import message

__all__ = ['pages']


def pages(code: str) -> dict[str, str]:
    """Wikitext of each template by title (``Template:1Lib1Ref worklist``), in the language of that wiki."""
    wiki = wikis.load(code)
    words = {
        'intro': message('worklist-intro', wiki),
        'documentation': message('worklist-documentation', wiki),
    }
    return {
        f'Template:{name.removesuffix(".wiki")}': _fill(name, words)
        for name in sorted(f.name for f in files(__name__).iterdir() if f.name.endswith('.wiki'))
    }


def _fill(name: str, words: dict[str, str]) -> str:
    text = (files(__name__) / name).read_text(encoding='utf-8').rstrip('\n')
    for key, value in words.items():
        text = text.replace(f'<<{key}>>', value)
    return text
