"""The tally of a campaign that is going on: what each run finds, and what it does when something goes wrong."""

from __future__ import annotations

import datetime
import html
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from onelib import wikis
from onelib.pages.messages import message
from onelib.wikitext import blocks
from tests.jobs.tally_pages import Section, sections
from tests.neighbours import Contributions, Course, Dashboard, Enrolled, Event, Events, Neighbours, Registered, faults
from tests.sandbox import bot
from tests.sandbox.accounts import read_secrets
from tests.sandbox.client import ApiClient
from tests.sandbox.farm import Farm
from tests.sandbox.faults import ALWAYS, Faults, Status
from tests.sandbox.history import Revision, replay
from tests.sandbox.pages import edit, text_of

NAME = '1Lib1Ref tally'
PERSON = 'Librarian'
SETTINGS, SIGN_UPS, RESULTS, LOCAL = 'Kampaň', 'Přihlášky', 'Výsledky', 'Wikipedie:Výsledky'
BASE = 'Kniha je stará. Je z roku 1574.\n<references />'
WIDE = ('references', 'reused', 'edits', 'hashtag')


@dataclass
class Running:
    """A campaign of these days on two wikis."""

    farm: Farm
    faults: Faults
    librarians: dict[str, ApiClient] = field(default_factory=dict)

    def write(self, code: str, title: str, text: str, summary: str = '#1lib1ref') -> tuple[int, int]:
        """An edit of the participant; its revision and the one before."""
        if code not in self.librarians:
            password = read_secrets(self.farm.directory)['accounts'][PERSON]
            self.librarians[code] = ApiClient(f'{self.farm.url}/{code}/api.php', PERSON, password)
        made = self.librarians[code](action='edit', title=title, text=text, summary=summary)['edit']
        return made['newrevid'], made['oldrevid']

    def run(self, *arguments: str, code: int = 0) -> str:
        """What a run says on stderr."""
        result = bot.run(self.faults, *arguments, script='tally')
        assert result.returncode == code, result.stderr
        assert 'Traceback' not in result.stderr
        return result.stderr

    def section(self, heading: str = 'Účastníci') -> Section:
        return sections(self.farm, 'meta', RESULTS)[heading]

    def numbers(self, name: str = PERSON) -> list[int]:
        return self.section().numbers('participant', WIDE)[name]

    def texts(self) -> list[str]:
        return [text_of(self.farm, 'meta', RESULTS), text_of(self.farm, 'cs', LOCAL)]

    def store(self) -> list[str]:
        with sqlite3.connect(self.faults.bot_dir / 'onelib.sqlite') as connection:
            return list(connection.iterdump())


def block(**parameters: str) -> str:
    given = ''.join(f'|{key}={value}' for key, value in parameters.items())
    return f'{{{{{NAME}{given}}}}}\n{{{{{NAME} end}}}}'


def grown(before: list[int], after: list[int]) -> list[int]:
    return [new - old for old, new in zip(before, after, strict=True)]


@pytest.fixture(scope='module')
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    directory = tmp_path_factory.mktemp('running')
    today = datetime.datetime.now(datetime.UTC).date()
    start, end = today - datetime.timedelta(days=2), today + datetime.timedelta(days=5)
    with (
        Farm.start(directory / 'farm', ['meta', 'cs', 'pl'], tied=True) as farm,
        Faults.between(farm, directory / 'bot') as faults,
    ):
        described = f'|id=now|start={start}|end={end}|hashtags=1lib1ref|wikis=cs, pl|participants={SIGN_UPS}'
        edit(farm, 'meta', SETTINGS, f'{{{{1Lib1Ref campaign{described}}}}}')
        edit(farm, 'meta', SIGN_UPS, f'# [[:cs:User:{PERSON}|{PERSON}]]\n# [[:cs:User:Věra Malá|Věra]]')
        views = {'Účastníci': 'participants', 'Wiki': 'wikis', 'Zpráva': 'report'}
        shown = [f'== {heading} ==\n{block(campaign="now", view=view)}' for heading, view in views.items()]
        edit(farm, 'meta', RESULTS, '\n'.join(shown))
        edit(farm, 'cs', LOCAL, block(campaign='now', wiki='cs'))
        world = Running(farm, faults)
        edit(farm, 'pl', 'Stara książka', BASE)
        world.write('pl', 'Stara książka', BASE.replace('1574.', '1574.<ref>Kronika, 1900</ref>'))
        world.run()
        assert world.numbers() == [1, 0, 1, 1]
        yield world


