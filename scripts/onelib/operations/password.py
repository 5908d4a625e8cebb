"""The bot password from the environment: for where jobs run that have no file of their own to keep a secret in.

pywikibot reads passwords from a file only, and from none that is a link, as all are in ``/proc`` that lead to memory.
So what reads the file is replaced: whoever logs in, also in the middle of a run when a wiki has forgotten the session,
has the password from the environment.  It is in no file and on no disk.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pywikibot import config, login
from pywikibot.exceptions import NoUsernameError
from pywikibot.tools import normalize_username

__all__ = ['PASSWORD', 'Credentials', 'PasswordError', 'credentials', 'lacking_password', 'log_in_from_environment']

#: Name of the variable.
PASSWORD = 'ONELIB_BOT_PASSWORD'


_LINE = "('ExampleBot', BotPassword('onelib', '…'))"


class PasswordError(ValueError):
    """The variable has not the form that it should have; the message does not say what it has."""


_LACKING = f'there is no bot password: {PASSWORD} is not set, and there is no file {{file}}'


@dataclass(frozen=True, slots=True)
class Credentials:
    """A bot password, as Special:BotPasswords makes it.

    :ivar user: name of the account, '' for the one in user-config.py
    :ivar suffix: the name that was given to the password; what one logs in as is ``user@suffix``
    """

    user: str
    suffix: str
    secret: str = field(repr=False)


def credentials() -> Credentials | None:
    """What the environment says, ``suffix@secret`` or ``account@suffix@secret``; None if nothing.

    :raises PasswordError: it has another form
    """
    given = os.environ.get(PASSWORD, '').strip()
    if not given:
        return None
    # None of the three can hold an @: MediaWiki takes it neither in names of accounts nor in those of passwords.
    parts = given.split('@')
    if len(parts) not in (2, 3) or not all(parts):
        raise PasswordError(f'{PASSWORD} has to be suffix@secret, as Special:BotPasswords shows it')
    if len(parts[-2]) > len(parts[-1]):
        # What stands before the @ is in logs.
        raise PasswordError(f'{PASSWORD} has to be suffix@secret, and not the other way round')
    user = normalize_username(parts[0]) if len(parts) == 3 else ''
    return Credentials(user or '', parts[-2], parts[-1])


def lacking_password() -> str:
    """What to say if there is nothing to log in with, whatever the wiki; '' if there is something.  Asks no wiki."""
    if credentials() is not None or config.authenticate:
        return ''
    file = config.password_file or 'user-password.py'
    # pywikibot takes none that is a link.
    places = (Path(config.base_dir, file), Path(file))
    return '' if any(place.is_file() and not place.is_symlink() for place in places) else _LACKING.format(file=file)


def log_in_from_environment() -> None:
    """From now on everybody logs in with the password from the environment, if there is one.

    :raises PasswordError: what is there has another form
    """
    given = credentials()
    if issubclass(login.ClientLoginManager, _FromEnvironment | _FromFile):
        return
    if given is None:
        login.ClientLoginManager = _FromFile
        return
    _FromEnvironment.given = given
    login.ClientLoginManager = _FromEnvironment


class _FromFile(login.ClientLoginManager):  # type: ignore[misc]
    """Logs in as pywikibot does, and says what to do where it would end with a traceback."""

    def readPassword(self) -> None:
        """Take the password from the file.

        :raises NoUsernameError: there is none
        """
        try:
            super().readPassword()
        except FileNotFoundError:
            raise NoUsernameError(_LACKING.format(file=config.password_file)) from None
        except (ValueError, TypeError):
            # What is wrong with a line could be the password.
            file = Path(config.password_file or '').resolve()
            raise NoUsernameError(f'{file} has a line that is not like {_LINE}') from None

    def login(self, retry: bool = False, autocreate: bool = False) -> bool:
        """Log in; nobody is there who could be asked for a password.

        :raises NoUsernameError: no line of the file is for this account
        """
        if not self.password:
            file = config.password_file
            lacking = f'{file} has no line for {self.username}' if file else _LACKING.format(file='user-password.py')
            raise NoUsernameError(lacking)
        return bool(super().login(retry=retry, autocreate=autocreate))


class _FromEnvironment(login.ClientLoginManager):  # type: ignore[misc]
    """Logs in to one wiki.

    :cvar given: with these
    """

    given: Credentials

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # It calls it only where user-config.py names a file.
        self.readPassword()

    def readPassword(self) -> None:
        """Take the password from the environment; no file is looked for."""
        if self.given.user not in ('', self.username):
            raise NoUsernameError(f'{PASSWORD} is for {self.given.user}, but user-config.py names {self.username}')
        self.password = self.given.secret
        self.login_name = f'{self.username}@{self.given.suffix}'
