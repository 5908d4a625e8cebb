"""The tally job on real wikis: January 2026 as readers see it, every number recomputed by hand.

The edits and what a reader counts in each, and the sums of that, are in tests/sandbox/past/.
"""

from __future__ import annotations

import csv
import hashlib
import html
import re
import tomllib
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest

from onelib import wikis
from onelib.pages.messages import full_date
from onelib.pages.mistakes import without_boxes
from tests.fuzz import share
from tests.jobs.killing import Killing, Place, undated
from tests.jobs.tally_pages import Section, plain, rows_of, sections
from tests.sandbox import bot, campaign
from tests.sandbox.campaign import CAMPAIGN, Made
from tests.sandbox.farm import Farm
from tests.sandbox.faults import Faults, Request, asking, editing
from tests.sandbox.pages import edit, text_of

WIKIS = ('meta', 'en', 'cs', 'pl', 'sr', 'uk', 'ka')
RESULTS, EXPLAINED = '1Lib1Ref/CEE/Results', '1Lib1Ref/CEE/Results/Edits'
LOCAL = {wiki: campaign.tally_pages(wiki)[0] for wiki in WIKIS if wiki not in ('meta', 'en')}
SUMS = tomllib.loads((campaign.FOLDER / 'sums.toml').read_text(encoding='utf-8'))
COLUMNS = ('references', 'reused', 'improved', 'sourced', 'articles', 'edits', 'hashtag')
RENAMED = {'Piotrek Z': 'Piotr Zieliński'}
NOT_NAMED, UNSIGNED, ADDRESS = {'Tichý čtenář', 'Марія Коваль'}, 'Milan Horák', '192.0.2.17'
ZONES = {'uk': 'Europe/Kyiv', 'ka': 'Asia/Tbilisi'}
EDITS = [made for wiki in campaign.codes() for made in campaign.edits(wiki) if made.campaign == CAMPAIGN]
COUNTED = [made for made in EDITS if not {'reverted', 'probable'} & made.count.keys()]

LINK = re.compile(r'<a [^>]*?href="([^"]*)"')


def name(made: Made) -> str:
    return RENAMED.get(made.revision.user, made.revision.user)


def day(made: Made) -> date:
    zone = ZoneInfo(ZONES.get(made.wiki, 'Europe/Prague'))
    return datetime.fromisoformat(made.revision.timestamp).astimezone(zone).date()


def summed(edits: Collection[Made]) -> list[int]:
    """The numbers of `COLUMNS`, from what a reader counts in each edit."""
    sums: Counter[str] = Counter()
    for made in edits:
        sums.update({key: int(made.count.get(key, 0)) for key in ('added', 'reused', 'improved', 'sourced')})
    articles = len({(made.wiki, made.revision.title) for made in edits})
    hashtag = sum(made.count.get('hashtag', True) for made in edits)
    return [sums['added'], sums['reused'], sums['improved'], sums['sourced'], articles, len(edits), hashtag]


def grouped(edits: Iterable[Made], by: Any) -> dict[Any, list[Made]]:
    groups: defaultdict[Any, list[Made]] = defaultdict(list)
    for made in edits:
        groups[by(made)].append(made)
    return groups


def bytes_of(edits: Iterable[Made]) -> int:
    return sum(made.bytes for made in edits)


@dataclass(frozen=True)
class World:
    """The wikis with their January, after the first run of the bot."""

    farm: Farm
    faults: Faults

    def results(self, heading: str) -> Section:
        return sections(self.farm, 'meta', RESULTS)[heading]

    def texts(self) -> dict[tuple[str, str], str]:
        pages = [(wiki, title) for wiki in WIKIS for title in campaign.tally_pages(wiki)]
        return {(wiki, title): undated(text_of(self.farm, wiki, title)) for wiki, title in pages}


