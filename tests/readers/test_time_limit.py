"""One text that is slow to read does not keep the others waiting."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from onelib import wikis
from onelib.readers import articles
from onelib.readers.articles import ArticleReader, Shelf
from onelib.readers.sites import Sites
from onelib.readers.time_limit import TooSlowError, limited
from onelib.wikitext import statements


def work(seconds: float) -> None:
    """Keep the processor busy for so long."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        sum(range(1000))


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(TooSlowError), limited(0.1):
        work(5)
    assert time.process_time() > 0
    # Afterwards, and for what only waits, nothing is limited.
    with limited(0.1):
        time.sleep(0.3)
    work(0.3)


def test_in_another_thread_nothing_is_limited_and_nothing_is_wrong() -> None:
    done: list[int] = []

    def run() -> None:
        with limited(0.05):
            work(0.2)
        done.append(1)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert done == [1]


def test_a_slow_article_is_named_and_passed_over(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    def find(text: str, *more: Any) -> Any:
        if 'Kralick' in text:
            work(10)
        return real(text, *more)

    real = statements.find
    monkeypatch.setattr(statements, 'find', find)
    monkeypatch.setattr(articles, 'MOST_SECONDS', 0.5)
    reader = ArticleReader(sites.open('cs'), wikis.load('cs'), ('tagged',), Shelf())
    titles = ['Strahovská knihovna', 'Bible kralická', 'Lidová knihovna']
    assert [article.title for article in reader.articles(titles)] == ['Strahovská knihovna', 'Lidová knihovna']
    assert list(reader.unread) == ['Bible kralická']
    assert 'Bible kralická' in str(reader.unread['Bible kralická'])
