"""Configurations that went wrong in every way: each is answered on its page or named, and nobody's text changes.

A run of the bot serves some dozens of pages of blocks at once. They follow from the seed in the name of the test; what
is a block on them, MediaWiki's own preprocessor says.
"""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Iterator
from random import Random
from xml.etree import ElementTree

import pytest

from onelib.campaign.parameters import WORKLIST_PARAMETERS
from onelib.pages.mistakes import without_boxes
from tests.fuzz import examples
from tests.jobs import mangled
from tests.jobs.mangled import END, NAME
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.pages import edit, saved_as, text_of
from tests.wikitext import oracle

PAGES = 30  # of ten blocks each, about
SERVED = 20  # blocks of one page, unless the operator says otherwise
ROOT = 'Wikipedie:Zkouška'
OPENED = {'template': '{{', 'tplarg': '{{{', 'part': '|', 'ext': '<', 'inner': '>'}
CLOSED = {'template': '}}', 'tplarg': '}}}'}
MARK = re.compile(r'(?:\s*(?i:šablona|template)\s*:)?[\s_]*1Lib1Ref[ _]+worklist([ _]+end)?[\s_]*')
ERROR_BOX = re.compile('<div class="onelib-error" role="alert".*?</div>', re.DOTALL)


@pytest.fixture(scope='module')
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """A farm of its own: whole trees of nonsense are planted there."""
    with Farm.start(tmp_path_factory.mktemp('mangled-farm'), ('meta', 'cs'), tied=True) as running:
        for title, text in mangled.TREE.items():
            edit(running, 'cs', title, text)
        yield running


def source(element: ElementTree.Element, found: list[tuple[int, int, bool]], at: int = 0, depth: int = 0) -> str:
    """The wikitext that a parse tree was made of; collects start and end of our templates: (start, end, ends)."""
    text = OPENED.get(element.tag, '') + (element.text or '')
    for child in element:
        text += source(child, found, at + len(text), depth + 1) + (child.tail or '')
    if element.tag == 'ext' and element.find('inner') is None:
        text += '/>'
    text += CLOSED.get(element.tag, '')
    title = element.find('title') if element.tag == 'template' else None
    if title is not None and all(child.tag in ('comment', 'ignore') for child in title):
        name = (title.text or '') + ''.join(child.tail or '' for child in title)
        if mark := MARK.fullmatch(name.strip()):
            # Within something else there is no telling where a block begins.
            found.append((at, at + len(text), bool(mark[1])) if depth == 1 else (-1, -1, False))
    return text


def bodies(farm: Farm, text: str) -> list[tuple[int, int]] | None:
    """Where the bodies of the blocks of a page begin and end, None if the templates do not pair up."""
    found: list[tuple[int, int, bool]] = []
    # The API takes white space off the ends of a text.
    whole = source(oracle.parse_tree(farm, 'cs', f'x{text}x'), found)
    assert whole == f'x{text}x'
    if any(start < 0 or ends != bool(index % 2) for index, (start, _, ends) in enumerate(found)) or len(found) % 2:
        return None
    return [(one[1] - 1, other[0] - 1) for one, other in zip(found[::2], found[1::2], strict=True)]


def outside(text: str, spans: list[tuple[int, int]]) -> list[str]:
    ends = [0, *(end for _, end in spans)]
    return [text[end:start] for end, start in zip(ends, [*(start for start, _ in spans), len(text)], strict=True)]


def answered(body: str) -> bool:
    """Whether a block has a list, or a box that names a parameter (or that there is none of the name)."""
    boxes = ERROR_BOX.findall(body)
    if boxes:
        return len(boxes) == 1 and any(
            name in html.unescape(boxes[0]).partition('>')[2] for name in WORKLIST_PARAMETERS
        )
    return 'class="onelib-count"' in body


def named(result: subprocess.CompletedProcess[str], title: str) -> list[str]:
    """What stderr says about a page."""
    return [line for line in result.stderr.splitlines() if re.search(rf'ERROR.*{re.escape(title)}(?!\d)', line)]


