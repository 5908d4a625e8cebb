"""The whole product on this machine: a farm with a campaign behind it, a run of each script, and where to look."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from . import campaign, evening, index, region, template
from .farm import Farm

PWB = Path(sys.executable).with_name('pwb')
# What the bot is told to do, in this order: what the first makes the last one fills, and lists add to what is counted.
COMMANDS = ('setup_wiki -wiki:meta', 'worklist', 'tally', 'backlog', 'status -publish')
# What shows that librarians have been at work meanwhile.
AGAIN = tuple(
    f'{script} -wiki:{evening.WIKI} -page:{title.replace(" ", "_")}'
    for script, title in (('worklist', evening.LIST), ('tally', evening.RESULTS))
)
STATUS = {'meta': ['User:OnelibBot/status']}


def run(directory: Path, dumps: Path | None) -> int:
    """Start or reuse the farm, run the bot, explain; fails if a page of the bot was never filled."""
    print('Starting the wikis, up to 30 seconds' + (', dumps take longer' if dumps else ''), flush=True)
    farm = started(directory, dumps)
    if farm.outdated or campaign.outdated(farm):
        print('They are older than the files they were made from; for new ones: make stop demo', flush=True)
    evening.prepare(farm)
    region.prepare(farm)
    codes = [done(farm, told) for told in COMMANDS[:-2]]
    if evening.work(farm):
        codes += [done(farm, told) for told in AGAIN]
    codes += [done(farm, f'scan_dump -wiki:{wiki} -xml:{file} -index') for wiki, file in region.dumps(farm)]
    codes += [done(farm, told) for told in COMMANDS[-2:]]
    explain(farm)
    if any(codes):
        print('\nThe bot could not do everything and said why above.', flush=True)
    untouched = list(never_filled(farm))
    for address in untouched:
        print(f'Not filled: {address}', flush=True)
    return 1 if untouched or any(codes) else 0


def done(farm: Farm, told: str) -> int:
    """The exit code of a script of the bot."""
    command = bot(farm, told)
    print(f'Running the bot, less than a minute: {" ".join(command)}', flush=True)
    return subprocess.run([str(PWB), *command[1:]], env=farm.environment()).returncode


def started(directory: Path, dumps: Path | None) -> Farm:
    """The farm, with the campaign on its wikis."""
    # Not while another demo replays there.
    with template.locked(directory.resolve() / 'demo.lock'):
        campaign.begin(directory)
        farm = Farm.start(directory, dumps=dumps)
        if not campaign.replayed(farm):
            print('Replaying the campaign of January 2026, up to 20 seconds', flush=True)
            campaign.replay(farm)
        index.write(farm.installation, farm.dumped, {wiki: campaign.tally_pages(wiki) for wiki in farm.wikis})
    return farm


def bot(farm: Farm, told: str) -> list[str]:
    """The command that runs a script of the bot.

    :param told: its name and arguments
    """
    # With -dir: before the script's name pwb creates a site first, and warns of it.
    return [shorten(PWB), *told.split(), f'-dir:{shorten(farm.bot_dir)}']


def pages(farm: Farm) -> dict[str, Mapping[str, list[str]]]:
    """Titles of the pages that each script fills, by wiki."""
    return {
        'worklist': index.worklist_titles(farm.installation, farm.dumped),
        'tally': {wiki: campaign.tally_pages(wiki) for wiki in farm.wikis},
        'backlog': {'meta': [region.PAGE]},
        'status': STATUS,
    }


def never_filled(farm: Farm) -> Iterator[str]:
    """The pages that the bot should have edited and has not."""
    for filled in pages(farm).values():
        for wiki, titles in filled.items():
            for title in titles:
                answer = farm.api(wiki, titles=title, prop='contributors')
                editors = answer['query']['pages'][0].get('contributors', [])
                if 'OnelibBot' not in [editor['name'] for editor in editors]:
                    yield unquote(farm.page_url(wiki, title))


def shorten(path: Path) -> str:
    """Relative to where the user is, if it is below."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def explain(farm: Farm) -> None:
    print(f'\nThe wikis are running at {farm.url}/ ; their worklists:')
    found = pages(farm)
    for wiki, titles in found['worklist'].items():
        if not titles:
            print(f'  {wiki:<4} no list: onelib has no data file for this language yet')
        # Browsers take letters as they are, and people can read them.
        for title in titles or ['']:
            print(f'  {wiki:<4} {unquote(farm.page_url(wiki, title))}')
    print('\nThe results of the campaign of January 2026:')
    for wiki, titles in found['tally'].items():
        for title in titles:
            print(f'  {wiki:<4} {unquote(farm.page_url(wiki, title))}')
    print('\nHow much of whole wikis lacks a source:')
    for wiki, titles in found['backlog'].items():
        print(f'  {wiki:<4} {unquote(farm.page_url(wiki, titles[0]))}')
    print('\nWhere the bot says how it is:')
    for wiki, titles in found['status'].items():
        print(f'  {wiki:<4} {unquote(farm.page_url(wiki, titles[0]))}')
    commands = f'\n{"":<15}'.join(' '.join(bot(farm, told)) for told in COMMANDS)
    print(
        f'\nLog in:        {farm.url}/meta/index.php?title=Special:UserLogin'
        f'\n               as Admin or Librarian; the passwords are in {shorten(farm.directory)}/secrets.json'
        f'\nRun the bot:   {commands}'
        f'\nStop it all:   make stop'
    )
