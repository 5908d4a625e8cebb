"""Somebody edits a page while the bot is making its list."""

from __future__ import annotations

import subprocess
import sys

from tests.jobs.test_worklist import END, START, edit, text_of
from tests.sandbox.farm import Farm

# Stands in for a person with quick hands: an edit without an account, after the bot has read the page.
INTERRUPTED = """
import sys, urllib.parse, urllib.request
from onelib.jobs import worklist
import worklist as script

api, title, texts = sys.argv[1], sys.argv[2], sys.argv[3:]
body = worklist.Job.body

def interrupted(self, block, code):
    made = body(self, block, code)
    if texts:
        data = {'action': 'edit', 'title': title, 'text': texts.pop(0), 'token': '+' + chr(92), 'format': 'json'}
        answer = urllib.request.urlopen(api, urllib.parse.urlencode(data).encode()).read()
        assert b'Success' in answer, answer
    return made

worklist.Job.body = interrupted
sys.exit(script.main('-wiki:cs', '-page:' + title))
"""


def run(farm: Farm, title: str, *texts: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, '-c', INTERRUPTED, f'{farm.url}/cs/api.php', title, *texts]
    return subprocess.run(command, env=farm.environment(), capture_output=True, text=True, check=False)


def test_the_edit_of_the_other_is_kept(farm: Farm) -> None:
    title = 'Wikipedie:Souběh'
    edit(farm, 'cs', title, f'před\n{START}|limit=2}}}}\nstarý\n{END}\nza')
    result = run(farm, title, f'PŘED\n{START}|limit=2}}}}\nněčí\n{END}\nZA')
    assert result.returncode == 0, result.stderr
    text = text_of(farm, 'cs', title)
    assert text.startswith(f'PŘED\n{START}|limit=2}}}}\n')
    assert text.endswith(f'\n{END}\nZA')
    assert text.count('<mark') == 2
    assert 'něčí' not in text and 'starý' not in text
    edit(farm, 'cs', title, 'nic')


def test_who_takes_the_block_away_stops_the_bot(farm: Farm) -> None:
    title = 'Wikipedie:Souběh'
    for without in ('Nechceme.', f'Nechceme. {START}|limit=2}}}}', f'{END} Nechceme.'):
        edit(farm, 'cs', title, f'před\n{START}|limit=2}}}}\nstarý\n{END}\nza')
        run(farm, title, without)
        assert text_of(farm, 'cs', title) == without
    edit(farm, 'cs', title, 'nic')


def test_a_block_that_was_changed_waits_for_the_next_run(farm: Farm) -> None:
    title = 'Wikipedie:Souběh'
    edit(farm, 'cs', title, f'{START}|limit=2}}}}\nstarý\n{END}')
    changed = f'{START}|limit=1}}}}\nstarý\n{END}'
    assert run(farm, title, changed).returncode == 0
    assert text_of(farm, 'cs', title) == changed
    assert run(farm, title).returncode == 0
    assert text_of(farm, 'cs', title).count('<mark') == 1
    edit(farm, 'cs', title, 'nic')
