"""XML dumps, like ``cswiki-20260101-pages-articles.xml.bz2``: which files one has, and the articles in them."""

from onelib.readers.dumps.articles import Dump, DumpError
from onelib.readers.dumps.elements import DumpedArticle
from onelib.readers.dumps.files import DumpFile, find
from onelib.readers.dumps.parts import DumpPart, split

__all__ = ['Dump', 'DumpError', 'DumpFile', 'DumpPart', 'DumpedArticle', 'find', 'split']
