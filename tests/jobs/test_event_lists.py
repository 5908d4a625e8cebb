"""Lists that name an event: which of them change its worklist."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from onelib import wikis
from onelib.jobs.event_lists import EventLists
from onelib.outcomes.reasons import Kind, Reason
from onelib.pages.page_update import BlockContent, Kept, Worklist
from onelib.readers.blocks import Holder
from onelib.readers.candidates import Services
from onelib.settings import read
from onelib.store import Store

NOTHING: Any = None
WHOLE = Worklist(NOTHING, NOTHING)
UNREAD = Worklist(NOTHING, NOTHING, unread=(Reason(Kind.UNREADABLE, 'hidden'),))


@pytest.mark.parametrize(
    ('contents', 'noted'),
    [([WHOLE], [0]), ([UNREAD], []), ([Kept()], []), ([WHOLE, WHOLE], [0, 1]), ([WHOLE, UNREAD], []),
     ([Kept(), WHOLE], [])],
)  # fmt: skip
def test_only_lists_that_are_whole_change_a_worklist(
    contents: list[BlockContent], noted: list[int], tmp_path: Path
) -> None:
    """Here the operator does not allow it, which is said where it would be done."""
    (tmp_path / 'onelib.toml').write_text('wikis = ["cs"]')
    settings, store = read(tmp_path / 'onelib.toml'), Store('sqlite://')
    lists = EventLists(NOTHING, settings, store, Services(), datetime.datetime.now(datetime.UTC))
    page = Holder('Wikipedie:Akce', 4, '', wikis.load('cs'))
    notes = list(lists.keep(page, 'cs', [({'event': 'event:07'}, content) for content in contents]))
    assert [number for number, _ in notes] == noted and all('own_pages' in said for _, said in notes)
