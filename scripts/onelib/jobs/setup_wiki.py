"""The setup_wiki job: publishes the on-wiki templates, and says what a wiki lacks."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterator
from urllib.parse import quote

from pywikibot import config

from onelib import templates, wikis
from onelib.jobs.page_job import not_done
from onelib.operations.arguments import Arguments
from onelib.operations.terminal import plain, say
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result, not_served
from onelib.pages import last_run
from onelib.pages.messages import message
from onelib.publish import Publisher
from onelib.readers import catalogues as catalogue_page
from onelib.readers import wiki_check
from onelib.readers.own_pages import OwnPage, changed_by, gone, standings
from onelib.readers.sites import NoPrefixError, Sites, local_title
from onelib.readers.template_names import TemplateNames
from onelib.settings import Settings
from onelib.store import Store
from onelib.templates import catalogues
from onelib.wikitext.catalogue_lines import CatalogueChanges

__all__ = ['OPTIONS', 'SetupJob', 'work']

#: The arguments of its script, as its docstring shows them.
OPTIONS = ('-wiki:CODE,...', '-page:TITLE', '-check')

_STATUS = '{{1Lib1Ref status}}\n{{1Lib1Ref status end}}'
_MOST_LINES = 6


def work(settings: Settings, store: Store, now: datetime.datetime, arguments: Arguments) -> Iterator[Result]:
    """Set up the wikis that the arguments name, one by one; without any, those that are enabled."""
    job = SetupJob(settings, store, now, arguments)
    for code in arguments.wikis or (*settings.wikis, 'meta'):
        if arguments.wikis or job.check or code in settings.enabled:
            yield from job.set_up(code)
    for title in arguments.pages:
        if job.looked and title not in job.found:
            reason = Reason(Kind.OTHER, 'setup_wiki makes no page of that title')
            yield Result(', '.join(arguments.wikis) or 'no wiki', title, Outcome.FAILED, (reason,))


class SetupJob:
    """One run of setup_wiki.

    :ivar check: whether it only says what there is to say
    :ivar looked: whether it looked for pages on a wiki; `found`: those of the titles that it was asked for
    """

    def __init__(self, settings: Settings, store: Store, now: datetime.datetime, arguments: Arguments) -> None:
        self.settings = settings
        self.arguments = arguments
        self.sites = Sites(settings)
        self.publisher = Publisher(self.sites, settings)
        self.checks = wiki_check.WikiCheck(self.sites, settings, TemplateNames(self.sites, store, now))
        self.check = 'check' in arguments.options
        self.looked = False
        self.found: set[str] = set()

    def set_up(self, code: str) -> Iterator[Result]:
        """Say what the wiki lacks, and publish what is to be published there."""
        try:
            facts = wiki_check.ask(self.sites.open(code), wikis.load(code))
            if not self.arguments.pages:
                yield from self._findings(code, facts)
            if not self.check and not config.simulate and (reason := self.publisher.stopped(code)):
                yield not_served(code, reason)
                return
            yield from self._pages(code, facts)
        except Exception as problem:
            yield not_done(code, problem)

    def _findings(self, code: str, facts: wiki_check.Facts) -> Iterator[Result]:
        for finding in self.checks.findings(code, facts):
            if finding.serious:
                yield Result(code, '', Outcome.LACKING, (Reason(Kind.OTHER, finding.text),))
            else:
                _note(code, finding.text)

    def _pages(self, code: str, facts: wiki_check.Facts) -> Iterator[Result]:
        site = self.sites.open(code)
        changes = catalogue_page.changes(site, code)
        if self.check and not self.arguments.pages:
            self._show_catalogues(code, changes or CatalogueChanges())
        host = templates.TemplateHost(
            template_data=facts.template_data,
            template_styles=facts.template_styles,
            modules='Scribunto' in facts.extensions,
            status=self._status(code),
            account=facts.account,
            catalogues=changes or CatalogueChanges(),
            namespaces=self.settings.namespaces,
        )
        wanted = templates.pages(code, host)
        if changes is None:
            # What people had said there is hidden, and stays as the template has it.
            del wanted[f'Template:{catalogues.NAME}']
        wanted[host.last_run] = last_run.never(wikis.load(code))
        wanted[catalogues.changed_on(facts.account)] = catalogues.first_text(wikis.load(code))
        if code == 'meta':
            wanted[f'User:{facts.account}/status'] = _STATUS
        self.looked = True
        if self.arguments.pages:
            asked = {title: local_title(site, title) for title in self.arguments.pages}
            wanted = {name: text for name, text in wanted.items() if local_title(site, name) in asked.values()}
            there = {local_title(site, name) for name in wanted}
            self.found |= {title for title, local in asked.items() if local in there}
        found = standings(site, wanted) if wanted else {}
        for name, text in wanted.items():
            if name in found:
                yield self._page(code, found[name], text, only_once=name.startswith('User:'))

    def _show_catalogues(self, code: str, changes: CatalogueChanges) -> None:
        """Say where a list's links to catalogues lead, for a person to open, and what is wrong with the wiki's page."""
        wiki, site = wikis.load(code), self.sites.open(code)
        words = quote(f'{wiki.called[0] if wiki.called else "Europa"} 1904')
        for each in changes.chosen(catalogues.of_wiki(code)):
            _note(code, f'catalogue {each.name}: open {each.searched(words)}')
        title = catalogues.changed_on(site.username())
        for fault in changes.faults:
            _note(code, f'{title}: {fault.line} – {message(f"setup-catalogues-{fault.why}", wikis.load("en"))}')
        if catalogue_page.is_open(site):
            _note(code, f'{title} is not protected, anybody can add a catalogue: ask an administrator to protect it')

    def _status(self, code: str) -> str:
        """How a wiki links to the page of Meta on which the bot says how it is, '' if it has no prefix for Meta."""
        page = f'User:{self.sites.open("meta").username()}/status'
        if code == 'meta':
            return page
        try:
            return f'{self.sites.prefix(code, "meta")}:{page}'
        except NoPrefixError:
            return ''

    def _page(self, code: str, now: OwnPage, text: str, only_once: bool) -> Result:
        """Publish one page, if it is the bot's or nobody's."""
        title = str(now.page.title())
        if now.text == text or (only_once and now.revision):
            return Result(code, title, Outcome.UNCHANGED)
        if kept := self._kept(now):
            _note(code, f'{title}: {kept}', _differences(now, text) if now.revision and not now.redirect else '')
            return Result(code, title, Outcome.KEPT)
        if self.check:
            return Result(code, title, Outcome.SIMULATED)
        return self.publisher.put(code, now.page, text, message('setup-summary', wikis.load(code)), now.revision)

    def _kept(self, now: OwnPage) -> str:
        """Why a page is left to people, and what they can do; '' if it is not."""
        site = now.page.site
        if now.redirect:
            return 'it has become a redirect and is left alone'
        if who := changed_by(site, now):
            return (
                f'changed by {who}, it is left alone. To have it kept current again, undo that; or have it deleted and '
                f'run setup_wiki with -page:"{now.page.title()}". It differs (+ is the page):'
            )
        if not now.revision and not self.arguments.pages and (who := gone(site, now.page)):
            return f'{who}, it stays so; -page:"{now.page.title()}" makes it anew'
        return ''


def _differences(now: OwnPage, text: str) -> str:
    """The lines in which a page differs from what onelib would write."""
    lines = [
        line
        for line in difflib.unified_diff(text.splitlines(), now.text.splitlines(), n=0, lineterm='')
        if not line.startswith(('---', '+++', '@@'))
    ]
    shown = [*map(plain, lines[:_MOST_LINES])]
    more = [f'… and {len(lines) - _MOST_LINES} more'] if len(lines) > _MOST_LINES else []
    return ''.join(f'\n{"":>16}{line}' for line in shown + more)


def _note(code: str, text: str, lines: str = '') -> None:
    """Say something that the operator should know, and that keeps nothing from working."""
    say(f'{"note":>14}  {code}: {plain(text)}{lines}')
