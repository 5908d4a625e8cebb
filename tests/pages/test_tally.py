"""Tallies: each view's rows and numbers, what stands around them, what is cut and what counts as a change."""

from __future__ import annotations

import datetime
import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from onelib import wikis
from onelib.campaign import views as views
from onelib.campaign.all_views import VIEWS
from onelib.campaign.campaign_kinds import GOALS, Goal
from onelib.campaign.edits import Count, Edit
from onelib.campaign.parameters import RequestError, tally
from onelib.campaign.rows import SORTS, Tally, number_of
from onelib.i18n import languages
from onelib.pages.bars import bar
from onelib.pages.mistakes import sentence
from onelib.pages.numbers import Number, growth, percent
from onelib.pages.page_update import Mistake, PageDraft
from onelib.pages.table import ROW, SUM
from onelib.pages.tally import TallyPart, part
from onelib.pages.tally_views import SHEETS
from onelib.wikitext import blocks
from tests.pages import tallies
from tests.sandbox.farm import Farm

NAME = '1Lib1Ref tally'
COUNTS = tallies.counts()
EN, CS, SR = (tallies.host(code) for code in ('en', 'cs', 'sr'))


def body(part: TallyPart) -> str:
    return part.body(part.host.wiki, part.host.today, '')


def english(**parameters: str) -> TallyPart:
    return tallies.shown(EN, parameters, COUNTS)


def rows_of(part: TallyPart) -> list[Mapping[str, str]]:
    """What each row says."""
    return [line.data for line in part.sheet.lines]


def test_every_view_has_numbers_and_columns() -> None:
    assert list(SHEETS) == list(VIEWS), 'a view is a function in onelib.campaign and an entry in SHEETS'


def test_participants_are_all_there_with_their_numbers() -> None:
    table = views.participants(COUNTS)
    rows = rows_of(english(view='participants'))
    assert [row['user'] for row in rows] == [person.name for person in table.rows]
    for row, person in zip(rows, table.rows, strict=True):
        assert row['rank'] == (str(person.rank) if person.rank else '–')
        for name, field in SORTS.items():
            assert row[name] == str(getattr(person.numbers, field))


def test_whose_edits_were_all_undone_is_no_editor() -> None:
    some = [edit for edit in tallies.edits() if edit.contribution.user in ('Knihomol', 'Petr')]
    undone = [replace(edit, reverted=edit.reverted or edit.contribution.user == 'Petr') for edit in some]
    for edits, editors in ((some, 2), (undone, 1)):
        tallied = views.tally(edits, tallies.CAMPAIGN, tallies.roster())
        # Nothing else needs to be known of the people.
        assert (
            part(tally({'campaign': '2027-01'}, served=(), campaigns=['2027-01']), tallied, EN, now=tallies.NOW).editors
            == editors
        )


def test_organisers_have_no_rank_and_ties_share_one() -> None:
    rows = {row['user']: row for row in rows_of(english(view='participants'))}
    assert [name for name, row in rows.items() if row['note'] == 'organiser'] == ['Organizátorka']
    assert rows['Organizátorka']['rank'] == '–'
    tied = [person.rank for person in views.participants(COUNTS, sort='improved').rows]
    assert [row['rank'] for row in rows_of(english(sort='improved'))] == [str(rank) if rank else '–' for rank in tied]


@pytest.mark.parametrize('parameters', tallies.BLOCKS, ids=lambda given: ' '.join(given.values()))
def test_who_opted_out_is_never_named(parameters: dict[str, str]) -> None:
    assert 'Skrytá' not in body(english(**parameters))


def test_others_are_in_the_sums() -> None:
    text = body(english(view='participants'))
    assert 'and 1 other, not named' in text
    assert views.explain(COUNTS, 'Skrytá') == ()
    assert 'Nothing to show yet.' in body(english(view='edits', user='Skrytá'))


def with_goals(*goals: Goal) -> Tally:
    return replace(COUNTS, campaign=replace(COUNTS.campaign, goal=goals))