@pytest.fixture(scope='module')
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    directory = tmp_path_factory.mktemp('january')
    with (
        Farm.start(directory / 'farm', WIKIS, tied=True) as farm,
        Faults.between(farm, directory / 'bot') as faults,
    ):
        # It names wikis that are not here.
        edit(farm, 'meta', '1Lib1Ref/CEE', 'nic')
        campaign.replay(farm)
        campaign.list_statements(faults.bot_dir)
        result = bot.run(faults, script='tally')
        assert result.returncode == 0, result.stderr
        yield World(farm, faults)


def test_the_sums_by_hand_are_those_of_the_edits() -> None:
    people = grouped(COUNTED, name)
    hidden = [made for made in COUNTED if name(made) in NOT_NAMED]
    signed = [made for made in COUNTED if name(made) not in (UNSIGNED, ADDRESS)]
    assert SUMS['participants'] == {one: summed(people[one]) for one in SUMS['participants']}
    assert people.keys() == {*SUMS['participants'], *NOT_NAMED, UNSIGNED, ADDRESS}
    assert (SUMS['others']['named'], SUMS['others']['total']) == (summed(hidden), summed(signed))
    assert SUMS['hashtag'] == {UNSIGNED: summed(people[UNSIGNED])}
    for wiki, edits in grouped(COUNTED, lambda made: made.wiki).items():
        assert SUMS['wikis'][wiki] == [*summed(edits), len({name(made) for made in edits} - {ADDRESS})]
    assert sum(numbers[1] for numbers in SUMS['days'].values()) == SUMS['report']['edits'] == len(COUNTED)
    assert sum(numbers[0] for numbers in SUMS['days'].values()) == SUMS['report']['references']


def test_participants(world: World) -> None:
    shown = world.results('Participants')
    expected = {one: [*numbers, bytes_of(people(one))] for one, numbers in SUMS['participants'].items()}
    hidden = [made for made in COUNTED if name(made) in NOT_NAMED]
    signed = [made for made in COUNTED if name(made) not in (UNSIGNED, ADDRESS)]
    expected[shown.say('others', people=2)] = [*SUMS['others']['named'], bytes_of(hidden)]
    expected[shown.say('total')] = [*SUMS['others']['total'], bytes_of(signed)]
    expected['Тарас Бондар (organiser)'] = expected.pop('Тарас Бондар')
    assert shown.numbers('participant', (*COLUMNS, 'bytes')) == expected


def people(*names: str) -> list[Made]:
    return [made for made in COUNTED if name(made) in names]


def test_ranks_are_shared_and_organisers_have_none(world: World) -> None:
    shown = world.results('Participants')
    rows = [row for row in shown.rows() if row[shown.say('rank')]]
    ranks = {row[shown.say('participant')].partition('\n')[0]: row[shown.say('rank')] for row in rows}
    numbers = {one: values[0] for one, values in SUMS['participants'].items() if one != 'Тарас Бондар'}
    assert ranks.pop('Тарас Бондар (organiser)') == '–'
    # The sums have none.
    ranks = {one: rank for one, rank in ranks.items() if one != rank}
    assert ranks == {one: f'{1 + sum(more > mine for more in numbers.values())}' for one, mine in numbers.items()}


def test_who_used_the_hashtag_without_signing_up(world: World) -> None:
    shown = world.results('The hashtag without a sign-up')
    found = shown.numbers('participant', COLUMNS)
    assert found[f'{UNSIGNED} ({shown.say("not-signed-up")})'] == SUMS['hashtag'][UNSIGNED]
    both = [made for made in COUNTED if name(made) in (UNSIGNED, ADDRESS)]
    assert found[shown.say('total')] == summed(both)
    assert ADDRESS not in shown.text


def test_nobody_is_named_who_does_not_want_to_be(world: World) -> None:
    for (wiki, title), text in world.texts().items():
        html_of = world.farm.api(wiki, action='parse', page=title, prop='text')['parse']['text']
        for hidden in (*NOT_NAMED, ADDRESS, 'Piotrek'):
            assert hidden not in text, (title, hidden)
            assert hidden not in html_of, (title, hidden)


