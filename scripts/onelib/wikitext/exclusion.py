"""Whether a page asks bots to stay away: ``{{nobots}}``, ``{{bots|deny=all}}``; https://en.wikipedia.org/wiki/Template:Bots."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from onelib.wikis import Wiki, titles
from onelib.wikitext import preprocessor, tree

__all__ = ['keeps_off']


def keeps_off(text: str, bot: str, wiki: Wiki, others: Collection[str] = ()) -> bool:
    """Whether a page asks this bot to stay away, whatever the case of the letters.

    :param bot: name of its account
    :param others: names of the wiki's templates that ask everybody not to edit
    """
    restricted = {_plain(name) for name in others}
    for node in tree.templates(preprocessor.parse(text), in_tags=True):
        name = _plain(titles.template_name(tree.title(node, text), wiki))
        given = {key: tree.source(part.value, text) for key, part in tree.arguments(node, text)}
        if name in restricted or (name in _RULES and _RULES[name](given, _plain(bot))):
            return True
    return False


def _nobots(given: Mapping[str, str], bot: str) -> bool:
    # Without a list of names it is for all; so is what this template has no parameter for.
    listed = _names(given.get('1', ''))
    return not listed or given.keys() != {'1'} or bool(listed & {'all', bot})


def _bots(given: Mapping[str, str], bot: str) -> bool:
    allowed = _names(given.get('allow', ''))
    return bool(_names(given.get('deny', '')) & {'all', bot}) or (bool(allowed) and not allowed & {'all', bot})


_RULES = {'nobots': _nobots, 'bots': _bots}


def _names(value: str) -> set[str]:
    return {name for part in value.split(',') if (name := _plain(part))}


def _plain(name: str) -> str:
    return titles.normalise(name).casefold()
