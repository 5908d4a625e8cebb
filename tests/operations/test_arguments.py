"""The arguments of scripts: what a script declares is read, a slip ends the run."""

from __future__ import annotations

import pytest
import pywikibot

from onelib.operations.arguments import ArgumentError, Arguments, parse

OPTIONS = ('-wiki:CODE,...', '-page:TITLE', '-trial:N', '-shard:K/N', '-sleep')


@pytest.fixture(autouse=True)
def nothing_is_pywikibots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pywikibot, 'handle_args', list)


def test_nothing() -> None:
    assert parse([], OPTIONS) == Arguments((), '')


def test_everything() -> None:
    asked = parse(['-wiki:CS,pl', '-page:A: b', '-wiki:sr', '-trial:5', '-sleep'], OPTIONS)
    assert asked == Arguments(('cs', 'pl', 'sr'), 'A: b', {'trial': '5', 'sleep': 'yes'})
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
    assert parse(['-simulate', '-wiki:cs'], OPTIONS) == Arguments(('cs',), '')
    with pytest.raises(ArgumentError):
        parse(['-simulate', '-wkii:cs'], OPTIONS)
    assert pywikibot.Site is opened
