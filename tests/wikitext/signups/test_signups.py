"""Sign-ups, case by case: the YAML files in tests/cases/signups."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikitext.signups import Participant, parse, read
from onelib.wikitext.signups.accounts import canonical, wiki_code
from onelib.wikitext.signups.timestamps import spans
from tests.fuzz import fuzz
from tests.sandbox.farm import Farm

CASES = Path(__file__).parents[2] / 'cases' / 'signups'


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob('*.yaml')):
        for case in yaml.safe_load(path.read_text(encoding='utf-8')):
            yield pytest.param(case, id=f'{path.stem}-{case["wiki"]}-{case["name"]}')


@pytest.mark.parametrize('case', list(cases()))
def test_case(case: dict[str, Any]) -> None:
    expected = [{'name': wanted} if isinstance(wanted, str) else wanted for wanted in case['output']]
    page = read(case['input'], wikis.load(case['wiki']))
    found = page.participants
    assert [who.name for who in found] == [wanted['name'] for wanted in expected]
    assert [{key: getattr(who, key) for key in wanted} for who, wanted in zip(found, expected, strict=True)] == expected
    if 'unclear' in case:
        assert [line.name for line in page.unclear] == case['unclear']


def valid_names() -> st.SearchStrategy[str]:
    """Names that accounts can have, as MediaWiki writes them."""
    letters = st.characters(categories=['Lu', 'Ll', 'Lo', 'Nd'], max_codepoint=0x2FFF)
    others = st.sampled_from(' .-!?&\'()+,;*~$%"^´=')
    names = st.lists(st.one_of(letters, letters, others), min_size=1, max_size=20).map(''.join)
    return names.map(lambda name: canonical(name, wikis.load('en'))).filter(bool)


def renderings(wiki: wikis.Wiki, name: str) -> Iterator[str]:
    """How signatures of a user may look on a wiki."""
    date = f'12:00, 15 {wiki.months["genitive"][0]} 2027 (UTC)'
    talk = wiki.namespaces['user_talk'][0]
    escaped = name.replace("''", '&#39;&#39;')
    for prefix in wiki.namespaces['user']:
        yield f'# [[{prefix}:{name}|{escaped}]] ([[{talk}:{name}|talk]]) {date}'
        yield f'* [[ {prefix.lower()} : {name.replace(" ", "__")}_#top|x]], Library'
        yield f'# [[{quote(prefix)}:{quote(name)}]]'
        yield f'# Invited by [[User:Veronika]]. <b>[[{prefix}:{name}/Sub|<i>x</i>]]</b> {date}'
    for prefix in wiki.namespaces['user_talk']:
        yield f'# [[:{prefix}:{name}|&rarr;]] {date} – Library'
    for special in wiki.namespaces['special']:
        for page in wiki.special_pages['contributions']:
            yield f'# [[{special}:{page}/{name}|x]]'
    if wiki.code != 'meta':
        local = wiki.namespaces['user'][0]
        yield f'# [https://{wiki.code}.wikipedia.org/wiki/{quote(local)}:{quote(name)} x]'
        yield f'# [//{wiki.code}.wikipedia.org/w/index.php?title={quote(talk)}:{quote(name)}&action=edit x] {date}'
    yield f'{{{{1Lib1Ref participant|1={name}|library=Library}}}}'
    yield f'# {{{{u|1={name}}}}}'
    yield f'{{|\n! User !! Library\n|-\n| [[User:{name}]] || Library\n|}}'


@pytest.mark.parametrize('code', wikis.codes())
@given(name=valid_names())
@fuzz(4)
def test_each_rendering_of_a_signature_is_read_back(code: str, name: str) -> None:
    wiki = wikis.load(code)
    there = canonical(name, wiki)  # a Turkish i has another capital
    for line in renderings(wiki, name):
        assert [who.name for who in parse(line, wiki)] == [there], line


def test_interwiki_links_are_read_with_the_namespaces_of_their_wiki() -> None:
    for here, there in product(['cs', 'meta', 'tr'], wikis.codes()):
        for prefix in wikis.load(there).namespaces['user']:
            line = f'# [[:{there}:{prefix}:Anna|Anna]]'
            assert parse(line, wikis.load(here)) == [Participant('Anna', wiki=there)], line


MARKUP = st.lists(
    st.sampled_from(
        [
            '# ',
            '* ',
            '#:',
            '\n',
            '\n# ',
            '[[',
            ']]',
            '|',
            '{|',
            '|-',
            '|}',
            '||',
            '!',
            '[[User:A|A]]',
            '[[User talk:B]]',
            '{{u|C}}',
            '{{',
            '}}',
            '<s>',
            '</s>',
            '<div style="display:none">',
            '</div>',
            '<br>',
            '<!--',
            '-->',
            '== x ==',
            '12:00, 15 January 2027 (UTC)',
            ' – ',
            'Library',
            '[//en.wikipedia.org/wiki/User:D D]',
            '<li>',
            '<td>',
            '%',
            '&',
            '{{1Lib1Ref participant|',
            'wiki=cs',
            '=',
            '\ue000',
            '\ue0001\ue001',
            '<nowiki>',
            '</nowiki>',
            ':',
            ' ',
            '-{',
            '}-',
        ]
    ),
    max_size=40,
).map(''.join)


@given(MARKUP | st.text(max_size=200))
@fuzz(400)
def test_nothing_raises_and_names_are_canonical(text: str) -> None:
    wiki = wikis.load('meta')
    found = parse(text, wiki)
    names = [who.name for who in found]
    assert len(names) == len(set(names))
    assert all(name == canonical(name, wiki) != '' for name in names)


@pytest.mark.parametrize(
    'unit',
    [
        '[',
        '[[',
        '[[User:',
        '[[User:A|',
        '{{u|',
        '{{u|A}}',
        '<s>',
        '<s></s>',
        '<div style="display:none">',
        '</div>',
        '# ',
        '[[User:A]] ',
        '12:00, ',
        '15 January 2027 ',
        '1',
        '1 ',
        '2027 ',
        '{|\n',
        '|-\n',
        '| ',
        '||',
        "'",
        '[//',
        '\n:',
        '#',
        ' ',
        '[//en.wikipedia.org/wiki/User:A',
        '<!--',
        '[[User:A]], ',
        '[[a|b',
        ']]',
        '%41',
        '&amp;',
        '(',
        '\n* ',
        '<code>',
        '.',
        '[[User:A|A]] 12:00, 15 January 2027 (UTC) ',
        '\n# [[User:A]]',
        '[[User:A]] and [[User:B]], ',
        '-{',
        '<br>',
        '\n# @A',
        '\n# L\n## [[User:A]]',
        '\n|-\n| rowspan=99 | x',
        '<nowiki>~~~~</nowiki>',
        '{{/A}}',
        '<s>x</s>',
        ': ',
        '- ',
    ],
)
def test_time_is_linear(unit: str) -> None:
    wiki = wikis.load('en')

    def seconds(length: int) -> float:
        text = '# ' + unit * (length // len(unit))
        begun = time.process_time()
        parse(text, wiki)
        return time.process_time() - begun

    seconds(1000)
    # A line of 200 kB, far from what anything quadratic would take.
    assert seconds(200_000) < 4


def test_mediawiki_saves_what_is_read_back(farm: Farm) -> None:
    """``# ~~~~`` as real wikis save it, in each of their languages, with and without an own signature."""
    nicks = [
        '',
        'Ádám &amp; <b>Éva</b>',
        "<span style=\"color:red\">[[User:{user}|'''X''']]</span> <sup>[[User talk:{user}|?]]</sup>",
        '[[Special:Contributions/{user}|all my edits]]',
        '[[{{{{subst:ns:3}}}}:{user}|write to me]]',
    ]
    for code in farm.wikis:
        user = farm.api(code, action='query', meta='userinfo')['query']['userinfo']['name']
        for nick in nicks:
            fancy = int('[' in nick)
            _set_options(farm, code, fancysig=str(fancy), nickname=nick.format(user=user))
            title = 'Project:Sign-ups'
            text = '# ~~~~ – Library\n# [[User:Somebody]], ~~~~\n#: ~~~~\n# ~~~ <s>~~~~</s>\n# <nowiki>~~~~</nowiki>'
            farm.api(code, action='edit', title=title, text=text)
            page = farm.api(code, action='query', titles=title, prop='revisions', rvprop='content', rvslots='main')
            saved = page['query']['pages'][0]['revisions'][0]['slots']['main']['content']
            lines = [parse(line, wikis.load(code)) for line in saved.split('\n')]
            assert lines == [[Participant(user, 'Library')], [Participant(user)], [], [Participant(user)], []], saved


