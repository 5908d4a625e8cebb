"""The sandbox: a farm of MediaWikis on this machine, started by `make demo` or by the tests."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from pywikibot import config, family

DEFAULT_PORT = 8080
DEFAULT_WIKIS = ['meta', 'en', 'cs', 'pl', 'uk', 'sr', 'el', 'hu', 'ka', 'bg']


def read_farm() -> dict[str, Any]:
    """The running farm says in pywikibot's base directory where it is; without it, the usual place.

    In the base directory of a scheduled job user-config.py is a link: then it is said where that leads to.
    """
    base = Path(config.base_dir)
    for directory in (base, (base / config.user_config_file).resolve().parent):
        with suppress(FileNotFoundError):
            farm: dict[str, Any] = json.loads((directory / 'farm.json').read_text(encoding='utf-8'))
            return farm
    return {'port': DEFAULT_PORT, 'wikis': DEFAULT_WIKIS}


class Family(family.Family):
    """All wikis of one farm: one address, a path for each."""

    name = 'sandbox'

    @classmethod
    def __post_init__(cls) -> None:
        """Ask the farm only when the family is used: the file may have changed since the import."""
        farm = read_farm()
        cls.langs = dict.fromkeys(farm['wikis'], f'127.0.0.1:{farm["port"]}')

    def protocol(self, code: str) -> str:
        """No certificate for 127.0.0.1."""
        return 'http'

    def scriptpath(self, code: str) -> str:
        """Each wiki is a folder, as far as its addresses go."""
        return f'/{code}'
