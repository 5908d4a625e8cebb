"""What people write into the rows of a list: whatever it is, it stays, at its row, for as long as it holds."""

from __future__ import annotations

import datetime
import html
import re
import time
import unicodedata
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.campaign.ranking import ScannedArticle, rank
from onelib.pages import list_rows, marks, seal
from onelib.pages.list_rows import NOT_SOUGHT, ListedRow, Sought
from onelib.pages.marked_rows import MarkedRows
from onelib.pages.page_update import Worklist
from onelib.pages.refreshed import RefreshedWorklist
from onelib.pages.worklist import LAYOUTS, Form
from onelib.wikitext import preprocessor, tree
from onelib.wikitext.statements import Statement
from onelib.wikitext.tree import Template, Text
from tests import hostile
from tests.fuzz import fuzz

TODAY = datetime.date(2027, 1, 20)
DAY = datetime.timedelta(days=1)
CS = wikis.load('cs')
FORM = Form(hashtag='1Lib1Ref')
FORMS = [
    *(Form(hashtag='1Lib1Ref', layout=layout) for layout in LAYOUTS),
    Form(hashtag='x', template='User:A/řádek', lang='pl'),
]
SIGNED = '[[Wikipedista:Jana|Jana]] ([[Diskuse s wikipedistou:Jana|diskuse]]) 18. 1. 2027, 10:21 (CET)'


SINCE = datetime.date(2019, 5, 1)


def statement(text: str, context: str = '', section: str = 'S', since: datetime.date = SINCE) -> Statement:
    context = context or text
    return Statement('tagged', text, context, context.index(text), section, 1, 'Fakt', since, context)


A = ScannedArticle('A', 7, 1, (statement('One.'), statement('Two.'), statement('Three.')))
# Its statements come behind those of A.
LATER = datetime.date(2020, 1, 1)
B = ScannedArticle('B', 8, 1, (statement('One.', since=LATER), statement('Four.', since=LATER)))


def listed(*articles: ScannedArticle, form: Form = FORM, limit: int = 100, sought: Sought = NOT_SOUGHT) -> Worklist:
    ranking = rank(articles, limit=limit, per_article=50, sort='oldest')
    return Worklist(ranking, form, sought=sought)


def full_run(
    last: str, *articles: ScannedArticle, form: Form = FORM, today: datetime.date = TODAY, **given: int
) -> str:
    """What a full run makes of a list; what it made it would not save again."""
    marked = MarkedRows(last, CS, today)
    seen = [marked.seen(article) for article in articles]
    part = listed(*seen, form=form, sought=marked.sought, **given)
    new = part.written(CS, today, last)
    assert seal.is_whole(new) and part.stands(new, part.written(CS, today, new))
    return new


def row(body: str, text: str, article: str = 'A') -> ListedRow:
    [found] = [row for row in list_rows.read(body) if (row.data['article'], row.data['text']) == (article, text)]
    return found


def adding(body: str, text: str, mark: str) -> str:
    """A list in which somebody has added something to the row of a text."""
    line = next(line for line in body.split('\n') if f'|text={text} |' in line)
    return body.replace(line, f'{line.removesuffix("}}")}{mark}}}}}', 1)


