"""Lists of which some articles have changed: which rows are made anew, which are done, and for how long."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from onelib import wikis
from onelib.campaign.leads import Lead
from onelib.campaign.ranking import Ranking, Row, ScannedArticle
from onelib.pages import seal
from onelib.pages.page_update import Worklist
from onelib.pages.refreshed import RefreshedWorklist
from onelib.pages.worklist import LAYOUTS, Form
from onelib.wikitext.statements import Statement
from onelib.wikitext.statements.statement import fingerprint
from tests.hostile import FRAGMENTS

TODAY = datetime.date(2027, 1, 20)
TOMORROW = TODAY + datetime.timedelta(days=1)
CS = wikis.load('cs')


def statement(text: str, section: str = '', number: int = 0) -> Statement:
    since = datetime.date(2019, 5, 1)
    return Statement('tagged', text, text, 0, section, number, 'Fakt', since, fingerprint(text))


def article(title: str, *found: Statement) -> ScannedArticle:
    return ScannedArticle(title, 7, 8, found)


def written(form: Form, *articles: ScannedArticle, last: str = '', today: datetime.date = TODAY) -> str:
    rows = tuple(Row(each.title, found, each.page_id) for each in articles for found in each.statements)
    return Worklist(Ranking(rows, 0, 100, 50), form).written(CS, today, last)


def refreshed(last: str, form: Form, today: datetime.date = TODAY, **articles: ScannedArticle | None) -> str:
    part = RefreshedWorklist({name.replace('_', ' '): found for name, found in articles.items()}, form, 'cs')
    new = part.written(CS, today, last)
    assert part.stands(last, new) == (new == last.strip('\n'))
    return new


def differing(before: str, after: str) -> list[str]:
    lines = before.split('\n'), after.split('\n')
    assert len(lines[0]) == len(lines[1])
    return [new for old, new in zip(*lines, strict=True) if old != new]


FORMS = [
    *(Form(hashtag='1Lib1Ref', layout=layout) for layout in LAYOUTS),
    Form('cs', '1Lib1Ref'),
    Form(hashtag='x', template='User:A/řádek'),
]


@pytest.mark.parametrize('form', FORMS, ids=str)
def test_a_row_that_is_done_is_two_lines(form: Form) -> None:
    a, b = article('A', statement('One.'), statement('Two.')), article('B', statement('One.'))
    before = written(form, a, b)
    after = refreshed(before, form, A=article('A', statement('Two.')))
    lines = differing(before, after)
    assert len(lines) == 2 and lines[1].endswith(f'|rows=2 |done={TODAY}}}}}') and seal.is_whole(after)
    # It says so once, and is back when the tag is.
    assert refreshed(after, form, A=article('A', statement('Two.'))) == after
    assert refreshed(after, form, A=a) == before
    # All that changes is about the article of that name on that wiki.
    assert refreshed(before, form, B=b, C=None) == before
    assert refreshed(before, replace(form, prefix='pl'), A=None) == before
    assert refreshed(before, form, A=None).count('done=') == 2


@pytest.mark.parametrize('form', FORMS, ids=str)
def test_a_row_that_is_done_leaves_on_the_next_day(form: Form) -> None:
    a, b = article('A', statement('One.'), statement('Two.')), article('B', statement('One.'))
    marked = refreshed(written(form, a, b), form, A=article('A', statement('Two.')), B=None)
    left = article('A', statement('Two.'))
    same_day = written(form, left, last=marked)
    assert same_day.count('done=') == 2 and same_day.count('|rows=') == 2 and seal.is_whole(same_day)
    assert f'|rows={2}' in same_day and written(form, left, last=same_day) == same_day
    assert written(form, left, last=marked, today=TOMORROW) == written(form, left, today=TOMORROW)
    # Who wants them in another form has them so.
    other = Form(hashtag='1Lib1Ref', layout='cards')
    assert written(other, left, last=marked).count('{{1Lib1Ref worklist/card |') == 3
    # If nothing else is left, they stand there alone.
    assert written(form, last=marked).count('done=') == 2


def test_what_somebody_else_has_written_is_neither_kept_nor_touched() -> None:
    form = Form(hashtag='x')
    before = written(form, article('A', statement('One.')))
    forged = before.replace('\n|}', f'\n{{{{1Lib1Ref worklist/row |article=X |text=Buy. |done={TODAY}}}}}\n|}}')
    assert forged != before and 'Buy' not in written(form, article('A', statement('One.')), last=forged)
    assert refreshed(forged, form, A=None) == forged.strip('\n')


def test_what_people_have_added_stays() -> None:
    form = Form(hashtag='x')
    before = written(form, article('A', statement('One.', 'S', 1)), article('B', statement('One.')))
    marks = ' |skip=yes |skipped=2027-01-18 |by=Eva |until=2027-01-23}}'
    marked = before.replace(' |rows=1}}', f' |rows=1{marks}', 1)
    assert seal.is_whole(marked)
    moved = refreshed(marked, form, A=article('A', statement('One.', 'S', 2)))
    assert '|number=2 ' in moved and moved.count(f' |rows=1{marks}') == 1 and seal.is_whole(moved)
    done = refreshed(marked, form, A=article('A'))
    assert seal.is_whole(done) and done.count('by=Eva') == done.count('done=') == 1
    assert refreshed(done, form, A=article('A', statement('One.', 'S', 1))) == marked


def test_where_a_source_may_be_found_stays() -> None:
    form = Form(hashtag='x')
    lead = Lead('de', 'B', 'C [1]', 'Satz | eins.', "E 'f'. 1999", '9780306406157', '', 0.9, 'de')
    rows = [Row('Dům', found, 7, lead) for found in (statement('Jedna.', 'A', 1), statement('Dvě.', 'A', 1))]
    moved = [replace(row, statement=replace(row.statement, section_number=3)) for row in rows]
    last, wanted = (Worklist(Ranking(tuple(some), 0, 100, 50), form).written(CS, TODAY, '') for some in (rows, moved))
    new = refreshed(last, form, Dům=article('Dům', *(row.statement for row in moved)))
    assert seal.bare(new) == seal.bare(wanted) != seal.bare(last)


def test_a_statement_that_was_reworded_is_not_done() -> None:
    form = Form(hashtag='x')
    before = written(form, article('A', statement('The library was founded in 1890 by monks.'), statement('It burnt.')))
    new = article('A', statement('The library was founded in 1891 by the monks.'))
    after = refreshed(before, form, A=new)
    assert '1891 by the monks' in after and '1890' not in after and after.count('done=') == 1


def test_an_article_that_was_moved_has_its_new_name() -> None:
    form = Form(hashtag='x')
    before = written(form, article('A', statement('One.')))
    after = refreshed(before, form, A=article('B', statement('One.')))
    assert '|article=B ' in after and '|article=A ' not in after and seal.is_whole(after)


def test_hostile_texts() -> None:
    """Rows are found and made anew whatever is in them."""
    form = Form(hashtag='x')
    for text in FRAGMENTS:
        if not text.strip():
            continue
        two: Any = article('A', statement(text), statement('Other words entirely, of a good length.'))
        before = written(form, two)
        assert refreshed(before, form, A=two) == before
        assert refreshed(before, form, A=article('A')).count(' |done=') >= 2
