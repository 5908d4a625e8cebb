"""What edits did to the unsourced statements of a page; the cases are in tests/cases/effects."""

from __future__ import annotations

import datetime
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from onelib import wikis
from onelib.campaign.edits import Contribution, Count
from onelib.campaign.effects import RESTORING, became, count, of_edit, stands, still_cited
from onelib.campaign.records import Ending
from onelib.wikitext.statements import Statement, find

CASES = list(
    yaml.safe_load_all((Path(__file__).parents[1] / 'cases' / 'effects' / 'effects.yaml').read_text(encoding='utf-8'))
)
CS = wikis.load('cs')
TEXT = 'Knihovna byla založena roku 1781 v Praze.{{Fakt/dne|20190501}} Dnes má dva miliony svazků.'


def made(*tags: str) -> Contribution:
    when = datetime.datetime(2026, 1, 16, tzinfo=datetime.UTC)
    return Contribution('cs', 2, 1, 7, 0, 'Knihovna', 'Jana', when, '', 0, tags)


@pytest.mark.parametrize('case', CASES, ids=[f'{case["wiki"]}: {case["label"]}' for case in CASES])
def test_cases(case: dict[str, Any]) -> None:
    found = count(case['before'], case['after'], wikis.load(case['wiki']))
    assert list(found.sourced) == case.get('sourced', [])
    assert list(found.claims_removed) == case.get('removed', [])


def test_there_are_cases_in_several_languages() -> None:
    assert len(CASES) >= 40 and len({case['wiki'] for case in CASES}) >= 6


def test_what_became_of_references_is_told_in_their_words() -> None:
    after = TEXT.replace(
        '{{Fakt/dne|20190501}}', f'<ref>{{{{Citace webu|url=https://a.cz/x|titul={"Č" * 300}}}}}</ref>'
    )
    found = count(TEXT, after, CS)
    ((key, words),) = found.added
    assert key == 'url:a.cz/x' and len(words) == 200 and words.endswith('Č…')
    assert count(after, TEXT, CS).removed == found.added


def test_only_words_that_are_too_long_are_cut() -> None:
    for length, shown in ((200, 'x' * 200), (201, 'x' * 199 + '…')):
        ((_, words),) = count('A.', f'A.<ref>{"x" * length}</ref>', CS).added
        assert words == shown


def test_statements_that_stood_on_a_worklist() -> None:
    (statement,) = find(TEXT, CS, ('tagged',))
    after = TEXT.replace('{{Fakt/dne|20190501}}', '<ref>Novák 2001</ref>')
    assert count(TEXT, after, CS, {statement.fingerprint, 'another'}).listed == 1
    assert count(TEXT, after, CS, {'another'}).listed == 0


@pytest.mark.parametrize('tag', sorted(RESTORING))
def test_who_brings_back_what_was_there_has_added_nothing(tag: str) -> None:
    after = f'{TEXT}<ref>Novák 2001</ref>'
    assert of_edit(made(tag), TEXT, after, CS) == Count()
    found = of_edit(made('visualeditor'), TEXT, after, CS)
    assert found and found.added


@pytest.mark.parametrize('texts', [(None, TEXT), (TEXT, None), (None, None)])
def test_texts_that_nobody_may_read(texts: tuple[str | None, str | None]) -> None:
    assert of_edit(made(), *texts, CS) is None


def test_words_alone_need_no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('onelib.wikitext.references.compare', None)
    text = f'{TEXT}\nZde je text beze všeho.\n' + '<ref>x</ref> a\n' * 100
    assert count(text, text.replace('beze všeho', 'bez ničeho'), CS) == Count()


def test_tags_that_stay_are_not_read_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('onelib.wikitext.statements.find', None)
    assert count(f'{TEXT}\n\nA.', f'{TEXT}\n\nA.<ref>Novák 2001</ref>', CS).added


