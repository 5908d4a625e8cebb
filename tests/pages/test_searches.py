"""What is sought in catalogues, as it stands in addresses."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.campaign.ranking import Row
from onelib.pages import searches
from onelib.pages.worklist import Form, row_data
from onelib.wikitext.statements import Statement
from onelib.wikitext.suggestions.search_words import search_words
from tests.hostile import FRAGMENTS


def row(title: str, text: str) -> Row:
    return Row(title, Statement('tagged', text, text, 0, '', 1, 'Fact', None, 'x'))


def check(title: str, text: str, code: str) -> None:
    one, wiki = row(title, text), wikis.load(code)
    encoded = searches.in_address(one, code)
    assert unquote(encoded) == ' '.join(search_words(title, one.statement, wiki))
    assert not set(encoded) & set(' []{}<>|\'"&#?/=;:_~\n')
    for each in (*wiki.catalogues, *wikis.catalogues_for_all()):
        found, bare = urlsplit(each.searched(encoded)), urlsplit(each.address)
        assert (found.scheme, found.netloc) == (bare.scheme, bare.netloc)
        assert found.path.count('/') == bare.path.count('/')
        assert found.query.count('&') == bare.query.count('&')


@given(st.text(min_size=1), st.text(), st.sampled_from(['cs', 'sl', 'sq', 'ru', 'sr', 'ka', 'et', 'tr']))
def test_the_words_come_back_and_the_host_stays(title: str, text: str, code: str) -> None:
    check(title, text, code)


@pytest.mark.parametrize('text', FRAGMENTS)
def test_hostile_texts(text: str) -> None:
    check(text, text, 'sq')


@pytest.mark.parametrize(
    ('title', 'words'),
    [
        ("Прип'ять", 'Прип%27ять'),
        ('Národní muzeum', 'Národní%20muzeum'),
        ('ISBN 80', '%49%53%42%4E%20%38%30'),
    ],
)
def test_letters_stand_as_they_are_where_that_is_safe(title: str, words: str) -> None:
    assert searches.in_address(row(title, '…'), 'cs') == words


def test_a_row_on_another_wiki_says_of_which_wiki_it_is() -> None:
    one = row('Klementinum', 'Praha.')
    here, elsewhere, nowhere = (
        row_data(one, Form(prefix, of=of)) for prefix, of in (('', 'cs'), ('w', 'cs'), ('', ''))
    )
    assert here['seek'] == elsewhere['seek'] == 'Klementinum' and nowhere['seek'] is None
    assert (here['wiki'], elsewhere['wiki']) == (None, 'cs')
