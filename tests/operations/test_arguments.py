"""The arguments of scripts: what a script declares is read, a slip ends the run."""

from __future__ import annotations

import pytest
import pywikibot

from onelib.operations.arguments import ArgumentError, Arguments, parse

OPTIONS = ('-wiki:CODE,...', '-page:TITLE', '-trial:N', '-shard:K/N', '-sleep')
MORE = (*OPTIONS, '-csv:FOLDER', '-publish', '-forget:JOB')


@pytest.fixture(autouse=True)
def nothing_is_pywikibots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pywikibot, 'handle_args', list)


def test_nothing() -> None:
    assert parse([], OPTIONS) == Arguments((), ())


def test_everything() -> None:
    asked = parse(['-wiki:CS,pl', '-page:A: b', '-wiki:sr', '-trial:5'], OPTIONS)
    assert asked == Arguments(('cs', 'pl', 'sr'), ('A: b',), {'trial': '5'})
    assert parse(['-sleep'], OPTIONS).options == {'sleep': 'yes'}
    assert parse(['-shard:1/2'], OPTIONS).options == {'shard': '1/2'}


@pytest.mark.parametrize(
    ('argument', 'why'),
    [
        ('-wkii:cs', 'there is no argument -wkii:cs; see -help'),
        ('cs', 'there is no argument cs; see -help'),
        ('-sleep:1', 'there is no argument -sleep:1; see -help'),
        ('-csv:x', 'there is no argument -csv:x; see -help'),
        ('-wiki', '-wiki needs a value'),
        ('-page:', '-page needs a value'),
        ('-trial', '-trial needs a value; see -help'),
        ('-wiki:\udcff', r"an argument is no UTF-8: b'-wiki:\xff'"),
        ('-page:a|b', 'no page can be called a|b'),
        ('-trial:501', 'from 1 to 500'),
        ('-shard:2', 'has to be like -shard:1/4'),
    ],
)
def test_slips(argument: str, why: str) -> None:
    with pytest.raises(ArgumentError) as problem:
        parse([argument], OPTIONS)
    assert why in str(problem.value)


def test_the_configured_wiki_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be down, and a slip has to be one all the same."""

    def opening(arguments: list[str]) -> list[str]:
        pywikibot.Site()
        return arguments[1:]

    def opened() -> None:
        raise ConnectionError

    monkeypatch.setattr(pywikibot, 'handle_args', opening)
    monkeypatch.setattr(pywikibot, 'Site', opened)
    assert parse(['-simulate', '-wiki:cs'], OPTIONS) == Arguments(('cs',), ())
    with pytest.raises(ArgumentError):
        parse(['-simulate', '-wkii:cs'], OPTIONS)
    assert pywikibot.Site is opened


def test_several_pages() -> None:
    assert parse(['-page:A', '-page:B: b', '-page:A'], OPTIONS).pages == ('A', 'B: b')
    with pytest.raises(ArgumentError, match=r'no page can be called a\|b'):
        parse(['-page:A', '-page:a|b'], OPTIONS)


def test_what_can_be_only_one_thing_is_not_there_twice() -> None:
    with pytest.raises(ArgumentError, match='-trial is there twice'):
        parse(['-trial:5', '-trial:6'], OPTIONS)
    assert parse(['-trial:5', '-trial:5'], OPTIONS).trial == 5


@pytest.mark.parametrize('argument', ['-maxlag:x', '-maxlag', '-putthrottle:a', '-pt:'])
def test_a_number_of_pywikibot_that_is_none(monkeypatch: pytest.MonkeyPatch, argument: str) -> None:
    def taking(arguments: list[str]) -> list[str]:
        return [str(float(given.partition(':')[2])) for given in arguments if given != '-simulate']

    monkeypatch.setattr(pywikibot, 'handle_args', taking)
    with pytest.raises(ArgumentError, match=f'^{argument} cannot be used: could not convert'):
        parse(['-simulate', argument], OPTIONS)


@pytest.mark.parametrize(
    ('arguments', 'why'),
    [
        (['-csv:x', '-wiki:cs'], '-wiki does not go with -csv'),
        (['-csv:x', '-page:A', '-sleep'], '-page, -sleep does not go with -csv'),
        (['-forget:x', '-publish'], '-publish does not go with -forget'),
    ],
)
def test_what_would_be_passed_by_is_a_slip(arguments: list[str], why: str) -> None:
    with pytest.raises(ArgumentError, match=why):
        parse(arguments, MORE)
    # Who asks a scheduled job for a wiki gets an answer.
    assert parse(['-sleep', '-wiki:cs'], MORE).wikis == ('cs',)
