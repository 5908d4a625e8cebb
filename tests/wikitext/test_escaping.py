"""Plain text on wiki pages, with MediaWiki as the judge of what readers see."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikitext.escaping import cut, escape, shorten, visible
from tests.fuzz import batches, fuzz
from tests.hostile import FRAGMENTS, HOSTILE, LONG, held
from tests.sandbox.farm import Farm
from tests.sandbox.mediawiki import DEFAULT_WIKIS, MEDIAWIKI, PHP_FILES

BATCH = st.lists(HOSTILE, min_size=50, max_size=50)
# What a page can do to others or to itself.
EFFECTS = ('templates', 'categories', 'images', 'externallinks', 'sections', 'iwlinks', 'langlinks', 'properties')


def thirds(text: str) -> tuple[str, str, str]:
    return text[: len(text) // 3], text[len(text) // 3 : -len(text) // 3], text[-len(text) // 3 :]


def table(texts: list[str]) -> str:
    """A row for each text, and in it the text wherever a page of ours may show it."""
    lines = ['{| class="wikitable"']
    for text in texts:
        before, statement, after = thirds(held(text))
        lines += [
            '|-',
            f'| style="flex:1" | {escape(text)}',
            f'| style="flex:1" | {escape(before)}<mark style="color:#000">{escape(statement)}</mark>{escape(after)}',
            f'| style="flex:1" | [[:Target|{escape(text)}]]',
            f'|<div>{escape(text)}</div>',
            '|',
            escape(text),
            f'! scope="row" | {escape(text)}',
        ]
    return '\n'.join((*lines, '|}'))


def rendered(farm: Farm, code: str, wikitext: str) -> dict[str, Any]:
    answer: dict[str, Any] = farm.api(
        code,
        action='parse',
        contentmodel='wikitext',
        title='Project:Hostile',
        text=wikitext,
        pst=True,
        disablelimitreport=True,
        prop=['text', 'links', *EFFECTS],
    )['parse']
    return answer


def check(farm: Farm, code: str, texts: list[str]) -> None:
    page = rendered(farm, code, table(texts))
    assert {effect: page[effect] for effect in EFFECTS if page[effect]} == {}
    assert {link['title'] for link in page['links']} == {'Target'}
    html = ElementTree.fromstring(page['text'])
    rows = list(html.iter('tr'))
    assert len(rows) == len(texts)
    for row, text in zip(rows, texts, strict=True):
        # A line of its own is a paragraph; and the end of the last line is not the text's.
        shown = [''.join((cell if (line := cell.find('p')) is None else line).itertext()) for cell in row]
        assert [cell.removesuffix('\n') for cell in shown] == [held(text)] * 6
    assert {element.tag for element in html.iter()} <= {'div', 'table', 'tbody', 'tr', 'td', 'th', 'mark', 'a', 'p'}


@pytest.mark.parametrize('code', ['cs', 'sr', 'meta'])
def test_each_fragment_is_only_text(farm: Farm, code: str) -> None:
    check(farm, code, FRAGMENTS)


@pytest.mark.parametrize('code', ['en', 'sr'])
@batches(20)
@given(texts=BATCH)
def test_readers_see_exactly_the_text(farm: Farm, code: str, texts: list[str]) -> None:
    check(farm, code, texts)


def test_long_texts(farm: Farm) -> None:
    for text in LONG:
        check(farm, 'sr', [text])


@pytest.mark.parametrize('code', DEFAULT_WIKIS)
def test_words_that_mean_something_on_a_wiki(farm: Farm, code: str) -> None:
    """Everything that the wiki itself says it listens to, in its own language too."""
    known = farm.api(
        code,
        meta='siteinfo',
        siprop='magicwords|namespaces|namespacealiases|extensiontags|functionhooks|variables|protocols|interwikimap',
    )['query']
    words = {word for entry in known['magicwords'] for word in entry['aliases']} | {*known['functionhooks']}
    spaces = {entry[key] for entry in known['namespaces'].values() for key in ('name', 'canonical') if entry.get(key)}
    spaces |= {entry['alias'] for entry in known['namespacealiases']}
    spaces |= {entry['prefix'] for entry in known['interwikimap']}
    assert len(words) > 200 and len(spaces) > 30
    texts = [
        *(f'{before}{word}{after}' for word in words for before, after in (('', ''), ('a ', ' b'), ('{{', ':x}}'))),
        *(f'[[{before}{space}:X]]' for space in spaces for before in ('', ':')),
        *(f'{tag}x{tag.replace("<", "</")}' for tag in known['extensiontags']),
        *(f'{before}{protocol}example.org' for protocol in known['protocols'] for before in ('', 'ž', '[')),
    ]
    for start in range(0, len(texts), 500):
        check(farm, code, texts[start : start + 500])


def test_words_that_switch_something_on_in_any_language() -> None:
    """Some of them are words without underscores around them, and some languages are not on the farm."""
    switches = {
        'toc', 'notoc', 'forcetoc', 'noeditsection', 'nogallery', 'notitleconvert', 'nocontentconvert', 'hiddencat',
        'index', 'noindex', 'newsectionlink', 'nonewsectionlink', 'staticredirect', 'expectunusedcategory',
    }  # fmt: skip
    names = {wikis.load(code).language.replace('-', '_').capitalize() for code in wikis.codes()}
    files = [path for name in names for path in (MEDIAWIKI / 'languages/messages').glob(f'Messages{name}[_.]*')]
    found = [
        word
        for path in files
        for switch, words in re.findall(r"'(\w+)'\s*=>\s*\[([^\]]*)\]", path.read_text(encoding='utf-8'))
        if switch in switches
        for word in re.findall("'([^']*)'", words)
        if len(word) > 1
    ]
    assert {'__NOTOC__', '__БЕЗСАДРЖАЈА__', '__BEZOBSAHU__', 'SKRIVENAKAT'} <= set(found)
    assert [word for word in found if word in escape(f'a {word} b')] == []


def test_without_escaping_the_same_fragments_do_all_of_it(farm: Farm) -> None:
    """The judge is not blind."""
    page = rendered(farm, 'cs', '\n\n'.join(held(text) for text in FRAGMENTS if '<' not in text and '\n' not in text))
    assert [effect for effect in EFFECTS if not page[effect]] == ['sections']
    assert rendered(farm, 'cs', '\n== x ==\n')['sections']


def test_a_saved_page_is_what_was_sent(farm: Farm) -> None:
    """Nothing is signed, substituted or normalised on the way in, and no link table hears of it."""
    title, text = 'Project:Hostile fragments', table(FRAGMENTS)
    farm.api('hu', action='edit', title=title, text=text, summary='hostile', contentmodel='wikitext')
    page = farm.api(
        'hu',
        titles=title,
        prop=[
            'revisions',
            'templates',
            'categories',
            'images',
            'extlinks',
            'iwlinks',
            'langlinks',
            'pageprops',
            'links',
        ],
        rvprop='content',
        rvslots='main',
    )['query']['pages'][0]
    assert page.pop('revisions')[0]['slots']['main']['content'] == text
    assert set(page) == {'pageid', 'ns', 'title', 'links'}
    assert [link['title'] for link in page['links']] == ['Target']


def test_magic_links(farm: Farm, tmp_path: Path) -> None:
    """They are on at Wikimedia, but not by default: the farm has them here only."""
    config = tmp_path / 'LocalSettings.php'
    config.write_text(
        f"<?php\nrequire '{PHP_FILES / 'LocalSettings.php'}';\n"
        "$wgEnableMagicLinks = [ 'ISBN' => true, 'PMID' => true, 'RFC' => true ];\n"
    )
    texts = [
        f'{before}{name}{spaces}{number}'
        for name, number in {'ISBN': '978-0-306-40615-7', 'RFC': '1', 'PMID': '12'}.items()
        for spaces in (' ', '\u00a0', '  ', '\t', ' \u00a0 ', '\u3000', '\u202f ')
        for before in ('', 'x (', 'ž ', 'e\u0301 ')
    ]

    def links(wikitext: str) -> int:
        return farm.installation.maintenance('cs', 'parse.php', stdin=wikitext, config=str(config)).count('<a ')

    assert links('\n\n'.join(texts)) == len(texts)
    assert links('\n\n'.join(map(escape, texts))) == 0


@fuzz()
@given(st.text() | HOSTILE)
def test_what_is_escaped_stays_normal(text: str) -> None:
    assert unicodedata.is_normalized('NFC', escape(text))


@pytest.mark.parametrize(
    'text',
    [
        'Knihovna (založena 1781) má 20 000 svazků; říká se jí „Klementinum“.',
        "Rock'n'roll, 50 % – a/b, A & B: 1+1=2 #1 * snake_case ~5",
        'Ма́рія: «Кобзар», 1840 р.; 12:30–13:45?',
    ],
)
def test_ordinary_prose_stays_readable(text: str) -> None:
    rare = {'&amp;': '&', '&#32;': ' '}
    assert re.sub('|'.join(rare), lambda found: rare[found.group()], escape(text)) == text


WORDS = st.text(alphabet='ab. ,ž\u00a0', max_size=60)


@st.composite
def excerpts(draw: st.DrawFn) -> tuple[str, int, int]:
    before, statement, after = draw(WORDS), draw(WORDS), draw(WORDS)
    return before + statement + after, len(before), len(before + statement)


@fuzz()
@given(excerpts(), st.integers(4, 40), st.integers(20, 70))
def test_shorten(excerpt: tuple[str, int, int], limit: int, longest: int) -> None:
    context, start, end = excerpt
    before, statement, after = shorten(context, start, end, limit=limit, longest=longest)
    kept_before, kept_after = before.removeprefix('…'), after.removesuffix(' …')
    kept_statement = statement.removesuffix('…')

    assert statement == context[start:end] or len(context[start:end]) > longest
    room = max(0, limit - len(statement))
    whole = (before, after) == (context[:start], context[end:])
    assert whole == (len(context[:start]) + len(context[end:]) <= room)
    assert len(kept_before.strip()) + len(kept_after.strip()) <= room
    assert len(kept_statement) <= longest

    assert context[:start].endswith(kept_before) or kept_before == ' '
    assert context[end:].startswith(kept_after)
    assert context[start:end].startswith(kept_statement)
    # Cut at words: a space begins or follows what is kept, unless all that could be kept is one word.
    assert before == context[:start] or kept_before.startswith(' ')
    assert (
        kept_statement == context[start:end]
        or context[start:end][len(kept_statement)].isspace()
        or (' ' not in context[start:end][1 : longest + 1])
    )


def test_shorten_by_example() -> None:
    context = 'One two three. Four five. Six seven eight.'
    start = context.index('Four')
    assert shorten(context, start, start + 10) == ('One two three. ', 'Four five.', ' Six seven eight.')
    assert shorten(context, start, start + 10, limit=26) == ('… three. ', 'Four five.', ' Six …')
    assert shorten(context, 0, len(context), longest=12) == ('', 'One two…', '')
    # Just as long as it may be, and one too long.
    assert shorten('One two three', 0, 3, limit=7) == ('', 'One', ' two …')
    assert shorten('One two three', 0, 3, limit=6) == ('', 'One', ' …')
    assert shorten('One two three', 8, 13, limit=9) == ('… ', 'three', '')
    assert shorten('One two three', 8, 13, limit=10) == ('… two ', 'three', '')
    # What one side does not need, the other one has; a statement that is long enough has none.
    assert shorten('One two three', 4, 7, limit=11) == ('One ', 'two', ' …')
    assert shorten('One two three', 4, 7, limit=3) == ('… ', 'two', ' …')
    assert shorten('One two three', 0, 13, longest=7) == ('', 'One two…', '')
    assert shorten('One two three', 0, 13, longest=6) == ('', 'One…', '')
    assert shorten('A twothree', 0, 10, longest=4) == ('', 'A…', '')
    assert shorten('One two three', 8, 13, limit=13) == ('One two ', 'three', '')
    assert shorten('One two three', 0, 4, limit=13) == ('', 'One ', 'two three')
    assert shorten('One two three', 0, 13, longest=13) == ('', 'One two three', '')


def test_how_much_is_shown() -> None:
    """A line or two before and behind, and a statement as long as anybody reads."""
    before, statement, after = shorten('x' * 100 + 'y' * 70 + 'z' * 100, 100, 170)
    assert (before, statement, after) == ('x' * 100, 'y' * 70, 'z' * 100)
    before, statement, after = shorten('x' * 101 + 'y' * 70 + 'z' * 101, 101, 171)
    assert (before, statement, after) == ('… ', 'y' * 70, ' …')
    before, statement, after = shorten('x' + 'y' * 601 + 'z', 1, 602)
    assert (before, statement, after) == ('… ', 'y' * 600 + '…', ' …')


@pytest.mark.parametrize(
    ('text', 'escaped'),
    [
        # MediaWiki joins what is written as two characters, unless the second is an entity; no entity stands for these.
        ('e\u0301', 'e&#769;'),
        ('e\u0301\U0001ffff\U0001fffe\ufdd0\x80', 'e&#769;\U0001ffff\U0001fffe\ufdd0\x80'),
        ('é e\u0301', 'é e&#769;'),
        ('é\u0301\u212b', '&#233;&#769;&#8491;'),
        ('a\x00\r\nb\rc\n', 'a\ufffd&#10;b&#10;c&#10;'),
    ],
)
def test_what_would_be_normalised_is_written_as_entities(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_quoted_text_stays_on_its_line_and_turns_nothing() -> None:
    assert visible('a\nERROR: b\t c\u202e\u2069\x00ž') == 'a ERROR: b cU+202EU+2069U+0000ž'


def test_cut() -> None:
    assert [cut('knihovna', most) for most in (9, 8, 7, 1)] == ['knihovna', 'knihovna', 'knihov…', '…']
    assert cut('', 5) == ''