SOURCES = [
    '{{Citace elektronického periodika | titul = Ahoj | url = http://www.example.org/a?b=1&utm_source=x}}',
    'https://example.org/a',
    '{{cite journal|doi=10.1000/1|title=A}}',
    '{{Citace monografie|titul=Kniha|isbn=978-0-306-40615-7}}',
    'Novák, Jan: Dějiny knihoven. Praha 2001, s. 5',
    '{{cite journal|pmid=12345}}',
]


@pytest.mark.parametrize('source', SOURCES)
def test_a_source_that_is_still_there_under_another_name(source: str) -> None:
    added = count('A.', f'A.<ref>{source}</ref>', CS).added
    assert still_cited(added, f'B.<ref name="n">{source}</ref>', CS)
    assert not still_cited(added, 'A.', CS)
    assert not still_cited(added, 'A.<ref>Úplně jiný zdroj o něčem jiném, Brno 1999</ref>', CS)


def test_a_source_that_got_more_numbers() -> None:
    added = count('A.', 'A.<ref>https://example.org/a</ref>', CS).added
    better = 'A.<ref>{{Citace webu|url=https://example.org/a|titul=Ahoj|doi=10.1000/1}}</ref>'
    assert still_cited(added, better, CS)


def test_one_of_several_sources_is_enough() -> None:
    added = count('A.', 'A.<ref>https://example.org/a</ref> B.<ref>https://example.org/b</ref>', CS).added
    assert still_cited(added, 'B.<ref>https://example.org/b</ref>', CS)


def test_shortened_footnotes_last_as_long_as_they_are_there() -> None:
    added = count('A.', 'A.{{sfn|Novák|2001|p=5}}', CS).added
    assert still_cited(added, 'A.{{sfn|Novák|2001|p=6}}', CS)
    assert not still_cited(added, 'A.', CS)


LOST = 'A.<ref>https://example.org/a</ref> B.<ref>Novák, Jan: Dějiny knihoven. Praha 2001</ref>'


def test_what_the_page_had_before_somebody_took_it_away_is_put_back() -> None:
    after = 'Jinak. A.<ref>http://www.example.org/a/</ref> B.<ref>Novák, Jan. Dějiny knihoven, Praha 2001, s. 5</ref>'
    done = of_edit(made(), '', f'{after}<ref>https://example.org/c</ref><ref name="x" />', CS, earlier=[LOST])
    assert done and [key for key, _ in done.added] == ['url:example.org/c']
    assert len(done.restored) == 2 and done.reused == 0
    assert of_edit(made(), '', after, CS, earlier=['A.']) == of_edit(made(), '', after, CS)


def test_a_statement_whose_source_is_put_back_was_sourced_before() -> None:
    before = 'Vznikla roku 1781.{{Fakt/dne|20190501}}'
    after = 'Vznikla roku 1781.<ref>https://example.org/a</ref>'
    assert of_edit(made(), before, after, CS, earlier=[LOST]) == Count(
        restored=(('url:example.org/a', 'https://example.org/a'),)
    )


@pytest.mark.parametrize(
    ('current', 'expected'),
    [
        ('One two three four five.', True),
        ('One two three four five. And more of it, much more.', True),
        ('Before it. One two three four five six.', True),
        ('One two three.', False),
        ('One two three. And more of it, four or five times as much.', False),
        ('', False),
    ],
)
def test_whether_words_stand(current: str, expected: bool) -> None:
    assert stands('One two three.', 'One two three four five.', current) is expected


def test_whether_words_are_still_away() -> None:
    assert stands('One two three four five.', 'One two.', 'One two. Six seven eight nine.')
    assert not stands('One two three four five.', 'One two.', 'One two three four five.')
    assert not stands('One two.', 'One two.', 'One two.')


def seconds(before: str, after: str) -> float:
    start = time.perf_counter()
    count(before, after, CS)
    return time.perf_counter() - start


