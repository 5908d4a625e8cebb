"""Quick runs on real wikis: what they answer at once, what they leave alone, what they cost."""

from __future__ import annotations

import datetime
import difflib
import json
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from onelib.store import Store, questions
from onelib.wikitext import blocks
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, NAME, START, by_bot, edit, edits, saved_as, text_of

PAGE = 'Wikipedie:Rychle'
LISTED = f'před\n{START}|category=Rychlé|limit=50|per_article=20}}}}\n{END}\nza'
# Kept in mind by nobody: what anybody asks before a wiki is asked something.
FREE = {'siteinfo', 'userinfo', 'tokens'}
TAG = '{{Fakt/dne|2019-05-01}}'


@pytest.fixture(scope='module')
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """A farm of its own: what changes there is known."""
    with Farm.start(tmp_path_factory.mktemp('quick'), ['meta', 'cs', 'pl'], tied=True) as running:
        edit(running, 'cs', 'Category:Rychlé', 'kategorie')
        assert bot.run(running).returncode == 0
        quick(running)
        yield running


@pytest.fixture
def listed(farm: Farm) -> Iterator[str]:
    """A list of two articles, made by a full run; nothing has changed since."""
    edit(
        farm,
        'cs',
        'Lípa',
        f'Lípa je strom.{TAG} Kvete v červnu.{TAG}\n\n== Užití ==\nDřevo je měkké.{TAG} [[Kategorie:Rychlé]]',
    )
    edit(farm, 'cs', 'Dub', f'Dub je starý.{TAG} [[Kategorie:Rychlé]]')
    edit(farm, 'cs', PAGE, LISTED)
    assert bot.run(farm, '-wiki:cs', f'-page:{PAGE}').returncode == 0
    assert len(rows(farm)) == 4
    settle(farm)
    yield text_of(farm, 'cs', PAGE)
    for title in (PAGE, 'Lípa', 'Dub', 'Lípa srdčitá', 'Javor', 'Javor klen', 'Buk'):
        farm.api('cs', action='edit', title=title, text='nic')


def quick(farm: Farm, *arguments: str, script: str = 'worklist') -> str:
    """A quick run; gives back what it said."""
    result = bot.run(farm, '-quick', *arguments, script=script)
    assert result.returncode == 0, result.stderr
    return str(result.stderr)


def reads(farm: Farm) -> Counter[str]:
    """How often the bot has read each wiki since the last reset."""
    found: Counter[str] = Counter(dict.fromkeys(farm.wikis, 0))
    for request in by_bot(farm):
        asked = [request.get(name) for name in ('prop', 'list', 'generator')]
        if request['action'] == 'query' and (any(asked) or not set(request.get('meta', ())) <= FREE):  # type: ignore[call-overload]
            found[str(request['wiki'])] += 1
    return found


def settle(farm: Farm, minutes: int = 0) -> None:
    """As if all changes up to now had been looked at, and no page had been refreshed within the last hour."""
    time.sleep(1.1)
    then = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=minutes)
    for question, _ in kept(farm, 'changes on '):
        keep(farm, question, json.dumps({'until': then.isoformat(), 'seen': []}))
    forget(farm, 'waiting on ')


def kept(farm: Farm, beginning: str) -> list[tuple[str, str]]:
    """The questions of the store that begin so, with their answers."""
    with sqlite3.connect(farm.bot_dir / 'onelib.sqlite') as connection:
        wanted = 'SELECT question, answer FROM onelib_answers WHERE question LIKE ?'
        return connection.execute(wanted, (f'{beginning}%',)).fetchall()


def keep(farm: Farm, question: str, answer: str) -> None:
    with sqlite3.connect(farm.bot_dir / 'onelib.sqlite') as connection:
        connection.execute('UPDATE onelib_answers SET answer = ? WHERE question = ?', (answer, question))


def forget(farm: Farm, beginning: str) -> None:
    with sqlite3.connect(farm.bot_dir / 'onelib.sqlite') as connection:
        connection.execute('DELETE FROM onelib_answers WHERE question LIKE ?', (f'{beginning}%',))


def body(farm: Farm) -> str:
    return blocks.find(text_of(farm, 'cs', PAGE), NAME)[0].body