@pytest.mark.parametrize('parameters', tallies.BLOCKS, ids=lambda given: ' '.join(given.values()))
def test_goals_change_nothing_of_what_is_counted(parameters: dict[str, str]) -> None:
    """They stand above each table, in one row template each, and nowhere else."""
    goals = [Goal(kind, 100) for kind in GOALS]
    without, with_them = english(**parameters), tallies.shown(EN, parameters, with_goals(*goals))
    bars, above = with_them.sheet.above[: len(goals)], with_them.sheet.above[len(goals) :]
    assert all(bar.startswith(f'{{{{{SUM}') for bar in bars) and above == without.sheet.above
    assert replace(with_them.sheet, above=above) == without.sheet and with_them.count() == without.count()


@pytest.mark.parametrize(
    ('of', 'share', 'bar'),
    [(1, 19_900, '100'), (150, 132, '100'), (199, 100, '100'), (200, 99, '99'), (20_000, 0, ''), (19_900, 1, '1')],
)
def test_a_goal_is_reached_when_it_is_reached(of: int, share: int, bar: str) -> None:
    """199 sources: not one short of 200 is told to be all, and what is more than all stays so, its bar full."""
    assert COUNTS.total.added == 199
    [data] = goal_rows(with_goals(Goal('references', of)))
    assert data == {'what': 'references', 'number': '199', 'goal': str(of), 'share': str(share)} | (
        {'bar': bar} if bar else {}
    )


def goal_rows(counts: Tally, **parameters: str) -> list[dict[str, str]]:
    shown = tallies.shown(EN, parameters, counts)
    calls = [text for text in shown.sheet.above if '|goal=' in text]
    return [dict(re.findall(r'\|([a-z]+)=([^|}]+)', call.replace(' |', '|'))) for call in calls]


def test_a_goal_is_of_the_whole_campaign() -> None:
    """Above the numbers of one wiki, too; and before the campaign begins nothing is reached."""
    goals = Goal('editors', 20), Goal('sourced', 10), Goal('edits', 300), Goal('articles', 10)
    reached = [str(COUNTS.editors), *(str(number_of(COUNTS.total, goal.kind)) for goal in goals[1:])]
    for parameters in ({}, {'wiki': 'cs'}):
        assert [row['number'] for row in goal_rows(with_goals(*goals), **parameters)] == reached
    early = views.tally([], replace(tallies.CAMPAIGN, goal=goals), tallies.roster())
    assert {(row['number'], row['share']) for row in goal_rows(early)} == {('0', '0')}


@pytest.mark.parametrize('sort', SORTS)
def test_what_is_sorted_by_has_bars(sort: str) -> None:
    for view in ('participants', 'wikis', 'libraries', 'articles', 'days'):
        part = english(view=view, sort=sort)
        assert f'onelib-by-{sort}"' in body(part)
        rows = rows_of(part)
        assert sort in part.sheet.head and all(sort in row for row in rows)
        assert [bool(row['bar']) for row in rows] == [row[sort] != '0' for row in rows]
        if view not in ('days', 'libraries'):
            shown = [int(row[sort]) for row in rows]
            assert shown == sorted(shown, reverse=True)


def test_rows_hold_what_the_heads_name() -> None:
    """A cell that no head names, or a head without cells, would move all others."""
    beside = {'of', 'rank', 'wiki', 'wikis', 'last-edit'}
    for parameters in tallies.BLOCKS:
        sheet = english(**parameters).sheet
        for line in sheet.lines if sheet.row == ROW else ():
            named = [name for name in sheet.head if name not in beside]
            assert [name for name in named if not line.data[name]] == []
            assert {'list': 'article'}.get(sheet.head['of'], sheet.head['of']) in line.data or sheet.head[
                'of'
            ] == 'user'
            assert ('rank' in sheet.head) == bool(line.data.get('rank'))
            several = {'wiki', 'wikis'} & set(sheet.head)
            assert bool(several) == bool(line.data.get('wiki') or line.data.get('wikis')) or sheet.head['of'] == 'user'
            known = {
                'user',
                'name',
                'at',
                'note',
                'library',
                'bar',
                'wiki',
                'wiki2',
                'wiki3',
                'wikis',
                'details',
                'rank',
                'day',
                'so-far-bar',
                'before-bar',
            }
            assert {name for name, value in line.data.items() if value} - known - {'revision', 'article'} <= {
                *named,
                sheet.head['of'],
            }


