"""Links to articles and to the editor, with MediaWiki as the judge of where they lead."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

from onelib.campaign.ranking import Row
from onelib.pages.links import Target
from onelib.pages.worklist import Form, row_text
from onelib.wikitext.statements import Statement
from tests.sandbox.farm import Farm

# Titles that MediaWiki takes as they are.
TITLES = [
    'Klementinum', 'AT&T', "Rock 'n' Roll", "''Italic'' '''bold'''", 'A:B', 'File:X.jpg', 'Category:X', 'Template:Fact',
    'Project:X', 'AC/DC', '/dev/null', 'C++ (2011)', '50 %', '"Quoted"', '!!!', '-', '--', '*', '=', ';', '~~', '+1',
    'ISBN 978-0-306-40615-7', 'RFC 1', 'X//example.org', '« citát »', 'Co? Ne!', 'მთავარი', 'Ξ', '😀', 'x\u200d',
    'Š' * 100, '$1', '\\', '^', '`', '¿', '1.', '...x', "x''",
]  # fmt: skip
SECTIONS = [
    'Historie', "''x''", "Rock'n'roll", 'A & B', '50%41', '100 %', '« x »', '#1', 'a#b', 'x_y', '[1]', '{x}', '{{x}}',
    'a|b', '<b>', '<ref>', '&lt;', '=', '== x', '~~~~', 'https://example.org', '"x"', 'Ž ž', 'ქ',
    '😀', "'''", '*', ':', ';',
    'a  b', '%', '%zz', 'ISBN 978-0-306-40615-7', 'e\u0301', '?', '/', '\\', '-{x}-', '$1',
]  # fmt: skip
PAGE = 'Project:Links/Subpage'


def rendered(
    farm: Farm, code: str, lines: Sequence[str], prop: str
) -> tuple[dict[str, list[dict[str, str]]], list[str]]:
    """What MediaWiki says of a page with these lines, and the text of the lines."""
    answer = farm.api(
        code,
        action='parse',
        title=PAGE,
        text='\n'.join(f'* {line}' for line in lines),
        contentmodel='wikitext',
        pst=True,
        disablelimitreport=True,
        prop=f'text|templates|categories|images|langlinks|externallinks|{prop}',
    )['parse']
    html = ElementTree.fromstring(answer.pop('text'))
    return answer, [''.join(item.itertext()) for item in html.iter('li')]


@pytest.mark.parametrize(('code', 'prefix'), [('cs', ''), ('meta', 'cs'), ('sr', 'cs')])
def test_links_lead_to_the_article(farm: Farm, code: str, prefix: str) -> None:
    target = Target('https://example.org/w/index.php', prefix)
    answer, labels = rendered(farm, code, [target.article(title) for title in TITLES], 'links|iwlinks')
    assert labels == TITLES
    if prefix:
        assert {link['prefix'] for link in answer['iwlinks']} == {prefix}
        linked = {link['title'].removeprefix(f'{prefix}:').replace('_', ' ') for link in answer['iwlinks']}
        assert linked == set(TITLES)
        assert not answer['links']
    else:
        known = farm.api(code, titles=TITLES)['query']
        local = {renamed['from']: renamed['to'] for renamed in known.get('normalized', ())}
        assert {link['title'] for link in answer['links']} == {local.get(title, title) for title in TITLES}
        assert not answer['iwlinks']
    for effect in ('templates', 'categories', 'images', 'langlinks', 'externallinks'):
        assert answer[effect] == []


def row(title: str, section: str, number: int = 1) -> str:
    """The wikitext of a row of a list, alone."""
    statement = Statement('tagged', 'x', 'x', 0, section, number, 'Fact', None, 'x')
    return f'{row_text(Row(title, statement), Form(layout="cards"))}}}}}'


def cells(html: ElementTree.Element) -> list[ElementTree.Element]:
    """Where each row names the section."""
    found = [card.find('div') for card in html.iter('div') if card.get('class') == 'onelib-row']
    return [cell for cell in found if cell is not None]


def test_links_lead_to_the_section(farm: Farm) -> None:
    """The anchors are those that MediaWiki gives to headings which show the same text."""
    headings = '\n'.join(f'<h2><nowiki>{text.replace("&", "&amp;")}</nowiki></h2>' for text in SECTIONS)
    article = farm.api('cs', action='parse', text=headings, contentmodel='wikitext', prop='sections')['parse']
    rows = '\n'.join(row('Klementinum', section) for section in SECTIONS)
    answer = farm.api('cs', action='parse', text=rows, contentmodel='wikitext', prop='text')['parse']
    html = ElementTree.fromstring(answer['text'])
    anchors = [next(cell.iter('a')) for cell in cells(html)]
    assert [' '.join((link.text or '').split()) for link in anchors] == [' '.join(text.split()) for text in SECTIONS]
    found = [unquote(urlsplit(link.get('href', '')).fragment) for link in anchors]
    assert found == [section['anchor'] for section in article['sections']]


def test_sections_that_no_link_can_name(farm: Farm) -> None:
    rows = '\n'.join(row('A', section) for section in ('x\ufffdy', '\ufffd', 'x\x00', '\ufffe', 'e\u0301\ufffe'))
    answer = farm.api('cs', action='parse', text=rows, contentmodel='wikitext', prop='text|links')['parse']
    named = [''.join(cell.itertext()) for cell in cells(ElementTree.fromstring(answer['text']))]
    assert named == ['x\ufffdy', '\ufffd', 'x\ufffd', '\ufffd', 'e\u0301\ufffd']
    assert [link['title'] for link in answer['links'] if link['ns'] == 0] == ['A']


def test_labels(farm: Farm) -> None:
    target = Target('https://example.org/w/index.php', 'cs')
    links = [target.article('A', label=']] {{x}}'), target.article('A', 'C')]
    answer, labels = rendered(farm, 'meta', links, 'iwlinks')
    assert labels == [']] {{x}}', 'C']
    assert {link['title'] for link in answer['iwlinks']} == {'cs:A'}
