"""XML dumps, like ``cswiki-20260101-pages-articles.xml.bz2``: which files one has, and the articles in them."""

from onelib.readers.dumps.articles import Dump, DumpedArticle, DumpError
from onelib.readers.dumps.files import DumpFile, find

__all__ = ['Dump', 'DumpError', 'DumpFile', 'DumpedArticle', 'find']
