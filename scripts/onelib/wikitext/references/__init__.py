"""What is cited: the footnotes of a text, and which sources an edit brought or took."""

from onelib.wikitext.references.comparison import Reference, ReferenceChange, compare, extract, still_cited

__all__ = ['Reference', 'ReferenceChange', 'compare', 'extract', 'still_cited']
