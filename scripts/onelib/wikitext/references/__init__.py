"""What is cited: the footnotes of a text, and which sources an edit brought or took."""

from onelib.wikitext.references.citations import is_citation
from onelib.wikitext.references.comparison import Reference, ReferenceChange, compare, extract
from onelib.wikitext.references.description import Description, describe
from onelib.wikitext.references.footnotes import marks
from onelib.wikitext.references.lasting import still_cited

__all__ = [
    'Description',
    'Reference',
    'ReferenceChange',
    'compare',
    'describe',
    'extract',
    'is_citation',
    'marks',
    'still_cited',
]
