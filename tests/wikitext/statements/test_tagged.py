"""What a citation-needed tag is about, wherever it stands and whatever is written into it."""

from __future__ import annotations

import time

import pytest

from onelib import wikis
from onelib.wikitext.statements import Statement, find


def tagged(text: str, code: str = 'cs') -> list[Statement]:
    return find(text, wikis.load(code), {'tagged'})


def texts(text: str, code: str = 'cs') -> list[str]:
    return [statement.text for statement in tagged(text, code)]


@pytest.mark.parametrize(
    ('text', 'statements'),
    [
        # On lines of their own they are about what stands above them.
        ('Je stará. Je hezká.\n\n{{fakt}}\n\n{{fakt}}\n\nJe tu.{{fakt}}', ['Je hezká.', 'Je hezká.', 'Je tu.']),
        ('{{fakt}}\n\nJe stará.{{fakt}}', ['Je stará.']),
        ('== Sbírky{{fakt}} ==\nJsou velké.{{fakt}}', ['Sbírky', 'Jsou velké.']),
        # White space that was there for their sake goes with them.
        ('Má {{fakt}}, věž {{fakt}} a dům {{fakt}} .', ['Má, věž a dům.'] * 3),
        ('{{fakt}} {{fakt}} <br> Je stará.{{fakt}} {{fakt}}', ['Je stará.'] * 4),
        # Shown nowhere, or apart from the text.
        ('{| {{fakt}}\n| a\n|}', []),
        ('{{nowrap|Je stará.{{fakt}} {{Infobox|asi 300{{fakt}}}}}}', ['Je stará.', 'asi 300']),
        ('{{X|Je stará{{fakt}}=y}} {{{1||Je hezká{{fakt}}}}} {{{2|Je v Praze{{fakt}}}}}', [
            'Je stará', 'Je hezká', 'Je v Praze']),
        ('[[Soubor:X.jpg|thumb|Velká věž{{fakt}}]] Je stará.{{fakt}}', ['Velká věž', 'Je stará.']),
        # A quotation is what a tag right behind it is about.
        ('Řekl: {{Citát|Je stará. Je hezká.|Novák}}{{fakt}}', ['Je hezká.']),
        ('Úvod.\n{{Citát|Je stará.}}{{fakt}}\nDál.', ['Je stará.']),
        ('Úvod.\n{{Citát|Je stará.{{fakt}}}}\nDál.', ['Je stará.']),
        ('<blockquote>Je stará.</blockquote>{{fakt}} Dál.', ['Je stará.']),
        # Alone in a parameter they are about the one before it, if that says anything.
        ('{{Infobox|obyvatel=1500|rok = {{fakt}}}}', ['1500']),
        ('{{Infobox|obyvatel=1500|rok=|starosta={{fakt}}}} Je stará.{{fakt}}', ['Je stará.']),
        ('{{Infobox|obyvatel=asi 1500{{fakt}}|rok={{fakt}} }}', ['asi 1500', 'asi 1500']),
        # In a parameter that is not shown they are about that.
        ('Je to {{nowrap|velká věž|Je stará.{{fakt}}}} tam.', ['Je stará.']),
        # Wrapped is what they say, were it several paragraphs, and not a date or a letter.
        ('Úvod. {{Fakt|Je stará.\n\nJe hezká.\n\nJe malá.}} Dál.', ['Je stará. Je hezká. Je malá.']),
        ('{{Fakt| Je stará }} dnes.', ['Je stará']),
        ('Je stará.{{Fakt|květen 2019}}', ['Je stará.']),
        ('Je stará.{{Fakt|?}}{{Fakt|x}}', ['Je stará.'] * 2),
        ('Je stará. {{Fakt|ne}}', ['ne']),
        ('Je stará. {{Fakt|V květnu 2019 ' + 'a' * 25 + '.}}', ['Je stará.']),
        ('Je stará. {{Fakt|V květnu 2019 ' + 'a' * 26 + '.}}', ['V květnu 2019 ' + 'a' * 26 + '.']),
    ],
)  # fmt: skip
def test_what_they_are_about(text: str, statements: list[str]) -> None:
    assert texts(text) == statements
    for statement in tagged(text):
        assert statement.context[statement.offset :].startswith(statement.text)


def test_what_the_context_is() -> None:
    [statement] = tagged('Úvod. {{Fakt|Je stará.\n\nJe hezká.}} Dál.')
    assert (statement.context, statement.offset) == ('Úvod. Je stará. Je hezká. Dál.', 6)
    [statement] = tagged('{|\n| Praha || Je stará{{fakt}}<br>dnes\n|}')
    assert statement.context == 'Praha · Je stará dnes'
    assert [statement.text for statement in tagged('Je stará.<br>Je hezká.{{fakt}}')] == ['Je hezká.']


