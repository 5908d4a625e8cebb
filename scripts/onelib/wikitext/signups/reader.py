"""Who has signed up on a page: ``# [[User:Anna|Anna]] ([[User talk:Anna|talk]]) 12:00, 15 January 2027 (UTC)`` is Anna.

An item of a list, a row of a table or a template is one sign-up.  Who signs where several users are linked:

- with a timestamp, the last one linked before the first timestamp, as that is what ``~~~~`` makes; what is behind the
  timestamp answers the sign-up;
- without one, the one whose page and talk page both are linked; else the first, and those whom nothing but a comma or
  "and" joins to it.

Those who are only called (``{{ping|…}}``) or named (``invited by …``, ``questions: …``) do not sign, nor do those who
answer (``#:``); and prose that is no item of a list signs nobody up.  What is struck out or hidden does not count.
Lines that look like sign-ups and are none are told (`onelib.wikitext.signups.unclear`).
"""

from __future__ import annotations

from onelib.wikis import Wiki
from onelib.wikitext.signups.lines import SignUpLines
from onelib.wikitext.signups.people import Participant, SignUpPage, merged
from onelib.wikitext.signups.words import PageWords

__all__ = ['parse', 'read']


def parse(wikitext: str, wiki: Wiki) -> list[Participant]:
    """Those who have signed up on a page, in order, each once; nothing raises, what is not understood is left out.

    :param wikitext: the page as it is saved
    :param wiki: where the page is: its namespaces apply where a link names no other wiki
    """
    return list(read(wikitext, wiki).participants)


def read(wikitext: str, wiki: Wiki) -> SignUpPage:
    """The same, with what is not understood, and with the pages that the page shows."""
    words = PageWords(wiki)
    lines = SignUpLines(wiki, words)
    found: dict[str, Participant] = {}
    for user in lines.read(words.lines(wikitext)):
        known = found.get(user.name)
        new = Participant(user.name, user.library, user.wiki, user.optout, user.message)
        found[user.name] = merged(known, new) if known else new
    return SignUpPage(tuple(found.values()), tuple(lines.unclear()), tuple(lines.transcluded))