def test_a_new_edit_is_found_and_only_its_revisions_are_read(running: Running) -> None:
    for number in range(2):
        title = f'Nová kniha {number}'
        edit(running.farm, 'cs', title, BASE)
        before, since = running.numbers(), len(running.faults.requests)
        made = running.write('cs', title, BASE.replace('1574.', '1574.<ref>Kronika</ref>'))
        running.run()
        assert grown(before, running.numbers()) == [1, 0, 1, 1]
        read = [
            revision
            for request in running.faults.requests[since:]
            if request.wiki in ('cs', 'pl') and 'content' in request.params.get('rvprop', '')
            for revision in request.params.get('revids', '').split('|')
            if revision
        ]
        assert sorted(map(int, read)) == sorted(made)


def test_an_edit_that_is_undone_loses_its_points(running: Running) -> None:
    edit(running.farm, 'cs', 'Sporná kniha', BASE)
    before = running.numbers()
    made, _ = running.write('cs', 'Sporná kniha', BASE.replace('stará.', 'stará.<ref>To ví každý</ref>'))
    running.run()
    assert grown(before, running.numbers()) == [1, 0, 1, 1]
    running.farm.api('cs', action='edit', title='Sporná kniha', undo=made)
    running.run()
    assert running.numbers() == before
    # By hand, which no tag tells.
    running.write('cs', 'Sporná kniha', BASE.replace('stará.', 'stará.<ref>Noviny</ref>'))
    running.run()
    assert grown(before, running.numbers()) == [1, 0, 1, 1]
    edit(running.farm, 'cs', 'Sporná kniha', BASE.replace('stará', 'velmi stará'))
    running.run()
    assert running.numbers() == before


def test_who_opts_out_is_in_the_sums_alone(running: Running) -> None:
    before = text_of(running.farm, 'meta', SIGN_UPS)
    total = running.section().numbers('participant', WIDE)[running.section().say('total')]
    edit(running.farm, 'meta', SIGN_UPS, before + f'\n# {{{{1Lib1Ref participant|{PERSON}|optout=yes}}}}')
    running.run()
    shown = running.section()
    assert shown.numbers('participant', WIDE)[shown.say('total')] == total
    assert not any(PERSON in text for text in running.texts())
    edit(running.farm, 'meta', SIGN_UPS, before)
    running.run()
    assert running.numbers()


def test_whose_name_is_hidden_is_in_the_sums_alone(running: Running) -> None:
    """From every page, at the next run, by administrators and by oversighters; until it is shown again."""
    rights = {'sysop': {'deleterevision': True, 'suppressrevision': True}}
    edit(running.farm, 'cs', 'Skrytá kniha', BASE)
    first, _ = running.write('cs', 'Skrytá kniha', BASE.replace('1574.', '1574.<ref>Skrytý zdroj</ref>'))
    latest, _ = running.write('cs', 'Skrytá kniha', BASE.replace('1574.', '1574.<ref>Skrytý zdroj</ref> Ano.'))
    running.run()
    shown = running.section()
    total, mine = shown.numbers('participant', WIDE)[shown.say('total')], running.numbers()
    with running.farm.configured('cs', wgGroupPermissions=rights):
        for revision, suppressed in ((first, 'no'), (latest, 'yes')):
            for change in ('hide', 'show'):
                given = {change: 'user', 'suppress': suppressed if change == 'hide' else 'no'}
                running.farm.api('cs', action='revisiondelete', type='revision', ids=revision, **given)
                for _ in range(2):
                    since = len(running.faults.requests)
                    running.run()
                    asked = running.faults.requests[since:]
                    assert sum('delete/revision' in str(one.params) for one in asked) <= 2, 'one a wiki'
                    shown = running.section()
                    assert shown.numbers('participant', WIDE)[shown.say('total')] == total
                    hides = change == 'hide'
                    assert [PERSON in text for text in running.texts()] == [not hides] * 2
    assert running.numbers() == mine