def test_wikis(world: World) -> None:
    shown = world.results('Wikis')
    found = {
        row.partition('(')[2][:2]: numbers for row, numbers in shown.numbers('wiki', (*COLUMNS, 'editors')).items()
    }
    assert found == SUMS['wikis']
    shares = [row[shown.say('share')] for row in shown.rows() if '(cs)' in row[shown.say('wiki')]]
    assert [share.replace(' ', '') for share in shares] == ['33%']


def test_days(world: World) -> None:
    shown = world.results('Days')
    english = wikis.load('en')
    expected = {full_date(date.fromisoformat(one), english): numbers for one, numbers in SUMS['days'].items()}
    assert shown.numbers('date', ('references', 'edits', 'hashtag', 'editors')) == expected


def test_growth(world: World) -> None:
    """The sums so far, and those of January 2025 beside them; the goals of the campaign stand above every table."""
    added = [numbers[0] for numbers in SUMS['days'].values()]
    shown = world.results('Growth')
    english = wikis.load('en')
    expected = {
        f'{number} · {full_date(date.fromisoformat(day), english)}': [of_day, so_far]
        for number, (day, of_day, so_far) in enumerate(zip(SUMS['days'], added, accumulate(added), strict=True), 1)
    }
    assert shown.numbers('date', ('references', 'so-far')) == expected
    last_round = [int(row[shown.say('before')]) for row in shown.rows()]
    assert last_round == sorted(last_round) and last_round[-1] > 0
    assert f'{shown.say("goal")}: {shown.say("references")}: {sum(added)} / 40' in shown.text


def test_libraries(world: World) -> None:
    shown = world.results('Libraries')
    found = shown.numbers('library', ('participants', 'references'))
    # The library of one who is not named would name them.
    assert found.pop(shown.say('no-library')) == [2, SUMS['others']['named'][0]]
    assert found == SUMS['libraries']


def test_articles(world: World) -> None:
    shown = world.results('Articles')
    columns = [column for column in COLUMNS if column != 'articles']
    found = {row.split(' (')[0]: numbers for row, numbers in shown.numbers('article', columns).items()}
    expected = {
        title.split(' (')[0]: [*summed(edits)[:4], *summed(edits)[5:]]
        for title, edits in grouped(COUNTED, lambda made: made.revision.title).items()
    }
    assert found == expected
    made = [row[shown.say('article')] for row in shown.rows() if shown.say('new-article') in row[shown.say('article')]]
    assert sorted(made) == sorted(
        f'{title} ({shown.say("new-article")})'
        for title in ('Wypożyczalnia książek w Cieszynie', 'Народний дім у Коломиї')
    )


def test_newcomers(world: World) -> None:
    shown = world.results('New editors')
    # One of the five is not to be named.  Two were there in January 2025; nobody has edited since.
    for key, number in (('new', 5), ('returning', 2), ('retained', 0)):
        assert f'{shown.say(key)}: {number}' in shown.text
    new = {'Knihovnice Petra', 'Bibliotekarka Ola', 'Петар Петровић', 'გიორგი წიგნი'}
    found = shown.numbers('participant', ('references', 'edits'))
    assert found == {one: [SUMS['participants'][one][0], SUMS['participants'][one][5]] for one in new}


