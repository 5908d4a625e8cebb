"""What is said when the store cannot be used."""

from __future__ import annotations

import json

from onelib.store.retrying import code_of, passes

__all__ = ['StoreError', 'advice']

_NEW = 'put back a copy of it, or begin a new one: nothing on the wikis is lost'
_TABLE = f'a table of it is missing: {_NEW}'
# What SQLite says, and what the operator can do about it; MariaDB says some of it in the same words.
_ADVICE = (
    ('not a database', 'it is something else: name another file, or move it away and the next run makes a new one'),
    ('malformed', 'it is damaged: move it away and the next run makes a new one'),
    ('unable to open', 'it has to be a file in a folder that exists, and the bot has to be able to write to both'),
    ('readonly', 'the bot has to be able to write to it and to its folder'),
    ('is full', 'make room on the disk'),
    ('No space left', 'make room on the disk'),
    ('I/O error', 'is the disk full, or its file longer than the bot is allowed to write?'),
    ('no such table', _TABLE),
    ('is locked', 'another process is busy with it: wait until that has ended'),
    ('', 'is the database there, and is store in onelib.toml its address?'),
)
_AWAY = 'is its server up, and is store in onelib.toml its address?'
_TOO_MUCH = 'its setting max_allowed_packet has to be 16 MB or more'
# The same by MariaDB's numbers.
_BY_CODE = {
    # To somebody who writes more than it takes, it hangs up.
    2006: f'{_AWAY} If it is, {_TOO_MUCH}',
    1153: _TOO_MUCH,
    1021: 'make room on the disk of the server',
    1044: 'this user may not use that database: on Toolforge its name begins with that of the user and __',
    1045: 'is it the right user, and the right password? Both can be in the address of the store, in the environment '
    '(TOOL_TOOLSDB_USER, TOOL_TOOLSDB_PASSWORD) or in replica.my.cnf',
    1049: 'there is no such database yet: make it with CREATE DATABASE, or mend the address of the store',
    1142: 'this user has to be allowed to create and alter tables, and to read and write them',
    1146: _TABLE,
    1203: 'too many connections are open: let fewer jobs run at once',
    1226: 'too many connections are open: let fewer jobs run at once',
    1040: 'too many connections are open: let fewer jobs run at once',
    1205: 'another process is busy with it: wait until that has ended',
    1213: 'other processes are busy with it: wait until they have ended',
    1290: 'it may only be read from: wait until that is over',
    1836: 'it may only be read from: wait until that is over',
}


class StoreError(RuntimeError):
    """The store cannot be used; the message names it, without its password, and says what to do."""


def advice(problem: BaseException, message: str, patience: float) -> str:
    """What the operator can do about a problem.

    :param message: what the driver says of it
    :param patience: so many seconds it was waited for to pass, if it was one of those
    """
    if isinstance(problem, ImportError):
        return 'install it in the environment of the bot'
    if isinstance(problem, json.JSONDecodeError):
        return f'what is kept there is damaged: {_NEW}'
    hint = _BY_CODE.get(code_of(problem)) or next(advice for part, advice in _ADVICE if part in message)
    if passes(problem):
        hint = _BY_CODE.get(code_of(problem), _AWAY)
        return f'waited {patience:g} s for that to pass; {hint}; what was done is kept, the next run goes on from there'
    return hint
