"""A row of a list or a tally on a page: a call of a template of the wiki, one line of wikitext, whole on its own."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ['call', 'opened']


def call(template: str, data: Mapping[str, object]) -> str:
    """The whole call."""
    return f'{opened(template, data)}}}}}'


def opened(template: str, data: Mapping[str, object]) -> str:
    """The call but for its end; what is None is not given."""
    return f'{{{{{template} ' + ' '.join(f'|{key}={value}' for key, value in data.items() if value is not None)