def test_report(world: World) -> None:
    shown = world.results('Report')
    sums = SUMS['report']
    lines = [plain(line) for line in re.findall(r'<li>(.*?)(?=<li>|</li>|<ul>)', shown.html, re.DOTALL)]
    found = dict(line.rpartition(': ')[::2] for line in lines if ': ' in line)
    for key in ('reused', 'improved', 'removed', 'translated', 'sourced', 'listed', 'claims-removed', 'reverted'):
        assert found[shown.say(key)] == str(sums[key]), key
    for key in ('articles-improved', 'articles-created', 'probable', 'unread'):
        assert found[shown.say(key)] == str(sums[key]), key
    assert found[shown.say('bytes')].replace(',', '') == str(bytes_of(COUNTED))
    for key in ('hashtag', 'edits'):
        growth = f'(+{sums[f"growth-{key}"]}% on the previous campaign)'
        assert any(f' {sums[key]} edits in {sums["wikis"]} ' in line and growth in line for line in lines), key
    growth = f'{sums["references"]} (+{sums["growth-references"]}% on the previous campaign)'
    assert found[shown.say('references')] == growth
    people_of = {key: sums[key] for key in ('editors', 'participants', 'unsigned')}
    assert shown.say('report-editors', **people_of) in lines


def test_the_draw_can_be_drawn_again(world: World) -> None:
    shown = world.results('Prizes')
    seed = '03-11-17-28-35-41'
    # Not the organiser, and nobody without a reference.
    candidates = [one for one, numbers in SUMS['participants'].items() if numbers[0] and one != 'Тарас Бондар']
    lots = sorted((hashlib.sha256(f'{seed}|{one}'.encode()).hexdigest(), one) for one in candidates)
    found = [(row[shown.say('lot')], row[shown.say('participant')]) for row in shown.rows()]
    assert found == lots
    winners = ', '.join(f'{prize}. {one}' for prize, (_, one) in enumerate(lots[:3], 1))
    assert shown.say('draw-winners', names=winners) in shown.text


@pytest.mark.parametrize('wiki', LOCAL)
def test_a_wiki_has_its_own_numbers_in_its_language(world: World, wiki: str) -> None:
    here = [made for made in COUNTED if made.wiki == wiki]
    by_name, by_day = grouped(here, name), grouped(here, day)
    people, days, report = sections(world.farm, wiki, LOCAL[wiki]).values()
    found = people.numbers('participant', COLUMNS)
    for one in SUMS['participants'].keys() & by_name.keys() - {'Тарас Бондар'}:
        assert found[one] == summed(by_name[one])
    assert found[people.say('total')] == summed([made for made in here if name(made) not in (UNSIGNED, ADDRESS)])
    local = wikis.load(wiki)
    expected = {full_date(date.fromisoformat(one), local): date.fromisoformat(one) for one in SUMS['days']}
    for shown, numbers in days.numbers('date', ('references', 'edits', 'hashtag')).items():
        edits = summed(by_day[expected.pop(shown)])
        assert numbers == [edits[0], *edits[5:]]
    assert not expected
    assert f'{report.say("references")}: {summed(here)[0]}' in report.text


def explained(world: World) -> Iterator[tuple[str, str, Section, str]]:
    """Each row of the explanations: whose it is, the address behind its link, its section, its text."""
    for one, section in sections(world.farm, 'meta', EXPLAINED).items():
        for row in rows_of(section.html)[1:]:
            [address] = [link for link in LINK.findall(row) if 'Diff/' in link]
            yield one, html.unescape(address), section, plain(row)


