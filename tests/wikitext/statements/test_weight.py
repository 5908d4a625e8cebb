"""How much a paragraph wants a source, beside another one that differs in one thing."""

from __future__ import annotations

import itertools

import pytest

from onelib import wikis
from onelib.wikis import Wiki
from onelib.wikitext.statements import ALL_KINDS, find, people, weight
from onelib.wikitext.statements.weight import Surroundings, around

CS, UK = wikis.load('cs'), wikis.load('uk')
REF = '<ref>Kniha</ref>'


def filled(beginning: str, length: int = 300) -> str:
    """A paragraph of that length that begins so, and says nothing further."""
    words = itertools.cycle(('dům', 'stojí', 'u', 'řeky'))
    text = beginning
    while len(text) < length - 1:
        text += f' {next(words)}'
    return text[: length - 1] + '.'


def points(text: str, wiki: Wiki = CS, share: float = 0.5) -> int:
    return weight.of(text, Surroundings(share), wiki)


def found(text: str, wiki: Wiki = CS) -> dict[str, int]:
    """The points of what is found in an article, by the first word."""
    return {statement.text.split()[0]: statement.weight for statement in find(text, wiki, {'uncited'})}


def test_where_others_have_footnotes_one_is_missed() -> None:
    cited = f'{filled("Jiný")}{REF}'
    weights = [
        found(f'== A ==\n{first}\n\n{filled("Zde")}\n\n{last}\n== B ==\n{cited}')['Zde']
        for first, last in itertools.product((filled('Bez'), cited), repeat=2)
    ]
    none, behind, before, both = weights
    assert none < before < both and none < behind < both
    assert before == behind


def test_a_heading_parts_paragraphs() -> None:
    cited, here = f'{filled("Jiný")}{REF}', filled('Zde')
    same = found(f'== A ==\n{cited}\n\n{here}\n\n{filled("Dále")}')['Zde']
    other = found(f'== A ==\n{cited}\n== B ==\n{here}\n\n{filled("Dále")}')['Zde']
    assert same > other


def test_where_others_have_many_footnotes_one_is_missed_more() -> None:
    weights = [found(f'== A ==\n{filled("Jiný")}{REF * n}\n\n{filled("Zde")}')['Zde'] for n in (0, 1, 2, 3, 9)]
    assert weights[0] < weights[1] < weights[2] < weights[3] == weights[4]


def test_its_own_footnotes_do_not_count() -> None:
    """Each share is what the others have."""
    shares = around([(1, 1), (0, 1), (1, 1)])
    assert shares[1] == max(shares)
    assert around([(3, 1)]) == around([(0, 1)]) == [pytest.approx(0.3)]
    assert around([]) == []


