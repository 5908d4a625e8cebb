"""onelib: a Pywikibot bot that looks after the #1Lib1Ref campaign.

A block on a wiki page becomes a request, the request candidates, their wikitext statements, the statements ranked
rows, the rows page text, and the page text is published.  Nothing flows back.
"""

__version__ = '1.0.0'
