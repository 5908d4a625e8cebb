"""What a person should look at: edits of which something is unusual, and lines of sign-up pages that are no sign-ups.

Nothing here says that anything is wrong, names anybody, or changes a number. What honest people do every day is left
alone: another page of the same book, a few edits of one article, a source described better, a tag that goes with its
sentence or with another source.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from onelib.campaign.edits import Counted, NamedSource
from onelib.campaign.effects import RESTORING
from onelib.campaign.locators import locator
from onelib.campaign.own_sites import OwnSites, site_of
from onelib.campaign.rows import Tally
from onelib.wikitext.source_lists import SourceList, address_of

__all__ = ['Ground', 'Notice', 'attention']

# So many articles have to have the same source from one person, in the same words but for a date.
_PASTED = 5
_MINUTE = datetime.timedelta(minutes=1)
# So many articles within a minute; or so many edits, where it is but a few articles.
_ARTICLES, _EDITS = 5, 8
# Of the sources of a library so many, and this share, lead to its own site.
_OWN, _SHARE = 5, 0.5


class Ground(NamedTuple):
    """Why somebody should look: a message of the tallies, without ``tally-attention-``, and what fills it in."""

    name: str
    number: int = 0
    text: str = ''


@dataclass(slots=True)
class Notice:
    """A row.

    :ivar revision: of the edit, 0 if it is about a page where people sign up
    :ivar section: words of the heading on that page
    :ivar moment: when the edit was made
    """

    wiki: str
    title: str
    revision: int = 0
    section: str = ''
    moment: datetime.datetime | None = None
    reasons: list[Ground] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the row is known by."""
        return f'{self.wiki}:{self.revision or f"{self.title}#{self.section}"}'


def attention(
    counts: Tally,
    *,
    blocked: Collection[tuple[str, str]],
    source_lists: Mapping[str, SourceList],
    unclear: Sequence[tuple[str, str, str]],
    unregistered: Mapping[tuple[str, str], int],
    wiki: str = '',
) -> tuple[Notice, ...]:
    """The edits that somebody should look at, those with most reasons first, the newest of equal ones; then the lines.

    :param blocked: (wiki, name) of people with the hashtag who are blocked there
    :param source_lists: what a wiki's own lists say of sources, by wiki
    :param unclear: wiki, page and section of each line that nobody understands
    :param unregistered: (wiki, page) → how many signed up there without an account
    :param wiki: the only one that is looked at, '' for all
    """
    edits = counts.counted
    reasons: defaultdict[tuple[str, int], list[Ground]] = defaultdict(list)
    for edit, reason in chain(
        _pasted(edits),
        _bursts(edits),
        _tags(edits),
        _listed(edits, source_lists),
        _own(counts),
        _undone(edits),
        ((edit, Ground('blocked')) for edit in edits if edit.edit.hashtag and (edit.wiki, edit.name) in blocked),
    ):
        if reason.name not in {known.name for known in reasons[_key(edit)]}:
            reasons[_key(edit)].append(reason)
    notices = [
        Notice(edit.wiki, edit.contribution.title, edit.contribution.revision, '', edit.contribution.timestamp, found)
        for edit in reversed(edits)
        if (found := reasons.get(_key(edit)))
    ]
    notices.sort(key=lambda notice: -len(notice.reasons))
    lines = _of_sign_ups(unclear, unregistered)
    return (*notices, *(line for line in lines if wiki in ('', line.wiki)))


def _key(edit: Counted) -> tuple[str, int]:
    return edit.wiki, edit.contribution.revision


def _of_sign_ups(
    unclear: Sequence[tuple[str, str, str]], unregistered: Mapping[tuple[str, str], int]
) -> Iterator[Notice]:
    for (wiki, title, section), number in Counter(unclear).items():
        yield Notice(wiki, title, section=section, reasons=[Ground('line', number)])
    for (wiki, title), number in unregistered.items():
        yield Notice(wiki, title, reasons=[Ground('no-account', number)])


_Found = Iterator[tuple[Counted, Ground]]


