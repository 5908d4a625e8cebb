"""Edits of a campaign, made by construction from real articles, so that what each did is known."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onelib.wikis import Wiki, titles

SIZE = 30_000
# Where no article has about this size, several are put together.
SMALLEST, LARGEST = int(SIZE * 0.8), int(SIZE * 1.2)
_SECTION = re.compile(r'\n(?===[^=])')
_SENTENCE = re.compile(r'(?<=[^\W\d_]{3}\.)(?=\s)')
_HIDDEN = re.compile(r'<!--.*?-->|<(\w+)\b[^<>/]*>.*?</\1>', re.DOTALL)
_PROSE = re.compile(r'[^\W\d_]')
_MARKUP = re.compile(r'[{}<>|]')
_MARK = '<ref name="onelib-bench-'


@dataclass(frozen=True)
class Made:
    """An edit.

    :ivar added: how many sources it cites that were not cited before
    :ivar reused: how often it cites one again
    :ivar removed: how many sources it takes away
    :ivar footnote: how the footnote begins that cites what it added
    """

    before: str
    after: str
    added: int = 0
    reused: int = 0
    removed: int = 0
    footnote: str = ''

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.added, self.reused, self.removed


def texts(articles: Sequence[tuple[str, str]], rng: random.Random) -> Iterator[str]:
    """Texts of about `SIZE` bytes, without end: articles that have it, else sections of articles one after another."""
    fitting = [text for _, text in articles if SMALLEST <= len(text.encode()) <= LARGEST]
    while True:
        yield from rng.sample(fitting, len(fitting)) if len(fitting) >= 3 else (_joined(articles, rng),)


def _joined(articles: Sequence[tuple[str, str]], rng: random.Random) -> str:
    chosen: list[str] = []
    size = 0
    while size < SIZE:
        for section in _SECTION.split(rng.choice(articles)[1]):
            room = LARGEST - size
            # A very long section is cut, so that no article makes this endless.
            part = section if len(section.encode()) <= room else section.encode()[:room].decode(errors='ignore')
            chosen.append(part)
            size += len(part.encode()) + 1
            if size >= SIZE:
                break
    return '\n'.join(chosen)


def chain(text: str, wiki: Wiki, rng: random.Random, many: int) -> Iterator[Made]:
    """So many edits of one article, one after another."""
    tags = re.compile(rf'(?:{titles.transclusion(wiki.names("inline"))})[^{{}}]*\}}\}}')
    cited: list[str] = []
    for number in range(many):
        made = _edit(text, tags, cited, f'{number}-{rng.randrange(10**9)}', rng)
        yield made
        text = made.after


def _edit(text: str, tags: re.Pattern[str], cited: list[str], key: str, rng: random.Random) -> Made:
    """What librarians do: mostly a source more, in the place of a tag if there is one."""
    kind = rng.choices(('add', 'cite', 'reuse', 'words', 'remove'), (5, 3, 2, 2, 1))[0]
    if kind in ('add', 'cite') or (kind in ('reuse', 'remove') and not cited):
        cited.append(key)
        return Made(text, _put(text, tags, _footnote(key, kind, rng), rng), added=1, footnote=f'{_MARK}{key}"')
    if kind == 'reuse':
        return Made(text, _put(text, tags, f'{_MARK}{cited[-1]}" />', rng), reused=1)
    if kind == 'remove':
        key = cited.pop()
        without = re.sub(rf'{_MARK}{key}"(?: />|>.*?</ref>)', '', text)
        return Made(text, without, removed=1)
    return Made(text, _put(text, None, f' More is known of it by now, {key}.', rng))


def _footnote(key: str, kind: str, rng: random.Random) -> str:
    address = f'https://library-{rng.randrange(500)}.example.org/{key}'
    if kind == 'cite':
        title = f'|title=Catalogue {key} |publisher=Library |date=2021-01-{rng.randint(15, 31)}'
        what = f'{{{{cite web |url={address} {title}}}}}'
    else:
        what = f'[{address} The library’s catalogue, {key}], 2021, p. {rng.randint(1, 400)}'
    return f'{_MARK}{key}">{what}</ref>'


def _put(text: str, tags: re.Pattern[str] | None, what: str, rng: random.Random) -> str:
    """Put it where a tag was, else behind a sentence of a paragraph, else behind everything."""
    # A comment, <nowiki> or a footnote is no place for a footnote.
    shown = _HIDDEN.sub(lambda hidden: '\0' * len(hidden[0]), text)
    if tags and (found := list(tags.finditer(shown))):
        start, end = rng.choice(found).span()
    else:
        start = end = _place(shown, rng)
    return text[:start] + what + text[end:]


def _place(shown: str, rng: random.Random) -> int:
    """Behind a sentence, but neither in a template nor in a table: there somebody may see no footnote."""
    places, start = [], 0
    for line in shown.split('\n'):
        if _PROSE.match(line) and not _MARKUP.search(line) and (end := _SENTENCE.search(line)):
            places.append(start + end.start())
        start += len(line) + 1
    return rng.choice(places) if places else len(shown)