def test_details_lead_to_the_explanation() -> None:
    name = 'Jana Nováková'
    for page, details in (('1Lib1Ref/Edits', '1Lib1Ref/Edits#'), ('1Lib1Ref/Edits/', '1Lib1Ref/Edits/')):
        [row] = [row for row in rows_of(english(details=page)) if row['user'] == name]
        assert row['details'] == details
    assert f'<div id="{name}">' in body(english(view='edits', user=name))


def test_wikis_that_somebody_edited() -> None:
    rows = {row['user']: row for row in rows_of(english(view='participants'))}
    assert (rows['Николина']['wiki'], rows['Николина']['wiki2']) == ('sr', 'cs')
    # Who edited none is linked to where they signed up.
    assert rows['Tichá']['wikis'] == '–' and 'wiki' not in rows['Tichá']
    host = tallies.host('cs', {'cs': 'https://cs.wikipedia.org/w/index.php'})
    rows = {row['user']: row for row in rows_of(tallies.shown(host, {}, COUNTS))}
    # To a wiki that does not answer there is no link.
    assert rows['Николина']['wiki'] == 'cs' and rows['Николина']['wikis'] == 'sr'


def test_only_one_wiki() -> None:
    part = english(wiki='sr', who='all')
    assert {row.get('wiki') or row['wikis'] for row in rows_of(part)} <= {'sr', '–'}
    assert part.edits == sum(one.counts and one.wiki == 'sr' for one in COUNTS.counted)
    assert '2027-01 · sr' in body(part)
    # Who only takes part elsewhere is not on the page of this wiki.
    signed = english(wiki='sr', who='participants')
    there = {one.name for one in COUNTS.counted if one.wiki == 'sr'}
    members = {name for name, one in COUNTS.roster.members.items() if name in there or 'sr' in one.wikis}
    assert {row['user'] for row in rows_of(signed)} <= members
    assert len(members) < len(COUNTS.roster.members)


def test_an_explanation_sums_up_to_the_row() -> None:
    table = {person.name: person.numbers for person in views.participants(COUNTS).rows}
    for name in table:
        part = english(view='edits', user=name)
        text = body(part)
        made = [one for one in COUNTS.counted if one.name == name]
        assert len(part.sheet.lines) == len(made)
        for sort, field in SORTS.items():
            assert f'|what={sort} |number={getattr(table[name], field)}}}}}' in text or not made
        for row, one in zip(rows_of(part), made, strict=True):
            assert (row['revision'], row['why']) == (str(one.edit.contribution.revision), one.why)
            assert int(row.get('references', '0')) == len(one.added) * one.counts


def test_days_end_today() -> None:
    rows = rows_of(english(view='days'))
    assert rows[0]['date'] == '2027-01-15'
    assert rows[-1]['date'] == '2027-01-27'
    assert len(rows) == 13


def test_report_says_what_the_global_team_collects() -> None:
    text = body(tallies.shown(replace(EN, today=datetime.date(2027, 2, 6)), {'view': 'report'}))
    found = views.report(COUNTS)
    assert f'With the hashtag: {found.hashtag.edits} edits in 3 languages (' in text
    assert f'{{{{#language:cs}}}} (cs) with {found.hashtag.first_edits} edits (' in text
    assert 'more than 10 edits: 3, more than 100: 1, more than 1,000: 0' in text
    assert '|what=references |number=199 |growth=' in text
    # Each number has its own name.
    names = re.findall(r'what=([\w-]+)', text)
    assert len(names) == len(set(names)) > 10


