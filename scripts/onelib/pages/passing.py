"""What changes in the bot's words without being news, like a date: a new one is no reason to save a page."""

from __future__ import annotations

import re

__all__ = ['element']

# Words and numbers: what somebody could put there as a link, a template or a tag is news.
_WORDS = r'(?:[^<>\[\]{}:/_~]|(?<=\d):(?=\d)|:(?=[\s<])|/(?!/))*+'


def element(name: str, css_class: str) -> re.Pattern[str]:
    """Matches an element of that class, if nothing but words stands in it."""
    return re.compile(f'<{name} class="{css_class}">{_WORDS}</{name}>')
