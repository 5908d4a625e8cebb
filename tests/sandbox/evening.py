"""What librarians do on a list of the demo while a campaign is on, so that it shows what comes of it.

One signs up and gives a statement its source; one claims a row for three days; somebody puts a row aside and says why.
"""

from __future__ import annotations

import datetime

from .farm import Farm
from .mediawiki import FarmError
from .pages import edit, text_of

WIKI, NAME, CAMPAIGN = 'en', 'Librarian', 'tonight'
PAGES = '1Lib1Ref/CEE/Tonight'
PEOPLE, LIST, RESULTS = (f'Project:1Lib1Ref/Tonight{part}' for part in ('/People', '', '/Results'))
ARTICLE = 'Reading room'
TAG = '{{citation needed|date=March 2021}}'
SOURCED = 'The round room of the British Museum opened in May 1857 and had seats for 302 readers.'
SOURCE = '<ref>{{Cite book |title=A History of the British Museum Library |author=P. R. Harris |year=1998}}</ref>'
ASIDE = 'A reading room should be quiet.'
CLAIMED = (
    'The Bibliothèque Sainte-Geneviève lit its reading room by gas in 1851 and stayed open until ten in the evening.'
)
OPEN = 'In Uppsala readers were let in for four hours a week until 1811.'
TEXT = f"""A '''reading room''' is a room of a [[library]] in which books are read and not lent.

== History ==
{SOURCED}{TAG} {CLAIMED}{TAG}

{OPEN}{TAG}

== Manners ==
{ASIDE}{TAG}

[[Category:Libraries]]"""


def prepare(farm: Farm) -> None:
    """Make the pages of the campaign, of a list and of its results, if they are not there."""
    let_it_make_pages(farm)
    if exists(farm, LIST):
        return
    today = datetime.datetime.now(datetime.UTC).date()
    start, end = today - datetime.timedelta(days=1), today + datetime.timedelta(days=20)
    described = f'|id={CAMPAIGN} |start={start} |end={end} |wikis={WIKI} |participants={WIKI}:{PEOPLE}'
    described += ' |goal=references:3, editors:2'
    edit(farm, 'meta', PAGES, f'{{{{1Lib1Ref campaign {described}}}}}')
    edit(farm, WIKI, ARTICLE, TEXT)
    edit(farm, WIKI, PEOPLE, f'{{{{1Lib1Ref join |list={LIST} |results={RESULTS}}}}}\n\n== People ==\n')
    asked = f'|campaign={CAMPAIGN} |per_article=5 |titles=\n* [[{ARTICLE}]]\n'
    edit(farm, WIKI, LIST, f'{{{{1Lib1Ref worklist {asked}}}}}\n{{{{1Lib1Ref worklist end}}}}')
    tallies = (
        f'{{{{1Lib1Ref tally |campaign={CAMPAIGN} |view={view}}}}}'
        for view in ('participants |data=yes', 'lists', 'growth')
    )
    edit(farm, WIKI, RESULTS, '\n\n'.join(f'{tally}\n{{{{1Lib1Ref tally end}}}}' for tally in tallies))
    signed = f'* {{{{1Lib1Ref participant |1={NAME} |library=Bodleian}}}}\n'
    by_librarian(farm, PEOPLE, f'{text_of(farm, WIKI, PEOPLE)}\n{signed}')


def let_it_make_pages(farm: Farm) -> None:
    """Have the operator of the demo let the bot make a page with the numbers as data."""
    settings = farm.bot_dir / 'onelib.toml'
    text = settings.read_text()
    if 'own_pages' not in text:
        settings.write_text(f'own_pages = ["data"]\n{text}')


def work(farm: Farm) -> bool:
    """Do what librarians do on the list that the bot has made; false if they have done it before."""
    article = text_of(farm, WIKI, ARTICLE)
    if SOURCED + TAG not in article:
        return False
    by_librarian(farm, ARTICLE, article.replace(SOURCED + TAG, SOURCED + SOURCE), '#1Lib1Ref')
    listed = text_of(farm, WIKI, LIST)
    for statement, mark in ((ASIDE, '|skip=an opinion, no book can show it ~~~~'), (CLAIMED, '|by=~~~~')):
        text = f'|text={statement} '
        if listed.count(text) != 1:
            raise FarmError(f'{LIST} does not have this row once: {statement}')
        listed = listed.replace(text, f'{mark} {text}')
    by_librarian(farm, LIST, listed)
    return True


def by_librarian(farm: Farm, title: str, text: str, summary: str = '') -> None:
    farm.person(WIKI, NAME)(action='edit', title=title, text=text, summary=summary)


def exists(farm: Farm, title: str) -> bool:
    [page] = farm.api(WIKI, titles=title)['query']['pages']
    return 'missing' not in page