def test_a_campaign_that_runs_has_not_fallen_behind() -> None:
    few = views.tally(tallies.edits()[:3], tallies.CAMPAIGN, tallies.roster())
    assert 'on the previous campaign' not in body(tallies.shown(EN, {'view': 'report'}, few))
    over = replace(EN, today=datetime.date(2027, 2, 6))
    assert '-9' in body(tallies.shown(over, {'view': 'report'}, few)).replace('−', '-')


def test_what_is_not_known_is_a_dash() -> None:
    assert '|what=retained}}' in body(english(view='newcomers'))
    assert {row['retained'] for row in rows_of(english(view='newcomers'))} == {'–'}


def test_anyone_can_draw_again() -> None:
    part = english(view='draw', seed='4 8 15 16 23 42', prizes='3', minimum='5')
    text = body(part)
    names = [line.key[1] for line in part.sheet.lines]
    lots = [hashlib.sha256(f'4 8 15 16 23 42|{name}'.encode()).hexdigest() for name in names]
    assert lots == sorted(lots) == re.findall(r'[0-9a-f]{64}', text)
    winners = re.search(r'Winners: (.*)\.</p>', text)
    assert winners
    assert [name for name in names if f'|{name}]]' in winners[1]] == names[:3]
    assert 'Organizátorka' not in text
    assert f"printf&#32;%s '4 8 15 16 23 42&#124;{names[0]}' &#124; sha256sum" in text
    assert 'Winners' not in body(english(view='draw'))
    with pytest.raises(RequestError):
        english(view='draw', seed='{{x}}')


def test_a_new_date_alone_is_no_change() -> None:
    part = english(view='wikis')
    later = replace(part, host=replace(EN, today=EN.today + datetime.timedelta(days=3)))
    assert body(part) != body(later)
    assert part.same(f'\n{body(part)}\n', body(later))
    assert not part.same(body(part), body(tallies.shown(EN, {'view': 'wikis'}, tallies.counts(3))))
    # The sums above a table are numbers like others.
    assert not part.same(body(part), body(replace(part, edits=part.edits + 1)))


def test_who_did_more_is_one_changed_row() -> None:
    """Beside the line with date and sums, and the total."""
    more = tallies.edits()
    place = replace(more[0].contribution, revision=99_000_000, page_id=3)
    more.append(Edit(place, '1Lib1Ref', False, Count(added=(('new', 'words'),))))
    after = tallies.shown(EN, {}, views.tally(more, tallies.CAMPAIGN, tallies.roster()))
    old, new = (body(part).split('\n') for part in (english(), after))
    changed = [one for one, other in zip(old, new, strict=True) if one != other]
    assert [re.findall(r'user=[^|]*|total|count', line)[0].strip() for line in changed] == [
        'count',
        f'user={place.user}',
        'total',
    ]


@pytest.mark.parametrize('most', [0, 1, 3])
def test_a_cut_table_says_so(most: int) -> None:
    for parameters in tallies.BLOCKS:
        part = english(**parameters)
        cut = part.cut(most)
        assert cut.length == min(most, part.length)
        missing = part.sheet.left + part.length - cut.length
        assert (f'{missing} more row' in body(cut)) == bool(missing)
        assert set(cut.rows(EN.wiki).items()) <= set(part.rows(EN.wiki).items())
        assert all(row in body(part) for row in part.rows(EN.wiki).values())
        gone = list(part.rows(EN.wiki))[:1]
        assert part.without(gone).length == part.length - len(gone)


def page(*parameters: dict[str, str]) -> tuple[str, PageDraft]:
    text = 'before\n' + '\n'.join(
        f'{{{{{NAME}{"".join(f"|{key}={value}" for key, value in given.items())}}}}}\n{{{{{NAME} end}}}}'
        for given in parameters
    )
    parts = [(block.parameters, english(**block.parameters)) for block in blocks.find(text, NAME)]
    return text, PageDraft(NAME, EN.wiki, EN.today, parts, 2_000_000)


