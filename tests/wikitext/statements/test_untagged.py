"""Paragraphs that nobody tagged: which of them readers expect a footnote in, and how much they want one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from onelib import wikis
from onelib.wikitext.statements import Statement, find
from tests import articles

CS = wikis.load('cs')
CITED = 'Budova prošla třemi přestavbami, z nichž poslední jí dala dnešní podobu. ' * 7 + '<ref>Kniha</ref>'


def claim(length: int, beginning: str = 'Dům stojí na náměstí. ') -> str:
    """Two sentences of so many characters together."""
    return f'{beginning}A{"a" * (length - len(beginning) - 2)}.'


def uncited(paragraph: str) -> list[Statement]:
    """What is found where a paragraph stands in the second section of an article with footnotes."""
    text = f"'''Dům''' je stavba.\n== Stavba ==\n{CITED}\n== Historie ==\n{paragraph}\n\n{CITED}"
    return find(text, CS, {'uncited'})


def under_banner(paragraph: str) -> list[Statement]:
    return find(f'{{{{Neověřeno}}}}\n{paragraph}', CS, {'section', 'article', 'uncited'})


def test_a_claim() -> None:
    [statement] = uncited(claim(150))
    assert (statement.kind, statement.text) == ('uncited', claim(150))
    assert statement.weight > 0
    assert (statement.section, statement.section_number, statement.template) == ('Historie', 2, '')


def test_a_transition_is_short() -> None:
    assert uncited(claim(100)) and not uncited(claim(99))
    # Its links do not make it longer.
    assert not uncited(claim(99).replace('Dům', '[[Obytná budova|Dům]]'))
    assert under_banner(claim(40)) and not under_banner(claim(39))
    assert not under_banner('1848–1849, 1852–1853, 1860–1861, 1870–1871.')


def test_in_a_short_article_one_source_stands_for_all() -> None:
    assert find(f'== Historie ==\n{claim(500)}', CS, {'uncited'})
    assert not find(f'== Historie ==\n{claim(499)}', CS, {'uncited'})
    # All its paragraphs together count.
    assert len(find(f'== Historie ==\n{claim(250)}\n\n{claim(250)}', CS, {'uncited'})) == 2


LONG = claim(200)
INTRODUCING = (
    'Podle pamětníků se v jejím hlavním sále scházeli spisovatelé, kteří tu předčítali svá díla '
    'a vášnivě o nich hovořili.'
)


@pytest.mark.parametrize(
    'paragraph',
    [
        # Its source is there.
        f'{LONG}<ref>x</ref>', f'{LONG}{{{{#tag:ref|x}}}}', f'{LONG} {{{{Citace monografie|titul=X}}}}',
        f'{LONG}{{{{sfn|Novák|2001}}}}', f'{LONG}{{{{Fakt}}}}', f'{LONG} https://example.org/', f'{LONG} [//a.org x]',
        f'{LONG}{{{{efn|Jinak 1849.<ref>x</ref>}}}}',
        f'{LONG}\n<ref>x</ref>', f'{LONG}\n{{{{sfn|Novák|2001}}}} <ref>x</ref>', f'{LONG}\n* <ref>x</ref>',
        f'{LONG}\n: Zdroj: <ref>x</ref>', f"{LONG}\n''Zdroje:'' {{{{sfn|Novák|2001}}}}",
        f'{LONG} (Novák 1973: 21–24)', f'{LONG} (viz [[Jan Novák|Novák]] 1973, s. 21; Kos 1980: 3).',
        f'{LONG} Brno, 1956. S. 71.', f'{LONG} (Кантемир 1973а: 21)', f'{LONG} (Kos et al 2005, 1.).',
        # It is cut off, or something in it cannot be shown.
        f'a {LONG}', f'({LONG}', LONG[:-1], f'{LONG} (a', f'{LONG[:-1]}?', f'{LONG} {{{{Neznámá|x}}}} {LONG}',
        # Translated with the marks of its footnotes; an entry of a list of years.
        f'{LONG} Řekl to.[3] Odešel.', f'1848 – {LONG}', f'1848, jaro – {LONG}',
        f'1. ledna 1848 – {LONG}', f'1848: {LONG}', f'1848 př. n. l. — {LONG}', f'1848–1850 — {LONG}',
        # A poem; a book; a remark.
        '<br>'.join(['Kde domov můj, kde domov můj, voda hučí po lučinách.'] * 4),
        '\n'.join(['Kde domov můj, kde domov můj, voda hučí po lučinách.'] * 4),
        'Novák, J. A.: Dějiny našeho domu a jeho obyvatel od roku 1848 do konce války. Praha: Academia, 1990. 320 s.',
        f'Poznámka: {LONG[22:]}', f'Příklad: dům stojí. {LONG}',
        # An enumeration; what introduces a list, a table or a quotation.
        'Bratr' + ', bratr' * 9 + ' a ještě jeden bratr, který tu žil s nimi po celý svůj dlouhý život až do smrti.',
        'Okresy: ' + ', '.join(f'{n}. Okres' for n in range(1, 28)) + '. Pak už žádný.',
        *(
            INTRODUCING + more for more in ('\n* a', '\n{|\n| a\n|}', '\n<blockquote>a</blockquote>')
        ),
        # Not prose.
        f'* {LONG}', f' {LONG}', f'<blockquote>{LONG}</blockquote>', f'[[Soubor:X.jpg|thumb|{LONG}]]',
    ],
)  # fmt: skip
def test_no_footnote_is_expected(paragraph: str) -> None:
    assert not uncited(paragraph)


@pytest.mark.parametrize(
    'paragraph',
    [
        f'{LONG} {{{{nowrap|10 km}}}} „Ano.“', f'{LONG[:-1]}!', f'{LONG[:-1]}…”',
        f'{LONG} Byl tu [1848 a] sám.',
        f'{{{{Infobox|a=1<ref>x</ref>}}}}\n{LONG}', f'{LONG}{{{{efn|Jinak 1849.}}}}',
        f'V roce 1848 – {LONG}', f'{LONG}<br>{LONG}<br>{LONG}',
        'Bratr' + ', bratr' * 8 + ' a ještě jeden bratr, který tu žil s nimi po celý svůj dlouhý život až do smrti.',
        'Dům stojí. Bratr' + ', bratr' * 9 + ' a ještě jeden bratr, který tu žil s nimi po celý svůj dlouhý život.',
        f'{LONG}\n\nJinde je řádek s poznámkou.<ref>x</ref>', f'{LONG}\n* Zdroj: Tůně.<ref>x</ref>',
        # Years with figures that are no pages.
        f'{LONG} (narozen 12. 5. 1973, 21 let).', f'{LONG} V Dolanech roku 1973: 21 lidí.',
        f'{LONG} V roce 1956, s. r. o. nebylo.',
        # It says enough for itself, whatever follows.
        f'{LONG}\n* a',
        f'{INTRODUCING}\n== X ==', f'{INTRODUCING[:-1]} roku 1848.\n* a',
    ],
)  # fmt: skip
def test_a_footnote_is_expected(paragraph: str) -> None:
    assert [statement.text for statement in uncited(paragraph)]


@pytest.mark.parametrize(('quoted', 'expected'), [(80, True), (81, False)])
def test_what_was_said_is_a_matter_of_its_own_source(quoted: int, expected: bool) -> None:
    """Up to two fifths of the text."""
    said = f'„{"A" * (quoted - 2)}“'
    assert bool(uncited(claim(200, f'Řekl {said} a šel. '))) is expected


def test_leads() -> None:
    """A lead without footnotes is right if the article has some; one of a single sentence is a definition."""
    lead, single = claim(300), claim(300, 'Dům stojí na náměstí a ')
    for text, expected in (
        (f'{lead}\n== Historie ==\n{claim(300)}', ['', 'Historie']),
        (f'{single}\n== Historie ==\n{claim(300)}', ['Historie']),
        (f'{lead}\n== Historie ==\n{claim(300)}\n\n{CITED}', ['Historie']),
        (f'{CITED}\n\n{lead}\n== Historie ==\n{claim(300)}', ['', 'Historie']),
    ):
        assert [statement.section for statement in find(text, CS, {'uncited'})] == expected
    # Under a banner all that counts, too.
    assert under_banner(f'{claim(90, "Dům stojí na náměstí a ")}\n== Historie ==\n{CITED}')


def test_sections_where_nobody_expects_footnotes() -> None:
    text = f'== Odkazy ==\n{LONG}\n=== Starší ===\n{LONG}\n== Historie ==\n{claim(500)}\n=== References ===\n{LONG}'
    assert [statement.section for statement in find(text + f'\n== Děj ==\n{CITED}', CS, {'uncited'})] == ['Historie']
    assert [statement.section for statement in under_banner(text)] == ['Historie']


def test_plots() -> None:
    for heading, expected in (('Děj', False), ('Děj filmu o domě', False), ('Dějiny', True), ('Obsah půdy', True)):
        assert bool(find(f'== {heading} ==\n{claim(500)}', CS, {'uncited'})) is expected


def test_disambiguation_pages() -> None:
    assert not find(f'{{{{Rozcestník}}}}\n{LONG}\n\n{LONG}\n\n{LONG}', CS, {'uncited'})
    assert not under_banner(f'{LONG}\n== X ==\n{{{{Rozcestník}}}}')


def test_which_banner() -> None:
    text = (
        f'{{{{Neověřeno|datum=květen 2019}}}}\n{{{{Neověřeno|datum=2020}}}}\n{LONG}\n'
        f'== A ==\n{{{{neověřeno|2018-03}}}}\n{LONG}\n==== B ====\n{LONG}\n'
        f'=== C ===\n{LONG}\n== D ==\n{LONG}<ref/>\n\n{LONG}'
    )
    found = [(s.section, s.section_number, s.kind, str(s.since), s.weight) for s in find(text, CS)]
    assert found == [
        ('', 0, 'article', '2019-05-01', 0),
        ('A', 1, 'section', '2018-03-01', 0),
        ('B', 2, 'section', '2018-03-01', 0),
        ('C', 3, 'section', '2018-03-01', 0),
        ('D', 4, 'article', '2019-05-01', 0),
    ]
    assert [statement.kind for statement in find(text, CS, {'section'})] == ['section'] * 3
    assert find(text, CS, ()) == []


@pytest.mark.parametrize('path', sorted(articles.WRITTEN.glob('*/*.yaml')), ids=lambda path: path.stem)
def test_whole_articles(path: Path) -> None:
    text = path.with_suffix('.wiki').read_text(encoding='utf-8')
    expected = yaml.safe_load(path.read_text(encoding='utf-8'))['untagged']
    found = find(text, wikis.load(path.parent.name), {'section', 'article', 'uncited'})
    assert len(found) == len(expected)
    for statement, case in zip(found, expected, strict=True):
        assert statement.text.startswith(case['begins'])
        assert (statement.kind, statement.since, statement.section) == (case['kind'], case['since'], case['section'])


@pytest.mark.parametrize(
    'between',
    [
        # A mark behind a word, a template without words between sentences, one on a line of its own.
        'slovo{{Kdy?}} slovo', 'slovo{{Kdy?|rok}} slovo', '[[slovo]]{{Kdy?|rok}}, slovo', 'slovo. {{Clear}} Slovo',
        'slovo {{Kdy?}} slovo', 'roku 1{{e|5}} slovo',
        'slovo.\n{{Clear}}\nSlovo', 'slovo.\n{{Obrázek|a.jpg}}\nSlovo', 'slovo,{{Poznámka|x}} slovo',
    ],
)  # fmt: skip
def test_a_template_that_hides_no_words(between: str) -> None:
    assert uncited(f'{LONG} Je tu {between} a {LONG}')


@pytest.mark.parametrize(
    'between',
    [
        'slovo {{Číslo|3}} slovo', 'slovo {{Číslo|3}}. Slovo', '({{Číslo}} slovo)',
        'slovo{{--}}slovo',
        '[[slovo]]{{--}}[[slovo]]', 'roku 19{{xx}} slovo', 'slovo. {{Citace|slovo}} Slovo',
        'říkalo se, že\n{{Citace|slovo}}\nSlovo', 'v r. {{Rok}} slovo', 'v r. {{Rok}} 5 slov',
    ],
)  # fmt: skip
def test_a_template_that_may_hide_words(between: str) -> None:
    assert not uncited(f'{LONG} Je tu {between} a {LONG}')


@pytest.mark.parametrize(
    ('code', 'paragraph'),
    [
        ('en', "''This article is about the weir. For other uses, see [[Weir (disambiguation)]].''"),
        ('en', "* ''For other weirs see the list of the weirs in the county, which the parish council keeps.''"),
        ('en', '(See [[Mill]] (and its list) for an explanation of the wheel and the stones.)'),
        ('en', 'This is an incomplete list, which may never be able to satisfy standards.'),
        ('en', 'The weirs of the county are shown in the table below.\n{|\n| a\n|}'),
        ('en', 'Source: Parish book of Willow, second edition, kept in the county archive.'),
        ('uk', "''Основна стаття: [[Історія села Верба та навколишніх хуторів]]''"),
        ('uk', 'Список неповний, його можна доповнити за даними сільської ради.'),
        ('uk', 'Найвідоміші мешканці села подані у наступному списку.\n* А'),
        ('uk', "<big>'''Відомі люди, які народилися або жили в селі'''</big>"),
        ('uk', "'''''Відомі люди, які народилися або жили в селі'''''"),
        ('cs', 'Následující tabulka uvádí počet obyvatel obce podle sčítání lidu.\n{|\n| a\n|}'),
        ('cs', '<b>Rodáci a lidé, kteří v obci dlouho žili a pracovali</b>'),
        ('ru', 'Ниже приведён список всех мельниц на реке с указанием владельцев.\n* а'),
        ('ru', 'Основная статья: [[Список мельниц на реке Вербовке и её притоках]]'),
        ('hy', 'Քաղաքի գլխավոր փողոցներն ու հրապարակներն են՝\n* Ա'),
    ],
)  # fmt: skip
def test_what_says_nothing_of_the_subject(code: str, paragraph: str) -> None:
    banner = {'hy': 'Անաղբյուր', 'ru': 'Нет ссылок', 'uk': 'Без джерел', 'cs': 'Neověřeno', 'en': 'Unreferenced'}[code]
    assert not find(f'{{{{{banner}}}}}\n{paragraph}', wikis.load(code), {'article'})
    # …and what stands beside it does.
    assert find(f'{{{{{banner}}}}}\n{paragraph}\n\n{claim(90)}', wikis.load(code), {'article'})


def test_what_begins_in_italics_may_be_a_claim() -> None:
    assert under_banner("''Vrbový jez'' je román, který vyšel ve dvou svazcích krátce před válkou.")
    assert under_banner("'''Vrbový jez''' je jez s mlýnem a čítárnou, kterou navštěvují lidé z okolí.")