def test_lines_that_are_not_understood_are_named(running: Running) -> None:
    """In each block of the campaign, with a link, and on the status page."""
    before = text_of(running.farm, 'meta', SIGN_UPS)
    edit(running.farm, 'meta', SIGN_UPS, f'{before}\n# <nowiki>~~~~</nowiki>\n# @Nikdo takový\n== Další ==\n# User:Kdo')
    errors = running.run()
    english = '3 lines on the sign-up page were not understood'
    assert any(SIGN_UPS in line and '3 lines were not understood' in line for line in errors.splitlines())
    meta, local = running.texts()
    in_blocks = [block.body for block in blocks.find(meta, NAME)]
    assert len(in_blocks) == 3
    for body in in_blocks:
        assert english in body and f'[[:{SIGN_UPS}|{SIGN_UPS}]], [[:{SIGN_UPS}#Další|Další]]' in body
    assert 'neporozuměl 3 řádkům' in local and f'{SIGN_UPS}#Další' in local
    running.run()
    assert running.texts() == [meta, local]
    edit(running.farm, 'meta', SIGN_UPS, before)
    running.run()
    assert not any('neporozuměl' in text or 'not understood' in text for text in running.texts())


def test_a_sign_up_page_that_nobody_is_on_is_named(running: Running) -> None:
    before = text_of(running.farm, 'meta', SIGN_UPS)
    edit(running.farm, 'meta', SIGN_UPS, 'Sign up here.')
    running.run()
    meta, local = running.texts()
    assert f'Nobody has signed up there yet: [[:{SIGN_UPS}|{SIGN_UPS}]].' in meta
    assert 'se zatím nikdo nepřihlásil' in local and SIGN_UPS in local
    edit(running.farm, 'meta', SIGN_UPS, before)
    running.run()
    assert not any('Nobody has' in text or 'nikdo nepřihlásil' in text for text in running.texts())


def test_an_account_that_is_renamed_takes_its_edits_along(running: Running) -> None:
    now = datetime.datetime.now(datetime.UTC)
    times = [(now - datetime.timedelta(minutes=minutes)).strftime('%Y-%m-%dT%H:%M:%SZ') for minutes in (20, 10)]
    cited = BASE.replace('1574.', '1574.<ref>Paměti</ref>')
    replay(
        running.farm,
        'cs',
        [Revision('Kniha Věry', 'Autor', times[0], BASE), Revision('Kniha Věry', 'Věra Malá', times[1], cited)],
    )
    running.run()
    assert running.numbers('Věra Malá') == [1, 0, 1, 0]
    replay(running.farm, 'cs', [], renames={'Věra Malá': 'Věra Velká'})
    # Who has which name is asked once a day.
    with sqlite3.connect(running.faults.bot_dir / 'onelib.sqlite') as connection:
        connection.execute("DELETE FROM onelib_answers WHERE question LIKE 'accounts on %'")
    running.run()
    assert running.numbers('Věra Velká') == [1, 0, 1, 0]
    assert 'Věra Malá' not in running.section().text


def test_a_statement_of_a_worklist_is_counted_as_such(running: Running) -> None:
    tagged = BASE.replace('Kniha je stará.', 'Kniha je opravdu velmi stará.{{Fakt/dne}}')
    edit(running.farm, 'cs', 'Kniha se štítkem', tagged)
    page = 'Wikipedie:Seznam kampaně'
    edit(running.farm, 'cs', page, '{{1Lib1Ref worklist|campaign=now|limit=500}}\n{{1Lib1Ref worklist end}}')
    result = bot.run(running.faults, '-wiki:cs', f'-page:{page}')
    assert result.returncode == 0, result.stderr
    # Times of edits are whole seconds: in the same one, nobody could say what came first.
    time.sleep(1)
    running.write('cs', 'Kniha se štítkem', tagged.replace('{{Fakt/dne}}', '<ref>Katalog</ref>'))
    running.run()
    report = running.section('Zpráva')
    for key in ('sourced', 'listed'):
        assert f'{report.say(key)}: 1\n' in report.text


