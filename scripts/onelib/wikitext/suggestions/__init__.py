"""Where another language has the source: sentences of a sister article that say the same, with what they cite."""

from onelib.wikitext.suggestions.finder import Suggestion, find

__all__ = ['Suggestion', 'find']
