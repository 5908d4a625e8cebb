"""The accounts of every wiki of a farm, and their passwords."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

ACCOUNTS = {
    'Admin': ['sysop', 'bureaucrat', 'interface-admin'],
    'OnelibBot': ['bot'],
    'Librarian': [],
}
BOT_APP_ID = 'onelib'
BOT_GRANTS = ['basic', 'highvolume', 'editpage', 'editprotected', 'createeditmovepage', 'patrol']


def write_secrets(path: Path) -> None:
    values = {
        'secret_key': secrets.token_hex(32),
        'bot_password': secrets.token_hex(16),
        'accounts': {name: secrets.token_hex(10) for name in ACCOUNTS},
    }
    path.touch(mode=0o600)
    path.write_text(json.dumps(values, indent=2))


def read_secrets(directory: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((directory / 'secrets.json').read_text())
    return values


def account_seeds(values: dict[str, Any]) -> list[dict[str, Any]]:
    seeds: list[dict[str, Any]] = []
    for name, groups in ACCOUNTS.items():
        seeds.append({'name': name, 'password': values['accounts'][name], 'groups': groups})
        if 'bot' in groups:
            seeds[-1]['bot_password'] = {
                'app_id': BOT_APP_ID,
                'password': values['bot_password'],
                'grants': BOT_GRANTS,
            }
    return seeds
