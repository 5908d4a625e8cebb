"""What we know of each wiki, like the names of its citation-needed tags: one data file a wiki."""

from onelib.wikis.catalogues import Catalogue
from onelib.wikis.loader import (
    ADDITIONS,
    BrokenFileError,
    UnknownWikiError,
    aliases,
    catalogues_for_all,
    codes,
    common,
    load,
    meanings,
    with_names,
    with_templates,
)
from onelib.wikis.wiki import BANNERS, Wiki

__all__ = [
    'ADDITIONS',
    'BANNERS',
    'BrokenFileError',
    'Catalogue',
    'UnknownWikiError',
    'Wiki',
    'aliases',
    'catalogues_for_all',
    'codes',
    'common',
    'load',
    'meanings',
    'with_names',
    'with_templates',
]