def test_wrong_settings_are_answered_in_the_block(running: Running) -> None:
    page, bad = 'Wikipedie:Chyby', 'Špatná kampaň'
    edit(running.farm, 'meta', bad, '{{1Lib1Ref campaign|id=bad|start=2026-13-40|end=2026-02-05}}')
    wrong = {
        'view': ({'campaign': 'now', 'view': 'winners'}, 'participants, wikis'),
        'campaign': ({'campaign': 'nikdy'}, 'now'),
        'seed': ({'campaign': 'now', 'view': 'draw', 'seed': '[[x]]'}, ''),
        'start': ({'campaign': 'bad'}, '2027-01-15'),
    }
    edit(running.farm, 'cs', page, '\n'.join(block(**parameters) for parameters, _ in wrong.values()))
    errors = running.run('-wiki:cs', f'-page:{page}')
    found = blocks.find(text_of(running.farm, 'cs', page), NAME)
    rendered = running.farm.api('cs', action='parse', page=page, prop='text')['parse']['text']
    boxes = [box.partition('</div>')[0] for box in rendered.split('onelib-error')[1:]]
    czech = wikis.load('cs')
    assert len(found) == len(boxes) == len(wrong)
    for (parameter, (_, allowed)), box in zip(wrong.items(), boxes, strict=True):
        assert message('tally-error-first', czech) in box
        assert parameter in box and allowed in box
        assert parameter in errors
    assert '2026-13-40' in boxes[-1] and 'bad' in boxes[-1]
    # Nobody else's numbers suffer.
    running.run('-wiki:meta')
    for title in ((page, 'cs'), (bad, 'meta')):
        edit(running.farm, title[1], title[0], 'nic')


def test_the_last_numbers_stay_below_a_mistake(running: Running) -> None:
    good = blocks.find(text_of(running.farm, 'cs', LOCAL), NAME)[0].body
    edit(running.farm, 'cs', LOCAL, text_of(running.farm, 'cs', LOCAL).replace('wiki=cs', 'wiki=xx', 1))
    running.run('-wiki:cs', f'-page:{LOCAL}')
    body = blocks.find(text_of(running.farm, 'cs', LOCAL), NAME)[0].body
    assert message('tally-error', wikis.load('cs')) in body and body.endswith(good)
    edit(running.farm, 'cs', LOCAL, text_of(running.farm, 'cs', LOCAL).replace('wiki=xx', 'wiki=cs', 1))
    running.run('-wiki:cs', f'-page:{LOCAL}')
    assert 'onelib-error' not in text_of(running.farm, 'cs', LOCAL)


def test_what_a_campaign_names_and_is_not_there_is_answered_in_all_its_blocks(running: Running) -> None:
    settings, before = text_of(running.farm, 'meta', SETTINGS), running.texts()
    wrong = settings.replace(SIGN_UPS, f'{SIGN_UPS}, Wikipedie:Účastníci, Není nikde|optout=Neni|previous=n')
    edit(running.farm, 'meta', SETTINGS, wrong)
    running.run()
    for code, text, old in zip(('meta', 'cs'), running.texts(), before, strict=True):
        for block_now, block_then in zip(blocks.find(text, NAME), blocks.find(old, NAME), strict=True):
            box = block_now.body.partition('onelib-error')[2].partition('</div>')[0]
            assert html.unescape(box).count('„now“' if code == 'cs' else '“now”') == 4, box
            for named in (
                'Wikipedie:Účastníci',
                'Není nikde',
                'Neni',
                '“n”' if code == 'meta' else '„n“',
            ):
                assert named in html.unescape(box), box
            # The numbers stay as they were, and nobody is named who was not.
            assert block_now.body.endswith(block_then.body.lstrip('\n'))
    edit(running.farm, 'meta', SETTINGS, settings)
    running.run()
    assert 'onelib-error' not in ''.join(running.texts())


def test_a_second_campaign_of_one_id(running: Running) -> None:
    """The page that the bot knows keeps it, on the other one the answer stands, and both are named."""
    before, other = running.texts(), 'A cizí kampaň'
    stolen = text_of(running.farm, 'meta', SETTINGS).replace('1lib1ref', 'VandalTag')
    edit(running.farm, 'meta', other, f'<div style="display:none">{stolen}</div>{block(campaign="now")}')
    errors = running.run()
    assert running.texts() == before
    named = [line for line in errors.splitlines() if 'served is' in line]
    assert len(named) == 2 and all(SETTINGS in line and other in line for line in named)
    [box] = re.findall(r'onelib-error.*?</div>', text_of(running.farm, 'meta', other))
    assert SETTINGS in box and other in box
    edit(running.farm, 'meta', other, 'nic')
    running.run()


