"""A campaign of honest edits and planted oddities, on articles as they are, by a seed."""

from __future__ import annotations

import datetime
import itertools
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from onelib import wikis
from onelib.campaign import effects, views
from onelib.campaign.attention import Notice, attention
from onelib.campaign.campaigns import Campaign
from onelib.campaign.edits import Contribution, Edit
from onelib.campaign.roster import merge
from onelib.campaign.rows import Tally
from onelib.wikitext import source_lists
from onelib.wikitext.signups import Participant
from tests.bench.edits import chain
from tests.sandbox.content import written_pages

WIKIS = ('cs', 'el', 'pl', 'sr', 'uk')
CAMPAIGN = Campaign(
    '2027-01', datetime.date(2027, 1, 15), datetime.date(2027, 2, 5), wikis=WIKIS, hashtags=('1Lib1Ref',)
)
LIBRARIES = (
    ('Knihovna Jiřího Mahena', 'kjm.cz'),
    ('Biblioteka Raczyńskich w Poznaniu', 'raczynscy.edu.pl'),
    ('Народна бібліотека Чернівців', 'chernivtsiv-lib.org.ua'),
    ('Βιβλιοθήκη Λιβαδειάς', 'livadeias.gr'),
    ('Матица српска', 'maticasrpska.org.rs'),
    ('Library of Everything (www.all-books.example)', 'all-books.example'),
)
BLACKLIST = r"""
# what stands here is of untrusted origin
\bcasino-(?:royal|bonus)\.com\b
(a+)+$
buy-?pills\.example
.*
https?://(?:www\.)?essay-mill\.net/
"""
HOLLOW = (
    *('', '.', ' — ', '<!-- -->', '{{cite web |url= |title=}}'),
    *('example.com', 'https://www.lib.gr/', '[http://site.pl site.pl]'),
)
_PROSE = re.compile(r'^(?=[^\W\d_])[^{}<>=\n]{60,}$', re.MULTILINE)
_END = re.compile(r'(?<=[\w\]]{3})\.(?= |$)')
_MINUTE = datetime.timedelta(seconds=61)


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where sentences of plain paragraphs begin and end."""
    for line in _PROSE.finditer(text):
        start = 0
        for end in _END.finditer(line[0]):
            # Not within a link.
            if line[0].count('[[', 0, end.end()) == line[0].count(']]', 0, end.end()):
                yield line.start() + start, line.start() + end.end()
                start = end.end() + 1


@dataclass
class Oddities:
    """What was planted, each with its edits, and which edits are honest.

    :ivar planted: kind and revisions of each
    """

    rng: random.Random
    edits: list[Edit] = field(default_factory=list)
    planted: list[tuple[str, set[tuple[str, int]]]] = field(default_factory=list)
    honest: dict[tuple[str, int], str] = field(default_factory=dict)
    blocked: set[tuple[str, str]] = field(default_factory=set)
    revisions: Iterator[int] = field(default_factory=lambda: itertools.count(1000))
    people: dict[str, str] = field(default_factory=dict)

    def person(self, library: str = '') -> str:
        name = f'Person {len(self.people)}'
        self.people[name] = library
        return name

    def moment(self) -> datetime.datetime:
        start = datetime.datetime(2027, 1, 16, tzinfo=datetime.UTC)
        return start + datetime.timedelta(minutes=self.rng.randrange(15 * 24 * 60), seconds=self.rng.randrange(60))

    def code(self) -> str:
        return self.rng.choice(WIKIS)

    def article(self, code: str) -> str:
        """The text of an article with prose in it."""
        return self.rng.choice([text for text in written_pages(code).values() if _PROSE.search(text)])

    def edit(
        self,
        name: str,
        code: str,
        before: str,
        after: str,
        when: datetime.datetime | None = None,
        page: int = 0,
        *,
        hashtag: str = '1Lib1Ref',
        reverted: bool = False,
        tags: tuple[str, ...] = (),
    ) -> tuple[str, int]:
        number = next(self.revisions)
        page = page or number
        made = Contribution(
            code, number, number - 1, page, 0, f'Article {page}', name, when or self.moment(), '', 9, tags
        )
        count = effects.of_edit(made, before, after, wikis.load(code))
        self.edits.append(Edit(made, hashtag, False, count, reverted))
        return code, number

    def tag(self, code: str) -> str:
        return '{{' + self.rng.choice(sorted(wikis.load(code).names('inline'))) + '}}'

    def tagged(self, code: str) -> tuple[str, str, str]:
        """What stands before a place for a tag and behind it, and the sentence that it would be about."""
        while True:
            text = self.article(code)
            if places := list(_places(text)):
                start, at = self.rng.choice(places)
                return text[:at], text[at:], text[start:at]

    def footnote(self, site: str = '', path: str = '') -> str:
        number = self.rng.randrange(10**6)
        site = site or f'journal-{self.rng.randrange(900)}.example.org'
        return f'<ref>[https://{site}/{path or number} Record {number}], p. {self.rng.randrange(1, 400)}</ref>'

    def plant(self, kind: str, *revisions: tuple[str, int]) -> None:
        self.planted.append((kind, set(revisions)))

    def be_honest(self, kind: str, *revisions: tuple[str, int]) -> None:
        self.honest |= dict.fromkeys(revisions, kind)

    def puts(
        self,
        name: str,
        what: str,
        when: datetime.datetime | None = None,
        code: str = '',
        *,
        page: int = 0,
        reverted: bool = False,
    ) -> tuple[str, int]:
        """An edit that puts something behind a sentence."""
        code = code or self.code()
        before, behind, _ = self.tagged(code)
        return self.edit(name, code, before + behind, before + what + behind, when, page, reverted=reverted)


def _pasted(odd: Oddities) -> None:
    footnote, name = odd.footnote(), odd.person()
    odd.plant('pasted', *(odd.puts(name, footnote) for _ in range(odd.rng.randrange(5, 9))))


def _burst(odd: Oddities) -> None:
    name, start = odd.person(), odd.moment()
    seconds = sorted(odd.rng.sample(range(59), odd.rng.randrange(5, 12)))
    odd.plant('burst', *(odd.puts(name, odd.footnote(), start + datetime.timedelta(seconds=n)) for n in seconds))


def _untagged(odd: Oddities) -> None:
    code = odd.code()
    tag = odd.tag(code)
    before, behind, _ = odd.tagged(code)
    odd.plant('untagged', odd.edit(odd.person(), code, before + tag + behind, before + behind))


def _hollow(odd: Oddities) -> None:
    code = odd.code()
    tag = odd.tag(code)
    before, behind, _ = odd.tagged(code)
    footnote = f'<ref>{odd.rng.choice(HOLLOW)}</ref>'
    odd.plant('hollow', odd.edit(odd.person(), code, before + tag + behind, before + footnote + behind))


def _listed(odd: Oddities) -> None:
    site = odd.rng.choice(('casino-bonus.com', 'www.casino-royal.com', 'buypills.example', 'blog.essay-mill.net'))
    odd.plant('listed', odd.puts(odd.person(), odd.footnote(site)))


def _own(odd: Oddities) -> None:
    library, site = odd.rng.choice(LIBRARIES)
    name = odd.person(f'{library}{" " * len(odd.planted)}')
    odd.plant('own', *(odd.puts(name, odd.footnote(f'katalog.{site}')) for _ in range(7)))
    odd.puts(name, odd.footnote())


def _undone(odd: Oddities) -> None:
    odd.plant('undone', odd.puts(odd.person(), odd.footnote(), reverted=True))


def _blocked(odd: Oddities) -> None:
    name, code = odd.person(), odd.code()
    odd.blocked.add((code, name))
    odd.plant('blocked', odd.puts(name, odd.footnote(), code=code))


ODD = (_pasted, _burst, _untagged, _hollow, _listed, _own, _undone, _blocked)


def _campaign(odd: Oddities) -> None:
    """What librarians do, as the campaigns do that costs are measured with."""
    code, name = odd.code(), odd.person('Knihovna')
    page, when = 10_000 + len(odd.edits), odd.moment()
    for n, made in enumerate(chain(odd.article(code), wikis.load(code), odd.rng, 10)):
        odd.be_honest('campaign', odd.edit(name, code, made.before, made.after, when + n * 3 * _MINUTE, page))


def _book(odd: Oddities) -> None:
    name, number = odd.person(), odd.rng.randrange(1000, 9999)
    for page in range(8):
        words = f'<ref>Novák, Jan: Dějiny {number}. Praha 1999, s. {page * 7 + 1}. ISBN 978-80-7185-{number}-4.</ref>'
        odd.be_honest('book', odd.puts(name, words))


def _catalogue(odd: Oddities) -> None:
    library, site = odd.rng.choice(LIBRARIES)
    name = odd.person(f'{library} {len(odd.people)}')
    for n in range(10):
        odd.be_honest('catalogue', odd.puts(name, odd.footnote(f'katalog.{site}' if n % 3 == 0 else '')))


def _moved(odd: Oddities) -> None:
    code, footnote = odd.code(), odd.footnote()
    tag = odd.tag(code)
    before, behind, sentence = odd.tagged(code)
    # Behind the sentence before it, or in the paragraph behind it.
    had = before.removesuffix(sentence) + footnote + sentence + tag + behind
    odd.be_honest('moved', odd.edit(odd.person(), code, had, before + footnote + behind))


def _sentence(odd: Oddities) -> None:
    code = odd.code()
    tag = odd.tag(code)
    before, behind, sentence = odd.tagged(code)
    after = before.removesuffix(sentence) + behind
    odd.be_honest('sentence removed', odd.edit(odd.person(), code, before + tag + behind, after))


def _reworded(odd: Oddities) -> None:
    code = odd.code()
    tag = odd.tag(code)
    before, behind, sentence = odd.tagged(code)
    words = sentence.rstrip('.').split()
    kept = ' '.join(word for n, word in enumerate(words) if n % 4)
    after = f'{before.removesuffix(sentence)}{kept} {words[0]}.{behind}'
    odd.be_honest('reworded', odd.edit(odd.person(), code, before + tag + behind, after))


def _section(odd: Oddities) -> None:
    code = odd.code()
    tag = odd.tag(code)
    before, behind, _ = odd.tagged(code)
    paragraph, newline, rest = behind.partition('\n')
    after = before + paragraph + odd.footnote() + newline + rest
    odd.be_honest('section', odd.edit(odd.person(), code, before + tag + behind, after))


def _other_tag(odd: Oddities) -> None:
    code = odd.code()
    tag = odd.tag(code)
    before, behind, _ = odd.tagged(code)
    odd.be_honest('tag', odd.edit(odd.person(), code, before + tag + behind, before + '{{Dubious}}' + behind))


def _thrice(odd: Oddities) -> None:
    name, code, when = odd.person(), odd.code(), odd.moment()
    page = 20_000 + len(odd.edits)
    for n in range(3):
        odd.be_honest(
            'thrice', odd.puts(name, odd.footnote(), when + datetime.timedelta(seconds=15 * n), code, page=page)
        )


def _formatting(odd: Oddities) -> None:
    name, when = odd.person(), odd.moment()
    for n in range(12):
        code = odd.code()
        before, behind, _ = odd.tagged(code)
        url = f'https://paper.example.org/{n}'
        bare, whole = f'<ref>{url}</ref>', f'<ref>{{{{cite web |url={url} |title=Title {n} |date=2020}}}}</ref>'
        moment = when + datetime.timedelta(seconds=4 * n)
        odd.be_honest('formatting', odd.edit(name, code, before + bare + behind, before + whole + behind, moment))


def _own_undo(odd: Oddities) -> None:
    name, code, when, page = odd.person(), odd.code(), odd.moment(), 30_000 + len(odd.edits)
    before, behind, _ = odd.tagged(code)
    footnote = odd.footnote()
    without, with_it = before + behind, before + footnote + behind
    odd.be_honest(
        'own undo',
        odd.edit(name, code, without, with_it, when, page, reverted=True),
        odd.edit(name, code, with_it, without, when + _MINUTE, page, hashtag=''),
    )


HONEST = (
    *(_book, _catalogue, _moved, _sentence, _reworded, _section, _other_tag, _thrice, _formatting, _own_undo),
    *(_moved, _sentence, _reworded, _section, _other_tag, _own_undo),
)


def campaign(seed: int) -> Oddities:
    """Thirty oddities, two of them on sign-up pages, and at least three hundred honest edits."""
    odd = Oddities(random.Random(seed))
    makers: list[Callable[[Oddities], None]] = [ODD[n % len(ODD)] for n in range(28)]
    for make in makers:
        make(odd)
    makers = list(itertools.islice(itertools.cycle((*HONEST, *[_campaign] * 4)), 80))
    for make in makers:
        make(odd)
        if len(odd.honest) >= 300:
            break
    return odd


def tally(odd: Oddities) -> Tally:
    roster = merge([[Participant(name, library) for name, library in odd.people.items()]])
    return views.tally(odd.edits, CAMPAIGN, roster)


def noticed(odd: Oddities) -> tuple[Notice, ...]:
    """What the view says of it."""
    lists = {code: source_lists.read(BLACKLIST) for code in WIKIS}
    lines = [('cs', 'Wikipedie:1Lib1Ref', 'Účastníci')]
    return attention(
        tally(odd), blocked=odd.blocked, source_lists=lists, unclear=lines, unregistered={('meta', '1Lib1Ref'): 1}
    )


def result(seed: int) -> tuple[int, int, list[str], list[str]]:
    """How many oddities are named, of how many; the kinds of those that are not, and of honest edits that are."""
    odd = campaign(seed)
    notices = noticed(odd)
    named = {(notice.wiki, notice.revision) for notice in notices if notice.revision}
    missed = [kind for kind, revisions in odd.planted if not revisions <= named]
    pages = sum(not notice.revision for notice in notices)
    wrong = [kind for revision, kind in odd.honest.items() if revision in named]
    return len(odd.planted) - len(missed) + pages, len(odd.honest), missed, wrong