PARAGRAPH = 'Kniha vyšla roku {n} v Praze.{{{{Fakt/dne|20190501}}}} Má {n} stran.<ref>Novák {n}, s. 5</ref> Je v Brně.'
HOSTILE = {
    'every tag goes, in paragraphs': (PARAGRAPH + '\n\n', '{{Fakt/dne|20190501}}', '<ref>Jiný {n}</ref>'),
    'every tag goes, on one line': (PARAGRAPH, '{{Fakt/dne|20190501}}', ''),
    'every sentence goes': (PARAGRAPH + '\n', 'Kniha vyšla roku {n} v Praze.{{Fakt/dne|20190501}}', ''),
    'footnotes without end': ('A{{{{Fakt}}}}<ref>', '{{Fakt}}', '<ref name=x>'),
    'braces without end': ('A{{{{Fakt}}}}{{{{', '{{Fakt}}', ''),
}


@pytest.mark.parametrize('kind', HOSTILE)
def test_time_grows_with_the_text_alone(kind: str) -> None:
    """Four times the text takes about four times as long, however hostile it is."""
    piece, old, new = HOSTILE[kind]

    def edit(pieces: int) -> tuple[str, str]:
        numbers = range(pieces)
        before = ''.join(piece.format(n=n) for n in numbers)
        number = '{n}'
        parts = [(piece.format(n=n), old.replace(number, str(n)), new.replace(number, str(n))) for n in numbers]
        after = ''.join(text.replace(one, other) for text, one, other in parts)
        return before, after

    pieces = 20_000 // len(piece)
    small = min(seconds(*edit(pieces)) for _ in range(2))
    assert seconds(*edit(4 * pieces)) < 10 * small + 2


@pytest.mark.parametrize(
    ('after', 'ending'),
    [
        ('A je první.{{Fakt/dne}} B je <ref>N</ref> druhé.<ref>M</ref>', None),
        ('A je první.<ref>K</ref> B je druhé.<ref>M</ref>', Ending.SOURCED),
        ('A je první. B je druhé.<ref>M</ref>', Ending.UNTAGGED),
        ('A je první. B je druhé.<ref>M</ref><ref>K</ref>', Ending.SOURCED),
        ('B je druhé.<ref>M</ref>', Ending.REMOVED),
        ('#PŘESMĚRUJ [[C]]', Ending.GONE),
        ('', Ending.GONE),
    ],
)
def test_what_became_of_statements(after: str, ending: Ending | None) -> None:
    """A footnote that stood behind the statement before is none that came for it."""
    before = 'A je první.{{Fakt/dne}} B je druhé.<ref>M</ref>'
    [statement] = find(before, CS, ('tagged',))
    if ending is None:
        assert statement.fingerprint in {found.fingerprint for found in find(after, CS, ('tagged',))}
    else:
        assert list(became([statement], before, after, CS)) == [ending]


def test_of_two_equal_statements_one_is_sourced() -> None:
    before = '* Rok 1900.{{Fakt/dne}} Praha.\n\n* Rok 1900.{{Fakt/dne}} Brno.'
    for number in (0, 1):
        halves = before.split('\n\n')
        halves[number] = halves[number].replace('{{Fakt/dne}}', '<ref>K</ref>')
        after = '\n\n'.join(halves)
        left = {found.fingerprint for found in find(after, CS, ('tagged',))}
        gone = [found for found in find(before, CS, ('tagged',)) if found.fingerprint not in left]
        assert len(gone) == 1 and list(became(gone, before, after, CS)) == [Ending.SOURCED]


def test_a_paragraph_without_a_tag_ends_likewise() -> None:
    text = 'Knihovna byla založena roku 1850 a její sbírky tehdy čítaly na tři tisíce svazků, většinou darovaných.'
    before = f'{{{{Neověřeno}}}}\n{text}\n'
    paragraph = Statement('article', text, text, 0, '', 0, 'Neověřeno', None, 'x')
    for after, ending in (
        (f'{text}\n', Ending.UNTAGGED),
        (f'{{{{Neověřeno}}}}\n{text}<ref>K</ref>\n', Ending.SOURCED),
        ('{{Neověřeno}}\nJiné.\n', Ending.REMOVED),
    ):
        assert list(became([paragraph], before, after, CS)) == [ending]