def rows(farm: Farm) -> list[str]:
    return re.findall(r'^\{\{1Lib1Ref worklist/row.*\}\}$', body(farm), re.MULTILINE)


def row(farm: Farm, text: str) -> str:
    [found] = [one for one in rows(farm) if f'|text={text}' in one]
    return found


def changed_lines(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.split('\n'), after.split('\n')) if line.startswith('+ ')]


def replace(farm: Farm, title: str, old: str, new: str) -> None:
    text = text_of(farm, 'cs', title)
    assert old in text
    farm.api('cs', action='edit', title=title, text=text.replace(old, new))


def test_what_a_quick_run_costs(farm: Farm, listed: str) -> None:
    """When nothing has happened a read a wiki, and two if what has happened is nothing to the bot."""
    farm.reset_requests()
    said = quick(farm)
    assert reads(farm) == {'meta': 1, 'cs': 1, 'pl': 1} and edits(farm) == 0, said
    for number in range(40):
        edit(farm, 'cs', f'Wikipedie:Jiná stránka {number}', f'text {time.monotonic()}')
        edit(farm, 'cs', f'Jiný článek {number}', f'text {time.monotonic()}')
    farm.reset_requests()
    quick(farm)
    assert reads(farm) == {'meta': 1, 'cs': 2, 'pl': 1} and edits(farm) == 0
    # So many that it is asked first which pages have blocks at all.
    for number in range(60):
        edit(farm, 'cs', f'Wikipedie:Jiná stránka {number}', f'text {time.monotonic()}')
    farm.reset_requests()
    quick(farm)
    assert reads(farm) == {'meta': 1, 'cs': 2, 'pl': 1} and edits(farm) == 0
    assert text_of(farm, 'cs', PAGE) == listed


def test_a_wrong_block_is_answered_and_then_left_alone(farm: Farm, listed: str) -> None:
    wrong = LISTED.replace('category=Rychlé|limit=50', 'catgory=Rychlé|limit=many|sort=oldst|kinds=taged')
    edit(farm, 'cs', PAGE, wrong)
    quick(farm)
    box = body(farm)
    assert 'onelib-error' in box
    for parameter, meant in (('catgory', 'category'), ('limit', ''), ('sort', 'oldest'), ('kinds', 'tagged')):
        assert (parameter in box and f'„{meant}“' in box) or not meant, box
    html = farm.api('cs', action='parse', page=PAGE, prop='text')['parse']['text']
    assert re.search(r'<div class="onelib-error".*<a href="[^"]*1Lib1Ref_worklist"', html)
    farm.reset_requests()
    quick(farm)
    assert edits(farm) == 0
    replace(farm, PAGE, 'catgory=Rychlé|limit=many|sort=oldst|kinds=taged', 'category=Rychlé|limit=50')
    quick(farm)
    assert len(rows(farm)) == 4 and 'onelib-error' not in body(farm)


def test_a_new_block_is_filled_and_others_of_the_page_stay(farm: Farm, listed: str) -> None:
    # What is in it would change, if it were looked at: an article of its category is new.
    edit(farm, 'cs', 'Lípa srdčitá', f'Roste na hrázi.{TAG} [[Kategorie:Rychlé]]')
    settle(farm)
    more = f'{START}|category=Rychlé|limit=1}}}}\n{END}'
    edit(farm, 'cs', PAGE, f'{listed}\n{more}')
    quick(farm)
    text = text_of(farm, 'cs', PAGE)
    first, second = blocks.find(text, NAME)
    assert text.startswith(listed) and second.body.count('\n{{1Lib1Ref worklist/row') == 1
    assert first.body in listed
    # Words beside the blocks are nothing to the bot.
    edit(farm, 'cs', PAGE, f'{text}\nslovo')
    farm.reset_requests()
    quick(farm)
    assert edits(farm) == 0 and reads(farm)['cs'] <= 2