def holds_start(farm: Farm, title: str) -> bool:
    """Whether the wiki says that a page transcludes the start template: of others the bot never hears."""
    page = farm.api('cs', titles=title, prop='templates', tltemplates=f'Template:{NAME}')['query']['pages'][0]
    return bool(page.get('templates'))


def judge(farm: Farm, title: str, before: str, after: str, said: list[str]) -> str:
    """What is wrong with what the bot made of a page; '' if nothing is."""
    spans = bodies(farm, before)
    if not spans:
        if after != before:
            return 'text of others changed'
        return (
            ''
            if spans == [] or not holds_start(farm, title) or any('left alone' in line for line in said)
            else 'left alone without a word'
        )
    if after == before and any('left alone' in line for line in said):
        return ''
    now = bodies(farm, after)
    if now is None or len(now) != len(spans):
        return 'the blocks do not pair up any more'
    if outside(after, now) != outside(before, spans):
        return 'text of others changed'
    texts = [after[start:end] for start, end in now]
    # The first of them says that it is one too many.
    unserved = [without_boxes(text).strip() for text in texts[SERVED:]]
    if unserved != [before[start:end].strip() for start, end in spans[SERVED:]]:
        return 'blocks that are too many were served'
    silent = [index for index, text in enumerate(texts[:SERVED]) if not answered(text)]
    wrong = [text for text in texts[:SERVED] if ERROR_BOX.search(text)]
    if (wrong or len(spans) > SERVED) and not said:
        return 'what is wrong is not said'
    return f'no answer in the blocks {silent}' if silent else ''


def sendable(text: str) -> str:
    return text.encode('utf-8', 'replace').decode()


def check(farm: Farm, pages: dict[str, str]) -> None:
    """Save these pages, run the bot, judge each of them."""
    saved = {title: saved_as(farm, 'cs', title, sendable(text)) for title, text in pages.items()}
    result = bot.run(farm, '-wiki:cs')
    assert 'Traceback' not in result.stderr, result.stderr[-4000:]
    # What people have written is theirs to mend: it calls no operator.
    assert result.returncode == 0, result.stderr[-4000:]
    wrong = {}
    for title, before in saved.items():
        after, said = text_of(farm, 'cs', title), named(result, title)
        if problem := judge(farm, title, before, after, said):
            wrong[title] = (problem, before, after, said)
    for title in pages:
        edit(farm, 'cs', title, 'nic')
    for title, (problem, before, after, said) in wrong.items():
        print(f'===== {title}: {problem}', *said, '===== before', before, '===== after', after, sep='\n')
    assert {title: problem for title, (problem, *_) in wrong.items()} == {}


@pytest.mark.parametrize('seed', range(examples(2)))
def test_mangled_pages(farm: Farm, seed: int) -> None:
    random = Random(seed)
    check(farm, {f'{ROOT}/{number}': mangled.page(random) for number in range(PAGES)})


def test_huge_pages(farm: Farm) -> None:
    block = f'{{{{{NAME}|limit=1}}}}\n{END}'
    huge = 'x' * 100_000
    check(
        farm,
        {
            f'{ROOT}/tisíc': '\n'.join(f'{number}: {block}' for number in range(1000)),
            f'{ROOT}/hodnota': '\n'.join(
                f'{{{{{NAME}|{parameter}}}}}\n{END}'
                for parameter in (f'limit={huge}', f'{huge}=1', f'category={huge}', f'titles={huge}', huge)
            ),
            f'{ROOT}/parametry': f'{{{{{NAME}{"|x=1" * 20_000}}}}}\n{END}',
            f'{ROOT}/hluboko': f'{{{{{NAME}|category={"{{a|" * 35}{"}}" * 35}}}}}\n{END}',
            f'{ROOT}/uvnitř': f'{{{{{NAME}|category={block}}}}}\n{END}',
            f'{ROOT}/oddíly': f'== a ==\n{{{{{NAME}|limit=1}}}}\n== b ==\nx\n== c ==\n{END}\n== d ==',
        },
    )
