"""The pages with the rows of tallies as data, which coordinators ask for with ``data=yes`` and the operator allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from onelib.campaign.parameters import TALLY_PARAMETERS, TallyRequest
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result, not_served
from onelib.pages import tally_data
from onelib.pages.page_update import standing
from onelib.pages.tally import TallyPart
from onelib.publish import Publisher
from onelib.readers.own_pages import OwnPage, changed_by, gone, standings
from onelib.readers.permission import keeps_bots_off
from onelib.readers.query import loaded, query
from onelib.readers.sites import UNREADABLE, unforeseen, unreadable

__all__ = ['TallyDataPages']

#: The word that switches them on in the setting ``own_pages``.
KIND = 'data'
_MODEL = 'Tabular.JsonConfig'
_MAX_TITLE = 255  # bytes, MediaWiki's limit
# What chooses no rows, or is no part of a title.
_NOT_IN_TITLES = ('campaign', 'view', 'details', 'row_template', 'seed', 'data')


class TallyDataPages:
    """Those of a run; they are brought up to date behind the pages with the tallies."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._tabular: dict[str, bool] = {}
        # Wiki → title of a page with data → the page with its tally, and that.
        self._noted: defaultdict[str, dict[str, tuple[str, TallyPart]]] = defaultdict(dict)

    @property
    def allowed(self) -> bool:
        """Whether the operator lets the bot make such pages."""
        return KIND in self._publisher.settings.own_pages

    def title(self, code: str, page: str, request: TallyRequest) -> str:
        """The page for the data of a tally on a page, '' if there is to be none.

        :raises pywikibot.exceptions.Error: the wiki does not answer
        """
        if request.data != 'yes' or not self.allowed:
            return ''
        name = _name(request)
        title = f'Data:1Lib1Ref/{page}/{name}.tab' if self._has_tabular(code) else f'{page}/1Lib1Ref {name}.csv'
        return title if len(title.encode()) <= _MAX_TITLE else ''

    def _has_tabular(self, code: str) -> bool:
        """Whether a wiki keeps tabular data: it says so of a page that need not be there."""
        if code not in self._tabular:
            asked = query(self._publisher.sites.open(code), titles=['Data:1Lib1Ref.tab'], prop='info')
            self._tabular[code] = any(page.get('contentmodel') == _MODEL for answer in asked for page in loaded(answer))
        return self._tabular[code]

    def note(self, code: str, page: str, part: TallyPart) -> None:
        """Remember what a tally says now, which stands on its page."""
        if part.data_page:
            self._noted[code][part.data_page] = (page, part)

    def publish(self, code: str, room: int) -> Iterator[Result]:
        """Bring the data of the tallies of a wiki up to date, one by one; what says the same is not saved.

        :param room: how many bytes a page of the wiki may have
        """
        noted = self._noted.pop(code, {})
        if not noted:
            return
        site = self._publisher.sites.open(code)
        try:
            found = standings(site, [*noted, *{page for page, _ in noted.values()}])
        except UNREADABLE as problem:
            yield not_served(code, unreadable(problem))
            return
        for title, (page, part) in noted.items():
            try:
                result = self._put(code, found, title, page, part, room)
            except UNREADABLE as problem:
                result = Result(code, title, Outcome.FAILED, (unreadable(problem),))
            except Exception as problem:
                result = Result(code, title, Outcome.FAILED, (unforeseen(problem),))
            if result:
                yield result

    def _put(
        self, code: str, found: Mapping[str, OwnPage], title: str, page: str, part: TallyPart, room: int
    ) -> Result | None:
        """Save the data of one tally; None if there is nothing to do or to say."""
        tally, own = found.get(page), found.get(title)
        # Who keeps the bot off a page with a tally has no new data of it, either.
        if tally is None or own is None or not tally.revision or keeps_bots_off(tally.page):
            return None
        rows = part.records.only(standing(tally.text, part.rows(part.host.wiki)))
        text = self._text(code, rows, part, page, room)
        if own.revision and tally_data.same(own.text, text):
            return None
        if self._has_tabular(code) and (faults := tally_data.faults(text)):
            return Result(code, title, Outcome.FAILED, (Reason(Kind.OTHER, f'no tabular data: {faults[0]}'),))
        # Who has changed it keeps it, and who has deleted it has done with it.
        if own.redirect or changed_by(own.page.site, own) or (not own.revision and gone(own.page.site, own.page)):
            return None
        result = self._publisher.put(code, own.page, text, part.summary([part], part.host.wiki), own.revision)
        return None if result.outcome is Outcome.UNCHANGED else result

    def _text(self, code: str, rows: tally_data.Records, part: TallyPart, page: str, room: int) -> str:
        name = _name(part.request)
        if self._has_tabular(code):
            return tally_data.as_tabular(rows, part.host.wiki, name, page, room)
        return tally_data.as_csv(rows, name, page)


def _name(request: TallyRequest) -> str:
    """What a tally is called: its campaign and view, and what it asks for beside them, if that is not the usual."""
    usual = TallyRequest(campaign=request.campaign)
    more = [
        str(value)
        for name in TALLY_PARAMETERS
        if name not in _NOT_IN_TITLES and (value := getattr(request, name)) != getattr(usual, name)
    ]
    return ' '.join([request.campaign, request.view, *more]).replace('/', '-')
