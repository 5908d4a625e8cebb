"""Whether two descriptions that have no number or address in common are of one source.

What is known of both decides: numbers may be added, but not changed; a title is the same if it was corrected or made
longer, by an author who is not another one; two addresses are of one page if it was moved, or its address mistyped.
Where no title is known as such, it is by the words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from onelib import wikis
from onelib.wikitext.references.citations import Source

__all__ = ['alike', 'features', 'likeness']

_LONGEST = 300
# No title that people wrote has more words.
_LONGEST_TITLE = 40
_ROMAN = re.compile('[ivxl]+')
_DIGITS = re.compile(r'\d+')
_EXTENSION = re.compile(r'\.(?:x?html?|php\d?|aspx?|jsp|pdf)$')
# As in bbc.co.uk.
_SECOND_LEVEL = frozenset({'co', 'com', 'org', 'net', 'gov', 'edu', 'ac', 'in'})
# From so many letters on, the name of a page is its own and not one that many sites have.
_TELLING_NAME, _TELLING_PATH = 8, 12


def alike(one: Source, other: Source) -> bool:
    """Whether one description was turned into the other, in one edit that took one away and brought the other."""
    if one.title and other.title:
        return _numbers_agree(one, other) and bool(_title_likeness(one, other, fewest=4))
    mine, theirs = _telling(one), _telling(other)
    if _rivals(one, other):
        # Two addresses, or two numbers: one corrected the other only if nothing else changed.
        return mine == theirs and len(mine) >= 4
    if not _numbers_agree(one, other):
        return False
    letters = [word for word in mine if word.isalpha()], [word for word in theirs if word.isalpha()]
    shared = sum((Counter(letters[0]) & Counter(letters[1])).values())
    if shared >= 3 and shared >= 0.75 * min(map(len, letters)):
        return True
    a, b = (' '.join(words)[:_LONGEST] for words in (mine, theirs))
    return min(len(a), len(b)) >= 8 and SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.85


def likeness(one: Source, other: Source) -> float:
    """How much speaks for it that one is what has become of the other, in whatever time: 0, nothing, to 1."""
    if one.work or other.work or not _numbers_agree(one, other):
        return 0
    if one.title and other.title:
        titles = _title_likeness(one, other, fewest=2)
        return titles or (0 if _unlike_titles(one, other) else _address_likeness(one, other))
    return max(_word_likeness(one, other), _address_likeness(one, other))


def features(source: Source) -> set[str]:
    """What two sources have one of in common if they are alike."""
    found = {_plain(word) for word in source.words if len(word) > 3}
    for url in _urls(source):
        host, path, _ = _parts(url)
        found |= {_domain(host), path, _page_name(path)}
    return {_stem(feature) for feature in found if feature}


def _stem(word: str) -> str:
    # What was misspelt mostly begins alike.
    return word[:4]


def _rivals(one: Source, other: Source) -> bool:
    """Whether both have an address, or both a number of a kind: it is not the same one."""
    kinds = [{name.partition(':')[0] for name in source.ids} - {'words', 'work'} for source in (one, other)]
    return bool(kinds[0] & kinds[1])


def _telling(source: Source) -> tuple[str, ...]:
    """The words of a description without pages."""
    passing = wikis.common()['sources']['passing']
    pages = {i for i, (word, behind) in enumerate(pairwise(source.words)) if word in passing and behind.isdigit()}
    return tuple(word for i, word in enumerate(source.words) if i not in pages and i - 1 not in pages)


def _numbers_agree(one: Source, other: Source) -> bool:
    mine, theirs = _numbers(one), _numbers(other)
    return mine <= theirs or theirs <= mine


def _numbers(source: Source) -> Counter[str]:
    """The years, volumes and dates of a description, without those that are a part of an ISBN or the like."""
    identified = ' '.join(name for name in source.ids if not name.startswith(('words:', 'url:', 'work:')))
    return Counter(
        word.lstrip('0')
        for word in _telling(source)
        if not word.isalpha() and not (len(word) > 1 and word in identified)
    )


def _title_likeness(one: Source, other: Source, *, fewest: int) -> float:
    """How alike the titles are; 0 if it is another one, or by others.

    :param fewest: of so many words it is enough that the title is the same, whatever the addresses
    """
    mine, theirs = ([_plain(word) for word in source.title[:_LONGEST_TITLE]] for source in (one, other))
    same = _common(mine, theirs)
    shorter, longer = sorted((len(mine), len(theirs)))
    # A title may get a subtitle, but no other word in place of one.
    if same < shorter:
        return 0
    authors = _relation(one.author, other.author)
    rest = _relation(_rest(one), _rest(other))
    rivals, site = _rivals(one, other), _same_site(one, other)
    if authors < 0 or (rest < 0 and not site and (rivals or same < 4)):
        return 0
    score = 2 * same / (shorter + longer)
    if same == longer:
        supported = authors > 0 or site or not rivals
        enough = same >= fewest or (supported and (fewest <= 2 or not rivals))
    else:
        # Short titles stand within many longer ones.
        enough = (same >= max(3, fewest) and score >= 0.6) or (authors > 0 and same >= 2 and not rivals)
        enough = enough or (authors > 0 and same >= fewest and score >= 0.4)
    return score if enough else 0


def _unlike_titles(one: Source, other: Source) -> bool:
    mine, theirs = ([_plain(word) for word in source.title[:_LONGEST_TITLE]] for source in (one, other))
    return 2 * _common(mine, theirs) < max(len(mine), len(theirs))


def _rest(source: Source) -> list[str]:
    """The words of a description besides title and author: who published it, mostly."""
    known = {*source.title, *source.author}
    return [word for word in source.words if word.isalpha() and len(word) > 2 and word not in known]


def _relation(mine: Collection[str], theirs: Collection[str]) -> int:
    """1 if two lists of names have one in common, -1 if they have none, 0 if one of them is empty."""
    if not mine or not theirs:
        return 0
    few = [[_plain(word) for word in words if len(word) > 1][:_LONGEST_TITLE] for words in (mine, theirs)]
    if not all(few):
        return 0
    return 1 if _common(*few) else -1


def _word_likeness(one: Source, other: Source) -> float:
    """How alike two descriptions are of which one at least is in words only."""
    mine, theirs = ([_plain(word) for word in _telling(source) if word.isalpha()] for source in (one, other))
    shorter, longer = sorted((mine[:_LONGEST], theirs[:_LONGEST]), key=len)
    titled = next((source for source in (one, other) if source.title), None)
    if titled:
        # The words have to say the title, and who wrote it if more is said than the title.
        title = [_plain(word) for word in titled.title[:_LONGEST_TITLE]]
        said = theirs if titled is one else mine
        words = [word for word in title if word.isalpha()]
        if not words or _common(words, said) < 0.85 * len(words):
            return 0
        author = _relation(titled.author, said)
        if author < 0 and len(said) > len(words) + 2:
            return 0
        fewest = 3 if _same_site(one, other) or not _rivals(one, other) else 4
        if len(words) < fewest and (author <= 0 or len(words) < fewest - 2):
            return 0
        return 0.9
    same = _common(shorter, longer)
    if not shorter or (same < len(shorter) and same < 0.85 * len(longer)):
        return 0
    if _rivals(one, other) and (len(longer) > same or same < (3 if _same_site(one, other) else 4)):
        return 0
    if same < 3 and not (same == len(longer) and sum(map(len, shorter)) >= 6):
        return 0
    return 0.5 + same / (2 * len(longer))


def _common(mine: Sequence[str], theirs: Sequence[str]) -> int:
    """How many words are in both, spelt the same or nearly so, or as an initial."""
    left = Counter(theirs)
    missed: list[str] = []
    for word in mine:
        if left[word]:
            left[word] -= 1
        else:
            missed.append(word)
    same = len(mine) - len(missed)
    if same * 2 < min(len(mine), len(theirs)) and len(missed) > 3:
        return same
    rest = list(left.elements())[:_LONGEST_TITLE]
    for word in missed[:_LONGEST_TITLE]:
        if near := next((it for it in rest if _misspelt(word, it)), None):
            rest.remove(near)
            same += 1
    return same


def _misspelt(one: str, other: str) -> bool:
    if _DIGITS.search(one + other) or (_ROMAN.fullmatch(one) and _ROMAN.fullmatch(other)):
        return False
    if min(len(one), len(other)) == 1:
        return one[0] == other[0]
    if len(one) <= 3 or len(other) <= 3 or one[0] != other[0]:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.75


@lru_cache(maxsize=20_000)
def _plain(word: str) -> str:
    """A word without accents, which are the first to be left out."""
    if word.isascii():
        return word
    plain = ''.join(part for part in unicodedata.normalize('NFKD', word) if unicodedata.category(part) != 'Mn')
    return plain or word


def _urls(source: Source) -> list[str]:
    return [name.removeprefix('url:') for name in source.ids if name.startswith('url:')]


def _same_site(one: Source, other: Source) -> bool:
    mine, theirs = ({_domain(_parts(url)[0]) for url in _urls(source)} for source in (one, other))
    return bool(mine & theirs)


def _domain(host: str) -> str:
    """The name under which a site is registered: ``example.org`` of ``www2.example.org``."""
    labels = host.split('.')
    short = len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2
    return '.'.join(labels[-3 if short else -2 :])


def _parts(url: str) -> tuple[str, str, str]:
    """Host, path and query, in lower case."""
    page, _, query = url.partition('?')
    host, _, path = page.partition('/')
    return host, path.casefold(), query.casefold()


def _page_name(path: str) -> str:
    return _EXTENSION.sub('', path.rstrip('/').rpartition('/')[2])


def _address_likeness(one: Source, other: Source) -> float:
    """How much two addresses look like those of one page that was moved, or whose address was mistyped."""
    pairs = ((mine, theirs) for mine in _urls(one) for theirs in _urls(other))
    numbered = [{name.partition(':')[0] for name in source.ids} & {'doi', 'isbn'} for source in (one, other)]
    return 0 if numbered[0] & numbered[1] else max((_moved(*pair) for pair in pairs), default=0)


def _moved(mine: str, theirs: str) -> float:
    (host, path, query), (host2, path2, query2) = _parts(mine), _parts(theirs)
    numbers = [Counter(_DIGITS.findall(path + '?' + query)) for path, query in ((path, query), (path2, query2))]
    if not (numbers[0] <= numbers[1] or numbers[1] <= numbers[0]) or (query and query2 and query != query2):
        return 0
    near = _domain(host) == _domain(host2) or (min(len(host), len(host2)) >= 7 and _mistyped(host, host2))
    path, path2 = _EXTENSION.sub('', path), _EXTENSION.sub('', path2)
    if path == path2 and query == query2:
        # Of the same path on another site, only a long one is this page's own.
        return 0.8 if path and (near or len(path) >= _TELLING_PATH) else 0
    if query or query2 or not near:
        return 0
    name, name2 = _page_name(path), _page_name(path2)
    if name == name2 and sum(map(str.isalpha, name)) >= _TELLING_NAME:
        return 0.7
    return 0.75 if host == host2 and min(len(path), len(path2)) >= 5 and _mistyped(path, path2) else 0


def _mistyped(one: str, other: str) -> bool:
    """Whether one address has a letter or two more than the other, or two neighbours that changed places."""
    shorter, longer = sorted((one, other), key=len)
    start = next(_apart(shorter, longer), len(shorter))
    if len(shorter) == len(longer):
        swapped = shorter[:start] + shorter[start : start + 2][::-1] + shorter[start + 2 :]
        return swapped == longer
    more = len(longer) - len(shorter)
    return more <= 2 and longer[start + more :] == shorter[start:] and not _DIGITS.search(longer[start : start + more])


def _apart(one: str, other: str) -> Iterator[int]:
    return (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
