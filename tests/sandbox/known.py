"""What a prepared farm brings along: Admin and the bot are logged in, and the bot has asked what its wikis are.

On a wiki that the bot has never seen, it asks nine times before its first page, and two of the answers are long: on a
farm of one's own, that is more than most runs cost. MediaWiki keeps sessions in its databases here, so they are copied
with them. `visit.py` makes what is brought along.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from .mediawiki import Installation

FOLDER = 'known'
CACHE = 'apicache'
COOKIES = 'pywikibot-OnelibBot.lwp'
PORT = 'port'
# Which other wikis there are differs from farm to farm.
OF_A_FARM = b'interwikimap'


def cookies(farm: Installation, wiki: str) -> Path:
    """The file with the cookies of Admin, on a wiki that was visited."""
    return farm.directory / FOLDER / f'{wiki}.lwp'


def bring(farm: Installation, bot_dir: Path) -> None:
    """Let the bot know in one of its base directories what it knows of the farm."""
    place = farm.directory / FOLDER
    if not place.is_dir():
        return
    shutil.copy(place / COOKIES, bot_dir / COOKIES)
    (bot_dir / CACHE).mkdir(mode=0o700)
    old, new = (f'127.0.0.1:{port}'.encode() for port in ((place / PORT).read_text(), farm.port))
    # The files are pickles, where the length of every text stands before it.
    for file in (place / CACHE).iterdir() if len(old) == len(new) else ():
        content = file.read_bytes()
        if OF_A_FARM not in content:
            (bot_dir / CACHE / file.name).write_bytes(content.replace(old, new))
