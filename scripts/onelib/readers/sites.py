"""The wikis as pywikibot knows them, by the codes that onelib uses."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from urllib.parse import urlsplit

import pywikibot
from pywikibot.exceptions import Error, NoUsernameError, UnknownFamilyError
from pywikibot.family import Family
from pywikibot.site import APISite

from onelib.outcomes.reasons import Kind, Reason, raised_at, said
from onelib.readers.shapes import understood
from onelib.settings import Settings, SettingsError
from onelib.store import StoreError

__all__ = [
    'UNREADABLE',
    'NoLoginError',
    'NoPrefixError',
    'Sites',
    'check_wikis',
    'local_title',
    'unforeseen',
    'unreadable',
]

_log = logging.getLogger(__name__)

#: What is raised when a wiki cannot be read.
UNREADABLE = (Error, ConnectionError)


class NoLoginError(Error):  # type: ignore[misc]
    """The password file cannot be used."""


class NoPrefixError(Error):  # type: ignore[misc]
    """A wiki cannot link to another one: its interwiki map does not have it."""


def local_title(site: APISite, title: str) -> str:
    """A title as a wiki writes it, with its own name of the namespace; nobody is asked.

    What cannot be a title there stays as it is.
    """
    try:
        return str(pywikibot.Page(site, title).title())
    except pywikibot.exceptions.InvalidTitleError:
        return title


def unreadable(problem: Exception, what: str = 'the wiki') -> Reason:
    """Why a wiki, or what of it is named, cannot be read; if the bot cannot log in, that is the reason."""
    if isinstance(problem, NoLoginError | NoUsernameError):
        return Reason(Kind.LOGIN, f'the bot cannot log in: {said(problem)}')
    return Reason(Kind.UNREADABLE, f'{what} cannot be read: {said(problem)}')


def check_wikis(settings: Settings, path: Path) -> None:
    """Complain of wikis that pywikibot does not know; nobody is asked.

    :param path: of the settings
    :raises SettingsError: naming the wiki, or the family
    """
    wanted = [(code, settings.family) for code in settings.wikis] + [(settings.meta_code, settings.meta_family)]
    for code, name in wanted:
        try:
            # Not pywikibot.Site, which asks the wiki whether somebody is logged in.
            family = Family.load(name)
        except UnknownFamilyError:
            raise SettingsError(f'{path}: pywikibot knows no family {name!r}') from None
        if code not in family.langs and code not in family.obsolete:
            raise SettingsError(f'{path}: the family {name!r} has no wiki {code!r}')


def unforeseen(problem: Exception, where: str = '') -> Reason:
    """What went wrong with one page, block or wiki that nobody has thought of, for the person who mends the code.

    The others are served all the same.  How it came to that is in the log of ``-debug``.

    :param where: what it happened with, like 'cs: article "Praha": '
    :raises StoreError: it is that: without the store nothing can go on
    """
    if isinstance(problem, StoreError):
        raise problem
    _log.debug('%s', ''.join(traceback.format_exception(problem)))
    return Reason(Kind.OTHER, f'{where}{said(problem)} (in {raised_at(problem)})')


class Sites:
    """Opens the wikis of a run, each once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def open(self, code: str) -> APISite:
        """The wiki with this code, logged in.

        :raises pywikibot.exceptions.Error: it does not exist or the bot cannot log in
        """
        wiki = (self.settings.meta_code, self.settings.meta_family) if code == 'meta' else (code, self.settings.family)
        with understood(code):
            # That asks it already who is logged in.
            site = pywikibot.Site(*wiki)
            if not site.logged_in():
                try:
                    site.login()
                except ValueError as problem:
                    # So pywikibot says that it does not understand its password file.
                    raise NoLoginError(f'cannot log in to {code}: {problem}') from None
            # What titles are made with: here it is known which wiki has answered oddly.
            assert site.namespaces
        return site

    def host(self, code: str) -> str:
        """The name of the wiki's host, with its port if that is a special one; nobody is asked."""
        return str(pywikibot.Site(code, self.settings.family).hostname()).lower()

    def prefix(self, host: str, code: str) -> str:
        """The interwiki prefix that leads from one wiki to another, as the host itself says.

        :raises NoPrefixError: the host has none for it
        """
        site = self.open(code)
        wanted = _place(f'//{site.hostname()}{site.articlepath.format("$1")}')
        with understood(host):
            links = self.open(host).siteinfo['interwikimap']
            prefixes = [entry['prefix'] for entry in links if _place(entry['url']) == wanted]
        if not prefixes:
            raise NoPrefixError(f'{host} has no interwiki prefix for {code}')
        return code if code in prefixes else min(prefixes, key=lambda prefix: (len(prefix), prefix))


def _place(address: str) -> tuple[str, str]:
    """Host and path of an address; http and https lead to the same."""
    parts = urlsplit(address)
    return parts.netloc, parts.path
