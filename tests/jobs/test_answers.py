"""What coordinators get wrong around their blocks is said on the page, or else by the run, for the status page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from onelib import wikis
from onelib.pages.messages import message
from onelib.wikitext import blocks
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.faults import Faults
from tests.sandbox.pages import END, NAME, START, edit, saved_as, text_of

CS = wikis.load('cs')
LIST = f'{START}|limit=1}}}}\n{END}'


@pytest.fixture
def page(farm: Farm) -> Iterator[Callable[..., str]]:
    """Makes pages that are emptied after the test; gives back their text."""
    made: list[tuple[str, str]] = []

    def make(title: str, text: str, code: str = 'cs') -> str:
        made.append((code, title))
        return saved_as(farm, code, title, text)

    yield make
    for code, title in made:
        edit(farm, code, title, 'nic')


def said_of(result: object, title: str) -> str:
    """What a run says of a page on standard error."""
    errors: str = result.stderr  # type: ignore[attr-defined]
    return ' '.join(line for line in errors.splitlines() if title in line)


@pytest.mark.parametrize(
    ('start', 'end'),
    [
        ('{{:Template:1Lib1Ref worklist|limit=1}}', '{{:Šablona:1Lib1Ref worklist end}}'),
        ('{{Seznam bez zdrojů|limit=1}}', '{{konec seznamu bez zdrojů}}'),
        ('{{Šablona:Seznam bez zdrojů|limit=1}}', f'{END}'),
    ],
)
def test_whatever_leads_to_the_template_is_a_block(farm: Farm, page: Callable[..., str], start: str, end: str) -> None:
    page('Template:Seznam bez zdrojů', f'#REDIRECT [[Template:{NAME}]]')
    page('Template:Konec seznamu bez zdrojů', f'#REDIRECT [[Template:{NAME} end]]')
    page('Wikipedie:Jinak', f'a\n{start}\n{end}\nz')
    result = bot.run(farm, '-wiki:cs', '-page:Wikipedie:Jinak')
    assert result.returncode == 0, result.stderr
    text = text_of(farm, 'cs', 'Wikipedie:Jinak')
    assert '{{1Lib1Ref worklist/row ' in text and text.startswith(f'a\n{start}\n') and text.endswith(f'{end}\nz')


def test_what_a_comment_hides_and_an_end_alone_are_named(farm: Farm, tmp_path: Path, page: Callable[..., str]) -> None:
    hidden = page('Wikipedie:Skrytá', f'a <!-- {LIST} --> z')
    alone = page('Wikipedie:Konec', f'<!-- {START}}}}} --> a {END} z')
    example = page('Wikipedie:Příklad', f'<pre>{LIST}</pre><nowiki>{LIST}</nowiki>')
    page('Wikipedie:Obojí', f'<!-- {LIST} -->\n{LIST}')
    with Faults.between(farm, tmp_path) as faults:
        result = bot.run(faults, '-wiki:cs')
        assert 'comment' in said_of(result, 'Skrytá')
        # It is sought once a day, and said each time, as long as it is so.
        assert 'comment' in said_of(bot.run(faults, '-wiki:cs'), 'Skrytá')
        edit(farm, 'cs', 'Wikipedie:Skrytá', 'nic')
        assert not said_of(bot.run(faults, '-wiki:cs'), 'Skrytá')
        edit(farm, 'cs', 'Wikipedie:Skrytá', hidden)
        assert 'without' in said_of(result, 'Konec')
        assert not said_of(result, 'Příklad')
        assert text_of(farm, 'cs', 'Wikipedie:Skrytá') == hidden
        assert text_of(farm, 'cs', 'Wikipedie:Konec') == alone
        assert text_of(farm, 'cs', 'Wikipedie:Příklad') == example
        both = text_of(farm, 'cs', 'Wikipedie:Obojí')
        assert message('worklist-note-comment', CS) in blocks.find(both, NAME)[0].body
        # What is the same is not said anew; and once it is mended, it is said no more.
        bot.run(faults, '-wiki:cs', '-page:Wikipedie:Obojí')
        assert text_of(farm, 'cs', 'Wikipedie:Obojí') == both
        edit(farm, 'cs', 'Wikipedie:Obojí', both.replace(f'<!-- {LIST} -->', ''))
        bot.run(faults, '-wiki:cs', '-page:Wikipedie:Obojí')
        assert 'onelib-note' not in text_of(farm, 'cs', 'Wikipedie:Obojí')


def test_a_block_for_which_no_request_is_left_says_so(farm: Farm, tmp_path: Path, page: Callable[..., str]) -> None:
    title = 'Wikipedie:Bez dotazů'
    page(title, f'{START}|limit=1}}}}\nstarý\n{END}\n{START}|limit=2}}}}\n{END}\n{START}|limit=3}}}}\n{END}')
    with Faults.between(farm, tmp_path) as faults:
        settings = faults.bot_dir / 'onelib.toml'
        settings.write_text(f'max_page_requests = 1\nmax_blocks = 2\n{settings.read_text()}')
        bot.run(faults, '-wiki:cs', f'-page:{title}')
        once = text_of(farm, 'cs', title)
        bot.run(faults, '-wiki:cs', f'-page:{title}')
        assert text_of(farm, 'cs', title) == once
    first, second, third = (block.body for block in blocks.find(once, NAME))
    assert message('worklist-note-requests', CS) in first and first.endswith('\nstarý\n')
    assert message('worklist-note-requests', CS) in second
    assert message('worklist-note-blocks', CS, number=2) in third
    bot.run(farm, '-wiki:cs', f'-page:{title}')
    assert 'onelib-note' not in text_of(farm, 'cs', title)


def test_two_pages_with_one_campaign_are_told_on_both(farm: Farm, page: Callable[..., str]) -> None:
    campaign = '{{1Lib1Ref campaign|id=dvojí|start=2027-01-15|end=2027-02-05|wikis=cs}}'
    tally = '{{1Lib1Ref tally|campaign=dvojí}}\n{{1Lib1Ref tally end}}'
    first, second = '1Lib1Ref/První', '1Lib1Ref/Druhá'
    page(first, f'{campaign}\n{tally}', 'meta')
    bot.run(farm, '-wiki:meta', script='tally')
    assert 'onelib-tally' in text_of(farm, 'meta', first) or '<p' in text_of(farm, 'meta', first)
    page(second, f'{campaign}\n{tally}', 'meta')
    result = bot.run(farm, '-wiki:meta', script='tally')
    for title in (first, second):
        assert first in text_of(farm, 'meta', title) and second in text_of(farm, 'meta', title)
        assert said_of(result, title)
    assert 'onelib-note' in text_of(farm, 'meta', first)
    assert 'onelib-error' in text_of(farm, 'meta', second)
    edit(farm, 'meta', second, 'nic')
    bot.run(farm, '-wiki:meta', script='tally')
    assert 'onelib-note' not in text_of(farm, 'meta', first)


def test_what_is_there_twice_or_does_nothing_is_remarked(farm: Farm, page: Callable[..., str]) -> None:
    title = 'Wikipedie:Dvakrát'
    page(title, f'{START}|limit=1|depth=2|limit=2}}}}\n{END}')
    bot.run(farm, '-wiki:cs', f'-page:{title}')
    once = text_of(farm, 'cs', title)
    [block] = blocks.find(once, NAME)
    assert '{{1Lib1Ref worklist/row ' in block.body
    assert message('worklist-note-twice', CS, parameter='limit') in block.body
    assert message('worklist-note-idle', CS, parameter='depth', other='category, not_category') in block.body
    bot.run(farm, '-wiki:cs', f'-page:{title}')
    assert text_of(farm, 'cs', title) == once
    edit(farm, 'cs', title, once.replace('limit=1|depth=2|', ''))
    bot.run(farm, '-wiki:cs', f'-page:{title}')
    assert 'onelib-note' not in text_of(farm, 'cs', title)
