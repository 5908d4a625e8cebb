"""What a run says on the terminal, in the colours and to the log files that pywikibot has for it."""

from __future__ import annotations

import pywikibot

from onelib.wikitext.escaping import visible

__all__ = ['answer', 'complain', 'plain', 'say']


def say(text: str) -> None:
    """Something that is good to know: on stderr, and in the log."""
    pywikibot.info(text)


def complain(text: str) -> None:
    """Something that is wrong, likewise."""
    pywikibot.error(text)


def answer(text: str) -> None:
    """What was asked for: on stdout."""
    pywikibot.stdout(text)


def plain(text: str) -> str:
    """What a wiki says, on one line and without what a terminal does anything with, or pywikibot, like <<red>>."""
    return visible(text).replace('<<', '< <')
