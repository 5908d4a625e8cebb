"""What articles in other languages have as sources for the statements of a list; each is asked about once a week."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pywikibot.site import APISite

from onelib import wikis
from onelib.campaign.leads import Lead
from onelib.campaign.ranking import Row
from onelib.outcomes.results import RowKey
from onelib.readers.query import BATCH, batches, pages
from onelib.readers.shapes import is_there, text_of
from onelib.readers.sites import UNREADABLE, Sites
from onelib.readers.time_limit import TooSlowError, limited
from onelib.store import Store, questions
from onelib.wikis import Wiki
from onelib.wikitext import references, suggestions

__all__ = ['SisterReader']

_log = logging.getLogger(__name__)
_KEPT = datetime.timedelta(days=7)
# So many articles of a list are looked for in another edition, and so long one may take.
_MOST_ARTICLES = 4 * BATCH
_MOST_SECONDS = 10.0
# Of so few articles one question asks for all languages: of fifty, the answer would come in a dozen parts.
_FEW = 5


class SisterReader:
    """Asks other editions for the sources of statements; what one has, or has not, is remembered for a week."""

    def __init__(self, sites: Sites, store: Store, now: datetime.datetime) -> None:
        self._sites = sites
        self._store = store
        self._now = now
        self._linked: dict[tuple[str, ...], Mapping[str, Any]] = {}

    def leads(self, rows: Sequence[Row], wiki: Wiki, editions: Iterable[str]) -> dict[RowKey, Lead]:
        """The likeliest lead of each row that has one; what cannot be read now has none.

        :param editions: codes of the wikis that are asked
        """
        best: dict[RowKey, Lead] = {}
        for code in editions:
            for key, lead in self._of_edition(rows, wiki, code):
                if key not in best or lead.score > best[key].score:
                    best[key] = lead
        return best

    def _of_edition(self, rows: Sequence[Row], wiki: Wiki, code: str) -> Iterator[tuple[RowKey, Lead]]:
        articles: dict[int, list[Row]] = {}
        for row in rows:
            articles.setdefault(row.page_id, []).append(row)
        fresh = self._known(wiki, code, articles, since=self._now - _KEPT)
        missing = {
            of_article[0].title: page_id
            for page_id, of_article in articles.items()
            if not fresh.get(page_id, {}).keys() >= {row.statement.fingerprint for row in of_article}
        }
        learnt: dict[int, Any] = {}
        try:
            for title, sister, text in self._texts(list(missing)[:_MOST_ARTICLES], wiki, code):
                page_id = missing.pop(title)
                learnt[page_id] = _found(articles[page_id], wiki, sister, text, wikis.load(code))
        except UNREADABLE as problem:
            _log.info('%s is not asked for all sources: %s', code, problem)
        self._store.keep_all({questions.leads(wiki.code, code, key): told for key, told in learnt.items()}, self._now)
        # What could not be asked is what it was.
        fresh |= learnt | self._known(wiki, code, missing.values())
        for page_id, of_article in articles.items():
            for row in of_article:
                if told := fresh.get(page_id, {}).get(row.statement.fingerprint):
                    yield row.key, Lead(**told)

    def _known(
        self, wiki: Wiki, code: str, page_ids: Iterable[int], since: datetime.datetime | None = None
    ) -> dict[int, dict[str, dict[str, Any] | None]]:
        """What was answered for the statements of articles: by article and fingerprint the lead, or None."""
        asked = {questions.leads(wiki.code, code, page_id): page_id for page_id in page_ids}
        answers = self._store.answers_to(asked, since=since)
        return {asked[question]: told for question, told in answers.items() if isinstance(told, dict)}

    def _texts(self, titles: Sequence[str], wiki: Wiki, code: str) -> Iterator[tuple[str, str, str]]:
        """Titles with the title and text of the article there; '' and '' where there is none."""
        site, other = self._sites.open(wiki.code), self._sites.open(code)
        for batch in batches(list(titles)):
            sisters = self._sisters(site, batch, code)
            there: Mapping[str, Any] = {}
            if sisters:
                wanted = list(dict.fromkeys(sisters.values()))
                there = pages(other, wanted, redirects=1, prop='revisions', rvprop='content', rvslots='main')
            for title in batch:
                page = there.get(sisters.get(title, ''), {})
                text = text_of(page) if page and is_there(page) else ''
                yield title, str(page.get('title', '')), text or ''

    def _sisters(self, site: APISite, titles: list[str], code: str) -> dict[str, str]:
        """What articles are called in another edition; those that are not there are left out."""
        few = len(titles) <= _FEW
        key = (site.code, *titles)
        if few and key not in self._linked:
            self._linked[key] = pages(site, titles, prop='langlinks', lllimit='max')
        linked = self._linked[key] if few else pages(site, titles, prop='langlinks', lllang=code, lllimit='max')
        links = ((title, link) for title, page in linked.items() for link in page.get('langlinks', ()))
        return {title: link['title'] for title, link in links if link.get('lang') == code}


def _found(rows: Iterable[Row], wiki: Wiki, title: str, text: str, other: Wiki) -> dict[str, Any]:
    """The best lead for each row by its fingerprint, None for those without."""
    found: dict[str, Any] = {}
    for row in rows:
        try:
            with limited(_MOST_SECONDS):
                offers = suggestions.find(row.statement, wiki, text, other) if text else []
        except TooSlowError as problem:
            _log.info('%s: "%s": %s', other.code, title, problem)
            offers = []
        leads = (_lead(offer, title, other) for offer in offers)
        best = next((lead for lead in leads if lead), None)
        found[row.statement.fingerprint] = asdict(best) if best else None
    return found


def _lead(offer: suggestions.Suggestion, title: str, other: Wiki) -> Lead | None:
    described = references.describe(offer.reference.content, other)
    if not described or not (described.text or described.address):
        return None
    return Lead(
        other.code,
        title,
        offer.section,
        offer.sentence,
        described.text or described.address,
        described.isbn,
        described.address,
        offer.score,
    )
