"""Blocks of a page: what is the bot's, and that nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikitext.blocks import BlockError, find, in_comments, replace, unseen
from onelib.wikitext.statements import tagged
from tests.fuzz import fuzz

NAME = '1Lib1Ref worklist'
START, END = '{{1Lib1Ref worklist|limit=50}}', '{{1Lib1Ref worklist end}}'

# Text that people write around a block, and that opens or closes nothing.
PLAIN = st.lists(
    st.sampled_from(
        [
            '\n', '\r\n', ' ', '\t', '\n== x ==\n', '* a', '[[a|b]]', "''i''", '{{Fact|x=y}}', '{{{1|}}}', '}', '|',
            '<!-- c -->', '<ref>r</ref>', '<nowiki>{{1Lib1Ref worklist}}</nowiki>', '<br>', '&amp;', '~~~~', '__TOC__',
            '{|\n|-\n| c\n|}', 'ž', 'e\u0301', '\u200f', '\ufeff', '\x00', '\ud800',
            '1Lib1Ref worklist', 'worklist end',
        ]
    )
    | st.text(st.characters(codec=None, exclude_characters='<{}[]-='), max_size=5)
).map(''.join)  # fmt: skip
# …and text that may open what the block closes, or close what it opens.
WILD = st.lists(
    st.sampled_from(
        [
            '{{', '}}', '{', '}', '{{{', '}}}', '-{', '}-', '[[', ']]', '|', '=', '\n', '\n=', '==', '<!--', '-->', 'x',
            '<nowiki>', '</nowiki>', '<pre>', '</pre>', '<ref>', '</ref>', '<ref/>', '<includeonly>', '</includeonly>',
            '<noinclude>', '<onlyinclude>', '<poem', '>', ' ',
        ]
    )
).map(''.join)  # fmt: skip


@fuzz()
@given(before=PLAIN, body=PLAIN, new=PLAIN, after=PLAIN)
def test_nothing_outside_changes(before: str, body: str, new: str, after: str) -> None:
    first = '' if new.startswith('\n') else '\n'
    last = '' if new.endswith('\n') else '\n'
    assert replace(before + START + body + END + after, NAME, new) == before + START + first + new + last + END + after


@fuzz()
@given(before=WILD, body=WILD, new=WILD, after=WILD)
def test_nothing_outside_changes_or_it_is_refused(before: str, body: str, new: str, after: str) -> None:
    try:
        text = replace(before + START + body + END + after, NAME, new)
    except BlockError:
        return
    assert text.startswith(before + START)
    assert text.endswith(END + after)
    assert text.removeprefix(before + START).removesuffix(END + after).strip('\n') == new.strip('\n')
    # What was written is what the next run finds, and would write again.
    [block] = find(text, NAME)
    assert (block.start, block.end) == (len(before + START), len(text) - len(END + after))
    assert replace(text, NAME, new) == text


@fuzz()
@given(text=st.one_of(WILD, PLAIN))
def test_a_page_without_the_template_has_no_block(text: str) -> None:
    assert find(text, NAME) == []
    with pytest.raises(BlockError):
        replace(text, NAME, 'x')


@fuzz()
@given(value=WILD | st.text())
def test_no_parameter_makes_it_stumble(value: str) -> None:
    try:
        blocks = find(f'{{{{{NAME}|{value}}}}}\n{END}', NAME)
    except BlockError:
        return
    assert len(blocks) <= 1


@pytest.mark.parametrize(
    'text',
    [
        f'{START} x',
        f'x {END}',
        f'{END}{START}',
        f'{START}{END}{END}',
        f'{START}{START}{END}',
        f'{START}{START}{END}{END}',
        f'{START}{END}{START}',
        f'{{{{Box|{START}{END}}}}}',
        f'{{{{Box|text={START}\n}}}}{END}',
        f'{START}{{{{Box|{END}}}}}',
        f'{{{{Box {START}|x}}}}{END}',
        f'{{{{{{1|{START}}}}}}}{END}',
        f'{{{{1Lib1Ref worklist|limit={START}}}}}{END}',
        f'== {START} ==\n{END}',
        f'{START}<!-- {END} -->',
        f'{START}<nowiki>{END}</nowiki>',
        f'{START}<!-- {END}',
    ],
)
def test_templates_that_do_not_pair(text: str) -> None:
    with pytest.raises(BlockError, match='1Lib1Ref worklist'):
        find(text, NAME)
    with pytest.raises(BlockError):
        replace(text, NAME, 'x')


@pytest.mark.parametrize(
    ('body', 'after'),
    [
        (END, ''),
        (START, ''),
        (START + END, ''),
        (END + START, ''),
        (f'{{{{1Lib1Ref_worklist_end}}}}\nmine\n{START}', ''),
        ('<!-- ', ''),
        ('<!-- ', 'behind --> it'),
        ('{{Box|', '}}'),
        ('{{{1|', '}}}'),
        ('<nowiki>', '</nowiki>'),
        ('<pre>', '<pre>x</pre>'),
        ('<ref name="x">', '<ref>x</ref>'),
        ('<includeonly>', ''),
    ],
)
def test_a_body_that_would_break_out(body: str, after: str) -> None:
    with pytest.raises(BlockError):
        replace(f'{START}\n{END}{after}', NAME, body)


def test_a_body_that_would_swallow_the_start() -> None:
    for before, body in (('{{Box|', '}}'), ('<nowiki>', '</nowiki>'), ('<ref>', '</ref>')):
        assert len(find(f'{before}{START}\n{END}', NAME)) == 1
        with pytest.raises(BlockError):
            replace(f'{before}{START}\n{END}', NAME, body)


def test_what_only_looks_dangerous_is_written() -> None:
    for body in (
        '<nowiki>{{1Lib1Ref worklist end}}</nowiki>',
        '<!-- {{1Lib1Ref worklist}} -->',
        '{{Other worklist end}}',
    ):
        assert replace(START + END, NAME, body) == f'{START}\n{body}\n{END}'


@pytest.mark.parametrize(
    'example',
    [
        f'<nowiki>{START}</nowiki>',
        f'<pre>\n{START}\n{END}\n</pre>',
        f'<!-- {START} -->',
        f'<syntaxhighlight lang="wikitext">{START}</syntaxhighlight>',
        f'<includeonly>{START}</includeonly>',
        '{{tl|1Lib1Ref worklist}}',
        '{{:1Lib1Ref worklist}}',
        '{{msgnw:1Lib1Ref worklist}}',
        '{{msg:1Lib1Ref worklist}}',
        '{{raw:1Lib1Ref worklist}}',
        '{{int:1Lib1Ref worklist}}',
        '{{subst:1Lib1Ref worklist}}',
        '{{Wikipedie:1Lib1Ref worklist}}',
        '{{Wikipedie:1Lib1Ref worklist end}}',
        '{{User:1Lib1Ref worklist}}',
        '{{en:1Lib1Ref worklist}}',
        '{{fullurl:1Lib1Ref worklist}}',
        '{{#ifexist:1Lib1Ref worklist|there}}',
        '{{PAGESINCATEGORY:1Lib1Ref worklist}}',
        '{{canonicalurl:Template:1Lib1Ref worklist|action=edit}}',
        '{{1Lib1Ref worklists}}',
        '{{1Lib1Ref WORKLIST}}',
        '{1Lib1Ref worklist}',
        '{{1Lib1Ref worklist',
        '[[Template:1Lib1Ref worklist]]',
    ],
)
def test_examples_are_no_blocks(example: str) -> None:
    assert find(example, NAME) == []
    text = f'{example}\n{START}old{END}\n{example}'
    assert replace(text, NAME, 'new') == f'{example}\n{START}\nnew\n{END}\n{example}'


@pytest.mark.parametrize(
    'start',
    [
        '{{1Lib1Ref worklist}}',
        '{{1Lib1Ref_worklist}}',
        '{{ 1Lib1Ref  worklist }}',
        '{{1Lib1Ref worklist\n|limit=50\n}}',
        '{{1Lib1Ref <!-- which? -->worklist}}',
        '{{Template:1Lib1Ref worklist}}',
        '{{template : 1Lib1Ref worklist}}',
        '{{Šablona:1Lib1Ref worklist|limit=1}}',
        '{{თარგი:1Lib1Ref worklist}}',
    ],
)
@pytest.mark.parametrize('end', [END, '{{Szablon:1Lib1Ref worklist end}}', '{{1Lib1Ref_worklist_end|x}}'])
def test_names_as_mediawiki_reads_them(start: str, end: str) -> None:
    text = f'before {start}old{end} after'
    [block] = find(text, NAME)
    assert block.body == text[block.start : block.end] == 'old'
    assert replace(text, NAME, '\nnew\n') == f'before {start}\nnew\n{end} after'


@pytest.mark.parametrize('before', ['msgnw:', 'Wikipedie:', 'int:', 'Template talk:', 'x:'])
def test_text_of_others_between_what_only_looks_like_a_block(before: str) -> None:
    text = f'{{{{{before}{NAME}}}}} KEEP ME {{{{{before}{NAME} end}}}}'
    with pytest.raises(BlockError):
        replace(text, NAME, 'new')
    assert replace(f'{text}{START}old{END}', NAME, 'new') == f'{text}{START}\nnew\n{END}'


@pytest.mark.parametrize('prefix', ['Szablon:', 'Шаблон:', 'T:'])
def test_a_wiki_knows_what_its_namespace_of_templates_is_called(prefix: str) -> None:
    text = f'{{{{{prefix}{NAME}}}}}old{END}'
    with pytest.raises(BlockError):
        find(text, NAME, wikis.load('cs'))
    assert len(find(text.replace(prefix, 'Šablona:'), NAME, wikis.load('cs'))) == 1


@pytest.mark.parametrize('tag', ['ref', 'poem', 'gallery', 'references', 'indicator'])
@pytest.mark.parametrize('inside', [START + END, START, END, f'{{{{Box|{START}}}}}', f'<poem>{START}</poem>'])
def test_a_block_in_a_tag_that_mediawiki_reads(tag: str, inside: str) -> None:
    """Readers see it there, and nobody can say where it ends."""
    with pytest.raises(BlockError, match=NAME):
        find(f'{START}{END}<{tag} name="a">{inside}</{tag}>', NAME)


def test_the_first_letter_may_be_small() -> None:
    assert [block.body for block in find('{{worklist}}x{{Worklist end}}', 'worklist')] == ['x']


def test_several_blocks() -> None:
    text = f'0{START}a{END}1{{{{{NAME}|limit=2}}}}b{END}2'
    assert [(block.body, block.parameters) for block in find(text, NAME)] == [
        ('a', {'limit': '50'}),
        ('b', {'limit': '2'}),
    ]
    assert replace(text, NAME, 'x', index=0) == f'0{START}\nx\n{END}1{{{{{NAME}|limit=2}}}}b{END}2'
    assert replace(text, NAME, 'x', index=1) == f'0{START}a{END}1{{{{{NAME}|limit=2}}}}\nx\n{END}2'
    for index in (None, 2, -1):
        with pytest.raises(BlockError):
            replace(text, NAME, 'x', index=index)


def test_other_blocks_on_the_page() -> None:
    tally = '{{1Lib1Ref tally}}\nt\n{{1Lib1Ref tally end}}'
    assert replace(f'{tally}{START}{END}', NAME, 'w') == f'{tally}{START}\nw\n{END}'
    assert [block.body for block in find(f'{tally}{START}{END}', '1Lib1Ref tally')] == ['\nt\n']


TALLY, TALLY_END = '{{1Lib1Ref tally|campaign=x}}', '{{1Lib1Ref tally end}}'


@pytest.mark.parametrize(
    'text',
    [
        f'{START}{TALLY}t{TALLY_END}{END}',
        f'{START}{TALLY}{END}{TALLY_END}',
        f'{TALLY}{START}{TALLY_END}{END}',
        f'{TALLY}{START}w{END}{TALLY_END}',
        f'{START}{TALLY}{END}',
        f'{START}{TALLY_END}{END}',
        f'{START}{{{{Box|{TALLY}t{TALLY_END}}}}}{END}',
        f'{START}<poem>{TALLY}t{TALLY_END}</poem>{END}',
        f'{TALLY}{START}w{END}{START}w{END}{TALLY_END}',
    ],
)
def test_blocks_in_one_another(text: str) -> None:
    """What writes the outer one would delete the inner one."""
    with pytest.raises(BlockError, match='block'):
        replace(text, NAME, 'new')


def test_a_broken_block_beside_another() -> None:
    for text in (f'{TALLY}{START}old{END}', f'{START}old{END}{TALLY_END}', f'{TALLY_END}{START}old{END}{TALLY}'):
        assert replace(text, NAME, 'new') == text.replace('old', '\nnew\n')


@pytest.mark.parametrize(
    ('arguments', 'parameters'),
    [
        ('', {}),
        ('|category=Knihovny|depth=2', {'category': 'Knihovny', 'depth': '2'}),
        ('\n | Category = Knihovny v Praze\n | depth=\n', {'category': 'Knihovny v Praze', 'depth': ''}),
        ('|titles=[[Projekt:Seznam|seznam]]', {'titles': '[[Projekt:Seznam|seznam]]'}),
        ('|limit=5<!-- not 500 -->0|<!-- c -->sort=<!---->title', {'limit': '50', 'sort': 'title'}),
        ('|limit=1|limit=2', {'limit': '2'}),
        ('|a|b=c=d|e', {'1': 'a', 'b': 'c=d', '2': 'e'}),
        ('|category={{PAGENAME|x=y}}', {'category': '{{PAGENAME|x=y}}'}),
        ('|category=<nowiki>a|b}}</nowiki>', {'category': '<nowiki>a|b}}</nowiki>'}),
        ('|category={{{1|a}}}|limit=1', {'category': '{{{1|a}}}', 'limit': '1'}),
        ('|{{>[http://=}}', {'1': '{{>[http://=}}'}),
    ],
)
def test_parameters(arguments: str, parameters: dict[str, str]) -> None:
    [block] = find(f'{{{{{NAME}{arguments}}}}}{END}', NAME)
    assert block.parameters == parameters


@pytest.mark.parametrize('depth', [100, 1_000, 3_000])
@pytest.mark.parametrize(
    ('opened', 'closed'),
    [
        ('{{', '}}'),
        ('{{{', '}}}'),
        ('{', '}'),
        ('{{{{{', '}}}}}'),
        ('{{a|', '}}'),
        ('{{a|{{', '}}}}'),
        ('{{{{|', '}}}}'),
        ('-{', '}-'),
        ('[[', ']]'),
        ('[[{{', '}}]]'),
        ('-{{{', '}}}-'),
        ('{{a|\n==', '==\n}}'),
        ('<ref>', '</ref>'),
        ('{{a|' * 7 + '{' * 5, '}' * 5 + '}}' * 7),
    ],
)
def test_no_depth_is_too_deep(opened: str, closed: str, depth: int) -> None:
    deep = opened * depth + closed * depth
    text = f'{deep}\n{START}old{END}\n{deep}'
    assert replace(text, NAME, 'new') == f'{deep}\n{START}\nnew\n{END}\n{deep}'
    assert tagged.find(f'{deep} Text.{{{{fakt}}}} {deep}', wikis.load('cs'))


def test_what_stands_in_comments_is_counted() -> None:
    text = f'<!-- {START} {END} --> {START}\n{END}'
    assert in_comments(text, '1Lib1Ref worklist') == 1
    assert len(find(text, '1Lib1Ref worklist')) == 1
    assert in_comments('<nowiki><!-- {{1Lib1Ref worklist}} --></nowiki>', '1Lib1Ref worklist') == 0


def test_a_colon_before_the_namespace_is_the_template_all_the_same() -> None:
    cs = wikis.load('cs')
    text = '{{:Šablona:1Lib1Ref worklist}}\nx\n{{ : template : 1Lib1Ref_worklist end }}'
    assert [block.body for block in find(text, '1Lib1Ref worklist', cs)] == ['\nx\n']
    # An article of that name, and a page of the project.
    assert find('{{:1Lib1Ref worklist}}{{:1Lib1Ref worklist end}}', '1Lib1Ref worklist', cs) == []
    assert find('{{:Wikipedie:1Lib1Ref worklist}}', '1Lib1Ref worklist', cs) == []


def test_names_that_only_the_wiki_knows() -> None:
    cs = wikis.with_names(wikis.load('cs'), {'template': ['Š']}, {'1Lib1Ref worklist': ['Seznam']})
    text = '{{š:seznam}}\nx\n{{Š:1Lib1Ref worklist end}}'
    assert [block.body for block in find(text, '1Lib1Ref worklist', cs)] == ['\nx\n']
    assert find('{{seznam}}', '1Lib1Ref worklist', wikis.load('cs')) == []


@pytest.mark.parametrize(
    ('text', 'said'),
    [
        (f'<!-- {START}{END} -->', ['in a comment']),
        (f'<includeonly>{START}{END}</includeonly>', ['in <includeonly>']),
        ('{{1lib1ref worklist|limit=5}}{{1lib1ref worklist end}}', ['{{1lib1ref worklist}} is no']),
        ('{{1Lib1Ref-Worklist}}', ['{{1Lib1Ref-Worklist}} is no']),
        (f'<nowiki>{START}{END}</nowiki><pre>{START}{END}</pre>', []),
        (f'{START}\n{END}', []),
    ],
)
def test_why_a_block_is_none(text: str, said: list[str]) -> None:
    found = list(unseen(text, NAME, wikis.load('cs')))
    assert len(found) == len(said) and all(part in reason for part, reason in zip(said, found, strict=True))


def test_a_parameter_that_is_there_twice() -> None:
    """The last one counts, as MediaWiki does it; who says the same twice has said it."""
    [block] = find('{{1Lib1Ref worklist|limit=1|a|LIMIT=2|depth=3|depth= 3 |1=b}}\n{{1Lib1Ref worklist end}}', NAME)
    assert block.parameters == {'limit': '2', '1': 'b', 'depth': '3'}
    assert block.repeated == ('limit', '1')