# As a page holds it.
VALUES = (hostile.HOSTILE | st.text()).map(hostile.held).map(partial(unicodedata.normalize, 'NFC'))
WRITTEN = {
    ' |skip=yes': 'yes',
    '|skip=yes': 'yes',
    ' | skip = no book has it ': 'no book has it',
    '\n | skip = why\n': 'why',
    '\n|skip=why\nand because\n': 'why and because',
    ' |SKIP=why': 'why',
    f' |skip=why {SIGNED}': f'why {SIGNED}',
    ' |skip=[[User:A|A]]': '[[User:A|A]]',
    ' |skip=see [[Praha]] and [[#S]]': 'see [[Praha]] and [[#S]]',
    " |skip=''never'' '''ever'''": "''never'' '''ever'''",
    ' |skip=a "b" \'c\'': 'a "b" \'c\'',
    ' |skip=x=y': 'x&#61;y',
    ' |skip=one | two': 'one &#124; two',
    ' |skip=a |skip=b': 'a / b',
    ' |skip={{ping|A}} why': '&#123;&#123;ping&#124;A&#125;&#125; why',
    ' |skip=see {{ping': 'see &#123;&#123;ping',
    ' |skip=see }} there': 'see &#125;&#125; there',
    ' |skip={': '&#123;',
    ' |skip=}': '&#125;',
    ' |skip=[[User:A': '&#91;&#91;User&#58;A',
    ' |skip=[[User:A|A': '&#91;&#91;User&#58;A&#124;A',
    ' |skip=why <!-- I have\nlooked | }} -->': 'why <!-- I have looked | }} -->',
    ' |skip=<span style="color:red">[[User:A|<b>A</b>]]</span>': '[[User:A|A]]',
    ' |skip=[[File:A.jpg|thumb]] [[Kategorie:B]] [[de:C]]': '[[:File:A.jpg|thumb]] [[:Kategorie:B]] [[:de:C]]',
    ' |skip=<table><tr></nowiki>': '&lt;table&gt;&lt;tr&gt;',
    ' |skip=&lt;b&gt; &amp;lt;': '&lt;b&gt; &amp;lt;',
    ' |skip=https://a.cz/?b=c': 'https&#58;&#47;/a.cz/?b&#61;c',
    ' |skip=* a\n* b\n== c ==': '* a * b &#61;&#61; c &#61;&#61;',
}


@pytest.mark.parametrize('form', FORMS, ids=str)
@pytest.mark.parametrize('mark', WRITTEN)
def test_however_it_is_written(mark: str, form: Form) -> None:
    """It is the bot's own list still, and every kind of run keeps what was meant."""
    before = full_run('', A, B, form=form)
    marked = adding(before, 'Two.', mark)
    assert seal.is_whole(marked)
    after = full_run(marked, A, B, form=form)
    assert html.unescape(row(after, 'Two.').marks['skip']) == html.unescape(WRITTEN[mark])
    assert [each.marks.get('skip') for each in list_rows.read(after)].count(None) == len(A.statements) + 1
    quick = RefreshedWorklist({'A': replace(A, statements=A.statements[::-1])}, form, 'cs').written(CS, TODAY, marked)
    assert seal.is_whole(quick) and row(quick, 'Two.').marks == row(after, 'Two.').marks
    # Taken out again, all is as before, however the row is spaced now.
    undone = re.sub(r' \|skip=[^\n]*?(?= \|skipped|\}\}$)', '', after, flags=re.MULTILINE)
    assert full_run(undone, A, B, form=form) == before


@pytest.mark.parametrize('place', ['{{1Lib1Ref worklist/row ', ' |text=', ' |kind=', '}}', '}}\n'])
def test_wherever_it_is_written(place: str) -> None:
    before = full_run('', A, B)
    line = next(line for line in before.split('\n') if '|text=Two. |' in line)
    at = f'{place}|skip=why {SIGNED} ' if place[0] in '{}' else f' |skip=why {SIGNED}{place}'
    marked = before.replace(line, f'{line}\n'.replace(place, at, 1).removesuffix('\n'))
    assert marked != before and seal.is_whole(marked)
    assert row(full_run(marked, A, B), 'Two.').marks == {'skip': f'why {SIGNED}'}


def test_an_editor_spaces_rows_in_its_way() -> None:
    before = full_run('', A, B)
    for spaced in (
        before.replace(' |', '\n| ').replace('=', ' = '),
        re.sub(r' \|(\w+)=', r'|\1=', before),
        re.sub(r' \|(\w+)=', r' | \1 = ', before),
    ):
        rows = spaced.partition('-->')[2]
        body = before.partition('-->')[0] + '-->' + rows.replace('{|', '{|').replace('class = ', 'class=')
        assert list_rows.bare(body).count(' |article=') == before.count(' |article=')
        marked = body.replace('One.', 'One.', 1)
        assert [each.data for each in list_rows.read(marked)] == [each.data for each in list_rows.read(before)]


