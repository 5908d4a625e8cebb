"""Pages on the Serbian wiki, whose readers choose a script: words are turned into it, names are not."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from onelib.wikitext.escaping import unconverted
from tests.hostile import FRAGMENTS, held
from tests.pages.tallies import host
from tests.sandbox.farm import Farm

# As readers see an account and a hashtag, on a page that is Cyrillic, and on one that is Latin.
NAMES = ('Милица Ђорђевић', 'Milica Đorđević', '#1библ1реф', '#1Lib1Ref', 'Njegoš7')
WORDS = {'Cyrl': 'Њихов уређивач жели чланак.', 'Latn': 'Njihov uređivač želi članak.'}
VARIANTS = {'sr': None, 'sr-ec': 'Cyrl', 'sr-el': 'Latn'}


def shown(farm: Farm, text: str, variant: str) -> ElementTree.Element:
    """The page of this wikitext, as who has chosen the script sees it."""
    answer = farm.api(
        'sr',
        action='parse',
        text=text,
        contentmodel='wikitext',
        prop='text',
        disablelimitreport=True,
        variant=variant,
        uselang=variant,
    )
    return ElementTree.fromstring(answer['parse']['text'])


@pytest.mark.parametrize('variant', VARIANTS)
@pytest.mark.parametrize('script', WORDS)
def test_names_stay_and_words_do_not(farm: Farm, script: str, variant: str) -> None:
    here = host('sr')
    lines = [here.user(name) if name[0] != '#' else here.as_written(name) for name in NAMES]
    # Three times: MediaWiki looks which script a page is in for the most part.
    page = shown(farm, '\n\n'.join([*lines, *[WORDS[script]] * 3]), variant)
    paragraphs = [''.join(paragraph.itertext()).strip() for paragraph in page.iter('p')]
    assert paragraphs[: len(NAMES)] == list(NAMES)
    assert paragraphs[-1] == WORDS[VARIANTS[variant] or script]


@pytest.mark.parametrize('variant', VARIANTS)
def test_names_are_only_text(farm: Farm, variant: str) -> None:
    texts = [*FRAGMENTS, *(f'{text}}}-Ж' for text in FRAGMENTS), '-{R|Ж}-', 'Ж}-{Ж', 'Ж;zh:Ж', '|Ж|']
    page = shown(farm, '{|\n' + '\n'.join(f'|-\n| {unconverted(text)}' for text in texts) + '\n|}', variant)
    cells = [''.join(cell.itertext()).strip() for cell in page.iter('td')]
    assert [' '.join(cell.split()) for cell in cells] == [' '.join(held(text).split()) for text in texts]
    assert {element.tag for element in page.iter()} <= {'div', 'table', 'tbody', 'tr', 'td', 'p'}


@pytest.mark.parametrize('variant', VARIANTS)
def test_links_to_sections_lead_to_them(farm: Farm, variant: str) -> None:
    text = '== Историја и Google ==\n== Istorija ==\n[[#Историја и Google|Историја и Google]] [[#Istorija|Istorija]]'
    page = shown(farm, text, variant)
    anchors = {element.attrib['id'] for element in page.iter() if 'id' in element.attrib}
    targets = {link.attrib['href'][1:] for link in page.iter('a') if link.attrib['href'].startswith('#')}
    assert len(targets) == 2
    assert targets <= anchors


def test_on_other_wikis_names_are_plain() -> None:
    assert '-{' not in host('cs').user('Ana') + host('cs').as_written('#1lib1ref')