def test_a_page_with_all_views() -> None:
    text, draft = page(*tallies.BLOCKS)
    merged, summary = draft.merged(text)
    assert [block.parameters for block in blocks.find(merged, NAME)] == tallies.BLOCKS
    assert summary == 'Updating the tally of 2027-01: 222 edits, 199 references added'
    assert draft.merged(merged)[0] == merged
    assert len(draft.rows()) > 50
    small, _ = replace(draft, max_bytes=60_000).merged(text)
    assert len(small.encode()) <= 60_000


@pytest.mark.parametrize(
    ('parameters', 'said'),
    [
        ({}, 'The parameter “campaign” is missing; it must be the name of a campaign that is set up on Meta: 2027-01.'),
        ({'campaign': 'x'}, 'The parameter “campaign” has the value “x”'),
        (
            {'campaign': '2027-01', 'view': 'edits'},
            'The parameter “user” is missing; it must be the name of an account.',
        ),
        (
            {'campaign': '2027-01', 'veiw': 'x'},
            'There is no parameter “veiw” (value “x”); the parameters are campaign,',
        ),
        (
            {'campaign': '2027-01', 'veiw': 'x', 'limit': 'many', 'sort': 'refernces'},
            'row_template, data, lang. Did you mean “view”? The parameter “sort” has the value “refernces”, but it '
            'must be one of these: references, edits, hashtag, reused, improved, articles, sourced, bytes. '
            'Did you mean “references”? The parameter “limit” has the value “many”, but it must be a whole',
        ),
        ({'campaign': '2027-01', 'limit': '501'}, 'it must be a whole number from 1 to 500.'),
    ],
)
def test_mistakes(parameters: dict[str, str], said: str) -> None:
    with pytest.raises(RequestError) as caught:
        tally(parameters, served=['cs'], campaigns=['2027-01'])
    assert said in sentence(caught.value, EN.wiki)
    last = body(english())
    wrong = Mistake(caught.value, 'tally')
    text = wrong.body(EN.wiki, EN.today, last)
    assert text.endswith(last)
    assert wrong.body(EN.wiki, EN.today, text) == text
    assert Mistake.summary([wrong], EN.wiki).startswith('The tally needs attention: parameter “')


def test_a_mistake_in_the_campaign_is_said_to_be_there() -> None:
    problem = RequestError('start', '32 May', 'allowed-date', example='2027-01-15').in_campaign('2027-01')
    assert sentence(problem, EN.wiki) == (
        'In the template of the campaign “2027-01” on Meta: The parameter “start” has the value “32 May”, '
        'but it must be a day like 2027-01-15.'
    )


@pytest.mark.parametrize(
    ('code', 'value', 'text'),
    [
        ('en', 17184, '17,184'),
        ('cs', 17184, '17\u00a0184'),
        ('sr', 1234567, '1.234.567'),
        ('en', 999, '999'),
        ('cs', 0, '0'),
    ],
)
def test_numbers(code: str, value: int, text: str) -> None:
    number = Number(value, wikis.load(code))
    assert (f'{number}', number == value, str(number)) == (text, True, text)


def test_shares_and_growth() -> None:
    assert percent(0.456, CS.wiki) == '46\u00a0&#37;'
    assert [growth(rate, EN.wiki) for rate in (0.65, -0.5, 0.0, 12.345)] == ['+65', '−50', '±0', '+1,235']


def test_bars() -> None:
    assert bar(0, 5) == bar(0, 0) == ''
    assert (bar(1, 36_960), bar(1, 1), bar(1, 2), bar(7, 5)) == ('1', '100', '50', '100')
    # Of a round number, so that one that grows a little changes no other.
    assert {bar(30, most) for most in range(51, 71)} == {'43'}
    assert all(50 <= int(bar(most, most)) <= 100 for most in range(1, 5000))


