"""What of each edit counts, by rules that a person with the diffs at hand can follow.

- Who adds a source to an article and takes it away again, in whichever order and however often, has added nothing: a
  section that is cut in one edit and pasted in the next, or a pasted block that is cleaned up afterwards, does not make
  numbers. A source counts once for each person and article, at the edit that brought it for good.
- What is cut from one article and pasted into another one within a day brings nothing and takes nothing away, be it by
  one person or, if several footnotes are the same, by two.
- Whoever describes better what they added themselves has still added one source; a source is improved once.
- Sources that come with a translated article are another's work: they are summed apart.
- An edit that was undone, or that the organisers have taken out, is as if it had never been made.
"""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from onelib.campaign import rulings
from onelib.campaign.campaigns import Campaign, Window
from onelib.campaign.edits import Counted, Edit
from onelib.campaign.netting import netted, without_moved
from onelib.campaign.roster import Roster
from onelib.outcomes import decisions
from onelib.outcomes.decisions import Code, Decision
from onelib.wikis.titles import normalise

__all__ = ['Counted', 'Counting', 'Numbers', 'count', 'outside', 'total']

# Codes by `Counted.why`.
_CODES = {
    '': Code.COUNTS,
    'struck': Code.STRUCK,
    'reverted': Code.REVERTED,
    'probable': Code.PROBABLE,
    'unread': Code.UNREAD,
    'maintenance': Code.MAINTENANCE,
    'translation': Code.TRANSLATION,
}

_log = logging.getLogger(__name__)

# The tag of articles made with the ContentTranslation extension.
_TRANSLATION = 'contenttranslation'
# InternetArchiveBot, started for one page, edits in the name of who started it, with this tag.
_MAINTENANCE = 'IABotManagementConsole'