@pytest.mark.parametrize(
    ('value', 'named'),
    [
        ('asi 300', True), ('a' * 99, True), ('a' * 100, False), ('Je jich asi 300.', False), ('Asi 300!', False),
    ],
)  # fmt: skip
def test_the_name_of_a_parameter_says_what_a_figure_is_about(value: str, named: bool) -> None:
    [statement] = tagged(f'{{{{Infobox|počet_svazků={value}{{{{fakt}}}}}}}}')
    assert statement.text == value
    assert statement.context == (f'počet svazků: {value}' if named else value)
    assert statement.offset == statement.context.index(value)


@pytest.mark.parametrize(
    ('tag', 'since'),
    [
        ('{{Fakt|datum=2019-05}}', '2019-05-01'),
        ('{{Fakt|2018-01|datum=2019-05}}', '2019-05-01'),
        ('{{Fakt|2018-01|důvod=2019-05}}', '2018-01-01'),
        ('{{Fakt|důvod=2019-05}}', '2019-05-01'),
        ('{{Fakt|důvod=viz knihu z 2019-05}}', 'None'),
        ('{{Fakt|důvod=2019-05-17 10:45, 11:30 či 12}}', 'None'),
        ('{{Fakt|V knize z 2010-05-04 je něco jiného, než se dnes říká}}', 'None'),
        ('{{Fakt|V knize z 2010-05-04 je něco jiného, než se dnes říká|2019-05}}', '2019-05-01'),
    ],
)
def test_since_when(tag: str, since: str) -> None:
    assert [str(statement.since) for statement in tagged(f'Je stará.{tag}')] == [since]


def test_a_tag_far_behind_in_a_paragraph_without_end() -> None:
    for before in (0, 1000, 2000, 5000, 9000):
        text = 'Slovo. ' * before + 'Je stará.{{fakt}} ' + 'Slovo. ' * 5000
        assert texts(text) == ['Je stará.']
        assert len(tagged(text)[0].context) > 9000


@pytest.mark.parametrize(
    ('text', 'number'),
    [
        ('Є стара{{без джерел}}', 1), ('Є стара {{без джерел}}', 1), ('Є стара\n{{без джерел}}', 0),
        ('{{Інше|x}} [[Файл:A.jpg]]<br>{{без джерел}}', 0), ('[[Київ|Місто]] {{без джерел}}', 1),
        ('{{Інше}}{{факт}}', 0), ('<math>x</math> {{без джерел}}', 0), ('<nowiki>{{факт}}</nowiki> {{без джерел}}', 0),
        ('{{tl|Факт}} {{без джерел}}', 0), ('Шаблон {{tl|Факт}} {{без джерел}}', 1),
    ],
)  # fmt: skip
def test_a_banner_behind_words_is_a_tag_on_some_wikis(text: str, number: int) -> None:
    found = tagged(f'{text}\n\nДалі йде ще один абзац.', 'uk')
    assert len(found) == number
    assert all(statement.text for statement in found if statement.template == 'без джерел')
    assert not tagged('Je stará{{Neověřeno}}\n\nDále.', 'cs')


def test_at_the_end_a_banner_is_that_of_the_article() -> None:
    for end in ('', '\n', ' {{Ling-stub}}', '\n\n[[Категорія:Села]]', '\n== Примітки ==\n{{Reflist}}'):
        assert not tagged(f'Є стара {{{{без джерел}}}}{end}', 'uk')


def test_the_context_of_one_alone_in_a_parameter_is_the_one_before() -> None:
    [statement] = tagged('{{Infobox|počet_obyvatel=1500|rok={{fakt|2019-05}}}}')
    assert (statement.context, statement.offset) == ('počet obyvatel: 1500', 16)
    assert str(statement.since) == '2019-05-01'


def test_equal_statements_in_other_contexts_are_told_apart() -> None:
    rows = '{|\n| Praha || 1781{{fakt}}\n|-\n| Brno || 1781{{fakt}}\n|-\n| Brno || 1781{{fakt}}\n|}'
    one, other, same = tagged(rows)
    assert one.text == other.text == same.text == '1781'
    assert len({one.fingerprint, other.fingerprint, same.fingerprint}) == 2
    # The first is known by its text alone, as it always was.
    assert one.fingerprint == tagged('1781{{fakt}}')[0].fingerprint


def test_what_a_row_is_known_by_stays_over_the_years() -> None:
    """People's words stand in the rows of lists, and are found again by it."""
    [statement] = tagged('Je stará.{{fakt}}')
    assert (statement.fingerprint, statement.weight) == ('bdf16a4f2f6f2507', 0)


@pytest.mark.parametrize('unit', ['</div>', '</center>\n', ' </div >', '</span>', '\t', ' \n'])
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    text = f'Věta.{{{{Fakt}}}}\n\n{unit * (200_000 // len(unit))} Jiná věta.{{{{Fakt}}}}'
    begun = time.process_time()
    find(text, wikis.load('cs'), {'tagged'})
    assert time.process_time() - begun < 5
