"""What one page costs the wikis: no more than the settings allow, fairly shared; its lists say what was left out."""

from __future__ import annotations

from pathlib import Path

from onelib.wikitext import blocks
from tests.jobs.test_worklist import END, NAME, START, by_bot, edit, text_of
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.faults import Faults

MOST = 24


def test_a_page_has_a_budget(farm: Farm, tmp_path: Path) -> None:
    """Six lists with a tree of a dozen categories each, and then one that costs little."""
    for name in ('R', 'S'):
        for number in range(12):
            edit(farm, 'cs', f'Category:Strom {name}{number}', f'[[Category:Strom {name}]]')
        edit(farm, 'cs', f'Kniha {name}', f'Kniha {name} je stará.{{{{Fakt/dne}}}} [[Category:Strom {name}]]')
    title = 'Wikipedie:Drahá'
    lists = [f'{START}|category=Strom R|depth=1|limit={n}}}}}\n{END}' for n in (1, 2)]
    lists += [f'{START}|category=Strom S|depth={n}}}}}\n{END}' for n in range(1, 6)]
    edit(farm, 'cs', title, '\n'.join([*lists, f'{START}|category=Strom S}}}}\n{END}']))
    with Faults.between(farm, tmp_path) as faults:
        settings = faults.bot_dir / 'onelib.toml'
        settings.write_text(f'max_page_requests = {MOST}\n{settings.read_text()}')
        farm.reset_requests()
        result = bot.run(faults, '-wiki:cs', f'-page:{title}')
    assert 'Traceback' not in result.stderr
    assert sum(request['wiki'] == 'cs' for request in by_bot(farm)) < MOST + 25
    bodies = [block.body for block in blocks.find(text_of(farm, 'cs', title), NAME)]
    assert all(' |text=' in body for body in bodies), 'each has its share'
    assert 'prohlédnut' in bodies[0], 'it says that not all was looked at'
    assert 'prohlédnut' not in bodies[-1]
    edit(farm, 'cs', title, 'nic')
