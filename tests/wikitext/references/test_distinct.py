"""Which footnotes an index takes for one source."""

from __future__ import annotations

import pytest

from onelib.wikitext.references import distinct

ONE = (
    # Whatever else is said of an address: titles, days, names of parameters, archives.
    (
        '{{cite web |url=https://example.org/a/b.html |title=A |access-date=2020-01-01}}',
        '{{Citace |url=http://www.example.org/a/b.html/ |titul=Б |datum přístupu=1. 2. 2021}}',
        '[https://example.org/a/b.html#part Otsikko]. Luettu 3.4.2022.',
        '[https://web.archive.org/web/20190101000000/https://example.org/a/b.html copy].',
    ),
    ('{{cite journal |doi=10.1000/ABC.1 |pages=3}}', 'A. B., doi:10.1000/abc.1.'),
    ('{{Cite book |isbn=978-0-306-40615-7 |page=4}}', 'Книга, ISBN 978 0 306 40615 7, с. 9.', 'K, ISBN: 9780306406157'),
    ('Novák 2001,  s. 4', 'novák 2001, s. 4'),
)
OTHERS = (
    ('https://example.org/a?id=1', 'https://example.org/a?id=2'),
    ('{{cite journal |doi=10.1000/abc.1}}', '{{cite journal |doi=10.1000/abc.2}}'),
    ('ISBN 978-0-306-40615-7', 'ISBN 978-0-306-40616-4'),
    ('Novák 2001, s. 4', 'Novák 2001, s. 5'),
    ('Կարծիք', 'კ', '//', 'ISBN', '10.', 'ISBN 123'),
)


@pytest.mark.parametrize('texts', ONE)
def test_one_source(texts: tuple[str, ...]) -> None:
    assert distinct.count(texts) == 1


@pytest.mark.parametrize('texts', OTHERS)
def test_several(texts: tuple[str, ...]) -> None:
    assert distinct.count(texts) == len(texts)


def test_none() -> None:
    assert distinct.count(()) == 0
