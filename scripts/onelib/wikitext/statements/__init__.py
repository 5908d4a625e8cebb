"""What lacks a source: the statements of an article."""

from onelib.wikitext.statements.finder import ALL_KINDS, find
from onelib.wikitext.statements.statement import Statement

__all__ = ['ALL_KINDS', 'Statement', 'find']