def _set_options(farm: Farm, code: str, **options: str) -> None:
    farm.api(code, action='options', change=''.join(f'\x1f{key}={value}' for key, value in options.items()))


@pytest.mark.parametrize(
    ('text', 'code'),
    [
        ('cs', 'cs'),
        ('cswiki', 'cs'),
        (':cs:', 'cs'),
        ('w:cs', 'cs'),
        ('https://cs.wikipedia.org/wiki/', 'cs'),
        ('be_x_old', 'be-tarask'),
        ('Meta', 'meta'),
        ('meta.wikimedia.org', 'meta'),
        ('commonswiki', 'commons'),
        ('fr', 'fr'),
        ('Czech Wikipedia', ''),
        ('', ''),
    ],
)
def test_what_people_call_a_wiki(text: str, code: str) -> None:
    assert wiki_code(text) == code


def test_the_words_of_sign_up_pages_are_ready_to_be_compared() -> None:
    for key, found in wikis.common()['signups'].items():
        assert len(found) == len(set(found)), key
        assert all(word == word.lower() != '' for word in found), key


@pytest.mark.parametrize(
    ('code', 'written', 'name'),
    [
        ('en', 'anna_k/archive#2', 'Anna k'), ('en', 'x' * 255, 'X' + 'x' * 254), ('en', 'x' * 256, ''),
        ('en', 'xé' * 85, 'X' + 'éx' * 84 + 'é'), ('en', 'é' * 128, ''), ('en', '%C3%A9' * 170, ''),
        ('en', 'a%20b&amp;c', 'A b&c'), ('en', '/a', ''), ('en', ' ', ''), ('en', '.', ''), ('en', '..', ''),
        ('en', '...', '...'), ('en', 'a@b', ''), ('en', 'a:b', ''), ('en', 'a=b', 'A=b'), ('en', 'Example', ''),
        ('en', '192.0.2.1', ''), ('en', '192.0.2.xxx', ''),
        ('en', '192.0.2.300 /a', ''), ('en', '192.0.2.1/24', ''), ('en', '192.0.2', '192.0.2'),
        ('en', '2001:db8::1', ''), ('en', '2001:DB8::/32', ''), ('en', 'abc', 'Abc'), ('en', '~2027-1', ''),
        ('en', '~2', ''), ('en', '~1', '~1'), ('en', 'ǆa', 'ǅa'), ('tr', 'irem', 'İrem'), ('az', 'irem', 'İrem'),
        ('en', 'irem', 'Irem'), ('tr', 'ırem', 'Irem'), ('ka', 'ᲗᲐ', 'ᲗᲐ'), ('ka', 'თა', 'თა'),
        ('ka', 'ᲐᲐ', 'ᲐᲐ'), ('ka', 'ᲿᲐ', 'ᲿᲐ'),
        ('en', '_anna_', 'Anna'),
    ],
)  # fmt: skip
def test_names_of_accounts(code: str, written: str, name: str) -> None:
    assert canonical(written, wikis.load(code)) == name


def test_a_timestamp_is_found_once() -> None:
    """Though there is a date in it."""
    stamps = ['12:00, 15 January 2027 (UTC)', '13:00, 16 January 2027 (UTC)', '17 January 2027']
    text = ', '.join(stamps)
    assert [text[start:end] for start, end in spans(text, wikis.load('en'))] == stamps
