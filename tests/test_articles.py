"""Which articles the tests have, and that they say so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from onelib import wikis
from tests import articles, conftest
from tests.bench import write_dump


@pytest.fixture
def anew() -> Iterator[None]:
    """Look at the environment again, and once more when the test is over."""
    for function in (articles.folder, articles.real):
        function.cache_clear()
    yield
    for function in (articles.folder, articles.real):
        function.cache_clear()


@pytest.mark.usefixtures('anew')
def test_without_real_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('ONELIB_ARTICLES', '')
    assert articles.real() == {}
    assert 'only those written for this project' in articles.summary()


@pytest.mark.usefixtures('anew')
def test_with_real_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('ONELIB_ARTICLES', str(tmp_path))
    dump = write_dump(tmp_path / 'cswiki.xml', [('Klementinum', 'Stojí v Praze.')])
    assert articles.real() == {'cs': [dump]}
    assert f'and real ones of 1 wiki in {tmp_path}' in articles.summary()


@pytest.mark.usefixtures('anew')
@pytest.mark.parametrize('name', ['there', 'not'])
def test_a_folder_without_any_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / 'there').mkdir()
    monkeypatch.setenv('ONELIB_ARTICLES', str(tmp_path / name))
    with pytest.raises(pytest.UsageError, match=f'ONELIB_ARTICLES: There is no .*{name}$'):
        conftest.pytest_configure()


@pytest.mark.parametrize('path', sorted(articles.WRITTEN.iterdir()), ids=lambda path: path.name)
def test_every_folder_is_a_wiki_with_articles(path: Path) -> None:
    assert path.name in wikis.codes() and articles.written(path.name)
