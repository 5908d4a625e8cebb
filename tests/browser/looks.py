"""Lists and results as readers have them: in their language, on their skin and screen, in the dark and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onelib.pages.worklist import LAYOUTS
from tests.sandbox import bot
from tests.sandbox.farm import Farm

LANGUAGES = ('cs', 'ka', 'el', 'sr', 'uk', 'de')
RESULTS = 'Project:1Lib1Ref/Results'
# What the German Wikipedia marks, it marks by sections; and not every wiki of the demo has a hundred statements.
_KINDS = {'de': ' |category=Bibliothek in Deutschland |kinds=unreferenced, uncited |per_article=6'}
_VIEWS = ('report', 'participants', 'wikis', 'days')


@dataclass(frozen=True)
class Look:
    """One way to look at a page."""

    skin: str
    width: int
    theme: str = ''
    media: str = ''

    def __str__(self) -> str:
        words = (self.skin, self.width, 'dark' if self.theme else '', self.media)
        return '-'.join(str(word) for word in words if word)


WIDE, PHONE = Look('vector-2022', 1280), Look('minerva', 375)
LOOKS = (
    Look('vector-2022', 1440),
    WIDE,
    Look('vector', 1280),
    PHONE,
    Look('minerva', 320),
    Look('vector-2022', 1280, theme='night'),
    Look('minerva', 375, theme='night'),
    Look('vector-2022', 720, media='print'),
)


@dataclass(frozen=True)
class Shown:
    """A page and the ways to look at it.

    :ivar name: what the pictures of it are called
    """

    name: str
    farm: Farm
    wiki: str
    title: str
    looks: tuple[Look, ...]


def pages(farm: Farm, german: Farm) -> Iterator[Shown]:
    """Fill pages with lists and results in each language.

    :param german: a farm beside that of the demo, which has no German wiki
    """
    for code in LANGUAGES:
        here = german if code == 'de' else farm
        written = {layout: f'Project:1Lib1Ref/{layout.capitalize()}' for layout in LAYOUTS}
        for layout, title in written.items():
            block = f'{{{{1Lib1Ref worklist |layout={layout} |limit=40{_KINDS.get(code, "")}}}}}'
            here.api(code, action='edit', title=title, text=f'{block}\n{{{{1Lib1Ref worklist end}}}}')
        _run(here, 'worklist', code, *written.values())
        for layout, title in written.items():
            looks = LOOKS if layout == 'table' else (WIDE, PHONE, LOOKS[-1])
            yield Shown(f'list-{code}-{layout}', here, code, title, looks)
        yield _results(farm, code)


def _results(farm: Farm, code: str) -> Shown:
    """Results are wherever people read them: on their wiki, or in their language on Meta."""
    wiki, lang = (code, '') if code in farm.wikis else ('meta', f' |lang={code}')
    title = RESULTS if wiki == code else f'1Lib1Ref/CEE/Results {code}'
    block = '{{{{1Lib1Ref tally |campaign=2026-01 |view={}{}}}}}\n{{{{1Lib1Ref tally end}}}}'
    text = '\n\n'.join(block.format(view, lang) for view in _VIEWS)
    farm.api(wiki, action='edit', title=title, text=text)
    _run(farm, 'tally', wiki, title)
    return Shown(f'results-{code}', farm, wiki, title, LOOKS)


def _run(farm: Farm, script: str, wiki: str, *titles: str) -> None:
    done = bot.run_program(farm, f'-wiki:{wiki}', *(f'-page:{title}' for title in titles), script=script)
    if done.returncode:
        raise SystemExit(f'The bot has not filled {", ".join(titles)} on {wiki}: {done.stderr}')