def test_simulation_writes_nothing(running: Running) -> None:
    running.run()
    assert 'would be saved' not in running.run('-simulate')
    before, kept, since = running.texts(), running.store(), len(running.faults.requests)
    edit(running.farm, 'cs', 'Cvičná kniha', BASE)
    running.write('cs', 'Cvičná kniha', BASE.replace('stará.', 'stará.<ref>Cvičení</ref>'))
    said = running.run('-simulate')
    assert (running.texts(), running.store()) == (before, kept)
    assert not [request for request in running.faults.requests[since:] if request.action == 'edit']
    added = running.numbers()[0]
    assert any(line.startswith('+') and f'{added + 1}' in line for line in said.splitlines())
    running.run()
    assert running.numbers()[0] == added + 1


TOGETHER, SIGNED, WORKSHOPS = 'Společně', 'Přihlášky na dílny', 'Dílny'
PRIVATE, HIDDEN, STUDENT = 'Soukromá Osoba', 'Skrytá Osoba', 'Jen Posluchačka'


@pytest.fixture
def together(running: Running, tmp_path: Path) -> Iterator[Neighbours]:
    """A campaign with a page, an event and a course, and the services of these."""
    today = datetime.datetime.now(datetime.UTC)
    day, moment = today.date(), today.strftime('%Y-%m-%dT00:00:0{}Z').format
    people = [
        *(Registered(f'Účastník {n}', 5000 + n) for n in range(45)),
        Registered(PRIVATE, 6001, private=True),
        Registered(HIDDEN, 6002, state='hidden'),
    ]
    event = Event(1234, 'Večer <b>v</b> knihovně | [[x]]', people)
    course = Course('NTK/Kurz', [Enrolled('Účastník 3', 5003), Enrolled(STUDENT, None)], edits=12_345, articles=8)
    replay(
        running.farm,
        'cs',
        [
            Revision(f'Kniha {n}', user, moment(n), f'Je z roku 1574.<ref>Kronika {n}, 1900</ref>')
            for n, user in enumerate((STUDENT, PRIVATE, 'Účastník 3', 'Účastník 4'))
        ],
    )
    described = f'|id=spolu|start={day}|end={day}|hashtags=spolu|wikis=cs'
    edit(
        running.farm,
        'meta',
        TOGETHER,
        f'{{{{1Lib1Ref campaign{described}|participants={SIGNED}, event:1234, dashboard:NTK/Kurz}}}}',
    )
    edit(running.farm, 'meta', SIGNED, '# [[:cs:User:Účastník 7]]\n# [[:cs:User:Jitka Tichá|Jitka]]')
    views = {'Lidé': 'participants', 'Dílny': 'events', 'Zpráva': 'report', 'Noví': 'newcomers'}
    shown = [f'== {heading} ==\n{block(campaign="spolu", view=view)}' for heading, view in views.items()]
    edit(running.farm, 'meta', WORKSHOPS, '\n'.join(shown))
    settings = running.faults.bot_dir / 'onelib.toml'
    before = settings.read_text()
    api = running.farm.installation.api_url
    contributions = Contributions(events := Events(event), {'cswiki': api('cs')}, api('meta'))
    with Neighbours(events, Dashboard(course), contributions) as neighbours:
        base = f'{neighbours.address}w/rest.php/campaignevents/v0/'
        settings.write_text(f'campaignevents = "{base}"\ndashboard = "{neighbours.address}"\n{before}')
        yield neighbours
    settings.write_text(before)
    for title in (TOGETHER, WORKSHOPS):
        edit(running.farm, 'meta', title, '–')


