"""The examples of the documentation work: its wikitext on real wikis, its commands in a shell."""

from __future__ import annotations

import bz2
import re
from collections.abc import Iterator, Mapping
from itertools import groupby

import pytest

from onelib import wikis
from onelib.wikitext.escaping import escape
from onelib.wikitext.signups import parse
from tests.docs import commands
from tests.docs.commands import Command, Done
from tests.docs.markdown import CHECKOUT, DOCUMENTS, Block
from tests.sandbox import bot, campaign, content
from tests.sandbox.farm import Farm
from tests.sandbox.mediawiki import two_at_a_time
from tests.sandbox.pages import edit, text_of

WIKIS = ('meta', 'cs', 'pl', 'sr')
# A block that is not for a page of the farm, like a request to a community, says no place.
EXAMPLES = [block for document in DOCUMENTS for block in document.blocks('wikitext') if block.more]
# The examples are of a year to come. Those of a page that has the year in its title are tried with this one, too.
COMING, PAST = '2027', '2026'
# Pages of the farm that name wikis which are not here.
OTHERS = ('1Lib1Ref/CEE', '1Lib1Ref/CEE/Worklists')
DUMP = 'cswiki-latest-pages-articles.xml.bz2'


def place(block: Block) -> tuple[str, str]:
    """The wiki and the title that stand behind ```wikitext."""
    wiki, _, title = block.more.partition(':')
    return wiki, title


def test_every_command_has_a_decision() -> None:
    undecided = [f'{one.block.name}: {one.text}' for one in commands.commands() if commands.decision(one) is None]
    assert undecided == [], 'say in tests/docs/commands.yaml what is to be done with them'


def test_make_has_the_targets() -> None:
    for command in commands.commands():
        if command.words.startswith('make '):
            [target, *_] = [word for word in command.words.split()[1:] if '=' not in word]
            assert target in commands.targets(), command.block.name


def test_every_example_says_where_it_goes() -> None:
    guides = [document for document in DOCUMENTS if document.path.stem in ('coordinator', 'librarian')]
    assert [block.name for guide in guides for block in guide.blocks('wikitext') if not block.more] == []
    for block in EXAMPLES:
        wiki, title = place(block)
        assert wiki in WIKIS and title, block.name
        # A reader has to see that it is not to be copied.
        assert bool(block.output) == ('answered' in following(block)), block.name
    assert len({place(block) for block in EXAMPLES}) == len(EXAMPLES)


def following(block: Block) -> str:
    """The line of prose below a block."""
    text = (CHECKOUT / block.document).read_text(encoding='utf-8')
    below = text.splitlines()[block.line :]
    end = next(number for number, line in enumerate(below) if line.strip() == '```')
    return next((line for line in below[end + 1 :] if line.strip()), '')


@pytest.fixture(scope='module')
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    with Farm.start(tmp_path_factory.mktemp('docs') / 'farm', WIKIS, tied=True) as farm:
        for title in OTHERS:
            edit(farm, 'meta', title, 'nic')
        yield farm


@pytest.fixture(scope='module')
def printed(farm: Farm, tmp_path_factory: pytest.TempPathFactory) -> dict[Command, Done]:
    """The commands of all documents that can be run, after they were."""
    scratch = commands.make_scratch(tmp_path_factory.mktemp('scratch'), farm)
    (scratch / DUMP).write_bytes(bz2.compress(exported(farm).encode()))
    facts = {'revision': str(last_revision(farm, 'cs', 'Klementinum'))}
    wanted = [command for command in commands.commands() if (commands.decision(command) or {}).get('run')]
    by_document = groupby(wanted, lambda command: command.block.document)
    done = [one for _, group in by_document for one in commands.run(list(group), farm, scratch, facts)]
    return {one.command: one for one in done}


def test_the_commands_work(printed: Mapping[Command, Done]) -> None:
    assert printed
    for command, done in printed.items():
        right = (commands.decision(command) or {}).get('exits', [0])
        assert done.code in right, f'{command.block.name}: {command.text}\n{done.output}'


