"""Campaigns as coordinators set them up: ``{{1Lib1Ref campaign|id=2027-01|hashtags=1lib1ref, 1bib1ref}}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ['Campaign', 'campaign', 'is_hashtag']

# Two underscores in a row could be part of a magic word.
_HASHTAG = re.compile(r'[^\W_]+(?:_[^\W_]+)*')


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign; `hashtags` are without ``#``, the first is the one to recommend."""

    id: str
    hashtags: tuple[str, ...]


def campaign(parameters: Mapping[str, str]) -> Campaign | None:
    """The campaign that the parameters of ``{{1Lib1Ref campaign}}`` describe; None without an id."""
    identity = parameters.get('id', '')
    words = (word.strip().lstrip('#') for word in parameters.get('hashtags', '').split(','))
    return Campaign(identity, tuple(word for word in words if is_hashtag(word))) if identity else None


def is_hashtag(word: str) -> bool:
    """Whether a word, without its ``#``, can be a hashtag: letters and digits, and underscores between them."""
    return bool(_HASHTAG.fullmatch(word))
