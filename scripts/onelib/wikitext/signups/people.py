"""What a sign-up page says: who signed up, which of its lines nobody understands, and which pages it shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ['Participant', 'SignUpPage', 'UnclearLine', 'merged']


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who has signed up.

    :ivar name: name of the account as MediaWiki writes it, without namespace
    :ivar library: what the line says behind a dash, or the template in ``library=``; plain text, '' if nothing
    :ivar wiki: code of the wiki, like ``pl`` or ``meta``, if the line names one, else ''
    :ivar optout: whether the template says ``optout=yes``: counted in totals, but not named
    :ivar message: whether the template says ``message=yes``: they agree to be written to; None: it says nothing of that
    """

    name: str
    library: str = ''
    wiki: str = ''
    optout: bool = False
    message: bool | None = None


@dataclass(frozen=True, slots=True)
class UnclearLine:
    """A line where people sign up, and that signs nobody up by itself.

    :ivar section: words of the heading above it, '' if there is none
    :ivar name: of the account that it may mean, '' if it names none; whether there is such an account, wikis know
    :ivar library: what stands behind that name
    """

    section: str
    name: str = ''
    library: str = ''


@dataclass(frozen=True, slots=True)
class SignUpPage:
    """A sign-up page as it is read.

    :ivar participants: in order, each once
    :ivar unclear: the lines that look like sign-ups and are none
    :ivar transcluded: the pages that it shows where people sign up, as their titles are written: ``/Brno``, ``:Brno``
    """

    participants: tuple[Participant, ...] = ()
    unclear: tuple[UnclearLine, ...] = ()
    transcluded: tuple[str, ...] = ()


def merged(first: Participant, other: Participant) -> Participant:
    """Two sign-ups of one person: what the first does not say, the other may."""
    return replace(
        first,
        library=first.library or other.library,
        wiki=first.wiki or other.wiki,
        optout=first.optout or other.optout,
        message=other.message if first.message is None else first.message and other.message is not False,
    )
