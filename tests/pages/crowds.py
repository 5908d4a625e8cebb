"""Campaigns with many people, with names and libraries as long as those of real ones."""

from __future__ import annotations

import random

from onelib.campaign import views as counting
from onelib.campaign.edits import Count, Edit
from onelib.campaign.roster import merge
from onelib.campaign.rows import Tally
from onelib.wikitext.signups import Participant
from tests.pages import tallies

__all__ = ['WORDS', 'crowd']

# First names, last names, libraries, articles.
WORDS = {
    'cs': (
        ('Jana', 'Bibliotekářka', 'Knihomol', 'Petr'),
        ('Nováková', 'z Prahy', 'Svobodová', ''),
        ('Městská knihovna v Praze', 'Moravská zemská knihovna', 'Knihovna Jiřího Mahena v Brně', ''),
    ),
    'sr': (
        ('Николина', 'Библиотекар', 'Књигољубац', 'Петар'),
        ('из Требиња', 'Петровић', 'Стојановић', ''),
        ('Библиотека Матице српске', 'Народна библиотека Требиње', 'Градска библиотека', ''),
    ),
    'ka': (
        ('მარიამ', 'ბიბლიოთეკარი', 'ნინო', 'გიორგი'),
        ('თბილისიდან', 'მაისურაძე', '', 'ბერიძე'),
        ('ეროვნული ბიბლიოთეკა', 'საქართველოს პარლამენტის ბიბლიოთეკა', 'ქალაქის ბიბლიოთეკა', ''),
    ),
}
TITLES = {code: tallies.TITLES[code] for code in WORDS}
CAMPAIGN = tallies.CAMPAIGN


def crowd(code: str, people: int) -> Tally:
    """So many people of one wiki, each with some edits that count."""
    chance = random.Random(code)
    first, last, libraries = WORDS[code]
    signed, edits = [], []
    for number in range(people):
        name = f'{chance.choice(first)} {chance.choice(last)}'.strip() + f' {number}'
        signed.append(Participant(name, chance.choice(libraries), code))
        for n in range(chance.randint(1, 4)):
            page = chance.randrange(500)
            title = f'{chance.choice(TITLES[code])} {page}'
            revision = 25_000_000 + number * 100 + n
            place = tallies.contribution(
                revision, code, page, title, name, chance.randrange(9000), chance.random() * 20
            )
            # As many as those who did a lot have.
            many = chance.randint(0, 200)
            count = Count(
                added=tuple((f'{number} {n} {k}', tallies.WORDS.format(k)) for k in range(many)),
                improved=tuple((f'i{number} {n} {k}', 'https://example.org/x') for k in range(many // 3)),
                reused=many // 2,
                sourced=tuple(f'{number} {n} {k}' for k in range(many // 5)),
            )
            edits.append(Edit(place, '1Lib1Ref', False, count))
    return counting.tally(edits, CAMPAIGN, merge([signed]))