@pytest.mark.parametrize('code', ['cs', 'sr', 'ka', 'meta'])
def test_the_wiki_makes_rows_of_the_rows(farm: Farm, code: str) -> None:
    """As MediaWiki renders it: every row has its cells, and nothing of what follows has fallen into the table."""
    host = tallies.host(code)
    for parameters in tallies.BLOCKS:
        part = tallies.shown(host, parameters, COUNTS)
        answer = farm.api(
            code, action='parse', text=f'{body(part)}\n<div id="behind">behind</div>', contentmodel='wikitext',
            prop='text|parsewarnings', disablelimitreport=True,
        )  # fmt: skip
        html = ElementTree.fromstring(answer['parse']['text'])
        assert not answer['parse']['parsewarnings']
        assert [element.get('id') for element in html if element.get('id') == 'behind'] == ['behind']
        check_table(html, part)


@pytest.mark.parametrize('lang', languages.known())
def test_every_language_on_meta(farm: Farm, lang: str) -> None:
    """Words, numbers and days of a block that asks for a language are in it, and nothing is English."""
    wiki = wikis.load('meta').speaking_as(wikis.load(lang))
    host = replace(tallies.host('meta'), wiki=wiki)
    for view in ('participants', 'newcomers', 'edits'):
        part = tallies.shown(host, {'view': view} | ({'user': 'Николина'} if view == 'edits' else {}), COUNTS)
        text = farm.api('meta', action='parse', text=body(part), contentmodel='wikitext', prop='text')['parse']['text']
        names = {'participants': 'bytes', 'newcomers': 'registered', 'edits': 'counted'}
        assert host.say(names[view]) in html.unescape(re.sub('<[^>]*>', '', text))
        if lang != 'en' and view == 'participants':
            assert f'lang="{lang}"' in text and EN.say('bytes') not in text
            assert host.say('total') in text
            assert host.number(views.participants(COUNTS).total.bytes) in html.unescape(text)


def check_table(html: ElementTree.Element, part: TallyPart) -> None:
    tables: list[Any] = [table for table in html.iter('table') if 'onelib-tally' in table.get('class', '')]
    assert len(tables) == bool(part.length)
    for table in tables:
        head, *rows = table.iter('tr')
        assert {cell.tag for cell in head} == {'th'} and {cell.get('scope') for cell in head} == {'col'}
        widths = [sum(int(cell.get('colspan', '1')) for cell in row) for row in rows]
        assert widths == [len(head)] * (part.length + len(part.sheet.foot))
        assert [[cell.get('scope') for cell in row if cell.tag == 'th'] for row in rows] == [['row']] * len(rows)
        assert 'insecure' not in ElementTree.tostring(table, encoding='unicode')


@pytest.mark.parametrize(
    ('parameters', 'said'),
    [
        (
            {'view': 'edits', 'user': 'Jana Novákova'},
            'The parameter “user” has the value “Jana Novákova”, but it must be the account of somebody who signed up '
            'for this campaign or used its hashtag. Did you mean “Jana Nováková”?',
        ),
        # Nobody is told who does not want to be named.
        ({'view': 'edits', 'user': 'Skryta'}, 'for this campaign or used its hashtag.'),
    ],
)
def test_what_the_campaign_does_not_know(parameters: dict[str, str], said: str) -> None:
    with pytest.raises(RequestError) as caught:
        english(**parameters)
    assert sentence(caught.value, EN.wiki).endswith(said)


def test_a_wiki_that_is_served_and_not_in_the_campaign() -> None:
    request = tally({'campaign': '2027-01', 'wiki': 'pl'}, served=['cs', 'pl'], campaigns=['2027-01'])
    with pytest.raises(RequestError) as caught:
        part(request, tallies.counts(), EN, now=tallies.NOW)
    assert sentence(caught.value, EN.wiki).endswith('has the value “pl”, but it must be one of these: cs, ka, sr.')


def test_who_signed_up_and_did_nothing_is_known() -> None:
    assert body(english(view='edits', user='Tichá'))
