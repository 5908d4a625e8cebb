"""The new text of a page: what goes into its blocks, what is cut, what is said in the summary."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.campaign.parameters import RequestError, worklist
from onelib.campaign.ranking import Ranking, Row
from onelib.outcomes.decisions import Code
from onelib.pages import seal
from onelib.pages.messages import message
from onelib.pages.page_update import BlockContent, Kept, Mistake, PageDraft, Worklist, standing
from onelib.pages.seal import bare, is_whole
from onelib.pages.worklist import Form
from onelib.wikitext import blocks, preprocessor
from onelib.wikitext.blocks import BlockError
from onelib.wikitext.statements import find
from onelib.wikitext.tree import Node
from tests.fuzz import fuzz

NAME = '1Lib1Ref worklist'
START, END = f'{{{{{NAME}}}}}', f'{{{{{NAME} end}}}}'
CS = wikis.load('cs')
DAY = datetime.date(2027, 1, 15)
FORM = Form(hashtag='1Lib1Ref')


def ranking(number: int, of: str = 'Kniha') -> Ranking:
    statement = find('Kniha je stará.{{Fakt/dne}}', CS)[0]
    rows = tuple(Row(f'{of} {index}', statement) for index in range(number))
    return Ranking(rows, more=0, limit=500, per_article=3)


def draft(*parts: BlockContent, max_bytes: int = 2_000_000) -> PageDraft:
    return PageDraft(NAME, CS, DAY, [({}, part) for part in parts], max_bytes)


def page(number: int, outside: str = 'úvod\n') -> str:
    return outside.join([''] + [f'{START}\nstarý\n{END}'] * number + [''])


def lists(number: int, parts: int = 1) -> list[BlockContent]:
    return [Worklist(ranking(number, f'Kniha {part}'), FORM) for part in range(parts)]


def shown(text: str) -> list[int]:
    return [block.body.count(' |text=') for block in blocks.find(text, NAME)]


def test_each_block_gets_its_own() -> None:
    error = RequestError('limit', 'x', 'allowed-number', low=1, high=500)
    text, summary = draft(*lists(2), Kept(), Mistake(error)).merged(page(3))
    assert shown(text) == [2, 0, 0]
    bodies = [block.body for block in blocks.find(text, NAME)]
    assert bodies[1] == '\nstarý\n'
    assert 'onelib-error' in bodies[2] and bodies[2].endswith('starý\n')
    assert 'limit' in summary and '2' in summary


def test_rows_can_be_left_out() -> None:
    made = draft(*lists(5, 2))
    rows = made.rows()
    assert len(rows) == 10
    gone = [key for key in rows if key[0] in ('Kniha 0 3', 'Kniha 1 0', 'Kniha 1 1')]
    text, summary = made.merged(page(2), gone)
    assert shown(text) == [4, 3]
    assert not any(rows[key] in text for key in gone)
    assert all(rows[key] in text for key in rows if key not in gone)
    assert '7' in summary


@fuzz()
@given(st.integers(0, 60), st.integers(1, 5), st.integers(200, 90_000), st.text('až \n', max_size=300))
def test_no_page_becomes_longer_than_it_may(rows: int, parts: int, most: int, outside: str) -> None:
    before = page(parts, outside).replace('starý\n', '')
    try:
        text, _ = draft(*lists(rows, parts), max_bytes=most).merged(before)
    except BlockError as problem:
        assert f'{most} bytes' in str(problem)
        return
    assert len(text.encode()) <= most
    assert text.replace('\n', '').startswith(outside.replace('\n', '')[:5])
    numbers = shown(text)
    if max(numbers) < rows:
        # All alike, what is left out is said, and not one row more would have fitted.
        assert len(set(numbers)) == 1
        assert f'{rows} ' in text.partition('onelib-count')[2].partition('</p>')[0]
        longer, _ = draft(*lists(numbers[0] + 1, parts)).merged(before)
        assert len(longer.encode()) > most - 250 * parts
    # The next run, of the same lists, changes nothing.
    assert draft(*lists(rows, parts), max_bytes=most).merged(text)[0] == text


def test_an_empty_list_is_not_called_done_if_rows_did_not_fit() -> None:
    full, _ = draft(*lists(1)).merged(page(1))
    empty, _ = draft(*lists(0)).merged(page(1))
    text, _ = draft(*lists(1), max_bytes=len(full.encode()) - 1).merged(page(1))
    assert shown(text) == [0]
    assert text != empty


def test_a_page_that_is_too_long_by_itself() -> None:
    with pytest.raises(BlockError, match='1000 bytes'):
        draft(*lists(3), max_bytes=1000).merged(page(1, 'ž' * 600))


def test_a_summary_has_words_only() -> None:
    with pytest.raises(RequestError) as caught:
        worklist({'[[user:admin]] #1lib1ref bad.example/x': '1'}, host='cs', served=['cs'])
    _, summary = draft(Mistake(caught.value)).merged(page(1))
    assert not set('[]#./@:') & set(summary.partition('useradmin')[2])
    assert 'useradmin 1lib1ref badexamplex' in summary


def words(text: str) -> str:
    return message('worklist-replaced', CS) if message('worklist-replaced', CS) in text else ''


FOREIGN = ['Můj úvod.', '<!-- moje -->', '{|\n| tabulka\n|}', "<div class='x'>y</div>", '<p>onelib-count</p>']


@pytest.mark.parametrize('foreign', FOREIGN)
def test_text_of_others_is_not_replaced_without_a_word(foreign: str) -> None:
    text, summary = draft(*lists(2)).merged(f'{START}\n{foreign}\n{END}')
    assert foreign not in text and words(text) and words(summary)
    assert text.index('onelib-replaced') < text.index('onelib-count')
    # It is said once: as long as the list is as it is, no edit takes the line away…
    assert draft(*lists(2)).merged(text)[0] == text
    # …and when it changes, nothing was replaced.
    text, summary = draft(*lists(3)).merged(text)
    assert not words(text) and not words(summary)


@pytest.mark.parametrize('body', ['', '\n', ' \n\n'])
def test_nothing_was_there_to_be_replaced(body: str) -> None:
    text, summary = draft(*lists(2)).merged(f'{START}{body}{END}')
    assert not words(text) and not words(summary)


def test_what_an_earlier_version_wrote_is_its_own() -> None:
    old = lists(2)[0].body(CS, DAY, '')
    text, summary = draft(*lists(2)).merged(f'{START}\n{old}\n{END}')
    assert not words(text) and not words(summary)


ANYWHERE = [
    '[[Vandal]]',
    '{{Vandal}}',
    '[[Kategorie:Vandal]]',
    '[[Soubor:V.jpg]]',
    'https://vandal.example',
    '7',
    'x',
    '\nMoje poznámka.\n',
]


PLACES = ['onelib-count">', '2027', ' článk', ' |text=', '{{1Lib1Ref worklist/row', '|}', '<!-- onelib ', ' -->']


@pytest.mark.parametrize('added', ANYWHERE)
@pytest.mark.parametrize('place', PLACES)
def test_what_others_put_into_a_block_goes_at_once(added: str, place: str) -> None:
    good, _ = draft(*lists(2)).merged(page(1))
    for bad in (good.replace(place, f'{added}{place}', 1), good.replace(place, f'{place}{added}', 1)):
        if bad == good:
            continue
        text, summary = draft(*lists(2)).merged(bad)
        [block] = blocks.find(text, NAME)
        assert bare(block.body) == bare(blocks.find(good, NAME)[0].body) and is_whole(block.body)
        assert words(summary)


@pytest.mark.parametrize(
    'added',
    ['[https://example.org x]', '[[Category:X]]', '{{X}}', '<b>x</b>', '//example.org', 'tel:1', '~~~~', '__NOTOC__'],
)
@pytest.mark.parametrize('place', ['<p class="onelib-count">', '</p>'])
def test_who_forges_the_seal_gains_nothing(added: str, place: str) -> None:
    """Anybody can work it out; what is not compared, like the number of what is not shown, holds but words."""
    good, _ = draft(*lists(2)).merged(page(1))
    [block] = blocks.find(good, NAME)
    content = bare(block.body)
    bad = content.replace(place, f'{place}{added}' if place[1] == 'p' else f'{added}{place}', 1)
    forged = good.replace(block.body, f'\n{bad}\n{seal.comment(bad)}\n')
    assert is_whole(blocks.find(forged, NAME)[0].body) and forged != good
    assert bare(blocks.find(draft(*lists(2)).merged(forged)[0], NAME)[0].body) == content


@pytest.mark.parametrize(
    'unit',
    [
        '<div class="onelib-note"',
        '<div class="onelib-error">',
        '<div class="onelib-note"><br>',
        '<p class="onelib-count">',
        '<span class="onelib-date">',
        '<p class="onelib-replaced">',
        '\n<!-- onelib 0123456789abcdef -->',
    ],
)
def test_a_block_full_of_what_looks_like_the_bots_words_takes_no_longer(unit: str) -> None:
    begun = time.process_time()
    draft(*lists(2)).merged(page(1).replace('starý', unit * (200_000 // len(unit))))
    assert time.process_time() - begun < 5


def test_a_mistake_leaves_the_words_of_others() -> None:
    error = RequestError('limit', 'x', 'allowed-number', low=1, high=500)
    text, summary = draft(Mistake(error)).merged(page(1))
    assert 'starý' in text and not words(text) and not words(summary)
    assert draft(Mistake(error)).merged(text)[0] == text
    # The good content is known again below the box.
    good, _ = draft(*lists(2)).merged(page(1).replace('starý', ''))
    boxed, _ = draft(Mistake(error)).merged(good)
    mended, summary = draft(*lists(2)).merged(boxed)
    assert mended == good and not words(summary)


def test_a_plan_says_what_each_block_will_hold() -> None:
    before = page(2)
    whole = draft(*lists(9, 2))
    rows = whole.rows()
    text, _ = whole.merged(before)
    assert standing(text, rows) == set(rows) and standing(before, rows) == set()
    # On a page that is too short all lists are cut, each at the same number.
    most = len(text.encode()) - 1
    plan = draft(*lists(9, 2), max_bytes=most).plan(before)
    assert [block.body for block in plan.blocks] == ['\nstarý\n'] * 2
    for number, content in plan.contents.items():
        assert isinstance(content, Worklist)
        keys = {row.key for row in content.ranking.rows}
        assert 0 < len(keys) < 9
        assert standing(blocks.find(plan.text, NAME)[number].body, rows) == keys


def test_what_becomes_of_each_block_is_said() -> None:
    text, _ = draft(*lists(2)).merged(page(1))
    made = draft(*lists(2), Kept(), Mistake(RequestError('limit', 'x', 'allowed-number', low=1, high=500)))
    decisions = list(made.decisions('Stránka', text + page(3)))
    assert [decision.code for decision in decisions] == [
        Code.BLOCK_SAME,
        Code.BLOCK_KEPT,
        Code.BLOCK_CHANGES,
        Code.BLOCK_NOT_SERVED,
    ]
    [changes] = draft(*lists(2)).decisions('Stránka', page(1))
    assert str(changes) == 'cs: Stránka: block 1 () gets new content, 2 rows'


def test_a_text_is_searched_once_for_each_save(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job looks for blocks, the log and the publisher ask for the new text, the publisher once more at the end."""
    made, before = draft(*lists(3)), page(1, f'úvod {object()}\n')
    searched: list[str] = []
    parse = preprocessor.parse

    def counted(text: str) -> list[Node]:
        searched.append(text)
        return parse(text)

    monkeypatch.setattr(preprocessor, 'parse', counted)
    assert len(blocks.find(before, NAME, CS)) == 1
    list(made.decisions('Stránka', before))
    text, summary = made.merged(before)
    # What the wiki gives is equal, and another object.
    assert made.merged(''.join(before)) == (text, summary)
    assert searched == [before, text]


