"""What an index remembers of an article: it is what the finder and the reader of references say of it."""

from __future__ import annotations

import datetime
import json
from collections import Counter

import pytest

from onelib import wikis
from onelib.wikitext import references, statements
from onelib.wikitext.index_row import IndexRow, index_row
from onelib.wikitext.references import distinct
from onelib.wikitext.references.presence import cites_nothing
from tests.wikitext import oracle

CS = wikis.load('cs')
LONG = 'Hrad byl založen roku 1250 a jeho věž je prý vůbec nejvyšší v celém kraji. ' * 4


def row(text: str, wiki: str = 'cs') -> IndexRow:
    return index_row(text, wikis.load(wiki), statements.find(text, wikis.load(wiki)))


@pytest.mark.parametrize('code', oracle.codes())
def test_a_row_says_what_others_say_of_the_article(code: str) -> None:
    wiki = wikis.load(code)
    articles = list(oracle.texts(code).values())
    assert articles
    for text in articles:
        found = statements.find(text, wiki)
        made = index_row(text, wiki, found)
        markers = references.extract(text, wiki)
        assert made.references == len(markers)
        assert made.short == sum(marker.kind == 'short' for marker in markers)
        texts = {marker.content.strip() for marker in markers} - {''}
        assert made.sources == distinct.count(texts) <= len(texts) and bool(made.sources) == bool(texts)
        kinds = Counter(statement.kind for statement in found)
        assert Counter({kind: getattr(made, kind) for kind in statements.ALL_KINDS if getattr(made, kind)}) == kinds
        dates = [one.since for one in found if one.kind == 'tagged' and one.since]
        assert made.tag_since == min(dates, default=None)
        banners = [one.since for one in found if one.kind in ('section', 'article')]
        assert bool(made.banners) >= bool(banners)
        assert made.sourceless <= cites_nothing(text, wiki)
        assert made.cited <= made.paragraphs and 0 <= made.citing_share <= 1
        assert IndexRow.of(json.loads(json.dumps(made.plain()))) == made
        # Whoever asks for the row alone gets the same.
        assert index_row(text + ' ', wiki, found).paragraphs == made.paragraphs


def test_the_figures_of_an_article() -> None:
    made = row(
        '{{Neověřeno|datum=20190501}}{{Upravit}}\n'
        f'{LONG}<ref>Novák, s. 5</ref>\n\n{LONG}{{{{Fakt/dne|20150101000000}}}}\n\n{LONG}\n\nKrátký.\n\n'
        '<ref name="a">Jiný</ref><ref name="a" /><ref>Jiný</ref>{{Sfn|Novák|1999}}\n\n'
        '== Literatura ==\n* Novák: Hrady. Praha 1999.\n'
        '[[Kategorie:Hrady|Klementinum]] [[category:věže]][[ Kategorie : Hrady ]][[:Kategorie:Ne]]'
        '<!-- [[Kategorie:Ne]] --><nowiki>[[Kategorie:Ne]]</nowiki>[[Soubor:Ne.jpg]]{{X|[[Kategorie:Ne]]}}'
    )
    assert (made.references, made.sources, made.short) == (5, 3, 1)
    assert (made.banners, made.banner_since, made.tagged) == (1, datetime.date(2019, 5, 1), 1)
    assert made.tag_since == datetime.date(2015, 1, 1)
    # That with the tag asks for a source, and has none.
    assert (made.paragraphs, made.cited, made.sourceless) == (3, 1, False)
    assert made.prose > 3 * len(LONG)
    assert made.categories == ('Hrady', 'Věže')


@pytest.mark.parametrize(('text', 'sourceless'), [(LONG, True), (f'{LONG}\n\n* [https://a.example.org x]', False)])
def test_an_article_without_any_source(text: str, sourceless: bool) -> None:
    assert row(text).sourceless is sourceless


def test_a_page_of_links_wants_no_source() -> None:
    made = row('Hrad může být:\n* [[Hrad (A)]]\n* [[Hrad (B)]]\n\n{{Rozcestník}}')
    assert not made.sourceless and not made.uncited


def test_nothing_of_an_empty_page() -> None:
    assert row('') == IndexRow(sourceless=True)