def test_every_number_is_explained_by_the_edit_behind_its_link(world: World) -> None:
    made_by = grouped(sorted(EDITS, key=lambda made: made.revision.timestamp), name)
    found: defaultdict[str, list[Made]] = defaultdict(list)
    for one, address, section, text in explained(world):
        wiki, revision = re.search(r'/([a-z]+)/wiki/.*Diff/(\d+)$', address).groups()  # type: ignore[union-attr]
        [page] = world.farm.api(
            wiki, revids=revision, prop='revisions', rvprop='content|timestamp|user', rvslots='main'
        )['query']['pages']
        [there] = page['revisions']
        [made] = [made for made in made_by[one] if (made.wiki, made.revision.timestamp) == (wiki, there['timestamp'])]
        found[one].append(made)
        assert (page['title'], there['user']) == (made.revision.title, one)
        assert there['slots']['main']['content'] == made.revision.text
        with urllib.request.urlopen(address) as answer:
            assert f'oldid={revision}' in answer.read().decode()
        assert full_date(day(made), wikis.load('en')) in text and made.revision.title in text
        words = {'added': 'references', 'claims_removed': 'claims-removed'}
        for key, number in made.count.items():
            if key in ('reverted', 'probable'):
                assert section.say(f'why-{key}') in text
            elif key not in ('hashtag', 'created', 'listed'):
                assert f'{number} – {section.say(words.get(key, key))}' in text, (text, key)
        for key in ('references', 'reused', 'improved', 'sourced', 'claims-removed'):
            counted = {'references': 'added'}.get(key, key.replace('-', '_'))
            assert counted in made.count or f' – {section.say(key)}' not in text, (text, key)
    assert found == {one: made_by[one] for one in SUMS['participants']}


def test_tables_for_spreadsheets(world: World, tmp_path: Path) -> None:
    before = world.texts()
    simulated = bot.run(world.faults, f'-csv:{tmp_path / "out"}', '-simulate', script='tally')
    assert simulated.returncode == 0 and 'would be saved' in simulated.stderr and not (tmp_path / 'out').exists()
    # Somebody else's file, and a folder in the way of one: each table fails alone.
    (tmp_path / 'theirs').write_text('theirs')
    (tmp_path / 'out').mkdir()
    (tmp_path / 'out' / f'{CAMPAIGN}-edits.csv').symlink_to(tmp_path / 'theirs')
    result = bot.run(world.faults, f'-csv:{tmp_path / "out"}', script='tally')
    assert (tmp_path / 'theirs').read_text() == 'theirs'
    assert result.returncode == 0, result.stderr
    assert world.texts() == before
    files = {path.name: list(csv.DictReader(path.open(encoding='utf-8'))) for path in (tmp_path / 'out').iterdir()}
    assert files.keys() == {f'{one}-{what}.csv' for one in ('2025-01', CAMPAIGN) for what in ('edits', 'participants')}
    columns = {
        'added': 'sources_added',
        'improved': 'sources_improved',
        'reused': 'sources_reused',
        'removed': 'sources_removed',
        'sourced': 'statements_sourced',
        'listed': 'statements_from_worklists',
        'claims_removed': 'claims_removed',
    }
    rows = {(row['wiki'], row['title'], row['timestamp']): row for row in files[f'{CAMPAIGN}-edits.csv']}
    assert len(rows) == len(EDITS)
    for made in EDITS:
        row = rows[made.wiki, made.revision.title, made.revision.timestamp.replace('T', ' ').replace('Z', ' UTC')]
        hidden = name(made) in NOT_NAMED or name(made) == ADDRESS
        assert row['username'] == ('' if hidden else name(made))
        counts = made in COUNTED
        assert row['counts'] == str(int(counts))
        assert row['bytes_added'] == str(made.bytes if counts else 0)
        assert row['new_article'] == str(int('created' in made.count))
        assert {key: int(row[column]) for key, column in columns.items()} == {
            key: int(made.count.get(key, 0)) for key in columns
        }
    table = {row['username']: row for row in files[f'{CAMPAIGN}-participants.csv']}
    assert table.keys() == {*SUMS['participants'], UNSIGNED}
    for one, numbers in (SUMS['participants'] | SUMS['hashtag']).items():
        row = table[one]
        names = ('sources_added', 'sources_reused', 'sources_improved', 'statements_sourced', 'total_articles_edited')
        assert [int(row[column]) for column in (*names, 'mainspace_edits', 'edits_with_hashtag')] == numbers


def stop_page(request: Request) -> bool:
    return request.params.get('titles', '').endswith(':OnelibBot/stop')


