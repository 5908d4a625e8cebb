"""The arguments that all jobs share: ``-wiki:cs,pl -page:TITLE``, and pywikibot's own like ``-simulate``."""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pywikibot

__all__ = ['ArgumentError', 'Arguments', 'parse']

# As many as a run may make without it, if nobody has set another limit.
_MOST_TRIED = 500
# With a bar in it, a wiki would take one title for two.
_NO_TITLE = frozenset('|#<>[]{}\n\t\x1f')
# Those of pywikibot that need a number and have none.
_NUMBER = re.compile(r'-(?:maxlag|putthrottle|pt)(?::(?!\d+(?:\.\d+)?$).*)?$')
# What says nothing beside another one, and would be passed by without a word.
_APART = {
    '-csv': ('-wiki', '-page', '-sleep', '-trial'),
    '-quick': ('-page', '-shard', '-csv', '-sleep'),
    '-forget': ('-publish', '-page'),
    '-preview': ('-trial', '-quick'),
    '-html': ('-trial', '-quick', '-preview', '-csv', '-sleep'),
}


class ArgumentError(ValueError):
    """An argument that there is not, or a wiki that is not served."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a run is limited to: codes of wikis and titles of pages (none: all).

    :ivar options: values of the arguments that only this job has
    """

    wikis: tuple[str, ...]
    pages: tuple[str, ...]
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
        if self.wikis or self.pages:
            raise ArgumentError('-shard names wikis by itself: -wiki and -page cannot go with it')
        return tuple(wikis[int(match[1]) - 1 :: int(match[2])])


def parse(arguments: Sequence[str], options: Sequence[str]) -> Arguments:
    """Hand pywikibot its own arguments and read ours; ``-help`` prints the script's docstring and ends the run.

    :param options: those that there are, as the docstring shows them: ``-page:TITLE`` with a value, ``-check`` without
    :raises ArgumentError: an argument that there is not
    """
    takes_value = {option.partition(':')[0]: ':' in option for option in options}
    values: dict[str, str] = {}
    pages: dict[str, None] = {}
    for argument in _ours(arguments):
        name, colon, value = argument.partition(':')
        if name not in takes_value or (colon and not takes_value[name]):
            raise ArgumentError(f'there is no argument {argument}; see -help')
        if takes_value[name] and not value:
            raise ArgumentError(f'{name} needs a value; see -help')
        if name == '-page':
            pages[value] = None
            continue
        if name == '-wiki' and name in values:
            value = f'{values[name]},{value}'
        elif values.get(name, value) != value:
            raise ArgumentError(f'{name} is there twice, and it can be only one of {values[name]} and {value}')
        values[name] = value or 'yes'
    _check_together({*values, *(['-page'] if pages else [])})
    wikis = values.pop('-wiki', '')
    if wrong := [page for page in pages if _NO_TITLE & set(page)]:
        raise ArgumentError(f'-page: no page can be called {wrong[0]}')
    more = {name[1:]: value for name, value in values.items()}
    asked = Arguments(tuple(wikis.lower().split(',')) if wikis else (), tuple(pages), more)
    # What is wrong with it has to be said before anything is done.
    _ = asked.trial
    if 'shard' in more:
        asked.shard(())
    return asked


def _check_together(names: Collection[str]) -> None:
    for name, others in _APART.items():
        if name in names and (beside := [other for other in others if other in names]):
            raise ArgumentError(f'{", ".join(beside)} does not go with {name}; see -help')


def _ours(arguments: Sequence[str]) -> list[str]:
    """What pywikibot leaves of the arguments when it has taken its own.

    :raises ArgumentError: one of them has a value that it cannot have, or is no text
    """
    for argument in arguments or pywikibot.argvu[1:]:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise ArgumentError(f'an argument is no UTF-8: {argument.encode(errors="surrogateescape")!r}') from None
    # pwb has read its own arguments before, and has looked at the configured wiki then.
    warnings.filterwarnings('ignore', 'Site objects have been created', UserWarning)
    # The last thing it does is to open the configured wiki, and without that it leaves nothing.  No job needs it, each
    # opens those that it is for; if this one is down, others may be up.
    opens = pywikibot.Site
    pywikibot.Site = lambda: None
    try:
        return list(pywikibot.handle_args(arguments))
    except ValueError as problem:
        numbers = [given for given in arguments or pywikibot.argvu[1:] if _NUMBER.match(given)]
        raise ArgumentError(
            f'{", ".join(numbers) or "an argument"} cannot be used: {problem}; see -help:global'
        ) from None
    finally:
        pywikibot.Site = opens
