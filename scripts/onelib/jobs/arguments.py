"""The arguments that all jobs share: ``-wiki:cs,pl -page:TITLE``, and pywikibot's own like ``-simulate``."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pywikibot
from pywikibot.exceptions import Error

__all__ = ['ArgumentError', 'Arguments', 'parse']


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


def parse(arguments: Sequence[str], options: Collection[str] = ()) -> Arguments:
    """Hand pywikibot its own arguments and read ours; ``-help`` prints the script's docstring and ends the run.

    :param options: names of the arguments that this job has besides, like ``csv``
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
            page = value
        elif name[1:] in options and value:
            more[name[1:]] = value
        else:
            raise ArgumentError(f'there is no argument {argument}; see -help')
    return Arguments(tuple(wikis), page, more)


def _ours(arguments: Sequence[str]) -> list[str]:
    # pwb has read its own arguments before, and has looked at the configured wiki then.
    warnings.filterwarnings('ignore', 'Site objects have been created', UserWarning)
    try:
        return list(pywikibot.handle_args(arguments))
    except (Error, ConnectionError):
        # The last thing it does is to ask the configured wiki.  If that is down, others may be up; the job says which.
        return [a for a in arguments or sys.argv[1:] if a.startswith(('-wiki:', '-page:'))]
