"""Who may be written to, and what those who write get."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onelib import wikis
from onelib.campaign.letters import agreed, messages
from onelib.campaign.roster import merge
from onelib.campaign.rows import Known, Tally
from onelib.pages.tally import part
from onelib.wikitext.signups import Participant, parse
from tests.pages import tallies

NAMES = ('Jana', "O''Neil''", 'A=B', 'a|b', 'x}}y', '{{z', 'Q [[w', 'User:Petr', 'Eva/x', '~~~~', 'Ž<b>', 'Ana\u202eB')


def signed(*people: Participant, thanks: str = 'yes') -> Tally:
    counts = tallies.counts()
    return replace(counts, roster=merge([people]), campaign=replace(counts.campaign, thanks=thanks))


def agreeing(name: str, **values: object) -> Participant:
    return replace(Participant(name, wiki='cs', message=True), **values)


def shown(counts: Tally, unreachable: tuple[str, ...] = (), code: str = 'meta') -> str:
    request = tallies.asked({'view': 'messages', 'details': 'Results/Edits'})
    told = part(request, counts, tallies.host(code), now=tallies.NOW, known=Known(unreachable=unreachable))
    return told.body(wikis.load(code), tallies.NOW.date(), '')


def targets(text: str) -> list[str]:
    return [line for line in text.splitlines() if '{{#target' in line]


@pytest.mark.parametrize(
    ('written', 'says'),
    [
        ('|message=yes', True),
        ('|message= YES ', True),
        ('|message=no', False),
        ('|message=maybe', False),
        ('|message=1', False),
        ('|message=', None),
        ('', None),
    ],
)
def test_only_yes_is_yes(written: str, says: bool | None) -> None:
    [one] = parse(f'# {{{{1Lib1Ref participant |Jana{written}}}}}', wikis.load('cs'))
    assert one.message is says


def test_who_says_no_anywhere_is_not_written_to() -> None:
    yes, no, nothing = agreeing('Jana'), agreeing('Jana', message=False), agreeing('Jana', message=None)
    for people in ([yes, no], [no, yes], [no], [nothing], [yes, no, yes]):
        assert agreed(signed(*people)) == []
    for people in ([yes], [nothing, yes], [yes, nothing]):
        assert agreed(signed(*people)) == ['Jana']
    text = '# {{1Lib1Ref participant |Jana |message=yes}}\n# {{1Lib1Ref participant |Jana |message=no}}'
    assert agreed(signed(*parse(text, wikis.load('cs')))) == []


def test_nobody_is_on_it_who_is_not_to_be_named_or_cannot_be_written_to() -> None:
    counts = signed(
        *map(agreeing, ('Jana', 'Petr', 'Eva', '192.0.2.7', '~2026-12345-67')),
        agreeing('Skrytá', optout=True),
    )
    counts = replace(counts, roster=counts.roster.without_names_of(['Eva']))
    assert targets(shown(counts, ('Petr',))) == ['{{#target:User talk:Jana|cs.wikipedia.org}}']
    assert targets(shown(counts, ('Petr',), 'cs')) == ['{{#target:User talk:Jana}}'], 'there it is at home'


def test_off_until_the_campaign_asks_for_it() -> None:
    counts = signed(agreeing('Jana'), thanks='no')
    assert messages(counts).people == () and not messages(counts).asked_for
    assert 'thanks=yes' in shown(counts) and 'Jana' not in shown(counts)


def test_names_do_not_break_the_lines() -> None:
    lines = targets(shown(signed(*map(agreeing, NAMES))))
    assert '{{#target:User talk:Jana|cs.wikipedia.org}}' in lines
    for line in lines:
        inner = line.removeprefix('{{#target:User talk:').removesuffix('|cs.wikipedia.org}}')
        assert not set(inner) & set('{}[]|<>') and "''" not in inner and '~~~' not in inner, line


def test_the_draft_leads_each_to_their_own_edits() -> None:
    text = shown(signed(agreeing('Jana')))
    draft = text[text.index('<pre>') : text.index('</pre>')]
    # It is not to be filled in where it stands.
    assert '{{' not in draft and 'ROOTPAGENAME' in draft and 'Results/Edits' in draft and '2027-01' in draft
