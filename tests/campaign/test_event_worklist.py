"""Whose the articles of an event's worklist are, whatever people and the bot do to it, and in whatever order."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.campaign.event_worklist import Article, Standing, articles_of, by_wiki, change, learned, text_of

ARTICLES = [('cswiki', title) for title in 'ABCD'] + [('plwiki', 'A')]
SETS = st.frozensets(st.sampled_from(ARTICLES))
#: Somebody makes the worklist this; or the bot wants this, after it was told what others did or before.
STEPS = st.lists(st.tuples(st.sampled_from(['people', 'bot']), SETS), max_size=12)


@given(steps=STEPS)
def test_whatever_people_and_the_bot_do(steps: list[tuple[str, frozenset[Article]]]) -> None:
    """An article is the bot's if the bot was the last to bring it, and gone for good if people took that away."""
    there: frozenset[Article] = frozenset()
    known: dict[Article, Standing] = {}
    owner: dict[Article, str] = {}
    taken: set[Article] = set()
    for who, what in steps:
        before = there
        if who == 'people':
            there = what
            for article in what - before:
                owner[article] = 'people'
                taken.discard(article)
            taken |= {article for article in before - what if owner[article] == 'bot'}
            known = learned(known, before, there, by_bot=False)
            continue
        changed = change(there, known, what)
        there = changed.of(there)
        known = learned(known, before, there, by_bot=True)
        theirs = {article for article in before if owner[article] == 'people'}
        assert there == (what - taken) | theirs
        owner |= dict.fromkeys(there - before, 'bot')
        # Once more it has nothing to do, and learning of the same edit again changes nothing.
        assert change(there, known, what).of(there) == there
        assert learned(known, before, there, by_bot=True) == known


@given(articles=SETS)
def test_a_worklist_is_what_the_extension_takes(articles: frozenset[Article]) -> None:
    content = json.loads(text_of(articles))
    assert articles_of(text_of(articles)) == articles and all(content.values())
    assert all(len(set(titles)) == len(titles) for titles in content.values()) and content == by_wiki(articles)


@pytest.mark.parametrize('text', ['', '[]', 'null', '{"cswiki": "A"}', '{"cswiki": null}', '{', '7'])
def test_what_is_no_worklist(text: str) -> None:
    with pytest.raises(ValueError):
        articles_of(text)