@fuzz()
@given(value=VALUES, name=st.sampled_from(['skip', 'by']))
def test_whatever_is_written(value: str, name: str) -> None:
    """It changes nothing else, it is wikitext of one row, and it stays; or the list says what was replaced."""
    before = full_run('', A, B)
    marked = adding(before, 'Two.', f' |{name}={value}')
    after = full_run(marked, A, B)
    content = seal.bare(after)
    if name == 'by':
        assert list_rows.bare(content) == seal.bare(before)
    rows = list_rows.read(content)
    assert {each.identity for each in rows} == {each.identity for each in list_rows.read(before)}
    calls = [node for node in preprocessor.parse(content) if isinstance(node, Template)]
    assert [tree.source(call.title, content) for call in calls] == [
        '1Lib1Ref worklist/head',
        *['1Lib1Ref worklist/row'] * 5,
    ]
    [there] = [each for each in rows if each.data['text'] == 'Two.']
    assert there.sound
    # A template in it is none any more.
    parts = [part for call in calls for part in call.parts]
    assert all(isinstance(node, Text | tree.Comment) for part in parts for node in part.value)
    if not seal.is_foreign(marked):
        said = re.sub(r'\W', '', html.unescape(there.marks.get(name, '')))
        assert re.sub(r'\W', '', html.unescape(marks.tidy(value, CS))) in said or not value.strip()


@fuzz()
@given(st.lists(st.sampled_from(hostile.FRAGMENTS), min_size=1, max_size=6))
def test_every_word_is_kept(fragments: list[str]) -> None:
    value = unicodedata.normalize('NFC', hostile.held(''.join(f'{each} word{n} ' for n, each in enumerate(fragments))))
    marked = adding(full_run('', A), 'Two.', f' |skip={value}')
    if seal.is_foreign(marked) or marks.LOOK.search(value):
        return
    assert re.findall(r'word\d', row(full_run(marked, A), 'Two.').marks['skip']) == [
        f'word{n}' for n in range(len(fragments))
    ]


@fuzz()
@given(VALUES)
def test_what_is_tidy_stays_so(value: str) -> None:
    tidy = marks.tidy(value, CS)
    assert marks.tidy(tidy, CS) == tidy and '\n' not in tidy


def test_it_is_read_in_time() -> None:
    for part in (' ', ' |', '|skip=', ' |skip= ', '|by', '{{', '}}', '*', '[[', '[[a|', ']]', '<!--', '<b ', "''", '<'):
        line = f'{{{{x |article=A |text=b |skip={part * 50_000}}}}}'
        began = time.monotonic()
        list_rows.bare(f'{line}\n{line[:-2]}\n{part * 50_000}')
        marks.tidy(part * 50_000, CS)
        assert time.monotonic() - began < 3, part


STAMPS = {
    'cs': '13. 1. 2027, 10:21 (CET)',
    'hu': '2027. január 13., 10:21 (CET)',
    'ka': '10:21, 13 იანვარი 2027 (UTC)',
    'sr': '10:21, 13. јануар 2027. (CET)',
    'lv': '2027. gada 13. janvāris, plkst. 10.21 (EET)',
    'uk': '10:21, 13 січня 2027 (UTC)',
    'kk': '10:21, 2027 ж. қаңтардың 13 (+05)',
    'pl': '10:21, 13 sty 2027 (CET)',
    'meta': '10:21, 13 January 2027 (UTC)',
}
SIGNED_ON = datetime.date(2027, 1, 13)


