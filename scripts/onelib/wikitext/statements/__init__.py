"""What lacks a source: the statements of an article."""

from onelib.wikitext.statements.banners import is_banner
from onelib.wikitext.statements.finder import ALL_KINDS, at, find, find_and_at
from onelib.wikitext.statements.statement import Statement

__all__ = ['ALL_KINDS', 'Statement', 'at', 'find', 'find_and_at', 'is_banner']
