"""The whole product on this machine: a farm, one run of the bot on it, and where to look."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

from . import index
from .farm import Farm

PWB = Path(sys.executable).with_name('pwb')


def run(directory: Path, dumps: Path | None) -> int:
    """Start or reuse the farm, run the bot, explain; the bot's exit code is ours."""
    print('Starting the wikis, up to 30 seconds' + (', dumps take longer' if dumps else ''), flush=True)
    farm = Farm.start(directory, dumps=dumps)
    command = [str(PWB), f'-dir:{shorten(farm.bot_dir)}', 'worklist']
    print(f'Running the bot, less than a minute: {" ".join(command)}', flush=True)
    code = subprocess.run(command, env=farm.environment()).returncode
    explain(farm, command)
    if code:
        print(f'\nThe bot could not do everything and said why above (exit code {code}).', flush=True)
    return code


def shorten(path: Path) -> str:
    """Relative to where the user is, if it is below."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def explain(farm: Farm, command: list[str]) -> None:
    print(f'\nThe wikis are running at {farm.url}/ ; their worklists:')
    for wiki, addresses in index.worklists(farm.installation, farm.dumped).items():
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
