"""Articles that name no source at all, and those that name one somewhere."""

from __future__ import annotations

import pytest

from onelib import wikis
from onelib.wikitext.references.presence import cites_nothing

CS = wikis.load('cs')
TEXT = 'Hrad stojí nad řekou a byl založen roku 1250.\n\n'


@pytest.mark.parametrize(
    'more',
    [
        '',
        '== Reference ==\n<references />',
        '== Literatura ==\n\n[[Kategorie:Hrady]]',
        '{{Infobox hrad|web=https://www.hrad.cz|obrázek=X.jpg}}',
        '== Související články ==\n* [[Zámek]]\n* [[Tvrz]]',
        '<!-- <ref>Kniha</ref> https://example.org -->',
        '<nowiki><ref>Kniha</ref></nowiki>',
        '<ref></ref>',
        '{{Fakt}}',
    ],
)
def test_nothing_is_cited(more: str) -> None:
    assert cites_nothing(TEXT + more, CS)


@pytest.mark.parametrize(
    'more',
    [
        '<ref>Novák, Hrady, s. 5</ref>',
        '<ref name="a" group="b">{{Citace monografie|titul=Hrady}}</ref>',
        '{{Infobox hrad|založen=1250<ref>Novák, Hrady, s. 5</ref>}}',
        '{|\n| 1250<ref>Novák, Hrady, s. 5</ref>\n|}',
        '{{Sfn|Novák|1999|p=5}}',
        '== Literatura ==\n* NOVÁK, Jan. Hrady. Praha 1999.',
        '== References ==\nNovák, Jan: Hrady v Čechách. Praha 1999.',
        '== Externí odkazy ==\n* [https://www.hrad.cz Hrad]',
        'Podle https://example.org/hrad',
        '* Novák: Hrady. ISBN 80-7203-000-0',
        '{{Citace monografie|titul=Hrady|příjmení=Novák}}',
    ],
)
def test_something_is_cited(more: str) -> None:
    assert not cites_nothing(TEXT + more, CS)


def test_it_takes_no_longer_for_long_texts() -> None:
    assert cites_nothing((TEXT + '[[' * 50 + '// {{x|' * 20) * 500, CS)
