"""Candidates: what every source has in common, told with one that is made up."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onelib import wikis
from onelib.campaign.index import IndexedArticle
from onelib.campaign.parameters import RequestError, WorklistRequest
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.candidates import MOST_READS, SOURCES, Candidates, CandidateSource, Services, collect, source_of
from onelib.readers.candidates.category import Category, NotCategory
from onelib.readers.candidates.combined import Combined
from onelib.readers.candidates.indexed import Indexed
from onelib.readers.candidates.source import Page
from onelib.store.index import Index
from onelib.wikitext.index_row import IndexRow

CS = wikis.load('cs')


class Letters(CandidateSource):
    """Pages that are called by a letter; those in lower case have no tag, and X is no page."""

    parameter = 'titles'
    shared = None

    def found(self, *, plain: bool = False) -> Iterator[Page | Decision]:
        for number, letter in enumerate(self.request.titles):
            page: dict[str, Any] = {'title': letter, 'lastrevid': number}
            if letter == 'X':
                page['missing'] = True
            elif letter == 'N':
                page['ns'] = 4
            elif letter.isupper():
                page['templates'] = [{'title': 'Šablona:Fakt'}]
            yield page

    def nothing(self) -> RequestError | None:
        return None

    def why_not(self, title: str) -> Decision:
        return self.decision(title, Code.NO_LINK, self.request.titles)


def request(pages: str, *kinds: str) -> WorklistRequest:
    return WorklistRequest(wiki='cs', titles=tuple(pages), kinds=kinds or ('tagged',))


def letters(pages: str, *kinds: str) -> Letters:
    return Letters(None, CS, request(pages, *kinds))


def of(source: CandidateSource, about: str = '') -> Candidates:
    return collect(Combined(source), 1000, about)


@pytest.mark.parametrize(
    ('pages', 'kinds', 'titles'),
    [
        ('AbCXN', (), 'AC'),
        ('AbCXN', ('uncited',), 'AbC'),
        ('AbCXN', ('nothing',), 'AbC'),
        ('AABA', (), 'AB'),
        ('', (), ''),
    ],
)
def test_which_are_taken(pages: str, kinds: tuple[str, ...], titles: str) -> None:
    candidates = of(letters(pages, *kinds))
    assert ''.join(candidates.titles) == titles
    assert candidates.complete
    assert candidates.decisions == ()
    assert all(pages.index(title) == revision for title, revision in candidates.revisions.items())


def test_for_the_texts_of_all_there_are_questions_left() -> None:
    """At most forty for a list: of more articles than that it is said that they were not all."""
    many = [chr(0x4E00 + number) for number in range(3000)]
    source = letters(''.join(many), 'uncited')
    assert (len(of(source).titles), of(source).complete) == (3000, True)
    half = collect(Combined(source), 3000)
    assert (len(half.titles), half.complete) == (50 * MOST_READS + 1, False)


class Full(Letters):
    """Letters of which there have to be some."""

    def nothing(self) -> RequestError | None:
        return self.trouble('nothing')


@pytest.mark.parametrize(('pages', 'kinds'), [('', ()), ('X', ()), ('XN', ('uncited',))])
def test_nothing_was_looked_at(pages: str, kinds: tuple[str, ...]) -> None:
    """Then nobody can say that every statement has its source."""
    with pytest.raises(RequestError) as caught:
        of(Full(None, CS, request(pages, *kinds)))
    assert (caught.value.parameter, caught.value.allowed.message) == ('titles', 'trouble-nothing')


@pytest.mark.parametrize('pages', ['b', 'bX', 'A', 'XA'])
def test_articles_without_a_tag_were_looked_at(pages: str) -> None:
    assert of(Full(None, CS, request(pages))).complete


@pytest.mark.parametrize(
    ('about', 'said'),
    [
        ('A', ['candidate']),
        ('b', ['no candidate: it transcludes no template that says of statements of the kinds tagged, section that']),
        ('X', ['no candidate: there is no such page']),
        ('N', ['no candidate: it is no article, but a page of another namespace']),
        ('F', ['no candidate: the page "A, b, X, C, b, D, A, E, N" has no link to it']),
    ],
)
def test_of_one_title_it_is_said_why(about: str, said: list[str]) -> None:
    decisions = of(letters('AbXCbDAEN', 'tagged', 'section'), about).decisions
    assert all(decision.text.startswith(text) for decision, text in zip(decisions, said, strict=True))
    assert {(decision.wiki, decision.subject) for decision in decisions} == {('cs', about)}


class Others(Letters):
    """What narrows them."""

    parameter = 'search'

    def found(self, *, plain: bool = False) -> Iterator[Page | Decision]:
        return iter([{'title': letter} for letter in self.request.search])

    def nothing(self) -> RequestError | None:
        return self.trouble('nothing')


def narrowed(pages: str, search: str, left_out: str = '') -> Combined:
    asked = replace(request(pages), search=search, not_category=tuple(left_out))
    without = NotCategory(None, CS, asked)
    without.members = lambda: set(left_out)  # type: ignore[method-assign]
    return Combined(Full(None, CS, asked), (Others(None, CS, asked),), without)


def test_several_sources_narrow_each_other() -> None:
    assert collect(narrowed('ABCD', 'BCDE'), 1000).titles == ('B', 'C', 'D')
    assert collect(narrowed('ABCD', 'BCDE', 'DX'), 1000).titles == ('B', 'C')
    said = [collect(narrowed('ABCD', 'BCDE', 'DX'), 1000, about).decisions[0].text for about in 'AD']
    assert said == [
        'no candidate: it is not among the articles of the parameter search',
        'no candidate: it is in a category that is left out, not_category=D, X',
    ]


@pytest.mark.parametrize(
    ('pages', 'search', 'left_out', 'parameter', 'message'),
    [
        ('AB', 'CD', '', 'titles', 'trouble-apart'),
        ('AB', 'AB', 'AB', 'titles', 'trouble-apart'),
        ('AB', '', '', 'search', 'trouble-nothing'),
        ('X', 'A', '', 'titles', 'trouble-nothing'),
    ],
)
def test_which_parameter_leaves_nothing(pages: str, search: str, left_out: str, parameter: str, message: str) -> None:
    with pytest.raises(RequestError) as caught:
        collect(narrowed(pages, search, left_out), 1000)
    assert (caught.value.parameter, caught.value.allowed.message) == (parameter, message)


def test_a_page_whose_tags_come_later_is_taken() -> None:
    """An answer of a wiki names each page, and each tag once: of the two, one may be in the next answer."""
    decisions = list(
        letters('').decide([{'title': 'A'}, {'title': 'b'}, {'title': 'A', 'templates': [{'title': 'Template:Fakt'}]}])
    )
    assert [(decision.subject, decision.code) for decision in decisions] == [
        ('A', Code.CANDIDATE),
        ('b', Code.NO_TAG),
    ]


def test_the_source_that_a_request_asks_for() -> None:
    def source(**given: Any) -> Combined:
        return source_of(None, CS, WorklistRequest(wiki='cs', **given))

    every: dict[str, Any] = {
        'titles': ('Seznam',),
        'petscan': '1',
        'pagepile': '1',
        'links_of': ('Hrad',),
        'source': 'index',
        'category': ('Knihy',),
        'search': 'kniha',
        'transcludes': ('Infobox',),
    }
    found = [source(**{name: value}) for name, value in every.items()] + [source()]
    assert [type(one.first) for one in found] == list(SOURCES)
    keys = [one.key for one in found]
    assert letters('A').key is None
    assert len(set(keys)) == len(SOURCES) and None not in keys
    # What has nothing to do with the candidates does not keep lists from sharing them.
    assert source(category=('Knihy',), limit=5, sort='title').key == keys[5]
    assert source(category=('Knihy',), depth=1).key != keys[5]
    assert source(category=('Knihovny',)).key != keys[5]
    assert source(category=('Knihy',), not_category=('A',)).key != keys[5]
    # The template is looked for with the tags, and costs nothing.
    together = source(**every | {'source': ''})
    assert [type(one) for one in (together.first, *together.others)] == [
        kind for kind in SOURCES[:-2] if kind is not Indexed
    ]
    # An index knows the categories of its articles.
    narrowed = source(**every)
    assert [type(one) for one in (narrowed.first, *narrowed.others)] == [
        kind for kind in SOURCES[:-2] if kind is not Category
    ]
    assert together.first.also == ('Template:Infobox',)


def test_an_index_says_of_which_day_it_is(tmp_path: Path) -> None:
    url, now = f'sqlite:///{tmp_path / "store.sqlite"}', datetime.datetime.now(datetime.UTC)
    request = WorklistRequest(wiki='cs', source='index')
    assert source_of(None, CS, request, Services(store=url)).indexed is None
    index = Index(url)
    scan = index.begin('cs', datetime.date(2026, 11, 20), now)
    index.add(scan, [IndexedArticle(1, 1, IndexRow())], now)
    index.make_current(scan, now)
    source = source_of(None, CS, request, Services(store=url))
    assert source.indexed == datetime.date(2026, 11, 20)
    assert 'index of 2026-11-20' in source.why_not('Hrad').text


@pytest.mark.parametrize(('kind', 'asked'), [('article', True), ('section', True), ('tagged', False)])
def test_banners_for_wants_of_all_kinds_are_looked_for(kind: str, asked: bool) -> None:
    """Whether they want sources is seen in the article."""
    source = Letters(None, wikis.load('pl'), WorklistRequest(wiki='pl', titles=('A',), kinds=(kind,)))
    assert ('Template:Dopracować' in source.templates()) is asked
