"""Candidates: what every source has in common, told with one that is made up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onelib import wikis
from onelib.campaign.parameters import RequestError, WorklistRequest
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.candidates import SOURCES, CandidateSource, collect, source_of

CS = wikis.load('cs')


class Letters(CandidateSource):
    """Pages that are called by a letter; those in lower case have no tag, and X is no page."""

    parameter = 'letters'
    shared = None

    def decisions(self) -> Iterator[Decision]:
        pages = [{'title': letter} for letter in self.request.titles]
        for page in pages:
            if page['title'] == 'X':
                page['missing'] = 'yes'
            elif page['title'].isupper():
                page['templates'] = 'some'
        return self.decide(pages)

    def why_not(self, title: str) -> Decision:
        return self.decision(title, Code.NO_LINK, self.request.titles)


def letters(pages: str, *kinds: str) -> Letters:
    return Letters(None, CS, WorklistRequest('cs', titles=pages, kinds=kinds or ('tagged',)))


@pytest.mark.parametrize(
    ('pages', 'kinds', 'titles', 'complete'),
    [
        ('AbCX', (), 'AC', True),
        ('AbCX', ('uncited',), 'AbC', True),
        ('AABA', (), 'AB', True),
        ('ABCABC', (), 'ABC', True),
        ('ABCDA', (), 'ABC', False),
        ('', (), '', True),
    ],
)
def test_which_are_taken(pages: str, kinds: tuple[str, ...], titles: str, complete: bool) -> None:
    candidates = collect(letters(pages, *kinds), 3)
    assert ''.join(candidates.titles) == titles
    assert candidates.complete == complete
    assert candidates.decisions == ()


class Full(Letters):
    """Letters of which there have to be some."""

    parameter = 'titles'
    empty = 'allowed-page'


@pytest.mark.parametrize(('pages', 'kinds'), [('', ()), ('X', ()), ('XX', ('uncited',))])
def test_nothing_was_looked_at(pages: str, kinds: tuple[str, ...]) -> None:
    """Then nobody can say that every statement has its source."""
    with pytest.raises(RequestError) as caught:
        collect(Full(None, CS, WorklistRequest('cs', titles=pages, kinds=kinds or ('tagged',))), 3)
    assert (caught.value.parameter, caught.value.allowed.message) == ('titles', 'allowed-page')


@pytest.mark.parametrize('pages', ['b', 'bX', 'A', 'XA'])
def test_articles_without_a_tag_were_looked_at(pages: str) -> None:
    assert collect(Full(None, CS, WorklistRequest('cs', titles=pages, kinds=('tagged',))), 3).complete


@pytest.mark.parametrize(
    ('about', 'said'),
    [
        ('A', ['candidate']),
        ('b', ['no candidate: it transcludes no template that says of statements of the kinds tagged, section that']),
        ('X', ['no candidate: there is no such page']),
        ('E', ['no candidate, nor is what comes after it: 3 articles are read']),
        ('F', ['no candidate: the page "AbXCbDAEFb" has no link to it', 'or it comes after the 3 articles that are']),
    ],
)
def test_of_one_title_it_is_said_why(about: str, said: list[str]) -> None:
    source = letters('AbXCbDAEFb', 'tagged', 'section')
    # What it has no tag for is known when all pages are; here that is before the limit is reached.
    source = letters('AbXCbDA', 'tagged', 'section') if about in 'bX' else source
    decisions = collect(source, 3, about).decisions
    assert all(decision.text.startswith(text) for decision, text in zip(decisions, said, strict=True))
    assert {(decision.wiki, decision.subject) for decision in decisions} == {('cs', about)}


def test_a_page_whose_tags_come_later_is_taken() -> None:
    """An answer of a wiki names each page, and each tag once: of the two, one may be in the next answer."""
    decisions = list(letters('').decide([{'title': 'A'}, {'title': 'b'}, {'title': 'A', 'templates': 'some'}]))
    assert [(decision.subject, decision.code) for decision in decisions] == [
        ('A', Code.CANDIDATE),
        ('b', Code.NO_TAG),
    ]


def test_the_source_that_a_request_asks_for() -> None:
    def source(**given: str | int) -> CandidateSource:
        return source_of(None, CS, WorklistRequest(wiki='cs', **given))  # type: ignore[arg-type]

    found = [source(category='Knihy'), source(titles='Seznam'), source()]
    assert [type(one) for one in found] == list(SOURCES)
    keys = [one.key for one in found]
    assert letters('A').key is None
    assert len(set(keys)) == 3 and None not in keys
    # What has nothing to do with the candidates does not keep lists from sharing them.
    assert source(category='Knihy', limit=5, sort='title').key == keys[0]
    assert source(category='Knihy', depth=1).key != keys[0]
    assert source(category='Knihovny').key != keys[0]


@pytest.mark.parametrize(('kind', 'asked'), [('article', True), ('section', True), ('tagged', False)])
def test_banners_for_wants_of_all_kinds_are_looked_for(kind: str, asked: bool) -> None:
    """Whether they want sources is seen in the article."""
    source = Letters(None, wikis.load('pl'), WorklistRequest('pl', titles='A', kinds=(kind,)))
    assert ('Template:Dopracować' in source.templates()) is asked
