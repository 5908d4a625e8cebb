"""The campaign of January 2026 that the demo replays: accounts, sign-ups, dated edits, pages that ask for tallies.

It is told in past/, a file a wiki. Titles have canonical namespace names, times are UTC. An article has its
first text and the edits that follow; an edit is a list of [old, new], where the old words stand in the text exactly
once. Under ``count`` is what a careful reader counts, by hand; what is not named is 0, and so is what the same person
takes away again, or had added before:

    added, reused, improved, removed, translated   sources, as in `onelib.campaign.edits.Count`
    sourced, listed, claims_removed                statements; listed: of those sourced, on a worklist
    reverted, probable, created                    true or not; hashtag: false if the summary has none

``campaign`` is the round that an edit belongs to, '' for none; without it the one of January 2026.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from onelib import wikis
from onelib.store import Store, schema
from onelib.wikitext.statements import find

from . import content, history, server
from .farm import STATE_FILE, Farm, State, stop
from .history import Revision
from .mediawiki import FarmError, Installation, two_at_a_time

CAMPAIGN = '2026-01'
FOLDER = content.CONTENT.with_name('past')
TALLY = '{{1Lib1Ref tally|'
# Beside the databases, so that it goes when the farm is filled anew.
NOTE = Path('data') / 'campaign'


@dataclass(frozen=True)
class Made:
    """An edit of the files.

    :ivar campaign: id of the round that it belongs to, '' for none
    :ivar count: what a reader counts
    """

    wiki: str
    revision: Revision
    before: str
    campaign: str
    count: Mapping[str, Any] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """By how much the page grew, 0 if it shrank."""
        return max(0, len(self.revision.text.encode()) - len(self.before.encode()))


@cache
def told(wiki: str) -> dict[str, Any]:
    """What the file of a wiki says."""
    told: dict[str, Any] = yaml.safe_load((FOLDER / f'{wiki}.yaml').read_text(encoding='utf-8'))
    return told


def codes() -> list[str]:
    """The wikis that have a file."""
    return sorted(file.stem for file in FOLDER.glob('*.yaml'))


def edits(wiki: str) -> Iterator[Made]:
    """All edits of a wiki, page by page, the oldest first."""
    for article in told(wiki).get('articles', ()):
        # Who makes an article in the campaign has a count.
        first = {'campaign': CAMPAIGN if 'count' in article else ''} | article
        text = ''
        for step in (first, *article.get('edits', ())):
            before, text = text, step['text'].rstrip('\n') if 'text' in step else changed(text, step['change'])
            revision = Revision(
                title=article['title'],
                user=step['by'],
                timestamp=f'{step["at"].replace(" ", "T")}:00Z',
                text=text,
                summary=step.get('summary', ''),
                tags=tuple(step.get('tags', ())),
            )
            yield Made(wiki, revision, before, step.get('campaign', CAMPAIGN), step.get('count', {}))


def changed(text: str, changes: list[list[str]]) -> str:
    """The text after an edit."""
    for old, new in changes:
        if text.count(old) != 1:
            raise FarmError(f'These words have to stand in the text once, not {text.count(old)} times: {old}')
        text = text.replace(old, new)
    return text


def tally_pages(wiki: str) -> list[str]:
    """Titles of the pages that ask for a tally."""
    return [title for title, text in told(wiki).get('pages', {}).items() if TALLY in text] if wiki in codes() else []


def replay(farm: Farm) -> None:
    """Give the wikis of a farm the past of the campaign, and the bot the worklists of that time."""
    for memory in farm.bot_dir.glob('onelib.sqlite*'):
        # Of wikis that are no more, whose revisions had the same numbers.
        memory.unlink()
    two_at_a_time(lambda wiki: replay_wiki(farm, wiki), [wiki for wiki in codes() if wiki in farm.wikis])
    list_statements(farm.bot_dir)
    # At the end: a farm whose replay was interrupted has no note.
    (farm.directory / NOTE).write_text(key())


def replay_wiki(farm: Farm, wiki: str) -> None:
    here = told(wiki)
    pages = {'pages': here.get('pages', {})}
    # Of all pages by time, so that revisions have the order that they have on a wiki.
    made = sorted((edit.revision for edit in edits(wiki)), key=lambda revision: revision.timestamp)
    if not made:
        farm.installation.seed(wiki, pages)
        return
    accounts = {name: f'{day}T06:00:00Z' for name, day in here['accounts'].items()}
    # As seed() does it, but the jobs are done once, after the replay.
    farm.installation.maintenance(wiki, 'seed.php', stdin=json.dumps(pages))
    history.replay(farm, wiki, made, accounts=accounts, renames=here.get('renames'))


def list_statements(bot_directory: Path) -> None:
    """Have a bot remember the statements that stood on a worklist then."""
    store = Store(f'sqlite:///{bot_directory / "onelib.sqlite"}')
    for wiki in codes():
        if day := told(wiki).get('worklist'):
            rows = [
                (made.revision.title, statement.fingerprint)
                for made in edits(wiki)
                if not made.before
                for statement in find(made.revision.text, wikis.load(wiki), {'tagged'})
            ]
            first = {'campaign': CAMPAIGN, 'wiki': wiki, 'first': datetime.combine(day, time(), UTC)}
            # As earlier versions did, which did not know the numbers of pages.
            store._put(schema.listed, [first | {'title': title, 'fingerprint': mark} for title, mark in rows])


def key() -> str:
    """Changes with the files of the campaign."""
    digest = hashlib.sha256()
    for file in (*sorted(FOLDER.iterdir()), Path(__file__), Path(history.__file__)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def begin(directory: Path) -> None:
    """Before a farm is started: one with half a campaign is to be made anew, or, if it is stopped, with another one."""
    note = directory / NOTE
    state = State.read(directory)
    if not state or (note.exists() and (note.read_text() == key() or serves(directory, state))):
        return
    stop(directory)
    (directory / STATE_FILE).unlink(missing_ok=True)


def serves(directory: Path, state: State) -> bool:
    """Whether the farm is running."""
    return server.answers(Installation(directory.resolve(), state.wikis, state.port))


def replayed(farm: Farm) -> bool:
    """Whether the farm has a campaign; a farm that was filled anew has none."""
    return (farm.directory / NOTE).exists()


def outdated(farm: Farm) -> bool:
    """Whether it is another campaign than that of the files."""
    return (farm.directory / NOTE).read_text() != key()