def test_a_claim_is_answered(farm: Farm, listed: str) -> None:
    line = row(farm, 'Lípa je strom.')
    edit(farm, 'cs', PAGE, listed.replace(line, f'{line[:-2]}|by = ~~~~}}}}'))
    quick(farm)
    claimed = row(farm, 'Lípa je strom.')
    assert re.search(r' \|by=\[\[.* \|until=\d{4}-\d\d-\d\d\}\}$', claimed)
    # The seal is the same.
    assert len(changed_lines(listed, text_of(farm, 'cs', PAGE))) == 1
    farm.reset_requests()
    quick(farm)
    assert edits(farm) == 0 and row(farm, 'Lípa je strom.') == claimed


def test_what_somebody_has_sourced_is_marked(farm: Farm, listed: str) -> None:
    replace(farm, 'Lípa', f'Lípa je strom.{TAG}', 'Lípa je strom.<ref>Atlas</ref>')
    quick(farm)
    text = text_of(farm, 'cs', PAGE)
    today = f'{datetime.datetime.now(datetime.UTC):%Y-%m-%d}'
    assert row(farm, 'Lípa je strom.').endswith(f' |done={today} |sourced=yes}}}}')
    assert [line.count('|done=') for line in rows(farm)].count(1) == 1
    # The row, and the line with date and counts, which ends with the seal: its words are the same, behind how many are
    # sourced.
    lines = changed_lines(listed, text)
    assert len(lines) == 2 and 'onelib-count' in lines[0]
    count = re.sub('<!--.*', '', lines[0][2:])
    assert count.partition('</div></div>')[2] in listed and ': 1 / 4<' in count
    assert text.startswith(listed.partition('}}')[0]) and text.endswith(f'{END}\nza')
    html = farm.api('cs', action='parse', page=PAGE, prop='text')['parse']['text']
    assert html.count('Hotovo') == 1 and html.count('class="onelib-skip"') == 1
    # Within the hour nothing else is changed for this; then it is.
    replace(farm, 'Dub', f'Dub je starý.{TAG}', 'Dub je starý.<ref>Atlas</ref>')
    farm.reset_requests()
    quick(farm)
    assert edits(farm) == 0 and text_of(farm, 'cs', PAGE) == text
    age(farm)
    quick(farm)
    assert 'done=' in row(farm, 'Dub je starý.') and edits(farm) == 1
    # A full run of the same day lets the rows stand, and has nothing to save.
    farm.reset_requests()
    assert bot.run(farm, '-wiki:cs', f'-page:{PAGE}').returncode == 0
    assert all(f' |done={today} ' in row(farm, text) for text in ('Lípa je strom.', 'Dub je starý.'))
    assert ': 2 / 4<' in body(farm)
    assert sum('|done=' in line for line in rows(farm)) == 2


def records(farm: Farm) -> dict[str, tuple[str, str, bool]]:
    """What is known of each statement that has stood on the list, by its text: how it ended, by whom, whether where."""
    with sqlite3.connect(farm.bot_dir / 'onelib.sqlite') as connection:
        question = (
            'SELECT text, ending, editor, revision FROM onelib_statements JOIN onelib_listings '
            'USING (wiki, page_id, fingerprint) WHERE page = ? ORDER BY last'
        )
        found = connection.execute(question, (PAGE,)).fetchall()
    return {text: (ending, editor, bool(revision)) for text, ending, editor, revision in found}


def test_a_full_run_finds_out_what_has_left_its_category(farm: Farm, listed: str) -> None:
    """An article that is no candidate any more is looked up, once it has not been seen for an hour."""
    replace(farm, 'Dub', f'Dub je starý.{TAG} [[Kategorie:Rychlé]]', 'Dub je starý.<ref>Atlas</ref>')
    with sqlite3.connect(farm.bot_dir / 'onelib.sqlite') as connection:
        connection.execute("UPDATE onelib_statements SET last = '2026-01-01 00:00:00.000000'")
    assert bot.run(farm, '-wiki:cs', f'-page:{PAGE}').returncode == 0
    assert records(farm)['Dub je starý.'][0] == 'sourced'
    assert 'sourced=yes' in row(farm, 'Dub je starý.') and len(rows(farm)) == 4


