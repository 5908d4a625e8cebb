"""Which statement is at a position: what a citation-needed tag there would be about, and it changes nothing."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikitext import references
from onelib.wikitext.statements import at, find, find_and_at
from tests.fuzz import fuzz
from tests.wikitext import oracle

CS = wikis.load('cs')
#: Each place with a mark behind which the statement stands that is expected there; no mark is part of the text.
TEXT = """\
Knihovna vznikla roku 1781.¹ Dnes¹ má dva miliony svazků.<r²ef name="x">Novák</ref> Stojí v Praze³.
³
<!-- poznámka⁴ -->
=⁵= Sbírky⁵ =⁵=
⁶* Mapy ze '⁶'16. století''
* [[Kniha⁷|Knihy]] z kláštera
{|⁴ class="wikitable"
|⁴-
| style="text-align: left⁴" | 1848 |⁸| oheň⁹
|⁹}
{{In⁹fobox
| je⁰den = Praha⁰
| dva=2 {{Fakt|da⁰tum=2019}}
}}
"""
EXPECTED = {
    '¹': ('Knihovna vznikla roku 1781.', 'Dnes má dva miliony svazků.'),
    '²': ('Dnes má dva miliony svazků.',),
    '³': ('Stojí v Praze.',) * 2,
    '⁴': ('',) * 4,
    '⁵': ('Sbírky',) * 3,
    '⁶': ('Mapy ze 16. století',) * 2,
    '⁷': ('Knihy z kláštera',),
    '⁸': ('1848',),
    '⁹': ('oheň',) * 3,
    '⁰': ('Praha', 'Praha', '2019'),
}


def test_places_of_every_sort() -> None:
    text, positions = '', []
    for char in TEXT:
        if char in EXPECTED:
            positions.append((len(text), char))
        else:
            text += char
    found = at(text, [position for position, _ in positions], CS)
    for mark, expected in EXPECTED.items():
        said = tuple(one.text for (_, char), one in zip(positions, found, strict=True) if char == mark)
        assert said == expected, mark


def test_one_answer_for_each_position_in_their_order() -> None:
    text = 'První věta. Druhá věta.\n\n== Dějiny ==\nTřetí věta.{{Fakt/dne|20190501}}'
    found = at(text, [len(text), 3, 15, 3, -7, 10**6], CS)
    assert [one.text for one in found] == [
        'Třetí věta.', 'První věta.', 'Druhá věta.', 'První věta.', 'První věta.', 'Třetí věta.',
    ]  # fmt: skip
    last = found[0]
    assert (last.kind, last.template, last.since, last.weight) == ('', '', None, 0)
    assert (last.section, last.section_number, last.context, last.offset) == ('Dějiny', 1, 'Třetí věta.', 0)
    assert last.fingerprint == find(text, CS, ('tagged',))[0].fingerprint
    assert at(text, [], CS) == []
    assert [one.text for one in at('', [0], CS)] == ['']


@pytest.mark.parametrize('code', oracle.codes())
def test_a_tag_in_the_place_of_a_footnote_is_about_the_same(code: str) -> None:
    """Nor does it matter what else is asked about."""
    wiki, rng = wikis.load(code), random.Random(code)
    # Of its name only the finder sees the end.
    name = next(iter(wiki.templates.get('inline', ())), '') + '_'
    for title, text in oracle.texts(code).items():
        markers = [one.start for one in references.extract(text, wiki) if not one.listed and not one.within]
        tags, _ = find_and_at(text, markers, wiki)
        alone = find(text, wiki, ('tagged',))
        assert [(tag.text, tag.context) for tag in tags] == [(tag.text, tag.context) for tag in alone], title
        positions = rng.sample(markers, min(3, len(markers)))
        for position, found in zip(positions, at(text, positions, wiki), strict=True):
            with_tag = find(f'{text[:position]}{{{{{name}}}}}{text[position:]}', wiki, ('tagged',))
            expected = [(tag.text, tag.context, tag.section) for tag in with_tag if tag.template == name]
            # None: within the name of a template or the like it would be no tag.
            assert expected in ([], [(found.text, found.context, found.section)]), (title, position)
            assert at(text, [position], wiki) == [found], (title, position)


PIECES = [
    'Jedna věta. ', 'Dvě věty', '. ', ' ', '\n', '\n\n', '\n* ', '\n: ', '\n== A ==\n', '==', "''", "'''", '[[', ']]',
    '|', '||', '{{', '}}', '{{Fakt}}', '{{Fakt|text=', '{{Infobox\n|a=', '{{{1|', '}}}', '<ref>x</ref>', '<ref>',
    '<!--', '-->', '\n<!-- x -->\n', '<nowiki>', '</nowiki>', '\n{|\n|', '\n|-\n', '\n|}\n', '\n! ', '&nbsp;',
    '<small>', '-{', '}-', '[http://a.org b]',
]  # fmt: skip


@fuzz(300)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map(''.join))
def test_nothing_makes_it_raise(text: str) -> None:
    positions = range(len(text) + 1)
    tags, found = find_and_at(text, positions, CS)
    assert found == at(text, positions, CS)
    assert len(found) == len(positions) and len(tags) == len(find(text, CS, ('tagged',)))
    assert all(one.context[one.offset :].startswith(one.text) for one in (*tags, *found))


@pytest.mark.parametrize(
    'piece',
    ['Kniha vyšla roku 1999.<ref>x</ref> ', 'A.\n\n', '[[', '{{', '<!--', "''", '=\n', '== A ==\n', '{{Fakt|', ' '],
)
def test_time_grows_with_the_text_alone(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        at(text, range(len(text)), CS)
        return time.process_time() - start

    assert seconds(40_000) < 10 * seconds(10_000) + 1
