"""The whole product on this machine: a farm, one run of the bot on it, and where to look."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from . import index
from .farm import Farm

PWB = Path(sys.executable).with_name('pwb')


def run(directory: Path, dumps: Path | None) -> int:
    """Start or reuse the farm, run the bot, explain; fails if a worklist page was never filled."""
    print('Starting the wikis, up to 30 seconds' + (', dumps take longer' if dumps else ''), flush=True)
    farm = Farm.start(directory, dumps=dumps)
    if farm.outdated:
        print('They are older than the files they were made from; for new ones: make stop demo', flush=True)
    # With -dir: before the script's name pwb creates a site first, and warns of it.
    command = [str(PWB), 'worklist', f'-dir:{shorten(farm.bot_dir)}']
    print(f'Running the bot, less than a minute: {" ".join(command)}', flush=True)
    code = subprocess.run(command, env=farm.environment()).returncode
    explain(farm, command)
    if code:
        print('\nThe bot could not do everything and said why above.', flush=True)
    untouched = list(never_filled(farm))
    for address in untouched:
        print(f'Not filled: {address}', flush=True)
    return 1 if untouched or code else 0


def never_filled(farm: Farm) -> Iterator[str]:
    """The worklist pages that the bot has not edited."""
    for wiki, titles in index.worklist_titles(farm.installation, farm.dumped).items():
        for title in titles:
            answer = farm.api(wiki, titles=title, prop='contributors')
            editors = answer['query']['pages'][0].get('contributors', [])
            if 'OnelibBot' not in [editor['name'] for editor in editors]:
                yield unquote(farm.page_url(wiki, title))


def shorten(path: Path) -> str:
    """Relative to where the user is, if it is below."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def explain(farm: Farm, command: list[str]) -> None:
    print(f'\nThe wikis are running at {farm.url}/ ; their worklists:')
    for wiki, addresses in index.worklists(farm.installation, farm.dumped).items():
        if not addresses:
            print(f'  {wiki:<4} no list: onelib has no data file for this language yet')
        # Browsers take letters as they are, and people can read them.
        for address in addresses or [index.page_url(farm.installation, wiki, '')]:
            print(f'  {wiki:<4} {unquote(address)}')
    command = [shorten(PWB), *command[1:]]
    print(
        f'\nLog in:        {farm.url}/meta/index.php?title=Special:UserLogin'
        f'\n               as Admin or Librarian; the passwords are in {shorten(farm.directory)}/secrets.json'
        f'\nRun the bot:   {" ".join(command)}'
        f'\nStop it all:   make stop'
    )
