"""The template that links to catalogues: with the words of a row, to two of them; without, to the sites of the others.

Its addresses are data in a page of their own: when they change, no row does, nor a template that people have changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onelib import wikis
from onelib.pages.messages import message
from onelib.wikis import Catalogue, Wiki
from onelib.wikitext.catalogue_lines import CatalogueChanges
from onelib.wikitext.escaping import cut, escape, visible

__all__ = ['NAME', 'OF_A_ROW', 'changed_on', 'first_text', 'of_wiki', 'offered', 'text']

#: The template.
NAME = '1Lib1Ref worklist/catalogues'
#: So many stand in a row.
OF_A_ROW = 2

_LONGEST = 120


def changed_on(account: str) -> str:
    """Title of the page on which a wiki adds catalogues or switches them off."""
    return f'User:{account}/catalogues'


def of_wiki(code: str) -> tuple[Catalogue, ...]:
    """The catalogues for articles of a wiki, as far as nobody has changed them there."""
    return (*wikis.load(code).catalogues, *wikis.catalogues_for_all())


def offered(host: str) -> tuple[Catalogue, ...]:
    """All that may stand in lists of a wiki; on Meta these are of all wikis."""
    codes = wikis.codes() if host == 'meta' else (host,)
    return tuple(dict.fromkeys(each for code in codes for each in of_wiki(code)))


def text(wiki: Wiki, changes: CatalogueChanges, said: Callable[[str], str], to_guide: str) -> str:
    """The wikitext of the template.

    :param said: a message, in the language of whoever reads a row
    :param to_guide: a link to the guide
    """

    def for_all(links: Callable[[Sequence[Catalogue]], str]) -> str:
        default = links(changes.chosen(of_wiki(wiki.code)))
        if wiki.code != 'meta':
            return default
        cases: dict[str, list[str]] = {}
        for code in wikis.codes():
            if wikis.load(code).catalogues:
                cases.setdefault(links(changes.chosen(of_wiki(code))), []).append(code)
        branches = ''.join(f'|{"|".join(codes)}={links}' for links, codes in cases.items())
        return f'{{{{#switch:{{{{{{wiki|}}}}}}{branches}|#default={default}}}}}'

    def sought(catalogues: Sequence[Catalogue]) -> str:
        return _links('span', label, [(each, each.searched('{{{1}}}')) for each in catalogues[:OF_A_ROW]])

    def others(catalogues: Sequence[Catalogue]) -> str:
        return _links('div', label, [(each, each.home) for each in catalogues[OF_A_ROW:]])

    label = said('worklist-search')
    return (
        f'<includeonly>{{{{#switch:{{{{{{1|}}}}}}|=|!={for_all(others)}|?={_answer(wiki, changes)}'
        f'|#default={for_all(sought)}}}}}</includeonly><noinclude>\n{message("setup-catalogues", wiki)}\n\n'
        f'{to_guide} <small>{message("setup-note", wiki)}</small>\n</noinclude>'
    )


def first_text(wiki: Wiki) -> str:
    """The page of the changes as it is before there are any; what the template answers is shown on it."""
    example = '* National Library | https://catalogue.example.org/search?q=$1\n* -Europeana'
    return f'{message("setup-catalogues", wiki)}\n<pre>\n{example}\n</pre>\n{{{{{NAME}|?}}}}\n'


def _links(element: str, label: str, catalogues: Sequence[tuple[Catalogue, str]]) -> str:
    links = ' · '.join(f'[{address} {escape(each.name)}]' for each, address in catalogues)
    return f'<{element} class="onelib-seek">{label}: {links}</{element}>' if links else ''


def _answer(wiki: Wiki, changes: CatalogueChanges) -> str:
    """What the page of the changes is told: what is in use now, and which of its lines cannot be."""
    here = changes.chosen(of_wiki(wiki.code))
    names = ' · '.join(f'[{each.home} {escape(each.name)}]' for each in here) or '–'
    faults = ''.join(
        f'\n<div class="onelib-fault"><code>{escape(cut(visible(fault.line), _LONGEST))}</code> – '
        f'{message(f"setup-catalogues-{fault.why}", wiki)}</div>'
        for fault in changes.faults
    )
    return f'<div class="onelib-catalogues">{message("setup-catalogues-now", wiki)}: {names}</div>{faults}'