def test_what_becomes_of_each_statement(farm: Farm, listed: str) -> None:
    """One is sourced in an article that moves, one reworded, one loses its tag alone, two go, one with its article."""
    edit(farm, 'cs', 'Javor klen', 'nic')
    farm.api('cs', action='delete', title='Javor klen')
    edit(
        farm,
        'cs',
        'Javor',
        f'Javor je vysoký.{TAG} Roste v celé Evropě, i na horách.{TAG}\n\nListy má dlanité.{TAG} Kůra je hladká.'
        '<ref>Herbář</ref>\n\nPlody létají.{TAG} [[Kategorie:Rychlé]]'.replace('{TAG}', TAG),
    )
    edit(farm, 'cs', 'Buk', f'Buk je statný.{TAG} [[Kategorie:Rychlé]]')
    assert bot.run(farm, '-wiki:cs', f'-page:{PAGE}').returncode == 0
    assert len(rows(farm)) == 9
    settle(farm)
    farm.api('cs', action='move', **{'from': 'Javor', 'to': 'Javor klen'})
    replace(farm, 'Javor klen', f'Javor je vysoký.{TAG}', 'Javor je vysoký.<ref>Klíč</ref>')
    replace(farm, 'Javor klen', 'Roste v celé Evropě, i na horách.', 'Roste v celé Evropě a na horách.')
    replace(farm, 'Javor klen', f'Listy má dlanité.{TAG}', 'Listy má dlanité.')
    replace(farm, 'Javor klen', f'Plody létají.{TAG}', '')
    farm.api('cs', action='delete', title='Buk')
    quick(farm)
    now = records(farm)
    assert now['Javor je vysoký.'][0] == 'sourced' and now['Javor je vysoký.'][2]
    assert 'Roste v celé Evropě, i na horách.' not in now and now['Roste v celé Evropě a na horách.'][0] == ''
    assert now['Listy má dlanité.'][0] == 'untagged' and now['Plody létají.'][0] == 'removed'
    assert now['Buk je statný.'][0] == 'gone'
    said = body(farm)
    assert said.count('|sourced=yes') == 1 and 'sourced=yes' in row(farm, 'Javor je vysoký.') and ': 1 / 9<' in said
    html = farm.api('cs', action='parse', page=PAGE, prop='text')['parse']['text']
    assert html.count('Děkujeme!') == 1 and 'width:11%' in html and '|editor=' not in said
    # Whoever takes part and does not mind is thanked by name; who does not want it any more is not.
    editor = now['Javor je vysoký.'][1]
    for names in ([editor], []):
        name_people(farm, names)
        farm.reset_requests()
        assert bot.run(farm, '-wiki:cs', f'-page:{PAGE}').returncode == 0
        assert (f'|editor={editor}' in row(farm, 'Javor je vysoký.')) == bool(names)
        farm.reset_requests()
        assert bot.run(farm, '-wiki:cs', f'-page:{PAGE}').returncode == 0
        assert edits(farm) == 0


def name_people(farm: Farm, names: list[str]) -> None:
    """As if a tally had read who takes part and may be named."""
    Store(f'sqlite:///{farm.bot_dir / "onelib.sqlite"}').keep(
        questions.may_be_named(''), names, datetime.datetime.now(datetime.UTC)
    )


def age(farm: Farm) -> None:
    """As if an hour had passed since pages were refreshed."""
    then = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=61)).isoformat()
    for question, answer in kept(farm, 'waiting on '):
        keep(farm, question, re.sub('("refreshed": )"[^"]*"', rf'\1"{then}"', answer))


def test_who_takes_a_source_away_has_the_row_back(farm: Farm, listed: str) -> None:
    replace(farm, 'Lípa', f'Lípa je strom.{TAG}', 'Lípa je strom.<ref>Atlas</ref>')
    quick(farm)
    assert 'done=' in row(farm, 'Lípa je strom.')
    replace(farm, 'Lípa', 'Lípa je strom.<ref>Atlas</ref>', f'Lípa je strom.{TAG}')
    age(farm)
    quick(farm)
    assert rows(farm) == re.findall(r'^\{\{1Lib1Ref worklist/row.*\}\}$', listed, re.MULTILINE)