def test_a_second_run_makes_no_edit_and_few_requests(world: World) -> None:
    before, since = world.texts(), len(world.faults.requests)
    result = bot.run(world.faults, script='tally')
    assert result.returncode == 0, result.stderr
    requests = world.faults.requests[since:]
    assert not [request for request in requests if request.action == 'edit']
    asked = Counter(request.wiki for request in requests if not (request.wiki == 'meta' and stop_page(request)))
    # Meta is also asked what time it is.
    asked['meta'] -= 1
    # One asks for the templates of rows.
    assert max(asked.values()) <= 6, asked
    assert world.texts() == before


def test_pages_that_were_moved_away_are_not_empty(world: World, tmp_path: Path) -> None:
    """Each block says which page is missing, and keeps its numbers; nobody is named who was not named before."""
    before, new = world.texts(), '1Lib1Ref/CEE/Brand new'
    edit(world.farm, 'meta', new, f'{{{{1Lib1Ref tally|campaign={CAMPAIGN}|who=all}}}}\n{{{{1Lib1Ref tally end}}}}')
    away = {'noredirect': True, 'ignorewarnings': True}
    for title in ('1Lib1Ref/CEE/Not named', '1Lib1Ref/CEE/Participants 2025'):
        world.farm.api('meta', action='move', **{'from': title, 'to': f'{title} away'}, **away)
    try:
        result = bot.run(world.faults, script='tally')
        files = bot.run(world.faults, f'-csv:{tmp_path / "out"}', script='tally')
        first, after = text_of(world.farm, 'meta', new), world.texts()
    finally:
        for title in ('1Lib1Ref/CEE/Not named', '1Lib1Ref/CEE/Participants 2025'):
            world.farm.api('meta', action='move', **{'from': f'{title} away', 'to': title}, **away)
        edit(world.farm, 'meta', new, 'nic')
    assert result.returncode == 0 and 'Not named' in result.stderr and 'Participants 2025' in result.stderr
    assert all('onelib-error' in text for text in after.values())
    assert {page: _unsealed(without_boxes(text)) for page, text in after.items()} == {
        page: _unsealed(text) for page, text in before.items()
    }
    assert 'onelib-error' in first
    assert [person for person in (*SUMS['participants'], *NOT_NAMED, UNSIGNED) if person in first] == []
    assert not (tmp_path / 'out' / f'{CAMPAIGN}-participants.csv').exists()
    assert 'Not named' in files.stderr
    assert bot.run(world.faults, script='tally').returncode == 0
    assert world.texts() == before


def _unsealed(text: str) -> str:
    """A page without the comments by which the bot knows its own words again."""
    return re.sub(r'<!-- onelib [0-9a-f]{16}[^>]* -->\n?', '', text)


@pytest.mark.parametrize('moment', share(['edit', 'reading', 'texts'], 3))
def test_killed_and_run_again_gives_the_same_pages(
    world: World, tmp_path: Path, moment: Literal['reading', 'texts', 'edit']
) -> None:
    expected = world.texts()
    for wiki in WIKIS:
        for title in campaign.tally_pages(wiki):
            edit(world.farm, wiki, title, campaign.told(wiki)['pages'][title].rstrip('\n'))
    place = Place.made(world.faults, tmp_path / 'bot')
    campaign.list_statements(place.directory)
    matches, skip = {
        'reading': (asking('query', list='usercontribs'), 4),
        'texts': (asking('query', prop='revisions', rvprop='content'), 11),
        'edit': (editing(), 3),
    }[moment]
    with bot.start(place, script='tally') as process:
        killing = Killing(process, 'late')
        world.faults.on(matches, killing, skip=skip)
        assert killing.over.wait(120)
        process.communicate(timeout=60)
    assert process.returncode == -9
    assert world.texts() != expected
    result = bot.run(place, script='tally')
    assert result.returncode == 0, result.stderr
    assert world.texts() == expected
