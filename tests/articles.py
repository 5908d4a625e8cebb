"""The articles that tests read beside those of the farm: some written for their shapes, and real ones if there are any.

``ONELIB_ARTICLES`` names a folder of dumps with real ones; without it, that is ``../shared/data`` beside the checkout,
if it is there. ``ONELIB_ARTICLES=`` is none. All tests run with and without real ones; pytest's summary says which.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from tests.sandbox import dumps

# Shapes that articles of other people have, and that those of the farm, which readers of the demo see, have not.
WRITTEN = Path(__file__).parent / 'cases' / 'articles'
BESIDE = Path(__file__).resolve().parents[2] / 'shared' / 'data'


@cache
def folder() -> Path | None:
    """Where real articles are, if anywhere."""
    named = os.environ.get('ONELIB_ARTICLES')
    if named is None:
        return BESIDE if BESIDE.is_dir() else None
    if named and not Path(named).is_dir():
        raise NotADirectoryError(f'There is no folder {named}')
    return Path(named) if named else None


@cache
def real() -> dict[str, list[Path]]:
    """The dumps of real articles by the code of their wiki."""
    place = folder()
    return dumps.find(place) if place else {}


def written(code: str) -> dict[str, str]:
    """The articles of a wiki that were written for their shapes; a file's name is the percent-encoded title."""
    files = sorted((WRITTEN / code).glob('*.wiki'))
    return {unquote(file.name.removesuffix('.wiki')): file.read_text(encoding='utf-8') for file in files}


def summary() -> str:
    """What there is, for pytest's summary."""
    place, count = folder(), len(real())
    if not place:
        return 'articles: only those written for this project, no real ones (see tests/articles.py)'
    return f'articles: those written for this project, and real ones of {count} wiki{"s" * (count > 1)} in {place}'