def test_sections_that_have_moved_and_words_that_have_changed(farm: Farm, listed: str) -> None:
    marked = listed.replace(row(farm, 'Dřevo je měkké.'), row(farm, 'Dřevo je měkké.').replace('}}', ' |by=Eva}}'))
    edit(farm, 'cs', PAGE, marked)
    assert ' |number=1 ' in row(farm, 'Dřevo je měkké.')
    replace(farm, 'Lípa', '\n== Užití ==', '\n== Výskyt ==\nV Evropě.\n\n== Užití ==')
    replace(farm, 'Lípa', 'Kvete v červnu.', 'Kvete už v červnu.')
    quick(farm)
    now = row(farm, 'Dřevo je měkké.')
    assert ' |number=2 ' in now and ' |by=Eva |until=' in now and 'done=' not in body(farm)
    assert row(farm, 'Kvete už v červnu.')
    assert len(changed_lines(marked, text_of(farm, 'cs', PAGE))) <= 4


def test_articles_that_were_moved_or_deleted(farm: Farm, listed: str) -> None:
    farm.api('cs', action='move', **{'from': 'Lípa', 'to': 'Lípa velkolistá', 'noredirect': True})
    farm.api('cs', action='delete', title='Dub')
    quick(farm)
    assert sum('|article=Lípa velkolistá ' in line for line in rows(farm)) == 3
    assert 'done=' in row(farm, 'Dub je starý.') and body(farm).count('done=') == 1
    # It is known by its new name from now on.
    replace(farm, 'Lípa velkolistá', f'Dřevo je měkké.{TAG}', 'Dřevo je měkké.<ref>Atlas</ref>')
    age(farm)
    quick(farm)
    assert 'done=' in row(farm, 'Dřevo je měkké.')
    farm.api('cs', action='delete', title='Lípa velkolistá')


def test_what_others_write_into_a_block_stays_no_longer_than_until_then(farm: Farm, listed: str) -> None:
    edit(farm, 'cs', PAGE, listed.replace('|text=Dub', '|text=Velký dub'))
    quick(farm)
    assert row(farm, 'Dub je starý.')


def test_a_cursor_that_is_old_or_of_the_future(farm: Farm, listed: str) -> None:
    for minutes in (100 * 24 * 60, -60):
        # Another call each time, so that it is no undoing of what the bot wrote.
        edit(farm, 'cs', PAGE, LISTED.replace('limit=50', f'limit={max(7, minutes % 90)}'))
        settle(farm, minutes)
        farm.reset_requests()
        said = quick(farm)
        assert 'its pages with blocks were looked at' in said, said
        assert len(rows(farm)) == 4 and edits(farm) == 1
        farm.reset_requests()
        assert 'its pages with blocks were looked at' not in quick(farm)
        assert edits(farm) == 0


def test_a_wiki_that_was_never_looked_at(farm: Farm, listed: str) -> None:
    """What a full run has filled is left to the next one; what nobody has filled is filled."""
    edit(farm, 'cs', 'Wikipedie:Rychle/Druhá', LISTED)
    forget(farm, 'changes on ')
    forget(farm, 'served on ')
    farm.reset_requests()
    quick(farm)
    assert edits(farm) == 1 and text_of(farm, 'cs', PAGE) == listed
    assert text_of(farm, 'cs', 'Wikipedie:Rychle/Druhá').count('worklist/row |') == 4
    edit(farm, 'cs', 'Wikipedie:Rychle/Druhá', 'nic')


def test_a_full_and_a_quick_run_at_once(farm: Farm, listed: str) -> None:
    edit(farm, 'cs', PAGE, LISTED.replace('per_article=20', 'per_article=2'))
    replace(farm, 'Dub', f'Dub je starý.{TAG}', 'Dub je starý.<ref>Atlas</ref>')
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(bot.run, farm, *arguments) for arguments in (('-quick',), ('-wiki:cs',))]
    assert [run.result().returncode for run in runs] == [0, 0], [run.result().stderr for run in runs]
    assert sum('|done=' not in line for line in rows(farm)) == 2
    assert saved_as(farm, 'cs', 'Wikipedie:Nic', 'nic')


def test_a_page_without_its_block_is_forgotten(farm: Farm, listed: str) -> None:
    edit(farm, 'cs', PAGE, 'nic')
    replace(farm, 'Lípa', f'Lípa je strom.{TAG}', 'Lípa je strom.<ref>Atlas</ref>')
    quick(farm)
    assert not kept(farm, f'served on cs: {NAME}: {PAGE}')
