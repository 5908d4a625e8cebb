"""Campaigns as coordinators set them up."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.campaign.campaign_kinds import GOALS, Goal, WikiPage
from onelib.campaign.campaigns import PARAMETERS, Campaign, campaign, parse
from onelib.campaign.parameters import RequestError
from tests.fuzz import fuzz

SERVED = ('be-tarask', 'cs', 'pl', 'sr', 'uk')
LEAST = {'id': '2027-01', 'start': '2027-01-15', 'end': '2027-02-05'}


def test_for_worklists() -> None:
    found = campaign({'id': '2027-01', 'hashtags': '1lib1ref, #1bib1ref ,'})
    assert found == Campaign('2027-01', hashtags=('1lib1ref', '1bib1ref'))
    assert found.namespaces == (0,)


def test_no_id_is_no_campaign() -> None:
    assert campaign({'hashtags': '1lib1ref'}) is None
    assert campaign({'id': ''}) is None


@pytest.mark.parametrize(
    ('written', 'hashtags'),
    [
        ('', ()),
        ('##1Lib1Ref', ('1Lib1Ref',)),
        ('# 1Lib1Ref', ()),
        ('1Lib1Ref_2027', ('1Lib1Ref_2027',)),
        ('бібліотека, 1библиотека', ('бібліотека', '1библиотека')),
        ('two words, 1lib1ref', ('1lib1ref',)),
        ('1lib-1ref, ok', ('ok',)),
        ('[[x]], {{y}}, <b>, a&b, a]b, a\nb, %23, _x, ok', ('ok',)),
    ],
)
def test_only_words_are_hashtags(written: str, hashtags: tuple[str, ...]) -> None:
    found = campaign({'id': 'x', 'hashtags': written})
    assert found is not None
    assert found.hashtags == hashtags


def read(**parameters: str) -> Campaign:
    return parse(LEAST | parameters, served=SERVED)


def test_the_least() -> None:
    assert read() == Campaign(
        id='2027-01',
        hashtags=('1lib1ref', '1bib1ref'),
        start=datetime.date(2027, 1, 15),
        end=datetime.date(2027, 2, 5),
        timezone='UTC',
        timezones={},
        wikis=SERVED,
        participants=(),
        organisers=(),
        previous=(),
        namespaces=(0,),
        optout=None,
        goal=(),
    )
    assert read(**dict.fromkeys(set(PARAMETERS) - LEAST.keys(), '')) == read()


def test_everything() -> None:
    found = read(
        timezone='europe/prague',
        timezones='uk: Europe/Kiev, pl=Europe/Warsaw',
        hashtags='#1Lib1Ref, 1lib1ref, 1bib1ref_cz',
        wikis='CS, pl, uk, cs',
        participants='1Lib1Ref/CEE/Participants, cs:Wikipedie:1Lib1Ref, [[:pl:Wikipedia:1Lib1Ref, 2027|lista]]',
        organisers='Vojtěch, [[User:jan_Novák|Jan]], User:Ola',
        previous='2026-05, 2026-01',
        namespaces='0, 118',
        optout='1Lib1Ref/CEE/No names',
        goal='references:500, 40 editors',
    )
    assert found == Campaign(
        id='2027-01',
        hashtags=('1Lib1Ref', '1bib1ref_cz'),
        start=datetime.date(2027, 1, 15),
        end=datetime.date(2027, 2, 5),
        timezone='Europe/Prague',
        timezones={'uk': 'Europe/Kiev', 'pl': 'Europe/Warsaw'},
        wikis=('cs', 'pl', 'uk'),
        participants=(
            WikiPage('meta', '1Lib1Ref/CEE/Participants'),
            WikiPage('cs', 'Wikipedie:1Lib1Ref'),
            WikiPage('pl', 'Wikipedia:1Lib1Ref, 2027'),
        ),
        organisers=('Vojtěch', 'Jan Novák', 'Ola'),
        previous=('2026-05', '2026-01'),
        namespaces=(0, 118),
        optout=WikiPage('meta', '1Lib1Ref/CEE/No names'),
        goal=(Goal('references', 500), Goal('editors', 40)),
    )
    assert hash(found)


@pytest.mark.parametrize(
    'written',
    ['references:1500', 'references: 1500', 'References=1500', 'references 1500', '1500 references', '1500:references',
     'references:1,500', 'references:1.500', 'references:1\u00a0500', '1,500 references', 'references：1500',
     ' references : 1500 ', 'references:1500,', 'references:1500; references:1500'],
)  # fmt: skip
def test_a_goal_in_other_words(written: str) -> None:
    assert read(goal=written).goal == (Goal('references', 1500),)


def test_several_goals() -> None:
    assert read(goal='500 references,100 editors, edits:7').goal == (
        Goal('references', 500),
        Goal('editors', 100),
        Goal('edits', 7),
    )
    assert read(goal=', '.join(f'{kind}:999999' for kind in GOALS)).goal == tuple(Goal(kind, 999_999) for kind in GOALS)


@pytest.mark.parametrize(
    ('written', 'meant'),
    [('refs:500', 'references:500'), ('500 zdroje', 'references:500'), ('referenes: 1 000', 'references:1000'),
     ('editor=40', 'editors:40'), ('články:30', 'articles:30'), ('edit 9', 'edits:9'), ('statements:7', 'sourced:7'),
     ('bytes:5', ''), ('x', '')],
)  # fmt: skip
def test_a_goal_is_guessed(written: str, meant: str) -> None:
    with pytest.raises(RequestError) as problem:
        read(goal=written)
    assert problem.value.mistakes[0].nearest == meant


@pytest.mark.parametrize(
    ('written', 'page'),
    [
        ('A', WikiPage('meta', 'A')),
        ('[[a b|c]]', WikiPage('meta', 'A b')),
        (':a', WikiPage('meta', 'A')),
        ('m:A', WikiPage('meta', 'A')),
        ('Program:A', WikiPage('meta', 'Program:A')),
        ('cs:Team: B', WikiPage('cs', 'Team: B')),
        # On Meta this is the namespace of the project.
        ('Meta:A', WikiPage('meta', 'Meta:A')),
        ('User:A/b', WikiPage('meta', 'User:A/b')),
        ('w:cs:a', WikiPage('cs', 'A')),
        (':wikipedia:CS: a', WikiPage('cs', 'A')),
        ('[[:be-tarask:Вікіпэдыя:A]]', WikiPage('be-tarask', 'Вікіпэдыя:A')),
        ('* [[A]]', WikiPage('meta', 'A')),
    ],
)
def test_sign_up_pages(written: str, page: WikiPage) -> None:
    assert read(participants=written).participants == (page,)


def test_one_page_a_line() -> None:
    found = read(participants='\n* A\n* cs:B\n* [[C, D]]\n').participants
    assert found == (WikiPage('meta', 'A'), WikiPage('cs', 'B'), WikiPage('meta', 'C, D'))


@pytest.mark.parametrize(
    ('name', 'value', 'shown', 'message'),
    [
        ('id', '', '', 'allowed-id'),
        ('id', 'x' * 51, 'x' * 51, 'allowed-id'),
        ('id', 'a|b', 'a|b', 'allowed-id'),
        ('id', '{{x}}', '{{x}}', 'allowed-id'),
        ('id', 'a, b', 'a, b', 'allowed-id'),
        ('start', '', '', 'allowed-date'),
        ('start', '15.1.2027', '15.1.2027', 'allowed-date'),
        ('start', '2027-02-30', '2027-02-30', 'allowed-date'),
        ('start', '20270115', '20270115', 'allowed-date'),
        ('start', '2027-1-15', '2027-1-15', 'allowed-date'),
        ('start', '٢٠٢٧-٠١-١٥', '٢٠٢٧-٠١-١٥', 'allowed-date'),
        ('start', '1999-01-15', '1999-01-15', 'allowed-date-between'),
        ('start', '9999-12-31', '9999-12-31', 'allowed-date-between'),
        ('end', '', '', 'allowed-date'),
        ('end', '2027-01-14', '2027-01-14', 'allowed-date-between'),
        ('end', '2027-04-17', '2027-04-17', 'allowed-date-between'),
        ('timezone', 'CET+1', 'CET+1', 'allowed-timezone'),
        ('timezone', '../../etc/passwd', '../../etc/passwd', 'allowed-timezone'),
        ('timezone', 'Europe', 'Europe', 'allowed-timezone'),
        ('timezones', 'cs', 'cs', 'allowed-timezones'),
        ('timezones', 'de: Europe/Berlin', 'de: Europe/Berlin', 'allowed-timezones'),
        ('timezones', 'cs: Praha', 'Praha', 'allowed-timezone'),
        ('timezones', ',', ',', 'allowed-list'),
        ('hashtags', 'two words', 'two words', 'allowed-hashtag'),
        ('hashtags', '1lib1ref, 2027', '2027', 'allowed-hashtag'),
        ('hashtags', 'x' * 51, 'x' * 51, 'allowed-hashtag'),
        ('hashtags', ','.join(f'a{n}' for n in range(21)), None, 'allowed-list'),
        ('wikis', 'cs, de', 'de', 'allowed-choices'),
        ('wikis', 'meta', 'meta', 'allowed-choices'),
        ('participants', 'cs:', 'cs:', 'allowed-title'),
        ('participants', 'A, cs:[[x', 'cs:[[x', 'allowed-title'),
        ('participants', 'en:A', 'en:A', 'allowed-wiki'),
        ('participants', ','.join(f'A{n}' for n in range(51)), None, 'allowed-list'),
        ('organisers', 'A, [[User:]]', '[[User:]]', 'allowed-user'),
        ('organisers', 'A/b', 'A/b', 'allowed-user'),
        ('organisers', ','.join(f'A{n}' for n in range(101)), None, 'allowed-list'),
        ('previous', 'a, #', '#', 'allowed-id'),
        ('previous', ','.join(f'a{n}' for n in range(21)), None, 'allowed-list'),
        ('namespaces', '0, -1', '-1', 'allowed-number'),
        ('namespaces', '6000', '6000', 'allowed-number'),
        ('namespaces', 'article', 'article', 'allowed-number'),
        ('optout', 'a#b', 'a#b', 'allowed-title'),
        ('goal', 'many', 'many', 'allowed-goal'),
        ('goal', 'references', 'references', 'allowed-goal'),
        ('goal', '500', '500', 'allowed-goal'),
        ('goal', 'references:0', 'references:0', 'allowed-goal'),
        ('goal', 'references:-5', 'references:-5', 'allowed-goal'),
        ('goal', 'references:1000000', 'references:1000000', 'allowed-goal'),
        ('goal', 'references:٥', 'references:٥', 'allowed-goal'),
        ('goal', 'edits:1, edits:2', 'edits:1, edits:2', 'allowed-goal'),
        ('goal', 'edits:1, bytes:5', 'bytes:5', 'allowed-goal'),
        ('goal', ','.join(f'edits:{n}' for n in range(1, 7)), None, 'allowed-list'),
    ],
)
def test_errors(name: str, value: str, shown: str | None, message: str) -> None:
    with pytest.raises(RequestError) as caught:
        read(**{name: value})
    problem = caught.value
    assert (problem.parameter, problem.allowed.message, problem.known) == (name, message, True)
    if shown is not None:
        assert problem.value == shown
    if message == 'allowed-date-between' and name == 'end':
        assert problem.allowed.values == {'low': '2027-01-15', 'high': '2027-04-16'}


def test_as_much_as_there_may_be() -> None:
    found = read(
        id='x' * 50,
        hashtags=','.join(['x' * 50, *(f'a{n}' for n in range(19))]),
        participants=','.join(f'A{n}' for n in range(50)),
        organisers=','.join(f'A{n}' for n in range(100)),
        previous=','.join(f'a{n}' for n in range(20)),
        namespaces=','.join(map(str, [5999, *range(19)])),
    )
    lists = found.hashtags, found.participants, found.organisers, found.previous, found.namespaces
    assert [len(listed) for listed in lists] == [20, 50, 100, 20, 20]
    codes = [f'a{n}' for n in range(61)]
    for name, value in (('wikis', '{}'), ('timezones', '{}: Europe/Prague')):
        for number in (60, 61):
            parameters = LEAST | {name: ','.join(value.format(code) for code in codes[:number])}
            if number == 60:
                assert len(getattr(parse(parameters, served=codes), name)) == 60
                continue
            with pytest.raises(RequestError, match=name):
                parse(parameters, served=codes)
    with pytest.raises(RequestError) as caught:
        read(namespaces=','.join(map(str, range(21))))
    assert caught.value.allowed.values == {'most': 20}


@pytest.mark.parametrize(
    ('day', 'allowed'), [('2001-01-14', False), ('2001-01-15', True), ('2099-12-31', True), ('2100-01-01', False)]
)
def test_the_first_and_the_last_day_that_there_is(day: str, allowed: bool) -> None:
    """Wikipedia began on one of them."""
    if allowed:
        assert str(read(start=day, end=day).start) == day
        return
    with pytest.raises(RequestError) as caught:
        read(start=day, end=day)
    assert caught.value.allowed.values == {'low': '2001-01-15', 'high': '2099-12-31'}


@pytest.mark.parametrize(
    ('written', 'name'),
    [
        ('jan_Novák', 'Jan Novák'), ('[[User:jan]]', 'Jan'), ('[[:cs:Wikipedista:Jan|J]]', 'Jan'), ('User:Jan', 'Jan'),
        ('x' * 85, 'X' + 'x' * 84),
    ],
)  # fmt: skip
def test_organisers(written: str, name: str) -> None:
    assert read(organisers=written).organisers == (name,)


def test_a_name_is_no_longer_than_that_of_an_account() -> None:
    with pytest.raises(RequestError):
        read(organisers='x' * 86)


def test_all_that_is_wrong_at_once() -> None:
    with pytest.raises(RequestError) as caught:
        read(start='15.1.2027', end='soon', wiki='cs, pl', wikis='cs, de, xx', timezone='Europe/Pragu')
    assert [(mistake.parameter, mistake.value, mistake.nearest) for mistake in caught.value.mistakes] == [
        ('wiki', 'cs, pl', 'wikis'),
        ('start', '15.1.2027', '2027-01-15'),
        ('wikis', 'de', ''),
        ('wikis', 'xx', ''),
        ('end', 'soon', ''),
        ('timezone', 'Europe/Pragu', 'Europe/Prague'),
    ]


def test_unknown_parameters() -> None:
    with pytest.raises(RequestError) as caught:
        read(stat='2027-01-15')
    assert not caught.value.known
    assert caught.value.allowed.message.split(', ') == list(PARAMETERS)


def test_the_longest() -> None:
    assert len(read(end='2027-04-16').days()) == 92
    assert read(start='2099-12-31', end='2099-12-31').window()[1].year == 2100


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ('start', 'end', 'zone', 'window'),
    [
        ('2027-01-15', '2027-02-05', 'UTC', ('2027-01-15', '2027-02-06')),
        ('2027-01-15', '2027-02-05', 'Europe/Prague', ('2027-01-14 23:00', '2027-02-05 23:00')),
        ('2027-05-15', '2027-06-05', 'Europe/Prague', ('2027-05-14 22:00', '2027-06-05 22:00')),
        ('2027-05-15', '2027-06-05', 'Asia/Tbilisi', ('2027-05-14 20:00', '2027-06-05 20:00')),
        # Over the change to summer time: an hour less.
        ('2027-03-28', '2027-03-28', 'Europe/Prague', ('2027-03-27 23:00', '2027-03-28 22:00')),
        ('2027-10-31', '2027-10-31', 'Europe/Prague', ('2027-10-30 22:00', '2027-10-31 23:00')),
        # Midnight was skipped, or came twice.
        ('2018-11-04', '2018-11-04', 'America/Sao_Paulo', ('2018-11-04 03:00', '2018-11-05 02:00')),
        ('2018-02-17', '2018-02-17', 'America/Sao_Paulo', ('2018-02-17 02:00', '2018-02-18 03:00')),
        ('2021-10-31', '2021-10-31', 'Asia/Beirut', ('2021-10-30 22:00', '2021-10-31 22:00')),
    ],
)
def test_windows(start: str, end: str, zone: str, window: tuple[str, str]) -> None:
    found = read(start=start, end=end, timezone=zone)
    assert found.window() == found.window('cs') == tuple(map(utc, window))
    own = read(start=start, end=end, timezones=f'cs: {zone}')
    assert own.window('cs') == tuple(map(utc, window))
    assert own.window() == own.window('pl') == read(start=start, end=end).window()


@fuzz(300)
@given(
    st.integers(0, 10_000),
    st.integers(0, 91),
    st.sampled_from(['UTC', 'Europe/Kiev', 'America/Sao_Paulo', 'Asia/Beirut']),
)
def test_the_window_is_of_the_days(first: int, more: int, zone: str) -> None:
    start = datetime.date(2001, 1, 15) + datetime.timedelta(days=first)
    end = start + datetime.timedelta(days=more)
    found = read(start=start.isoformat(), end=end.isoformat(), timezone=zone)
    begins, ends = found.window()
    second = datetime.timedelta(seconds=1)
    assert found.day('cs', begins) == start
    assert found.day('cs', ends - second) == end
    assert found.day('cs', begins - second) == start - datetime.timedelta(days=1)
    assert found.day('cs', ends) == end + datetime.timedelta(days=1)


def test_no_days() -> None:
    for name in ('window', 'days'):
        with pytest.raises(RequestError) as caught:
            getattr(Campaign('x', hashtags=()), name)()
        assert caught.value.parameter == 'start'


PIECES = ['cs', ':', ',', '[[', ']]', '|', 'A', '1', '#', '\n', '=', 'UTC', 'm:', '0', '*', ' ']
VALUES = st.text(st.characters(codec=None)) | st.lists(st.sampled_from(PIECES)).map(''.join)


@fuzz(500)
@given(st.dictionaries(st.sampled_from(list(PARAMETERS)), VALUES, max_size=4))
def test_nothing_else_is_raised(parameters: dict[str, str]) -> None:
    try:
        found = parse(LEAST | parameters, served=SERVED)
    except RequestError as problem:
        assert problem.parameter in (*LEAST, *parameters)
        assert problem.allowed.message.startswith('allowed-')
        return
    assert set(found.wikis) <= set(SERVED)
    assert found.hashtags
    assert len(found.participants) <= 50
    assert found.window()[0] < found.window()[1]


@pytest.mark.parametrize('name', PARAMETERS)
@pytest.mark.parametrize('piece', ['[[', ',', ':', 'cs:', '*', ' ', 'a', '[[a', 'w:', '\n'])
def test_long_values(name: str, piece: str) -> None:
    with pytest.raises(RequestError) as caught:
        read(**{name: piece * 50_000})
    assert len(caught.value.value) <= 101


def test_what_is_said_twice_counts_once() -> None:
    assert read(participants='A,' * 1000, previous='x,' * 1000).participants == (WikiPage('meta', 'A'),)


@pytest.mark.parametrize(
    ('written', 'nearest'),
    [
        ('15. 1. 2027', '2027-01-15'),
        ('15.1.2027', '2027-01-15'),
        ('2027-1-15', '2027-01-15'),
        ('2027/01/15', '2027-01-15'),
        ('\uff12\uff10\uff12\uff17-\uff10\uff11-15', '2027-01-15'),
        ('15/01/2027', '2027-01-15'),
        ('01/15/2027', '2027-01-15'),
        ('2027年1月15日', '2027-01-15'),
        ('05/06/2027', ''),
        ('15 января 2027', ''),
        ('15. ledna 2027', '2027-01-15'),
        ('15 January 2027', '2027-01-15'),
        ('January 15th, 2027', '2027-01-15'),
        ('15 січня 2027 р.', '2027-01-15'),
        ('2027. január 15.', '2027-01-15'),
        ('15 Ιανουαρίου 2027', '2027-01-15'),
        ('15. listopadu 2027', '2027-11-15'),
        ('15. listopada 2027', ''),
        ('31. února 2027', ''),
        ('January 2027', ''),
        ('2027-02-30', ''),
        ('15.1.27', ''),
        ('soon', ''),
    ],
)
def test_a_day_in_another_form_is_guessed(written: str, nearest: str) -> None:
    with pytest.raises(RequestError) as problem:
        parse({'id': 'a', 'start': written, 'end': '2027-02-05'}, served=['cs', 'el', 'hr', 'hu', 'pl', 'uk'])
    assert problem.value.mistakes[0].nearest == nearest


@pytest.mark.parametrize('written', ['cswiki', 'cs.wikipedia.org', 'https://cs.wikipedia.org/wiki/'])
def test_a_wiki_by_another_name_is_guessed(written: str) -> None:
    with pytest.raises(RequestError) as problem:
        parse({'id': 'a', 'start': '2027-01-15', 'end': '2027-02-05', 'wikis': written}, served=['cs', 'pl'])
    assert problem.value.mistakes[0].nearest == 'cs'


@pytest.mark.parametrize('comma', [';', '\uff0c', '\u3001', '\u060c'])
def test_other_commas(comma: str) -> None:
    written = {'id': 'a', 'start': '2027-01-15', 'end': '2027-02-05', 'wikis': f'cs{comma} pl'}
    assert parse(written, served=['cs', 'pl']).wikis == ('cs', 'pl')


@pytest.mark.parametrize(
    ('name', 'written', 'wrong'),
    [
        (
            'hashtags',
            '#1lib1ref, 1 lib 1 ref, 1lib1ref-cs',
            [('1 lib 1 ref', '1lib1ref'), ('1lib1ref-cs', '1lib1refcs')],
        ),
        ('wikis', 'cs, Maďarsko, Polska', [('Maďarsko', ''), ('Polska', 'pl')]),
        ('timezones', 'cs Europe/Prague, pl: Warsaw', [('cs Europe/Prague', ''), ('Warsaw', 'Europe/Warsaw')]),
        ('namespaces', 'article, 0, draft', [('article', ''), ('draft', '')]),
        ('organisers', 'A#b, C, D|e', [('A#b', ''), ('D|e', '')]),
    ],
)
def test_all_that_is_wrong_in_a_list_is_named(name: str, written: str, wrong: list[tuple[str, str]]) -> None:
    with pytest.raises(RequestError) as problem:
        read(**{name: written})
    assert [(mistake.value, mistake.nearest) for mistake in problem.value.mistakes] == wrong


@pytest.mark.parametrize(
    ('written', 'meant'),
    [
        ('https://cs.wikipedia.org/wiki/Wikipedie:1Lib1Ref/%C3%9A%C4%8Dast', 'cs:Wikipedie:1Lib1Ref/Účast'),
        ('https://pl.m.wikipedia.org/wiki/Wikipedia:Kto_to', 'pl:Wikipedia:Kto to'),
        ('[https://cs.wikipedia.org/w/index.php?title=A_b&action=edit A]', 'cs:A b'),
        ('https://meta.wikimedia.org/wiki/1Lib1Ref', 'meta:1Lib1Ref'),
        ('https://cs.wikipedia.org/', ''),
        ('https://cs.wikipedia.org/wiki/%3Cb%3E', ''),
    ],
)
def test_the_page_of_an_address_is_guessed(written: str, meant: str) -> None:
    with pytest.raises(RequestError) as problem:
        read(participants=written)
    assert problem.value.mistakes[0].nearest == meant