def test_a_campaign_with_an_event_and_a_course(running: Running, together: Neighbours, tmp_path: Path) -> None:
    running.run('-page:' + WORKSHOPS, '-debug')
    shown = sections(running.farm, 'meta', WORKSHOPS)
    people, workshops = shown['Lidé'], shown['Dílny']
    of = {row[people.say('participant')].partition('\n')[0]: row for row in people.rows()}
    assert of['Účastník 3'][people.say('from')] == 'Večer <b>v</b> knihovně | [[x]], Kurz'
    assert of['Účastník 7'][people.say('from')] == f'{people.say("from-page")}, Večer <b>v</b> knihovně | [[x]]'
    assert int(of['Účastník 3'][people.say('references')]) == 1
    # Two on the page, 44 more in the event, and the one who is in the course alone: in the sums, and not named.
    assert people.say('report-editors', editors=3, participants=47, unsigned=0) in shown['Zpráva'].text
    assert people.say('others', people=1) in of
    assert people.say('private') in people.text
    rows = {row[people.say('event')]: row for row in workshops.rows()}
    evening, course = rows['Večer <b>v</b> knihovně | [[x]]'], rows['Kurz']
    counted = [workshops.say(name) for name in ('participants', 'references', 'edits', 'place', 'theirs')]
    assert [evening[name] for name in counted] == ['45', '2', '2', 'Mariánské náměstí 98, Praha, CZ', '–']
    assert [course[name] for name in counted[:4]] == ['2', '2', '2', 'NTK']
    assert '≈ 12,300' in course[counted[4]]
    assert f'href="{together.address}courses/NTK/Kurz"' in workshops.html
    assert 'Special:EventDetails/1234' in workshops.html
    nobody_else_is_named(running, tmp_path)


def nobody_else_is_named(running: Running, folder: Path) -> None:
    """On no page, in no table or log; who is in a course alone is in the store, which nobody reads but the bot."""
    running.run(f'-csv:{folder}')
    running.run(f'-html:{folder}')
    files = [*folder.glob('*.csv'), *folder.glob('*.html')]
    assert {path.suffix for path in files} == {'.csv', '.html'}
    written = [path.read_text(encoding='utf-8') for path in files]
    assert any('Účastník 3' in text for text in written)
    written += [text_of(running.farm, 'meta', WORKSHOPS), *running.texts()]
    logs = [path.read_text(encoding='utf-8') for path in (running.faults.bot_dir / 'logs').rglob('*') if path.is_file()]
    for name in (PRIVATE, HIDDEN, STUDENT):
        assert not any(name in text for text in written), name
    store = '\n'.join(running.store())
    for name in (PRIVATE, HIDDEN):
        assert not any(name in text for text in [*logs, store]), name
    assert logs and 'Účastník 3' in store


def test_services_that_do_not_answer_lose_nobody(running: Running, together: Neighbours) -> None:
    def lines() -> tuple[str, ...]:
        shown = sections(running.farm, 'meta', WORKSHOPS)
        return tuple(row for heading in shown for row in re.findall(r'<tr.*?</tr>', shown[heading].html, re.DOTALL))

    running.run('-page:' + WORKSHOPS)
    before = lines()
    together.break_at(lambda call: True, faults.status(503, headers={'Retry-After': '0'}))
    assert 'event:1234' in running.run('-page:' + WORKSHOPS)
    assert lines() == before
    shown = sections(running.farm, 'meta', WORKSHOPS)['Lidé']
    said = shown.say('silent-since', links='\0', date='\0').split('\0')[0]
    assert said in shown.text
    together.mend()
    running.run('-page:' + WORKSHOPS)
    assert said not in sections(running.farm, 'meta', WORKSHOPS)['Lidé'].text


def test_an_event_that_there_is_not_is_a_mistake(running: Running, together: Neighbours) -> None:
    text = text_of(running.farm, 'meta', TOGETHER)
    edit(running.farm, 'meta', TOGETHER, text.replace('event:1234', 'event:4321'))
    running.run('-page:' + WORKSHOPS)
    assert 'event&#58;4321' in text_of(running.farm, 'meta', WORKSHOPS)
    edit(running.farm, 'meta', TOGETHER, text)