def _added(edit: Counted) -> Iterable[tuple[NamedSource, str]]:
    """The sources that an edit added, whether they count or not, with their locators; none of a translated article."""
    done = edit.edit.count
    if done is None or edit.why in ('translation', 'maintenance'):
        return ()
    locators = done.locators or tuple(locator(words) for _, words in done.added)
    return zip(done.added, locators, strict=False)


def _pasted(edits: Iterable[Counted]) -> _Found:
    """The same source, and no other page of it, in many articles by one person."""
    places: defaultdict[tuple[str, str, str], dict[tuple[str, int], list[Counted]]] = defaultdict(dict)
    for edit in edits:
        for (key, _), digest in _added(edit):
            places[edit.name, key, digest].setdefault(edit.article, []).append(edit)
    for articles in places.values():
        if len(articles) >= _PASTED:
            yield from ((edit, Ground('pasted', len(articles))) for found in articles.values() for edit in found)


def _bursts(edits: Iterable[Counted]) -> _Found:
    """Many edits of one person within a minute that all brought something; who only tidies up may be so fast."""
    people: defaultdict[str, list[Counted]] = defaultdict(list)
    for edit in edits:
        if _brings(edit):
            people[edit.name].append(edit)
    for made in people.values():
        moments = [edit.contribution.timestamp for edit in made]
        most: dict[int, int] = {}
        for first, moment in enumerate(moments):
            last = bisect_left(moments, moment + _MINUTE, first)
            articles = {edit.article for edit in made[first:last]}
            if len(articles) >= _ARTICLES or last - first >= _EDITS:
                most |= {n: max(last - first, most.get(n, 0)) for n in range(first, last)}
        yield from ((made[n], Ground('burst', number)) for n, number in most.items())


def _brings(edit: Counted) -> bool:
    done = edit.edit.count
    if done is None or edit.why == 'maintenance':
        return False
    return bool(done.added or done.reused or done.sourced or done.untagged or done.hollow)


def _tags(edits: Iterable[Counted]) -> _Found:
    """Tags that went although no source came."""
    for edit in edits:
        if done := edit.edit.count:
            if done.untagged:
                yield edit, Ground('untagged')
            if done.hollow:
                yield edit, Ground('hollow')


def _listed(edits: Iterable[Counted], lists: Mapping[str, SourceList]) -> _Found:
    """Sources on sites that a list of the wiki names."""
    for edit in edits:
        if edit.wiki in lists:
            sites = [lists[edit.wiki].names(address_of(source)) for source, _ in _added(edit)]
            if named := list(dict.fromkeys(filter(None, sites))):
                yield edit, Ground('listed', text=', '.join(named[:3]))


def _own(counts: Tally) -> _Found:
    """Sources of a library's people on its own site, if they are most of their sources."""
    members = counts.roster.members
    own = OwnSites(member.library for member in members.values())
    of_library: defaultdict[str, list[tuple[Counted, str]]] = defaultdict(list)
    for edit in counts.counted:
        if edit.name in members and (library := own.named(members[edit.name].library)):
            of_library[library] += ((edit, site_of(address_of(source))) for source, _ in _added(edit))
    for library, found in of_library.items():
        for site, number in Counter(site for _, site in found if site).items():
            if number >= _OWN and number > _SHARE * len(found) and own.is_own(library, site):
                percent = 100 * number // len(found)
                yield from ((edit, Ground('own', percent, site)) for edit, at in found if at == site)


def _undone(edits: Sequence[Counted]) -> _Found:
    """Edits that do not last, unless those who made them took it back themselves."""
    later: defaultdict[tuple[str, tuple[str, int]], list[Counted]] = defaultdict(list)
    for edit in reversed(edits):
        mine = later[edit.name, edit.article]
        if edit.why == 'reverted' and not any(_takes_back(own, edit) for own in mine):
            yield edit, Ground('undone')
        mine.append(edit)


def _takes_back(later: Counted, edit: Counted) -> bool:
    """Whether somebody's later edit of the page undoes their own."""
    if RESTORING & set(later.contribution.tags):
        return True
    added = {key for key, _ in edit.edit.count.added} if edit.edit.count else set()
    return bool(later.edit.count and added & {key for key, _ in later.edit.count.removed})
