"""The first visit to a farm's wikis: what `known.py` brings along is made here."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from . import bot, bot_directory, known, server
from .accounts import read_secrets
from .client import ApiClient
from .mediawiki import FarmError, Installation


@dataclass(frozen=True)
class _Visitor:
    """The bot in a base directory that goes with the visit."""

    directory: Path

    def environment(self) -> dict[str, str]:
        return bot_directory.environment(self.directory)


def make(farm: Installation) -> None:
    """Log in on all wikis of a farm that is not served yet, and keep what came of it."""
    place = farm.directory / known.FOLDER
    place.mkdir()
    farm, pid = server.start(farm, tied=True)
    try:
        for wiki in farm.wikis:
            password = read_secrets(farm.directory)['accounts']['Admin']
            ApiClient(farm.api_url(wiki), 'Admin', password).save_cookies(known.cookies(farm, wiki))
        visitor = _Visitor(farm.directory / 'visit')
        bot_directory.write(farm, visitor.directory, stranger=True)
        said = bot.run_program(visitor, '-simulate').stderr
        cookies = (visitor.directory / known.COOKIES).read_text()
        if missing := [wiki for wiki in farm.wikis if f' {farm.database(wiki).stem}_BPsession=' not in cookies]:
            raise FarmError(f'The bot cannot log in on {missing}:\n{said}')
        for name in (known.COOKIES, known.CACHE):
            (visitor.directory / name).rename(place / name)
        (place / known.PORT).write_text(str(farm.port))
        shutil.rmtree(visitor.directory)
    finally:
        server.stop(pid)
