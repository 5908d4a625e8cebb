"""Campaigns as coordinators set them up: ``{{1Lib1Ref campaign|id=2027-01|hashtags=1lib1ref, 1bib1ref}}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ['Campaign', 'campaign']

_HASHTAG = re.compile(r'[^\W_]\w*')


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign; `hashtags` are without ``#``, the first is the one to recommend."""

    id: str
    hashtags: tuple[str, ...]


def campaign(parameters: Mapping[str, str]) -> Campaign | None:
    """The campaign that the parameters of ``{{1Lib1Ref campaign}}`` describe; None without an id."""
    identity = parameters.get('id', '')
    words = (word.strip().lstrip('#') for word in parameters.get('hashtags', '').split(','))
    return Campaign(identity, tuple(word for word in words if _HASHTAG.fullmatch(word))) if identity else None