def test_shares_are_shares_however_long_the_article_is() -> None:
    for footnotes in (0, 9):
        shares = around([(footnotes, number // 9) for number in range(500)])
        assert all(0 <= share <= 1 for share in shares)
        assert (min(shares) > 0.6) if footnotes else (max(shares) < 0.2)


def test_a_footnote_far_away_does_not_count() -> None:
    """Else a paragraph that lost its footnote would stand in another article than those that never had one."""
    text = '\n\n'.join([filled('Zde'), *[filled('Dům')] * 20, filled('Tam')])
    assert found(f'== A ==\n{text}')['Zde'] == found(f'== A ==\n{text}{REF}')['Zde']


@pytest.mark.parametrize(
    ('more', 'less', 'code'),
    [
        (filled('Dům', 400), filled('Dům', 200), 'cs'),
        (filled('Má 120 oken a 30 dveří'), filled('Má okna a dveře'), 'cs'),
        # The same figures in a longer text are fewer for its length, but a longer text wants more.
        (filled('Má 120 oken a 30 dveří', 300), filled('Má 120 oken', 300), 'cs'),
        (filled('Stojí od roku 2011'), filled('Stojí od roku 1911'), 'cs'),
        (filled('Řekl: „Já jsem ten dům stavěl sám a dlouho“'), filled('Napsal knihu „Můj dům“'), 'cs'),
        (filled('Kronika má „v tom roce voda vzala most i s domy a loukami“'), filled('Má „tom roce“ voda'), 'cs'),
        (filled('Podle kritiků je údajně ošklivý'), filled('U potoka je totiž ošklivý'), 'cs'),
        (filled('Stál tři miliardy korun'), filled('Stál tři velké dubové sudy'), 'cs'),
        (filled('Stál tři sta €'), filled('Stál tři sta z'), 'cs'),
        (filled('Je to nejvyšší dům'), filled('Je to nevysoký dům'), 'cs'),
        (filled('То перша в Україні друкарня'), filled('То перша з двох невеликих кімнат'), 'uk'),
        (filled('То найбільша кімната'), filled('То наймана кімната довша'), 'uk'),
    ],
)  # fmt: skip
def test_what_wants_a_source_more(more: str, less: str, code: str) -> None:
    wiki = wikis.load(code)
    assert points(more, wiki) > points(less, wiki)


@pytest.mark.parametrize(
    ('one', 'other', 'code'),
    [
        ('Перший ярус має двері', 'Нижній ярус має двері', 'uk'),
        ('Написав «Дім» тут', 'Написав Дім тут там', 'uk'),
        ('Už nejsou vidět dveře', 'Už nebylo vidět dveře', 'cs'),
        ('Je zanejvyšší a tmavý', 'Je zanevysoký a tmavý', 'cs'),
        ('Najava i dom', 'To je i dom ', 'hr'),
    ],
)  # fmt: skip
def test_what_only_looks_so(one: str, other: str, code: str) -> None:
    wiki = wikis.load(code)
    assert points(filled(one), wiki) == points(filled(other), wiki)


def test_what_stands_around_tells_most() -> None:
    loud = filled('Podle kritiků stojí roku 2011 nejvyšší ze 120 domů tři miliardy €', 400)
    assert points(filled('Dům stojí'), share=0.9) > points(loud, share=0.1)


def test_no_paragraph_is_without_points_and_no_other_kind_has_any() -> None:
    assert weight.of('A' * 100, Surroundings(0, introduces=True, covered=True), CS) == 1
    text = f'{{{{Neověřeno}}}}\n== A ==\n{filled("Zde", 600)}{{{{Fakt}}}}\n\n{filled("Tam", 600)}'
    assert {statement.weight for statement in find(text, CS, ALL_KINDS)} == {0}


@pytest.mark.parametrize(
    'template', ['{{ՀՍՀ|հատոր=5|էջ=210}}', '{{EB1911|volume=5|page=210}}', '{{Ottův|díl=5|strana=210}}']
)
@pytest.mark.parametrize('heading', ['', '== Գրականություն ==\n'])
def test_an_encyclopedia_that_an_article_was_made_from_stands_for_much(template: str, heading: str) -> None:
    wiki = wikis.load('hy')
    text = f'== Ա ==\n{filled("Տուն", 600)}\n\n{heading}'
    assert found(text + template, wiki)['Տուն'] < found(text, wiki)['Տուն']
    for other in ('{{ՀՍՀ|հատոր=5}}', '{{ՀՍՀ|հատոր=|էջ=}}', f'<!--{template}-->', '{{Coord|5|210}}'):
        assert found(text + other, wiki)['Տուն'] == found(text, wiki)['Տուն']


@pytest.mark.parametrize(
    ('code', 'lead', 'lives'),
    [
        ('cs', "'''Jana Nováková''' (* 5. května 1950, Praha) je česká lékařka.", True),
        ('cs', "'''Jana Nováková''' (* [[5. květen|5. května]] [[1950]] [[Praha]]) je česká lékařka.", True),
        ('uk', "'''Іван Петренко''' (нар. 5 травня 1950, Київ) — український лікар.", True),
        ('el', "Ο '''Νίκος Παπάς''' (Πειραιάς, 23 Ιουνίου 1936) είναι πολιτικός.", True),
        ('en', "'''Jane Doe''' (born April 1, 1947) is a physician.", True),
        ('hu', "'''Nagy Anna''' (Budapest, 1950. május 5. –) orvos.\n[[Kategória:Élő személyek]]", True),
        ('bs', "'''Ana'''\n[[Kategorija:Biografije, živi ljudi]]", True),
        ('bs', "'''Ana'''\n[[kategorija:živi ljudi|Ana]]", True),
        ('cs', "'''Jana Nováková''' (5. května 1950 Praha – 1. ledna 2001 Brno) byla česká lékařka.", False),
        ('cs', "'''Jana Nováková''' (* 5. května 1850, Praha) byla česká lékařka.", False),
        ('cs', "'''Knihovna''' (1950) je román.", False),
        ('cs', "'''Knihovna''' je dům, který (5. května 1950) vyhořel.", False),
        ('cs', 'Knihovna (5. května 1950) vyhořela.', False),
    ],
)  # fmt: skip
def test_who_lives(code: str, lead: str, lives: bool) -> None:
    assert people.lives(lead, wikis.load(code)) is lives


def test_of_living_people_everything_wants_a_source_more() -> None:
    text = f"'''Jana''' (* 5. května 1950) je lékařka.\n== Život ==\n{filled('Dům', 600)}"
    assert found(text)['Dům'] > found(text.replace('* 5. května 1950', '* 5. května 1950; † 2001'))['Dům']