def test_a_block_whose_parameters_have_changed_waits() -> None:
    served = PageDraft(NAME, CS, DAY, [({'limit': '5'}, part) for part in lists(2, 2)], 2_000_000)
    text = page(1).replace(START, f'{START[:-2]}|limit=5}}}}') + page(1)
    merged, summary = served.merged(text)
    assert shown(merged) == [2, 0]
    assert '4' not in summary


def test_the_summary_names_the_first_of_several_mistakes() -> None:
    errors = [RequestError(name, 'x', 'allowed-number', low=1, high=500) for name in ('limit', 'depth')]
    _, summary = draft(*map(Mistake, errors)).merged(page(2))
    assert 'limit' in summary and 'depth' not in summary


def test_a_new_version_alone_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands in what is saved anyway."""
    monkeypatch.setattr(seal, '__version__', '8.0.0')
    text, _ = draft(*lists(2)).merged(page(1))
    assert text.count(' 8.0.0 -->') == 1
    monkeypatch.setattr(seal, '__version__', '9.0.0-rc.1')
    assert draft(*lists(2)).merged(text)[0] == text
    other, _ = draft(*lists(3)).merged(text)
    assert other.count(' 9.0.0-rc.1 -->') == 1 and '8.0.0' not in other and 'onelib-replaced' not in other
