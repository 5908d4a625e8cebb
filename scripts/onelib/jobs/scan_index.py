"""The index that a scan makes: rows of articles go into the store by batches, under the number of the scan.

What a scan has written that was ended before it was through is taken out when the same scan is begun again.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pywikibot import config

from onelib import settings, wikis
from onelib.campaign.index import IndexedArticle, Scan, ScanEnd
from onelib.jobs.scan_output import ScanError
from onelib.jobs.scan_part import ROW, Lines
from onelib.store import StoreError
from onelib.store.address import locate
from onelib.store.index import Index
from onelib.wikis import Wiki
from onelib.wikitext.index_row import IndexRow

__all__ = ['IndexWriter', 'date_of', 'store']

_BATCH = 1000
_DATE = re.compile(r'-(\d{4})-?(\d\d)-?(\d\d)-')


def store() -> str:
    """The address of the store that is set.

    :raises ScanError: the settings, or the store's user and password, cannot be read
    """
    base = Path(config.base_dir)
    file = base / 'onelib.toml'
    with _in_words():
        return settings.read(file).store_url(base) if file.exists() else locate(base)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (StoreError, settings.SettingsError) as problem:
        raise ScanError(f'-index: {problem}') from None


def date_of(paths: Sequence[Path]) -> datetime.date:
    """Of when a dump is, by the names of its files, else by when they were written."""
    for path in paths:
        with suppress(ValueError):
            if found := _DATE.search(path.name):
                return datetime.date(*map(int, found.groups()))
    written = max((path.stat().st_mtime for path in paths if path.is_file()), default=None)
    now = datetime.datetime.now(datetime.UTC)
    return (now if written is None else datetime.datetime.fromtimestamp(written, datetime.UTC)).date()


class IndexWriter:
    """Writes the index of a wiki anew.

    :param address: of the store
    :param dump: of when the dump is
    :param note: a file that says which scan this is, as long as it is not through; None if nobody would look there
    :raises ScanError: the store cannot be written, as all that is done later
    """

    def __init__(self, address: str, wiki: Wiki, dump: datetime.date, note: Path | None) -> None:
        self.wiki = wiki
        self._rows: list[IndexedArticle] = []
        with _in_words():
            self.index = Index(address)
            if note and note.is_file():
                with suppress(ValueError):
                    self.index.abandon(Scan(int(note.read_text()), wiki.code, dump), _now())
            self._scan = self.index.begin(wiki.code, dump, _now())
        if note:
            note.write_text(str(self._scan.number))

    def take(self, lines: Lines) -> None:
        """Write the rows that are among these lines."""
        for line in lines:
            if line.startswith(ROW):
                fields = json.loads(line[1:])
                row = IndexRow.of(fields['row'])
                self._rows.append(IndexedArticle(fields['page_id'], fields['revision_id'], row))
        if len(self._rows) >= _BATCH:
            self._write()

    def _write(self) -> None:
        with _in_words():
            self.index.add(self._scan, self._rows, _now())
        self._rows = []

    def end(self, database: str, *, whole: bool) -> str:
        """All rows are there: make them the index; give back what it is now.

        :param database: which wiki the dump says it is of
        :param whole: all of the dump could be read
        :raises ScanError: the dump is of another wiki
        """
        if database != self.wiki.database and any(wikis.load(code).database == database for code in wikis.codes()):
            with _in_words():
                self.index.abandon(self._scan, _now())
            raise ScanError(
                f'the dump says that it is of {database}, and -wiki:{self.wiki.code} is {self.wiki.database}: '
                f'the index of {self.wiki.code} stays as it was'
            )
        self._write()
        with _in_words():
            end = self.index.make_current(self._scan, _now(), whole=whole)
        return _said(end, whole, self._scan)


def _said(end: ScanEnd, whole: bool, scan: Scan) -> str:
    if end is ScanEnd.CURRENT:
        partly = '' if whole else ', without what could not be read, since there is no whole one'
        return f'the index of {scan.wiki} is that of {scan.dump.isoformat()} now{partly}'
    why = {
        ScanEnd.OLDER: 'it is of a later dump',
        ScanEnd.PARTIAL: 'it is of a dump that was whole',
        ScanEnd.EMPTY: 'in this dump there is no article',
    }
    return f'the index of {scan.wiki} stays as it was: {why[end]}'


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
