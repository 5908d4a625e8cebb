"""Somebody edits a page while the bot is making its list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.faults import Faults, Meanwhile, asking, editing
from tests.sandbox.pages import END, START, edit, text_of

TITLE = 'Wikipedie:Souběh'
PAGE = f'před\n{START}|limit=2}}}}\nstarý\n{END}\nza'


@pytest.fixture(autouse=True)
def page(farm: Farm) -> Iterator[None]:
    edit(farm, 'cs', TITLE, PAGE)
    yield
    edit(farm, 'cs', TITLE, 'nic')


def run(farm: Farm, directory: Path, *texts: str) -> int:
    """Run the bot; each time before it saves the page, the next of the texts is saved by somebody else."""
    waiting = list(texts)
    with Faults.between(farm, directory) as faults:
        if texts:
            faults.on(editing(TITLE), Meanwhile(lambda: edit(farm, 'cs', TITLE, waiting.pop(0))), times=len(texts))
        result = bot.run(faults, '-wiki:cs', f'-page:{TITLE}')
    assert 'Traceback' not in result.stderr
    return result.returncode


def test_the_edit_of_the_other_is_kept(farm: Farm, tmp_path: Path) -> None:
    """In the very lines that the bot changes, so that MediaWiki cannot merge by itself."""
    assert run(farm, tmp_path, f'PŘED\n{START}|limit=2}}}}\nněčí\n{END}\nZA') == 0
    text = text_of(farm, 'cs', TITLE)
    assert text.startswith(f'PŘED\n{START}|limit=2}}}}\n')
    assert text.endswith(f'\n{END}\nZA')
    assert text.count(' |text=') == 2
    assert 'něčí' not in text and 'starý' not in text


@pytest.mark.parametrize('without', ['Nechceme.', f'Nechceme. {START}|limit=2}}}}', f'{END} Nechceme.'])
def test_who_takes_the_block_away_stops_the_bot(farm: Farm, tmp_path: Path, without: str) -> None:
    run(farm, tmp_path, without)
    assert text_of(farm, 'cs', TITLE) == without


def test_a_block_that_was_changed_waits_for_the_next_run(farm: Farm, tmp_path: Path) -> None:
    changed = f'{START}|limit=1}}}}\njiný\n{END}'
    assert run(farm, tmp_path, changed) == 0
    assert text_of(farm, 'cs', TITLE) == changed
    assert run(farm, tmp_path) == 0
    assert text_of(farm, 'cs', TITLE).count(' |text=') == 1


def test_who_is_always_faster_wins(farm: Farm, tmp_path: Path) -> None:
    """The bot gives up after a few tries, says so, and the last edit of the other stands."""
    texts = [f'{START}|limit=2}}}}\njiný {number}\n{END}' for number in range(4)]
    with Faults.between(farm, tmp_path) as faults:
        waiting = list(texts)
        faults.on(editing(TITLE), Meanwhile(lambda: edit(farm, 'cs', TITLE, waiting.pop(0))), times=4)
        result = bot.run(faults, '-wiki:cs', f'-page:{TITLE}')
    assert result.returncode == 0
    assert TITLE in result.stderr and 'editconflict' in result.stderr
    assert text_of(farm, 'cs', TITLE) == texts[-1]


def test_twenty_edits_of_others_during_a_run(farm: Farm, tmp_path: Path) -> None:
    """Before, behind and between the blocks: ten after the bot has found the page, ten more just before it saves."""
    edit(farm, 'cs', TITLE, f'{PAGE}\nmezi\n{START}|limit=3}}}}\nstarý\n{END}\nkonec')
    written: list[str] = []

    def ten_edits() -> None:
        for place in ('před', 'za\n', 'mezi', 'konec', START) * 2:
            mark = f'úprava {len(written)}. '
            edit(farm, 'cs', TITLE, text_of(farm, 'cs', TITLE).replace(place, mark + place, 1))
            written.append(mark)

    with Faults.between(farm, tmp_path) as faults:
        faults.on(asking('query', generator='transcludedin'), Meanwhile(ten_edits, after=True))
        faults.on(editing(TITLE), Meanwhile(ten_edits))
        result = bot.run(faults, '-wiki:cs', f'-page:{TITLE}')
    assert result.returncode == 0, result.stderr
    assert len(written) == 20
    text = text_of(farm, 'cs', TITLE)
    assert [text.count(mark) for mark in written] == [1] * 20
    assert text.count(' |text=') == 2 + 3