def test_edits_that_count_are_offered_to_the_event_once(running: Running, together: Neighbours) -> None:
    """Where the campaign and the operator want it, the event is on, and who made them registered publicly."""
    events, _, contributions = together.services
    assert isinstance(events, Events) and isinstance(contributions, Contributions)
    event = events.by_number[1234]
    day = datetime.datetime.now(datetime.UTC)
    event.more = {
        'timezone': 'UTC',
        'start_time': f'{day:%Y%m%d}000000',
        'end_time': f'{day + datetime.timedelta(days=1):%Y%m%d}000000',
    }

    def offered(said: str = '') -> int:
        together.calls.clear()
        assert said in running.run()
        return sum(call.method == 'PUT' for call in together.calls)

    settings, text = running.faults.bot_dir / 'onelib.toml', text_of(running.farm, 'meta', TOGETHER)
    assert offered() == 0
    edit(running.farm, 'meta', TOGETHER, text.replace('|id=spolu', '|report=yes|id=spolu'))
    assert offered('own_pages') == 0
    settings.write_text(f'own_pages = ["events"]\n{settings.read_text()}')
    contributions.organisers = ()
    assert offered('not-owner') == 1 and not contributions.taken
    contributions.organisers = ('OnelibBot',)
    event.more['tracks_contributions'] = False
    assert offered() == 0
    event.more['tracks_contributions'] = True
    assert offered() == 2 and len(contributions.taken) == 2
    assert offered() == 0


def test_a_wiki_that_is_down_keeps_its_numbers_and_is_named(running: Running) -> None:
    running.run()
    down = threading.Event()
    down.set()
    before = running.texts()
    edit(running.farm, 'pl', 'Nowa książka', BASE)
    running.write('pl', 'Nowa książka', BASE.replace('stará.', 'stará.<ref>Gazeta</ref>'))
    running.faults.on(lambda request: request.wiki == 'pl' and down.is_set(), Status(503), times=ALWAYS)
    errors = running.run()
    assert any('pl cannot be read' in line for line in errors.splitlines())
    assert running.texts() == before
    down.clear()
    running.run()
    assert running.texts() != before


def test_what_a_person_should_look_at(running: Running) -> None:
    """A footnote without a source, a tag that went, sites that lists of the wiki name, somebody who is blocked now."""
    day, farm = datetime.datetime.now(datetime.UTC).date(), running.farm
    dates = f'start={day}|end={day + datetime.timedelta(days=3)}'
    edit(farm, 'meta', 'Pozor/Kampaň', f'{{{{1Lib1Ref campaign|id=pozor|{dates}|wikis=cs|participants=Pozor/Kdo}}}}')
    edit(farm, 'meta', 'Pozor/Kdo', f'# [[:cs:User:{PERSON}|{PERSON}]]\n# nikdo, kdo má jméno\n')
    sourced = '<ref>Novák, Jan: [http://{}.example/kniha Kniha]. Praha 1990.</ref>'
    became = ('<ref></ref>', '', sourced.format('spatny'), sourced.format('zastaraly'), sourced.format('dobry'))
    for number, after in enumerate(became):
        title, text = f'Pozor {number}', f'Kniha {number} je v knihovně od roku 18{number}0.'
        edit(farm, 'cs', title, f'{text}{{{{Fakt/dne|20190501}}}}')
        running.write('cs', title, text + after)
    edit(farm, 'cs', 'MediaWiki:Spam-blacklist', r'\bspatny\.example\b')
    edit(farm, 'cs', 'User:OnelibBot/deprecated sources', '* zastaraly.example')
    edit(farm, 'meta', 'Pozor', block(campaign='pozor', view='attention'))
    farm.api('cs', action='block', user=PERSON, expiry='1 hour', reason='test')
    try:
        running.run('-page:Pozor')
    finally:
        farm.api('cs', action='unblock', user=PERSON, reason='test')
        edit(farm, 'cs', 'MediaWiki:Spam-blacklist', '#')
    shown = text_of(farm, 'meta', 'Pozor')
    reasons = dict(re.findall(r'\|article=(Pozor[^|]*) \|wiki=\w+ \|attention-reason=(.*)\}\}', shown))

    def told(kind: str, *numbers: int) -> bool:
        words = message(f'tally-attention-{kind}', wikis.load('meta'))
        return all(words in reasons[f'Pozor {number}'] for number in numbers)

    assert told('hollow', 0) and told('untagged', 1) and told('blocked', *range(5))
    assert 'spatny.example' in reasons['Pozor 2'] and 'zastaraly.example' in reasons['Pozor 3']
    assert 'Pozor/Kdo' in reasons
    assert 'dobry' not in shown and PERSON not in shown