@pytest.mark.parametrize('code', STAMPS)
def test_how_long_it_holds_is_counted_from_the_signature(code: str) -> None:
    wiki = wikis.load(code)
    signed = f'5 books of 3 May 2019 [[User:A|A]] ([[User talk:A|talk]]) {STAMPS[code]}'
    found = {name: f'{name} {signed}' for name in ('skip', 'by')}
    until = (SIGNED_ON + 3 * DAY).isoformat()
    for today in (SIGNED_ON - DAY, SIGNED_ON, SIGNED_ON + 3 * DAY):
        assert marks.holding(found, wiki, today) == found | {'until': until}
    assert marks.holding(found, wiki, SIGNED_ON + 4 * DAY) == {'skip': found['skip']}
    assert marks.holding(found, wiki, SIGNED_ON + marks.ASIDE_FOR) == {'skip': found['skip']}
    assert marks.holding(found, wiki, SIGNED_ON + marks.ASIDE_FOR + DAY) == {}


def test_without_a_signature_it_is_counted_from_when_the_bot_saw_it() -> None:
    found = {'skip': 'since 5 May 2019 nobody knows', 'by': 'Eva'}
    first = marks.holding(found, CS, TODAY)
    assert first == found | {'skipped': '2027-01-20', 'until': '2027-01-23'}
    assert marks.holding(first, CS, TODAY + 3 * DAY) == first
    assert marks.holding(first, CS, TODAY + 4 * DAY) == {'skip': found['skip'], 'skipped': '2027-01-20'}
    assert marks.holding(first, CS, TODAY + marks.ASIDE_FOR + DAY) == {}
    # Nobody claims anything for longer by writing a day of their own.
    for far in ('2999-01-01', 'x', ''):
        assert marks.holding(found | {'skipped': far, 'until': far}, CS, TODAY) == first
    far = f'Eva {SIGNED.replace("2027", "2999")}'
    assert marks.holding({'by': far}, CS, TODAY) == {'by': far, 'until': '2027-01-23'}
    # The days alone are nothing, nor is a mark in which nothing is said.
    assert marks.holding({'skipped': '2027-01-20', 'until': '2027-01-23', 'skip': ' '}, CS, TODAY) == {}
    assert marks.holding({'skip': '<!-- why? -->'}, CS, TODAY) == {'skip': '<!-- why? -->'}
    assert not marks.is_aside({'skip': '<!-- why? -->'}, CS, TODAY)


def test_what_is_put_aside_makes_room_and_stays() -> None:
    before = full_run('', A, B, limit=2)
    assert [each.data['text'] for each in list_rows.read(before)] == ['One.', 'Two.']
    aside = full_run(adding(before, 'One.', ' |skip=why'), A, B, limit=2)
    texts = [each.data['text'] for each in list_rows.read(aside)]
    assert texts == ['Two.', 'Three.', 'One.'] and row(aside, 'One.').marks == {'skip': 'why', 'skipped': '2027-01-20'}
    assert row(aside, 'Two.').data['rows'] == '3' and '4 nedoložená tvrzení' in aside
    # In another form, too; and if its article is the last, or there is nothing else.
    for form in FORMS:
        other = full_run(aside, B, A, form=form, limit=2)
        assert row(other, 'One.').marks['skip'] == 'why' and row(other, 'One.').template == row(other, 'Two.').template
        assert row(other, 'One.').data.get('lang', '') == form.lang
    assert full_run(aside, limit=2).count('|skip=why') == 1
    # Half a year later it is a row like all others; so it is when somebody takes the mark out.
    later = full_run(aside, A, B, limit=2, today=TODAY + marks.ASIDE_FOR + DAY)
    assert list_rows.read(later) == list_rows.read(full_run('', A, B, limit=2, today=TODAY + marks.ASIDE_FOR + DAY))
    undone = aside.replace(' |skip=why |skipped=2027-01-20', '')
    assert full_run(undone, A, B, limit=2) == before