@dataclass(frozen=True, slots=True)
class Counting:
    """The edits of a campaign, and why others are none.

    :ivar campaign: its id
    :ivar counted: the edits that belong to it, by time, with what each counts
    :ivar left_out: why each of the others does not belong to it
    """

    campaign: str
    counted: tuple[Counted, ...]
    left_out: tuple[Decision, ...]

    @property
    def decisions(self) -> Iterator[Decision]:
        """What was decided about each edit."""
        yield from self.left_out
        for counted in self.counted:
            numbers = {
                'added': len(counted.added),
                'translated': len(counted.translated),
                'improved': len(counted.improved),
                'reused': counted.reused,
                'removed': len(counted.removed),
                'sourced': len(counted.sourced),
                'not again': len(counted.again),
            }
            revision = counted.edit.contribution.revision
            yield Decision(counted.wiki, revision, _CODES[counted.why], (self.campaign, numbers))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Sums over edits that count.

    :ivar edits: of participants, with the hashtag or without, and of others with it
    :ivar hashtag_edits: those of them that carry the hashtag
    :ivar probable: edits that name the campaign without a hashtag; they are not among `hashtag_edits`
    :ivar added: sources that an article did not cite before
    :ivar reused: further markers of sources that an article cited already
    :ivar improved: sources that are described better than before
    :ivar removed: sources that an article does not cite any more
    :ivar translated: sources that came with a translated article; they are not among `added`
    :ivar articles: distinct pages that were edited
    :ivar articles_improved: those of them that got a source, a reuse or a better description
    :ivar articles_created: distinct pages that one of the edits made
    :ivar sourced: unsourced statements that got their source; `listed`: those of them that stood on a worklist
    :ivar claims_removed: unsourced statements that were taken away
    :ivar bytes: sum over the edits that made their page longer, in bytes
    :ivar unread: edits whose texts cannot be read: they count as edits, without references
    """

    edits: int = 0
    hashtag_edits: int = 0
    probable: int = 0
    added: int = 0
    reused: int = 0
    improved: int = 0
    removed: int = 0
    translated: int = 0
    articles: int = 0
    articles_improved: int = 0
    articles_created: int = 0
    sourced: int = 0
    listed: int = 0
    claims_removed: int = 0
    bytes: int = 0
    unread: int = 0


def count(edits: Iterable[Edit], campaign: Campaign, roster: Roster) -> Counting:
    """The edits that belong to the campaign, by time, with what each counts; and why the others do not.

    To the campaign belongs an edit of a participant, or one with a hashtag of the campaign, on one of its wikis, in its
    namespaces and its window there; those that were undone are there, too, and count nothing.

    :raises RequestError: the campaign has no days
    """
    windows = {wiki: campaign.window(wiki) for wiki in campaign.wikis}
    # Each edit once, even if it was found both in somebody's contributions and by its hashtag.
    distinct = {(edit.contribution.wiki, edit.contribution.revision): edit for edit in edits}
    first = _first_edits(distinct.values())
    taken_out = rulings.struck(campaign.strike, distinct.values())
    belonging: list[Counted] = []
    left_out: list[Decision] = []
    for edit in distinct.values():
        if decision := outside(edit, campaign, windows):
            left_out.append(decision)
        elif counted := _whose(edit, _author(edit, roster, first), roster):
            is_struck = (counted.wiki, edit.contribution.revision) in taken_out
            belonging.append(replace(counted, why='struck', bytes=0) if is_struck else counted)
        else:
            left_out.append(_decision(edit, campaign, Code.NOBODYS))
    belonging.sort(
        key=lambda counted: (counted.edit.contribution.timestamp, counted.wiki, counted.edit.contribution.revision)
    )
    # What somebody did in one article is looked at together.
    together: defaultdict[tuple[str, tuple[str, int]], list[int]] = defaultdict(list)
    for n, counted in enumerate(belonging):
        if counted.counts:
            together[counted.name, counted.article].append(n)
    for numbers in together.values():
        for n, counted in zip(numbers, netted([belonging[n] for n in numbers]), strict=True):
            belonging[n] = counted
    belonging = without_moved(belonging)
    counting = Counting(campaign.id, tuple(belonging), tuple(left_out))
    decisions.log(_log, counting.decisions)
    return counting


def outside(edit: Edit, campaign: Campaign, windows: Mapping[str, Window]) -> Decision | None:
    """Why an edit is not of a campaign, whoever made it; None if it can be.

    :param windows: of the wikis that take part, `Campaign.window` of each
    """
    contribution = edit.contribution
    if contribution.wiki not in windows:
        return _decision(edit, campaign, Code.OTHER_WIKI, contribution.wiki)
    if contribution.namespace not in campaign.namespaces:
        return _decision(edit, campaign, Code.OTHER_NAMESPACE, contribution.namespace, tuple(campaign.namespaces))
    window = windows[contribution.wiki]
    if not window.holds(contribution.timestamp):
        code = Code.TOO_EARLY if contribution.timestamp < window.start else Code.TOO_LATE
        zone = campaign.timezones.get(contribution.wiki, campaign.timezone)
        day = campaign.day(contribution.wiki, contribution.timestamp)
        return _decision(edit, campaign, code, day, zone, campaign.start, campaign.end)
    return None


def _decision(edit: Edit, campaign: Campaign, code: Code, *values: object) -> Decision:
    return Decision(edit.contribution.wiki, edit.contribution.revision, code, (campaign.id, *values))


def _first_edits(edits: Iterable[Edit]) -> Mapping[tuple[str, str], datetime.datetime]:
    """When an account first edited a wiki under the name that it has there: by wiki and name."""
    first: dict[tuple[str, str], datetime.datetime] = {}
    for made in (edit.contribution for edit in edits):
        known = first.setdefault((made.wiki, normalise(made.user)), made.timestamp)
        first[made.wiki, normalise(made.user)] = min(known, made.timestamp)
    return first


def _author(edit: Edit, roster: Roster, first: Mapping[tuple[str, str], datetime.datetime]) -> str:
    """How the account is called now that made an edit.

    A wiki gives all edits of an account the name that it has now.  So one under an old name that is later than one
    under the new name is by somebody else, who has taken the old name.
    """
    made = edit.contribution
    name = roster.resolve(made.user)
    renamed = first.get((made.wiki, name))
    return normalise(made.user) if renamed is not None and renamed < made.timestamp else name


def _whose(edit: Edit, name: str, roster: Roster) -> Counted | None:
    """Whether an edit by that account counts, references aside; None if it is not of the campaign."""
    participant = name in roster
    if not participant and not edit.hashtag and not edit.probable:
        return None
    if edit.reverted:
        why = 'reverted'
    elif not participant and not edit.hashtag:
        why = 'probable'
    elif _MAINTENANCE in edit.contribution.tags:
        why = 'maintenance'
    elif edit.count is None:
        why = 'unread'
    else:
        why = 'translation' if _TRANSLATION in edit.contribution.tags else ''
    counted = Counted(edit, name, participant, roster.hides(name), why)
    return replace(counted, bytes=max(0, edit.contribution.bytes)) if counted.counts else counted


def total(edits: Iterable[Counted]) -> Numbers:
    """The sums over those of these edits that count."""
    edits = [counted for counted in edits if counted.counts]
    return Numbers(
        edits=len(edits),
        hashtag_edits=sum(bool(counted.edit.hashtag) for counted in edits),
        probable=sum(counted.edit.probable and not counted.edit.hashtag for counted in edits),
        added=sum(len(counted.added) for counted in edits),
        reused=sum(counted.reused for counted in edits),
        improved=sum(len(counted.improved) for counted in edits),
        removed=sum(len(counted.removed) for counted in edits),
        translated=sum(len(counted.translated) for counted in edits),
        articles=len({counted.article for counted in edits}),
        articles_improved=len(
            {counted.article for counted in edits if counted.added or counted.reused or counted.improved}
        ),
        articles_created=len({counted.article for counted in edits if counted.creates}),
        sourced=sum(len(counted.sourced) for counted in edits),
        listed=sum(counted.listed for counted in edits),
        claims_removed=sum(len(counted.claims_removed) for counted in edits),
        bytes=sum(counted.bytes for counted in edits),
        unread=sum(counted.why == 'unread' for counted in edits),
    )
