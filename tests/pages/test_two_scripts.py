"""Pages on the Serbian wiki, whose readers choose a script: words are turned into it, names are not."""

from __future__ import annotations

import datetime
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pytest

from onelib import wikis
from onelib.campaign.ranking import ScannedArticle, rank
from onelib.pages.worklist import Form, render
from onelib.wikitext.escaping import unconverted
from onelib.wikitext.statements import Statement
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


def test_a_list_is_right_in_both_scripts(farm: Farm) -> None:
    """Links lead to the same places, what readers see is in their script, and its markup in data is only text."""
    found = [
        (
            'Народна књижница',
            Statement('tagged', 'Има фонд.', 'Има фонд.', 0, 'Историја', 2, 'Fact', None, '1'),
        ),
        ('Narodna knjižnica', Statement('tagged', 'Ima fond.', 'Ima fond.', 0, 'Istorija', 2, 'Fact', None, '2')),
        ('Библиотека', Statement('tagged', '-{Ж}- и', '-{Ж}- и', 0, 'Ж', 3, 'Fact', None, '3', 0, '-{Ж}-', '-{Ж}-_2')),
    ]
    for title, _ in found:
        farm.api('sr', action='edit', title=title, text='x')
    ranking = rank([ScannedArticle(title, 7, 1, (one,)) for title, one in found], limit=9, per_article=9, sort='title')
    text = render(ranking, wiki=wikis.load('sr'), form=Form(hashtag='1Lib1Ref'), today=datetime.date(2027, 1, 15))
    pages = {variant: shown(farm, text, variant) for variant in VARIANTS}
    links = {variant: [link.attrib['href'] for link in page.iter('a')] for variant, page in pages.items()}
    assert links['sr'] == links['sr-ec'] == links['sr-el']
    summaries = [query['summary'][0] for link in links['sr'] if 'summary' in (query := parse_qs(urlsplit(link).query))]
    wanted = {f'/* {one.heading or one.section} */ #1Lib1Ref' for _, one in found}
    assert {summary for summary in summaries if summary.startswith('/*')} == wanted
    anchors = {unquote(link.partition('#')[2]) for link in links['sr'] if '#' in link}
    assert anchors == {'Историја', 'Istorija', '-{Ж}-_2'}
    marks = {v: sorted(''.join(mark.itertext()) for mark in page.iter('mark')) for v, page in pages.items()}
    assert marks['sr-el'] == sorted(['Ima fond.', 'Ima fond.', '-{Ž}- i'])
    assert '-{Ж}- и' in marks['sr-ec']
    heads = {variant: ''.join(next(page.iter('th')).itertext()).strip() for variant, page in pages.items()}
    assert heads == {'sr': 'Чланак', 'sr-ec': 'Чланак', 'sr-el': 'Članak'}
