"""The arguments that all jobs share: ``-wiki:cs,pl -page:TITLE``, and pywikibot's own like ``-simulate``."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pywikibot
from pywikibot.exceptions import Error

__all__ = ['ArgumentError', 'Arguments', 'parse']

# As many as a run may make without it, if nobody has set another limit.
_MOST_TRIED = 500
# With a bar in it, a wiki would take one title for two.
_NO_TITLE = frozenset('|#<>[]{}\n\t\x1f')
# pywikibot's arguments that are not numbers in its config.
_PYWIKIBOTS = frozenset(
    (
        *('dir', 'config', 'family', 'code', 'lang', 'user', 'putthrottle', 'pt', 'maxlag', 'daemonize'),
        *('log', 'nolog', 'debug', 'verbose', 'v', 'simulate', 'cosmeticchanges', 'cc', 'help'),
    )
)


class ArgumentError(ValueError):
    """An argument that there is not, or a wiki that is not served."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a run is limited to: codes of wikis (none: all) and the title of a page ('': all).

    :ivar options: values of the arguments that only this job has
    """

    wikis: tuple[str, ...]
    page: str
    options: Mapping[str, str] = field(default_factory=dict)

    def check(self, served: Collection[str]) -> None:
        """Complain of wikis that are not served.

        :raises ArgumentError: ``-wiki`` names another one
        """
        if unknown := [code for code in self.wikis if code not in served]:
            raise ArgumentError(f'-wiki: {", ".join(unknown)} is not in onelib.toml; there are {", ".join(served)}')

    @property
    def trial(self) -> int:
        """After how many edits the run is to stop, as ``-trial`` says; 0: it does not.

        :raises ArgumentError: that is no number, or not one from 1 to 500
        """
        given = self.options.get('trial', '')
        if given and not (given.isascii() and given.isdigit() and len(given) <= 3 and 1 <= int(given) <= _MOST_TRIED):
            raise ArgumentError(f'-trial needs a number of edits from 1 to {_MOST_TRIED}, like -trial:10, not {given}')
        return int(given or 0)

    def shard(self, wikis: Sequence[str]) -> tuple[str, ...]:
        """The wikis of the run's part, if ``-shard`` says one: of 1/3 the first, the fourth and so on.

        A wiki that comes last in the settings leaves all others where they are.

        :raises ArgumentError: that is no part, or other arguments name wikis, too
        """
        given = self.options.get('shard', '')
        match = re.fullmatch(r'([1-9][0-9]?)/([1-9][0-9]?)', given)
        if not match or int(match[1]) > int(match[2]):
            raise ArgumentError(f'-shard has to be like -shard:1/4, the first of four parts, not {given}')
        if self.wikis or self.page:
            raise ArgumentError('-shard names wikis by itself: -wiki and -page cannot go with it')
        return tuple(wikis[int(match[1]) - 1 :: int(match[2])])


def parse(arguments: Sequence[str], options: Collection[str] = (), flags: Collection[str] = ()) -> Arguments:
    """Hand pywikibot its own arguments and read ours; ``-help`` prints the script's docstring and ends the run.

    :param options: names of the arguments that this job has besides, like ``csv``
    :param flags: names of those that have no value, like ``check``
    :raises ArgumentError: an argument that there is not
    """
    wikis: list[str] = []
    page = ''
    more: dict[str, str] = {}
    for argument in _ours(arguments):
        name, _, value = argument.partition(':')
        if name in ('-wiki', '-page') and not value:
            raise ArgumentError(f'{name} needs a value, like {name}:cs' if name == '-wiki' else f'{name} needs a title')
        if name == '-wiki':
            wikis += value.lower().split(',')
        elif name == '-page':
            if _NO_TITLE & set(value):
                raise ArgumentError(f'-page: no page can be called {value}')
            page = value
        elif name[1:] in options and value:
            more[name[1:]] = value
        elif argument[1:] in options:
            raise ArgumentError(f'{name} needs a value; see -help')
        elif argument[1:] in flags:
            more[argument[1:]] = 'yes'
        else:
            raise ArgumentError(f'there is no argument {argument}; see -help')
    asked = Arguments(tuple(wikis), page, more)
    # What is wrong with it has to be said before anything is done.
    _ = asked.trial
    if 'shard' in more:
        asked.shard(())
    return asked


def _ours(arguments: Sequence[str]) -> list[str]:
    # pwb has read its own arguments before, and has looked at the configured wiki then.
    warnings.filterwarnings('ignore', 'Site objects have been created', UserWarning)
    try:
        return list(pywikibot.handle_args(arguments))
    except (Error, ConnectionError):
        # The last thing it does is to ask the configured wiki.  If that is down, others may be up; the job says which.
        return [argument for argument in arguments or sys.argv[1:] if not _is_pywikibots(argument)]


def _is_pywikibots(argument: str) -> bool:
    """Whether `pywikibot.handle_args` has taken this for itself: all that it does not know it leaves to us."""
    name = argument.partition(':')[0].removeprefix('-')
    return name in _PYWIKIBOTS or isinstance(getattr(pywikibot.config, name, None), int)