def test_what_is_put_aside_leaves_with_its_statement() -> None:
    aside = full_run(adding(full_run('', A, B), 'Two.', ' |skip=why'), A, B)
    left = replace(A, statements=(A.statements[0], A.statements[2]))
    assert '|skip=' not in full_run(aside, left, B)
    # But not because its article was not read.
    assert row(full_run(aside, B), 'Two.').marks['skip'] == 'why'
    # A sentence that was reworded is the same, and an article that was moved.
    long = replace(A, statements=(statement('The library was founded in 1890 by monks.'), *A.statements))
    aside = full_run(adding(full_run('', long), long.statements[0].text, ' |skip=why'), long)
    new = replace(A, statements=(statement('The library was founded in 1891 by the monks.'), *A.statements))
    assert full_run(aside, new).count('|skip=why') == 1 and '1891' not in full_run(aside, new)
    moved = replace(long, title='Z')
    assert full_run(aside, moved).count('|skip=why') == 1 and full_run(aside, moved).count('|text=The library') == 1


def test_what_is_claimed_stays_though_others_come_first() -> None:
    claimed = adding(full_run('', B), 'Four.', f' |by={SIGNED}')
    now = full_run(claimed, A, B, limit=2)
    assert [each.data['text'] for each in list_rows.read(now)] == ['One.', 'Two.', 'Four.']
    assert row(now, 'Four.', 'B').marks == {'by': SIGNED, 'until': '2027-01-21'}
    later = full_run(now, A, B, limit=2, today=TODAY + 2 * DAY)
    assert [each.data['text'] for each in list_rows.read(later)] == ['One.', 'Two.']


def test_two_rows_with_the_same_text_are_two() -> None:
    one, two, three = (statement('It burnt.', f'{before} It burnt.') for before in ('In 1900.', 'In 1950.', 'In 1970.'))
    article = replace(A, statements=(one, two, three))
    before = full_run('', article)
    for number, (first, *_) in enumerate(('In 1900.', 'In 1950.', 'In 1970.')):
        rows = list_rows.read(before)
        at = rows[number]
        marked = f'{before[: at.end - 2]} |by=Eva}}}}{before[at.end :]}'
        for order in (
            article,
            replace(article, statements=(three, two, one)),
            replace(article, statements=(two, one, three)),
        ):
            now = list_rows.read(full_run(marked, order))
            assert [each.data['before'] for each in now if each.marks] == [at.data['before']], first
        # Only one of them was on the list.
        alone = full_run('', replace(article, statements=(article.statements[number],)))
        marked = adding(alone, 'It burnt.', ' |by=Eva')
        assert [each.data['before'] for each in list_rows.read(full_run(marked, article)) if each.marks] == [
            at.data['before']
        ]
        quick = RefreshedWorklist({'A': article}, FORM, 'cs').written(CS, TODAY, marked)
        assert [each.data['before'] for each in list_rows.read(quick)] == [at.data['before']]
        # One of the others has got a source.
        left = replace(
            article, statements=tuple(each for each in article.statements if each is not article.statements[number])
        )
        quick = list_rows.read(RefreshedWorklist({'A': left}, FORM, 'cs').written(CS, TODAY, before))
        assert [place for place, each in enumerate(quick) if 'done' in each.data] == [number]


def test_rows_that_somebody_has_made_up_do_not_stay() -> None:
    before = full_run('', A)
    forged = before.replace('\n|}', '\n{{1Lib1Ref worklist/row |article=X |text=[[Buy]]. |skip=no}}\n|}')
    assert seal.is_foreign(forged) and 'Buy' not in full_run(forged, A)
    # What is really there stays aside, although somebody has written something beside it.
    aside = full_run(adding(before, 'Two.', ' |skip=why'), A).replace('|}', '|-\n| words\n|}')
    now = full_run(aside, A)
    assert seal.is_foreign(aside) and row(now, 'Two.').marks['skip'] == 'why' and 'onelib-replaced' in now
