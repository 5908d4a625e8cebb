"""Pages of a farm, as tests write and read them, and what the bot has asked for meanwhile."""

from __future__ import annotations

from .farm import Farm

#: The template of worklists, its beginning without parameters and its end.
NAME = '1Lib1Ref worklist'
START, END = f'{{{{{NAME}', f'{{{{{NAME} end}}}}'


def text_of(farm: Farm, code: str, title: str) -> str:
    page = farm.api(code, titles=title, prop='revisions', rvprop='content', rvslots='main')['query']['pages'][0]
    return str(page['revisions'][0]['slots']['main']['content'])


def edit(farm: Farm, code: str, title: str, text: str) -> None:
    farm.api(code, action='edit', title=title, text=text, bot=True)


def anew(farm: Farm, code: str, title: str, text: str) -> None:
    """Edit a page as if nobody had written there before: who only gives it back an old text undoes the bot."""
    for each in ('nic', text):
        edit(farm, code, title, each)


def saved_as(farm: Farm, code: str, title: str, text: str) -> str:
    """Edit a page; gives back its text, which MediaWiki may have changed a little."""
    edit(farm, code, title, text)
    return text_of(farm, code, title)


def by_bot(farm: Farm) -> list[dict[str, object]]:
    return [request for request in farm.requests() if 'sandbox' not in str(request['agent']).split('/')[0]]


def edits(farm: Farm) -> int:
    return sum(request['action'] == 'edit' for request in by_bot(farm))