def test_the_outputs_are_as_printed(printed: Mapping[Command, Done]) -> None:
    blocks = {command.block for command in printed if command.block.output}
    assert blocks
    for block in blocks:
        output = '\n'.join(done.output for command, done in printed.items() if command.block == block)
        assert commands.same_shape(block.output, output) == [], f'{block.name}\n{output}'


def test_a_shape_is_not_just_anything() -> None:
    assert commands.same_shape('a 1 b\n…\nc', 'a 23 b\nx\nc') == []
    assert commands.same_shape('a 1 b\nc', 'c\na 1 b') == ['c']
    assert commands.same_shape('a …', 'b') == ['a …']


@pytest.fixture(scope='module')
def filled(farm: Farm, printed: object) -> Mapping[tuple[str, str], str]:
    """Every example on its page, after one run of each job; the pages by wiki and title."""
    # All of them: a wiki without a past looks as if it had forgotten it.
    two_at_a_time(lambda wiki: campaign.replay_wiki(farm, wiki), WIKIS[1:])
    pages = {place(block): block.text for block in EXAMPLES}
    pages |= {
        (wiki, title.replace(COMING, PAST)): text.replace(PAST, '2025').replace(COMING, PAST)
        for (wiki, title), text in pages.items()
        if COMING in title
    }
    for (wiki, title), text in pages.items():
        edit(farm, wiki, title, text)
    output = ''.join(bot.run(farm, script=script).stderr for script in ('worklist', 'tally', 'backlog'))
    # What is wrong with them is said, of nothing else.
    wrong = {': '.join(place(block)) for block in EXAMPLES if block.output}
    behind = set(re.findall(r'^ERROR: (\w+: .*?): ', output, re.MULTILINE))
    assert behind == wrong, output
    return {page: text_of(farm, *page) for page in pages}


def test_the_examples_are_filled(filled: Mapping[tuple[str, str], str]) -> None:
    wrong = {place(block) for block in EXAMPLES if block.output}
    seen = 0
    for (wiki, title), text in filled.items():
        blocks = re.findall(
            r'\{\{1Lib1Ref (worklist|tally|backlog)\s*\|[^{}]*\}\}\n(.*?)\{\{1Lib1Ref \1 end', text, re.DOTALL
        )
        for template, body in blocks if (wiki, title) not in wrong else ():
            seen += 1
            assert 'onelib-error' not in body, (wiki, title)
            assert ('onelib-worklist' if template == 'worklist' else 'onelib-date') in body, (wiki, title, body)
            if wiki == 'meta' and PAST in title:
                # January of that year is on the farm.
                assert not re.search(r'\b0 edits', body), (title, body)
    assert seen > 20


@pytest.mark.parametrize('block', [block for block in EXAMPLES if block.output], ids=lambda block: block.name)
def test_mistakes_are_answered_as_printed(filled: Mapping[tuple[str, str], str], block: Block) -> None:
    [answer] = re.findall(r"role=\"alert\"[^>]*>'''.*?''' (.*?)</div>", filled[place(block)], re.DOTALL)
    # Below it stands a link to the page of the template.
    assert answer.partition('<br>[[:Template:')[0] == escape(block.output.strip())


def test_the_sign_ups_are_understood() -> None:
    people = {place(block)[1]: parse(block.text, wikis.load(place(block)[0])) for block in EXAMPLES if signs(block)}
    assert len(people) >= 3
    for title, found in people.items():
        [text] = [block.text for block in EXAMPLES if place(block)[1] == title]
        lines = [line for line in text.splitlines() if re.match('[#*]', line) and '~~~~' not in line]
        assert len(found) == len(lines), title


def exported(farm: Farm) -> str:
    """The articles of the Czech wiki, as Special:Export gives them."""
    titles = '|'.join(content.written_pages('cs'))
    return str(farm.api('cs', titles=titles, export=1)['query']['export'])


def last_revision(farm: Farm, wiki: str, title: str) -> int:
    page = farm.api(wiki, titles=title, prop='info')['query']['pages'][0]
    return int(page['lastrevid'])


def signs(block: Block) -> bool:
    # Lists of articles or categories in the call of a template are none.
    bare = re.sub(r'\{\{1Lib1Ref (?!participant)[^{}]*\}\}', '', block.text)
    return bool(re.search(r'^[#*] (?!\[\[)', bare, re.MULTILINE))
