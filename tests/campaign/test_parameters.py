"""Requests of coordinators: what is allowed, and a clear word about what is not."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.campaign.all_views import VIEWS
from onelib.campaign.campaigns import PARAMETERS
from onelib.campaign.parameter_kinds import Parameter, idle, nearest
from onelib.campaign.parameters import (
    TALLY_PARAMETERS,
    WORKLIST_PARAMETERS,
    RequestError,
    TallyRequest,
    WorklistRequest,
    spoken,
    tally,
    worklist,
)
from onelib.campaign.rows import Known
from onelib.campaign.several import Pasted
from tests.fuzz import fuzz

SERVED = ('cs', 'pl', 'be-tarask')


def test_nothing_asked_for() -> None:
    assert worklist({}, host='cs', served=SERVED) == WorklistRequest(
        wiki='cs',
        campaign='',
        category=(),
        depth=0,
        titles=(),
        kinds=('tagged',),
        limit=100,
        per_article=3,
        sort='oldest',
    )


def test_everything_asked_for() -> None:
    given = {
        'wiki': 'PL',
        'campaign': '2027-01',
        'category': '[[:Kategorie:Knihovny v Praze|knihovny]]',
        'depth': '5',
        'kinds': 'Tagged, tagged,',
        'limit': '500',
        'per_article': '50',
        'sort': 'Newest',
    }
    assert worklist(given, host='meta', served=SERVED) == WorklistRequest(
        wiki='pl',
        campaign='2027-01',
        category=('Kategorie:Knihovny v Praze',),
        depth=5,
        kinds=('tagged',),
        limit=500,
        per_article=50,
        sort='newest',
    )


def test_an_empty_value_is_none() -> None:
    assert worklist(dict.fromkeys(WORKLIST_PARAMETERS, ''), host='cs', served=SERVED) == worklist(
        {}, host='cs', served=SERVED
    )
    assert worklist({'nonsense': ''}, host='cs', served=SERVED) == worklist({}, host='cs', served=SERVED)


@pytest.mark.parametrize(
    ('name', 'low', 'high'),
    [('depth', 0, 5), ('limit', 1, 500), ('per_article', 1, 50)],
)
def test_numbers(name: str, low: int, high: int) -> None:
    for number in (low, high):
        assert getattr(worklist({name: str(number)}, host='cs', served=SERVED), name) == number
    for value in (
        str(low - 1),
        str(high + 1),
        '1.5',
        '+1',
        '-0',
        '1_0',
        '١',
        '²',
        'x',
        '1 0',
        '9' * 5000,
        '0x1',
        '1e2',
    ):
        with pytest.raises(RequestError) as caught:
            worklist({name: value}, host='cs', served=SERVED)
        problem = caught.value
        assert (problem.parameter, problem.value) == (name, value[:100] + ('…' if len(value) > 100 else ''))
        assert problem.allowed.message == 'allowed-number'
        assert problem.allowed.values == {'low': low, 'high': high}
        assert problem.known
        assert name in str(problem)


@pytest.mark.parametrize(
    'value',
    [
        '[[', '[[]]', '[[|x]]', '[[x', 'x]]', 'a[b', 'a|b', 'a{b', 'a}b', '{{PAGENAME}}', 'a<b', 'a>b', 'a#b',
        'a\tb', 'a\x00b', 'a\x7fb', 'a\ufffdb', 'a\ud800b', '~~~', 'a~~~~b', '&amp;', 'a&#60;b',
        '.', '..', './a', '../a', 'a/./b', 'a/../b', '%41', 'a%c3%a1', ':', '[[:]]', '::a', '_', '[[ _ ]]', '\u200e',
        'x' * 256, 'ž' * 128, '[[' + '|' * 100_000, '[[' + ' ' * 100_000, '[' * 100_000, ':' * 100_000,
    ],
)  # fmt: skip
@pytest.mark.parametrize('name', ['category', 'titles'])
def test_no_titles(name: str, value: str) -> None:
    with pytest.raises(RequestError) as caught:
        worklist({name: value}, host='cs', served=SERVED)
    problem = caught.value
    assert (problem.parameter, problem.allowed.message, problem.known) == (name, 'allowed-title', True)
    assert problem.value == value or (problem.value == value[:100] + '…' and len(value) > 100)


@pytest.mark.parametrize(
    ('value', 'title'),
    [
        ('knihovny', 'Knihovny'),
        ('knihovny_v__praze', 'Knihovny v praze'),
        ('[[knihovny]]', 'Knihovny'),
        ('[[:kategorie:Knihovny]]', 'Kategorie:Knihovny'),
        ('[[ : Kategorie:Knihovny ]]', 'Kategorie:Knihovny'),
        (':kategorie:Knihovny', 'Kategorie:Knihovny'),
        ('[[a|b|c]]', 'A'),
        ('[[a|]]', 'A'),
        ('[[a#b|c]]', 'A'),
        ('[[a| [b] ]]', 'A'),
        ('50 %', '50 %'),
        ('AT&T', 'AT&T'),
        ('...a', '...a'),
        ("Rock'n'roll (70's)", "Rock'n'roll (70's)"),
        ('\u200eknihovny\u200f', 'Knihovny'),
        ('ბიბლიოთეკა', 'ბიბლიოთეკა'),
        ('x' * 255, 'X' + 'x' * 254),
    ],
)
def test_titles(value: str, title: str) -> None:
    assert worklist({'titles': value}, host='cs', served=SERVED).titles == (title,)
    assert worklist({'category': value}, host='cs', served=SERVED).category == (title,)


def refused(parameters: dict[str, str], host: str = 'cs') -> RequestError:
    with pytest.raises(RequestError) as caught:
        worklist(parameters, host=host, served=SERVED)
    return caught.value


def test_wikis() -> None:
    assert worklist({'wiki': 'cs'}, host='cs', served=()).wiki == 'cs'
    assert worklist({'wiki': 'Be-Tarask'}, host='meta', served=SERVED).wiki == 'be-tarask'
    problem = refused({'wiki': 'pl'})
    assert (problem.parameter, problem.value, problem.allowed.values) == ('wiki', 'pl', {'choices': 'cs'})
    problem = refused({'wiki': 'de'}, 'meta')
    assert (problem.parameter, problem.value) == ('wiki', 'de')
    assert problem.allowed.values == {'choices': 'be-tarask, cs, pl'}
    # Meta has no articles, so there the wiki must be named.
    assert (refused({}, 'meta').parameter, refused({}, 'meta').value) == ('wiki', '')
    assert refused({'wiki': 'meta'}, 'meta').value == 'meta'


def test_choices() -> None:
    for sort in WORKLIST_PARAMETERS['sort'].choices:
        assert worklist({'sort': sort.upper()}, host='cs', served=SERVED).sort == sort
    assert worklist({'sort': 'Most read'}, host='cs', served=SERVED).sort == 'most_read'
    problem = refused({'sort': 'Readers'})
    assert (problem.parameter, problem.value, problem.allowed.message) == ('sort', 'Readers', 'allowed-choice')
    for kinds in ('tagged, nonsense', ',', 'tagged tagged', 'all'):
        problem = refused({'kinds': kinds})
        assert (problem.parameter, problem.value, problem.allowed.message) == ('kinds', kinds, 'allowed-choices')


def named(problem: RequestError) -> list[tuple[str, str, str]]:
    return [(mistake.parameter, mistake.value, mistake.nearest) for mistake in problem.mistakes]


def test_all_that_is_wrong_at_once() -> None:
    problem = refused(
        {'catgory': 'Knihovny', 'depth': '12', 'sort': 'oldets', 'kinds': 'taged, uncited', 'titles': '[[x', 'y': '1'}
    )
    assert named(problem) == [
        ('catgory', 'Knihovny', 'category'),
        ('y', '1', ''),
        ('depth', '12', ''),
        ('titles', '[[x', ''),
        ('sort', 'oldets', 'oldest'),
        ('kinds', 'taged, uncited', 'tagged'),
    ]
    assert named(not_tallied(campaign='2027-1', view='edit', limit='x', wiki='c')) == [
        ('campaign', '2027-1', '2027-01'),
        ('wiki', 'c', 'cs'),
        ('view', 'edit', 'edits'),
        ('limit', 'x', ''),
    ]
    assert named(not_tallied(campaign='2027-01', view='edits', limit='x')) == [('user', '', ''), ('limit', 'x', '')]


def test_kinds_are_named_as_the_guide_names_them() -> None:
    problem = refused({'kinds': 'unreferencd'})
    assert named(problem) == [('kinds', 'unreferencd', 'unreferenced')]
    assert str(problem.allowed.values['choices']).startswith('tagged, unreferenced, uncited, nothing, ')


def test_a_campaign_that_a_list_names_has_to_exist() -> None:
    with pytest.raises(RequestError) as caught:
        worklist({'campaign': '2027-1', 'limit': '0'}, host='cs', served=SERVED, campaigns=['2027-01'])
    assert named(caught.value) == [('limit', '0', ''), ('campaign', '2027-1', '2027-01')]
    assert worklist({'campaign': 'any'}, host='cs', served=SERVED).campaign == 'any'


def test_thousands_of_mistakes_take_no_time() -> None:
    problem = refused({f'limit{"x" * 90}{number}': 'x' * 1000 for number in range(20_000)})
    assert len(problem.mistakes) == 20_000


@pytest.mark.parametrize(
    ('value', 'titles'),
    [
        ('A\nB', ('A', 'B')),
        ('* A\n*B\n** [[c]] – a remark; and more\n\n# D', ('A', 'B', 'C', 'D')),
        ('1. A\n2) B', ('A', 'B')),
        ('[[A]], [[b|c]] and [[A]]', ('A', 'B')),
        ('A; B；c', ('A', 'B', 'C')),
        ('• A\n- B', ('A', 'B')),
        # There are commas in titles: the wiki is asked.
        ('Praha, Brno', ('Praha, Brno',)),
        ('[[A]]\nB', ('A', 'B')),
    ],
)
def test_several_titles(value: str, titles: tuple[str, ...]) -> None:
    for name in ('category', 'not_category', 'titles', 'links_of', 'transcludes'):
        assert getattr(worklist({name: value}, host='cs', served=SERVED), name) == titles


def test_one_title_that_is_pasted() -> None:
    request = worklist({'titles': '* [[Kniha]]'}, host='cs', served=SERVED)
    assert request.titles == ('Kniha',) and isinstance(request.titles, Pasted)
    assert not isinstance(worklist({'titles': '[[Kniha]]'}, host='cs', served=SERVED).titles, Pasted)


def test_too_many_titles() -> None:
    problem = refused({'category': '\n'.join(map(str, range(21)))})
    assert (problem.allowed.message, problem.allowed.values) == ('allowed-list', {'most': 20})
    assert len(worklist({'titles': '\n'.join(map(str, range(1000)))}, host='cs', served=SERVED).titles) == 1000
    assert refused({'titles': '\n'.join(map(str, range(1001)))}).allowed.values == {'most': 1000}


def test_which_of_several_is_no_title() -> None:
    assert (refused({'titles': 'A\nb<c\nD'}).value, refused({'category': 'A; {{b}}'}).value) == ('b<c', '{{b}}')


@pytest.mark.parametrize(
    ('value', 'meant'),
    [
        ('https://petscan.wmcloud.org/?psid=29532421', '29532421'),
        ('https://petscan.wmcloud.org/?language=cs&psid=5&doit=', '5'),
        ('https://pagepile.toolforge.org/api.php?id=123&action=get_data', '123'),
        ('//example.org/1234', '1234'),
        ('javascript:alert(1)', ''),
        ('http://169.254.169.254/latest', ''),
        ('1 2', ''),
        ('-5', ''),
        ('٣', ''),
        ('0', ''),
        ('9' * 13, ''),
    ],
)
def test_a_list_of_a_service_is_a_number(value: str, meant: str) -> None:
    for name in ('petscan', 'pagepile'):
        assert named(refused({name: value})) == [(name, value, meant)]
        assert getattr(worklist({name: '0012'}, host='cs', served=SERVED), name) == '12'


@pytest.mark.parametrize('value', ['x' * 301, 'a\nb', 'a\x00'])
def test_no_search(value: str) -> None:
    assert refused({'search': value}).allowed.message == 'allowed-search'


def test_several_sources_go_together() -> None:
    given = {'category': 'A', 'titles': 'B', 'petscan': '1', 'search': 'x', 'kinds': 'uncited, nothing'}
    assert worklist(given, host='cs', served=SERVED).kinds == ('uncited', 'nothing')
    assert worklist({'kinds': 'nothing'}, host='cs', served=SERVED).kinds == ('nothing',)
    assert refused({'kinds': 'uncited', 'not_category': 'A'}).parameter == 'kinds'


@pytest.mark.parametrize('name', ['Limit', '1', 'limits', 'category ', '', '{{', 'x' * 5000])
def test_unknown_parameters(name: str) -> None:
    problem = refused({name: 'x'})
    assert not problem.known
    assert problem.parameter == name[:100]
    assert problem.value == 'x'


NAMES = st.sampled_from(list(WORKLIST_PARAMETERS)) | st.text(st.characters(codec=None), max_size=5)
VALUES = st.text(st.characters(codec=None)) | st.sampled_from(['cs', 'pl', '5', '[[a]]', 'tagged', 'title', 'A'])


@fuzz()
@given(st.dictionaries(NAMES, VALUES), st.sampled_from(['cs', 'meta']))
def test_nothing_else_is_raised(parameters: dict[str, str], host: str) -> None:
    try:
        request = worklist(parameters, host=host, served=SERVED)
    except RequestError as problem:
        assert problem.parameter in {name[:100] for name in parameters} | {'wiki'}
        assert problem.value.removesuffix('…') in parameters.get(problem.parameter, '') or not problem.known
        return
    assert {name for name, value in parameters.items() if value} <= set(WORKLIST_PARAMETERS)
    assert request.wiki in SERVED
    assert 0 <= request.depth <= 5
    assert 1 <= request.limit <= 500
    assert 1 <= request.per_article <= 50
    for title in (*request.category, *request.titles):
        assert len(title.encode()) <= 255
        assert not set(title) & set('[]{}|<>#\n')


CAMPAIGNS = ('2026-01', '2027-01')


def listed(**parameters: str) -> WorklistRequest:
    return worklist({'category': 'A'} | parameters, host='cs', served=SERVED)


def tallied(**parameters: str) -> TallyRequest:
    return tally({'campaign': '2027-01'} | parameters, served=SERVED, campaigns=CAMPAIGNS)


def shown(**parameters: str) -> TallyRequest:
    return tallied(**{'user': 'Jana'} | parameters)


def not_tallied(**parameters: str) -> RequestError:
    with pytest.raises(RequestError) as caught:
        tallied(**parameters)
    return caught.value


def test_what_is_declared_can_be_written() -> None:
    """Every word that a parameter may be, its limits, and what it is without being written."""
    for declared, read in ((WORKLIST_PARAMETERS, listed), (TALLY_PARAMETERS, shown)):
        for name, parameter in declared.items():
            for choice in parameter.choices:
                assert getattr(read(**{name: choice.upper()}), name), choice
            for limit in parameter.limits or ():
                assert getattr(read(**{name: str(limit)}), name) == limit
            if parameter.default:
                assert read(**{name: parameter.default}) == read()


def test_a_view_takes_what_there_is() -> None:
    known = {field.name for field in dataclasses.fields(Known)} | {'now'}
    for name, view in VIEWS.items():
        assert view.wants <= known | TALLY_PARAMETERS.keys(), name
        assert (view.defaults.keys() | view.needs.keys()) <= TALLY_PARAMETERS.keys(), name


def test_a_tally_of_nothing_but_a_campaign() -> None:
    assert tallied() == TallyRequest('2027-01', view='participants', sort='references', limit=100, minimum=0)
    assert tallied(**dict.fromkeys(TALLY_PARAMETERS.keys() - {'campaign'}, '')) == tallied()
    assert (tallied(view='draw').minimum, tallied(view='edits', user='A').limit) == (1, 500)


def test_a_tally_with_everything() -> None:
    request = tallied(
        view='Draw', sort='EDITS', limit='500', minimum='25', who='All', wiki='CS', details='[[1Lib1Ref/Edits/]]',
        user='[[:cs:Wikipedista:jana Nováková|Jana]]', seed='4 8 15', prizes='50',
    )  # fmt: skip
    assert request == TallyRequest(
        '2027-01', 'draw', 'edits', 500, 25, 'all', 'cs', '1Lib1Ref/Edits/', 'Jana Nováková', '4 8 15', 50
    )


@pytest.mark.parametrize(
    ('parameters', 'message'),
    [
        ({'campaign': 'x'}, 'allowed-campaign'),
        ({'campaign': ''}, 'allowed-campaign'),
        ({'view': 'winners'}, 'allowed-choice'),
        ({'view': 'edits'}, 'allowed-user'),
        ({'sort': 'points'}, 'allowed-choice'),
        ({'who': 'me'}, 'allowed-choice'),
        ({'wiki': 'de'}, 'allowed-wiki'),
        ({'wiki': 'meta'}, 'allowed-wiki'),
        ({'limit': '0'}, 'allowed-number'),
        ({'minimum': '-1'}, 'allowed-number'),
        ({'prizes': '51'}, 'allowed-number'),
        ({'details': 'a|b'}, 'allowed-title'),
        ({'user': 'a/b'}, 'allowed-user'),
        ({'user': '[[x'}, 'allowed-user'),
        ({'user': '{{PAGENAME}}'}, 'allowed-user'),
    ],
)
def test_what_a_tally_refuses(parameters: dict[str, str], message: str) -> None:
    [(name, value)] = parameters.items()
    problem = not_tallied(**parameters)
    assert problem.allowed.message == message
    assert (problem.parameter, problem.value) == ((name, value) if value != 'edits' else ('user', ''))


TALLY_NAMES = st.sampled_from(list(TALLY_PARAMETERS)) | st.text(st.characters(codec=None), max_size=5)


@fuzz()
@given(st.dictionaries(TALLY_NAMES, VALUES | st.sampled_from(['draw', 'edits', 'all', '2027-01', 'bytes'])))
def test_nothing_else_is_raised_by_tallies(parameters: dict[str, str]) -> None:
    try:
        request = tally({'campaign': '2027-01'} | parameters, served=SERVED, campaigns=CAMPAIGNS)
    except RequestError as problem:
        assert problem.parameter in {name[:100] for name in parameters} | {'user'}
        return
    assert request.campaign in CAMPAIGNS
    assert request.wiki in ('', *SERVED)
    assert 1 <= request.limit <= 500
    assert not set(request.user) & set('[]{}|<>#/:@\n')


@pytest.mark.parametrize(('name', 'low', 'high'), [('limit', 1, 500), ('minimum', 0, 100_000), ('prizes', 1, 50)])
def test_numbers_of_a_tally(name: str, low: int, high: int) -> None:
    for number in (low, high):
        assert getattr(tally({'campaign': 'x', name: str(number)}, served=SERVED, campaigns=('x',)), name) == number
    for number in (low - 1, high + 1):
        with pytest.raises(RequestError) as caught:
            tally({'campaign': 'x', name: str(number)}, served=SERVED, campaigns=('x',))
        assert caught.value.allowed.values == {'low': low, 'high': high}


def test_what_a_tally_is_by_itself() -> None:
    plain = tally({'campaign': 'x'}, served=SERVED, campaigns=('x',))
    assert plain == TallyRequest('x')
    assert (plain.limit, plain.minimum, plain.prizes) == (100, 0, 1)
    drawn = tally({'campaign': 'x', 'view': 'draw'}, served=SERVED, campaigns=('x',))
    assert (drawn.limit, drawn.minimum) == (100, 1)
    edits = tally({'campaign': 'x', 'view': 'edits', 'user': 'a'}, served=SERVED, campaigns=('x',))
    assert (edits.limit, edits.minimum) == (500, 0)


@pytest.mark.parametrize(('campaigns', 'choices'), [((), '—'), (('b', 'a'), 'a, b')])
def test_which_campaigns_there_are(campaigns: tuple[str, ...], choices: str) -> None:
    with pytest.raises(RequestError) as caught:
        tally({'campaign': 'x'}, served=SERVED, campaigns=campaigns)
    assert caught.value.allowed.values == {'choices': choices}


def test_paragraphs_without_a_banner_are_listed_of_some_articles_only() -> None:
    with pytest.raises(RequestError) as caught:
        worklist({'kinds': 'tagged, uncited'}, host='cs', served=SERVED)
    assert (caught.value.parameter, caught.value.allowed.message) == ('kinds', 'allowed-with')
    assert caught.value.allowed.values == {
        'others': 'category, titles, petscan, pagepile, links_of, search, transcludes, source'
    }
    for name in ('category', 'titles'):
        found = worklist({'kinds': 'tagged, uncited', name: 'A'}, host='cs', served=SERVED)
        assert found.kinds == ('tagged', 'uncited')


@pytest.mark.parametrize(
    ('written', 'meant'),
    [
        ('kategorie', 'category'),
        ('категорія', 'category'),
        ('kategória', 'category'),
        ('κατηγορία', 'category'),
        ('категорије', 'category'),
        ('hloubka', 'depth'),
        ('głębokość', 'depth'),
        ('ліміт', 'limit'),
        ('rendezés', 'sort'),
        ('jezik', 'lang'),
        ('nothing like it', ''),
    ],
)
def test_a_parameter_in_another_language_is_guessed(written: str, meant: str) -> None:
    with pytest.raises(RequestError) as problem:
        worklist({written: 'Knihovny'}, host='cs', served=SERVED)
    assert problem.value.mistakes[0].nearest == meant


@pytest.mark.parametrize(
    ('value', 'meant'),
    [('category: Knihovny', 'category'), ('Kategorie＝Knihovny', 'category'), ('limit：5', 'limit'), ('Knihovny', '')],
)
def test_a_value_whose_sign_is_no_equals_sign(value: str, meant: str) -> None:
    with pytest.raises(RequestError) as problem:
        worklist({'1': value}, host='cs', served=SERVED)
    assert problem.value.mistakes[0].nearest == meant


@pytest.mark.parametrize(
    ('written', 'code'),
    [('čeština', 'cs'), ('Czech', 'cs'), ('cz', 'cs'), ('Polska', 'pl'), ('polsky', 'pl'), ('xx', '')],
)
def test_a_language_or_a_country_is_guessed(written: str, code: str) -> None:
    with pytest.raises(RequestError) as problem:
        worklist({'wiki': written}, host='meta', served=SERVED)
    assert problem.value.mistakes[0].nearest == code


@pytest.mark.parametrize(
    ('name', 'written', 'meant'),
    [('view', 'knihovny', 'libraries'), ('view', 'könyvtárak', 'libraries'), ('sort', 'zdroje', 'references')],
)
def test_a_value_in_another_language_is_guessed(name: str, written: str, meant: str) -> None:
    with pytest.raises(RequestError) as problem:
        tally({'campaign': 'a', name: written}, served=SERVED, campaigns=['a'])
    assert problem.value.mistakes[0].nearest == meant


def test_what_is_called_otherwise_is_called_so_in_one_way_only() -> None:
    for names in (WORKLIST_PARAMETERS, TALLY_PARAMETERS, PARAMETERS):
        for name in names:
            assert nearest(name, names) == name
            for other in wikis.common()['called'].get(name, ()):
                assert nearest(other, names) == name, other
    for code in wikis.codes():
        for other in wikis.load(code).called:
            assert nearest(other, wikis.codes()) == code, other


@pytest.mark.parametrize('name', ['category', 'titles', 'details'])
def test_an_address_is_no_title(name: str) -> None:
    written = {name: 'https://cs.wikipedia.org/wiki/Kategorie:Knihovny_v_%C4%8Cesku'}
    with pytest.raises(RequestError) as problem:
        if name == 'details':
            tally({'campaign': 'a', **written}, served=SERVED, campaigns=['a'])
        worklist(written, host='cs', served=SERVED)
    assert problem.value.mistakes[0].nearest == 'Kategorie:Knihovny v Česku'


@pytest.mark.parametrize(
    ('parameters', 'written', 'found'),
    [
        (WORKLIST_PARAMETERS, {'depth': '2'}, [('depth', 'category, not_category')]),
        (WORKLIST_PARAMETERS, {'depth': '2', 'category': 'A'}, []),
        (WORKLIST_PARAMETERS, {'depth': '2', 'not_category': 'A'}, []),
        (WORKLIST_PARAMETERS, {'depth': ''}, []),
        (TALLY_PARAMETERS, {'seed': '1', 'prizes': '2'}, [('seed', 'view=draw'), ('prizes', 'view=draw')]),
        (TALLY_PARAMETERS, {'view': 'Draw', 'seed': '1'}, []),
        (TALLY_PARAMETERS, {'who': 'all'}, []),
        (
            TALLY_PARAMETERS,
            {'view': 'days', 'who': 'all', 'user': 'A'},
            [('who', 'view=participants'), ('user', 'view=edits')],
        ),
    ],
)
def test_parameters_that_do_nothing(
    parameters: Mapping[str, Parameter], written: dict[str, str], found: list[tuple[str, str]]
) -> None:
    assert list(idle(written, parameters)) == found


def test_the_language_of_a_block_is_chosen_on_meta() -> None:
    for lang in ('cs', 'be-tarask', 'CS', 'mt'):
        if lang == 'mt':
            with pytest.raises(RequestError, match='allowed-choice'):
                worklist({'wiki': 'cs', 'lang': lang}, host='meta', served=SERVED)
        else:
            assert worklist({'wiki': 'cs', 'lang': lang}, host='meta', served=SERVED).lang == lang.lower()
    with pytest.raises(RequestError) as caught:
        worklist({'lang': 'pl'}, host='cs', served=SERVED)
    assert caught.value.allowed.values == {'choices': 'cs'}
    meta, cs = wikis.load('meta'), wikis.load('cs')
    assert (spoken(meta, {'lang': 'CS'}).language, spoken(meta, {'lang': 'CS'}).months) == ('cs', cs.months)
    assert spoken(meta, {'lang': 'mt'}) == spoken(meta, {}) == meta
    assert spoken(cs, {'lang': 'pl'}) == cs
