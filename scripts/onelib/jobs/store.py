"""The job of `pwb store`: says what is in the store, moves it, takes out what nobody needs any more."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from pywikibot import config

from onelib.operations.arguments import ArgumentError, Arguments
from onelib.operations.command import prepared
from onelib.operations.secrecy import holds_password
from onelib.operations.terminal import say
from onelib.settings import Settings
from onelib.store import Store
from onelib.store.address import complete
from onelib.store.upkeep import Contents, Upkeep

__all__ = ['OPTIONS', 'main']

#: The arguments of its script, as its docstring shows them.
OPTIONS = ('-move:ADDRESS', '-prune', '-campaign:ID,...')


def main(arguments: Sequence[str]) -> int:
    """Do with the store what the arguments ask for; give back the exit code."""
    return prepared('store', arguments, _do, OPTIONS, writes=_writes)


def _writes(arguments: Arguments) -> bool:
    """Whoever only looks keeps nobody out, and changes nothing: not even an old store's tables."""
    return 'prune' in arguments.options


def _do(settings: Settings, store: Store, arguments: Arguments) -> int:
    move, prune, campaigns = (arguments.options.get(name, '') for name in ('move', 'prune', 'campaign'))
    if (move and prune) or (campaigns and not prune):
        raise ArgumentError('either -move or -prune, and -campaign only with -prune; see -help')
    if holds_password(move):
        raise ArgumentError(
            '-move: a password in an argument is seen by everybody on this machine, and kept by shells. Take another '
            'password, put user and password into TOOL_TOOLSDB_USER and TOOL_TOOLSDB_PASSWORD in the environment, and '
            'leave both out of the address'
        )
    kept = Upkeep(store.url, writable=store.writable)
    if move:
        _move(kept, complete(move))
    elif prune:
        _prune(kept, [name for name in campaigns.split(',') if name])
    else:
        say(_said(kept.contents()))
    return 0


def _move(source: Upkeep, address: str) -> None:
    simulated = bool(config.simulate)
    target = Upkeep(address, writable=not simulated)
    if target.name == source.name:
        raise ArgumentError(f'-move: the store is at {target.name} already')
    if simulated:
        rows = {name: table.rows for name, table in source.contents().tables.items()}
        say(f'would be copied to {target.name}: {_counted(rows)}')
        return
    rows = source.move_to(target)
    say(
        f'copied: {_counted(rows)}\n'
        f'The old store is as it was. From now on, say in onelib.toml (with the password in place of ***, if there is '
        f'one):\n\n    store = "{target.name}"'
    )


def _prune(store: Upkeep, campaigns: list[str]) -> None:
    rows = store.prune(datetime.datetime.now(datetime.UTC), campaigns)
    say(f'{"removed" if store.writable else "would be removed"}: {_counted(rows)}')


def _counted(rows: dict[str, int]) -> str:
    return ', '.join(f'{number} {name}' for name, number in rows.items()) or 'nothing'


def _said(contents: Contents) -> str:
    """What is in a store, a line for each table."""
    behind = contents.version < contents.latest
    version = f'{contents.version}, the next run that writes makes it {contents.latest}' if behind else contents.version
    lines = [f'{contents.where}\nschema {version}; {contents.size / 1_000_000:.1f} MB']
    for name, table in contents.tables.items():
        days = ''
        if table.oldest and table.newest:
            days = f'  {table.oldest:%Y-%m-%d %H:%M} – {table.newest:%Y-%m-%d %H:%M} UTC'
        lines.append(f'{table.rows:>9} {name:<10}{days}'.rstrip())
    return '\n'.join(lines)
