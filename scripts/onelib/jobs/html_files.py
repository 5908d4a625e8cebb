"""A run that edits nothing: it writes each list, or each tally, to a file of HTML."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from pywikibot import config

from onelib import wikis
from onelib.campaign.parameters import spoken
from onelib.jobs.preview import Preview
from onelib.operations.base_directory import in_words
from onelib.operations.files import write_anew
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result
from onelib.pages import html_files, tally_files
from onelib.pages.html_files import Addresses
from onelib.pages.mistakes import sentence
from onelib.pages.page_update import PageDraft, Worklist
from onelib.pages.tally import TallyPart
from onelib.pages.worklist import counted
from onelib.publish.publisher import Draft
from onelib.readers import catalogues
from onelib.readers.blocks import Holder
from onelib.readers.sites import UNREADABLE, Sites
from onelib.settings import Settings
from onelib.templates.catalogues import OF_A_ROW, of_wiki
from onelib.wikis import Catalogue
from onelib.wikitext.catalogue_lines import CatalogueChanges

__all__ = ['HtmlFiles']


class HtmlFiles(Preview):
    """In place of saving a page it writes what its blocks say to files; what could not be made stays as it was."""

    def __init__(self, sites: Sites, settings: Settings, folder: Path) -> None:
        super().__init__(sites, settings)
        self._folder = folder
        self._changes: dict[str, CatalogueChanges | None] = {}

    def save(self, code: str, page: Holder, draft: Draft) -> Result:
        """Write the lists and tallies; the page stays as it is."""
        parts = draft.parts if isinstance(draft, PageDraft) else ()
        lists = [(number, *part) for number, part in enumerate(parts, 1)]
        made = {
            html_files.name(code, page.title, number): self._made(page, parameters, part, draft)
            for number, parameters, part in lists
            if isinstance(part, Worklist) and isinstance(draft, PageDraft)
        }
        made |= {
            html_files.name(code, f'{page.title} tally', number): tally_files.page(page.title, part)
            for number, _, part in lists
            if isinstance(part, TallyPart)
        }
        if not made:
            return Result(code, page.title, Outcome.UNCHANGED)
        if config.simulate:
            return Result(code, page.title, Outcome.SIMULATED)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for name, text in made.items():
                write_anew(self._folder / name, text)
        except OSError as problem:
            return Result(code, page.title, Outcome.FAILED, (Reason(Kind.OTHER, in_words(problem)),))
        return Result(code, page.title, Outcome.WRITTEN)

    def _made(self, page: Holder, parameters: Mapping[str, str], part: Worklist, draft: PageDraft) -> str:
        wiki = spoken(page.wiki, parameters)
        said = counted(part.ranking, wiki, draft.today, part.looked_at, len(part.unread))
        if part.trouble:
            said = f'{said} {sentence(part.trouble, wiki)}'
        rows, of = part.ranking.rows, part.of or page.wiki.code
        addresses = self._addresses({page.wiki.code, of, *(row.lead.wiki for row in rows if row.lead)})
        links = self._catalogues(page.wiki.code, of)
        content = html_files.Page(page.title, said, rows, wiki, wikis.load(of), part.form.hashtag, addresses, links)
        return html_files.page(content)

    def _catalogues(self, host: str, of: str) -> tuple[Catalogue, ...]:
        """The catalogues that rows link to, as the wiki of the list has it; if that is not known, none."""
        if host not in self._changes:
            self._changes[host] = None
            with suppress(*UNREADABLE):
                self._changes[host] = catalogues.changes(self.sites.open(host), host)
        changes = self._changes[host]
        return changes.chosen(of_wiki(of))[:OF_A_ROW] if changes else ()

    def _addresses(self, codes: Collection[str]) -> dict[str, Addresses]:
        """The addresses of these wikis, as far as they answer."""
        found = {}
        for code in codes:
            with suppress(*UNREADABLE):
                site = self.sites.open(code)
                server = f'{site.protocol()}://{site.hostname()}'
                found[code] = Addresses(f'{server}{site.path()}', server + site.articlepath.replace('{}', '$1'))
        return found
