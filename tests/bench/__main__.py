"""Measures, in five to ten minutes, on real articles where there are some:

- the finder, beside mwparserfromhell on the same articles; a scan, beside unpacking and parsing its file alone;
- the order of uncited paragraphs, beside editors' choice of those that they gave a source;
- the comparison of references, beside mwedittypes on the same edits;
- what the tally of a campaign asks of real MediaWikis.

Usage: python -m tests.bench [PATH]: a dump, or a folder of dumps. Without it, the real articles that tests take,
if there are any (see tests/articles.py), else the articles of the demo.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import mwparserfromhell

from onelib import wikis
from onelib.jobs.scan_dump import Options, scan
from onelib.readers.dumps import Dump, DumpError
from onelib.wikis import Wiki, titles
from onelib.wikitext.statements import ALL_KINDS, find
from tests.articles import folder
from tests.sandbox import content, dumps

from . import campaign, peak_memory, ranking, references, say, scans, write_dump

ROUNDS = 3
# Characters of a wiki that are measured: mwparserfromhell reads about a million in a second.
ENOUGH = 1_000_000
TAGGED_PAGES = 20
SMALL, LARGE = 200, 2000

Articles = list[tuple[str, str]]
Corpus = dict[str, Articles]


def main(arguments: Sequence[str]) -> int:
    path = Path(arguments[0]) if arguments else folder()
    corpus = from_dumps(path) if path else from_demo()
    rng = random.Random(1)
    say(f'Articles: {path or "the demo’s"}; medians of {ROUNDS} rounds')
    by_kind(sample(corpus, rng))
    with tempfile.TemporaryDirectory() as directory:
        one_in_ten(corpus, rng, Path(directory))
        memory(corpus, Path(directory))
        scans.measure(corpus, Path(directory))
    ranking.measure(corpus, rng)
    ranking.cost(sample(corpus, rng))
    references.measure(corpus, rng)
    campaign.measure(corpus, rng)
    return 0


def from_dumps(path: Path) -> Corpus:
    corpus: Corpus = {}
    for code, files in dumps.find(path).items():
        for file in files if code in wikis.codes() else ():
            # Of a file that is cut, what is there will do.
            with Dump(file) as dump, suppress(DumpError):
                corpus.setdefault(code, []).extend((article.title, article.text) for article in dump.articles())
    return corpus


def from_demo() -> Corpus:
    corpus = {}
    for code in wikis.codes():
        articles = [(title, text) for title, text in content.written_pages(code).items() if ':' not in title]
        if articles:
            corpus[code] = articles
    return corpus


def sample(corpus: Corpus, rng: random.Random) -> Corpus:
    """Of each wiki as many articles, drawn at random, as can be measured in a few seconds."""
    chosen: Corpus = {}
    for code, articles in corpus.items():
        left = ENOUGH
        for title, text in rng.sample(articles, len(articles)):
            if left > 0:
                chosen.setdefault(code, []).append((title, text))
            left -= len(text)
    return chosen


def whole_page(text: str, wiki: Wiki) -> list[tuple[int, str]]:
    """What one would write first: section numbers and names of the tags and banners of an article."""
    names = wiki.names('inline') | wiki.banners
    code = mwparserfromhell.parse(text)
    tags = [t for t in code.filter_templates() if titles.template_name(str(t.name).strip(), wiki) in names]
    if not tags:
        return []
    sections = code.get_sections(flat=True, include_lead=True)
    return [
        (number, str(tag.name))
        for tag in tags
        for number in [next((n for n, section in enumerate(sections) if section.contains(tag)), 0)]
    ]


def contest(contestants: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median of the seconds of a core that each takes; they take turns, for a busy machine slows all of them down."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(1 + ROUNDS):
        for name, contestant in contestants.items():
            started = time.process_time()
            contestant()
            seconds[name].append(time.process_time() - started)
    # In the first round tables are loaded and patterns compiled.
    return {name: statistics.median(times[1:]) for name, times in seconds.items()}


def table(heading: str, seconds: dict[str, float], articles: int, size: int) -> None:
    say(f'\n{heading}: {articles} articles, {size / 1e6:.1f} MB')
    say(f'{"":22}{"articles/s":>12}{"MB/s":>9}{"ratio":>9}')
    slowest = seconds['mwparserfromhell']
    for name, time_taken in seconds.items():
        ratio = f'{slowest / time_taken:.1f}'
        say(f'{name:22}{articles / time_taken:12,.0f}{size / 1e6 / time_taken:9.1f}{ratio:>9}')


def by_kind(corpus: Corpus) -> None:
    pairs = [(text, wikis.load(code)) for code, articles in corpus.items() for _, text in articles]

    def finder(kinds: tuple[str, ...]) -> Callable[[], object]:
        def ours() -> None:
            for text, wiki in pairs:
                find(text, wiki, kinds)

        return ours

    def theirs() -> None:
        for text, wiki in pairs:
            whole_page(text, wiki)

    contestants: dict[str, Callable[[], object]] = {'mwparserfromhell': theirs}
    contestants |= {kind: finder((kind,)) for kind in ALL_KINDS} | {'all kinds': finder(tuple(ALL_KINDS))}
    size = sum(len(text.encode()) for text, _ in pairs)
    table(f'Articles of {", ".join(sorted(corpus))}, in memory', contest(contestants), len(pairs), size)


def one_in_ten(corpus: Corpus, rng: random.Random, directory: Path) -> None:
    """Dumps where one page in ten has a tag: scans of the files, the reading of them included."""
    files: list[tuple[Path, Wiki]] = []
    count = 0
    for code, articles in corpus.items():
        wiki = wikis.load(code)
        chosen = draw([(article, bool(find(article[1], wiki, ('tagged',)))) for article in articles], rng)
        if chosen:
            files.append((write_dump(directory / f'{code}.xml', chosen), wiki))
            count += len(chosen)
    if not files:
        say('\nThere are no articles with a tag beside articles without')
        return

    def ours() -> None:
        for path, wiki in files:
            scan(Options(wiki, (path,), '/dev/null', ('tagged',)))

    def theirs() -> None:
        for path, wiki in files:
            with Dump(path) as dump:
                for article in dump.articles():
                    whole_page(article.text, wiki)

    heading = f'Dumps of {", ".join(path.stem for path, _ in files)} where one page in ten has a tag, read from files'
    seconds = contest({'mwparserfromhell': theirs, 'scan_dump, tagged': ours})
    table(heading, seconds, count, sum(path.stat().st_size for path, _ in files))


def draw(articles: list[tuple[tuple[str, str], bool]], rng: random.Random) -> Articles:
    """Articles of which one in ten has a tag; none if all have one, or none has."""
    tagged = [article for article, has_tag in articles if has_tag]
    others = [article for article, has_tag in articles if not has_tag]
    if not others:
        return []
    # Where there are few without a tag, some come more than once.
    number = min(len(tagged), TAGGED_PAGES, max(2, len(others) // 9))
    chosen = rng.sample(tagged, number)
    chosen += rng.sample(others, 9 * number) if len(others) >= 9 * number else rng.choices(others, k=9 * number)
    rng.shuffle(chosen)
    return chosen


def memory(corpus: Corpus, directory: Path) -> None:
    code = max(corpus, key=lambda code: sum(len(text) for _, text in corpus[code]))
    say(f'\nPeak memory of a scan for all kinds, {code}')
    for pages in (SMALL, LARGE):
        articles = (corpus[code] * (pages // len(corpus[code]) + 1))[:pages]
        path = write_dump(directory / f'{pages}.xml', articles)
        peak = peak_memory(f'-wiki:{code}', f'-xml:{path}', '-output:/dev/null')
        say(f'{pages:6} pages, {path.stat().st_size / 1e6:6.1f} MB:{peak / 1024:7.1f} MiB')


if __name__ == '__main__':
    raise SystemExit(main(sys.argv[1:]))
