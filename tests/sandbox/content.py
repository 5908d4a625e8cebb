"""What is on the wikis of a farm before anybody edits them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from onelib import templates, wikis
from onelib.settings import DEFAULTS
from onelib.wikis import Wiki, titles

from . import mediawiki

CONTENT = Path(__file__).resolve().parent / 'content'
WORKLIST = re.compile(r'\{\{\s*1Lib1Ref worklist\s*[|}]', re.IGNORECASE)
WORKLIST_PAGE = 'Project:1Lib1Ref/Worklist'
EMPTY_WORKLIST = '{{1Lib1Ref worklist}}\n{{1Lib1Ref worklist end}}\n'

# Some tags wrap their statement, others take a date by numbers in the same parameter: {{Нет АИ|3|01|2018}}.
WRAPPED = '{{#iferror:{{#expr:{{{1|}}}}}|{{{1|}}}}}'
TAG = '<sup class="noprint">&#91;?&#93;</sup>'
BANNER = '<div class="noprint" style="border:1px solid #a2a9b1;padding:.3em 1em">{title}</div>'
# What a template of a kind shows where nobody wrote it for the farm; every other kind is a banner.
GENERIC = {
    'inline': TAG,
    'dead_link': TAG,
    'reflist': '<references />',
    'citation': "{{{author|{{{last|}}}}}} ''{{{title|{{{url|{{{1|}}}}}}}}}''. {{{date|{{{year|}}}}}}",
}


def written_pages(wiki: str) -> dict[str, str]:
    """The pages in content/<wiki>/; a file's name is the percent-encoded title."""
    files = sorted((CONTENT / wiki).glob('*.wiki'))
    return {unquote(file.name.removesuffix('.wiki')): file.read_text(encoding='utf-8') for file in files}


def generic_templates(wiki: Wiki) -> dict[str, str]:
    """The wiki's own tags and banners, and the redirects people really use."""
    pages: dict[str, str] = {}
    for kind, group in wiki.templates.items():
        for name in group:
            text = GENERIC.get(kind, BANNER.format(title=name))
            if kind == 'inline' and name in (wiki.wraps or [name]):
                text = WRAPPED + text
            pages[template_title(name)] = text
    for group in wiki.templates.values():
        for name, redirects in group.items():
            for redirect in redirects:
                pages.setdefault(template_title(redirect), f'#REDIRECT [[Template:{name}]]')
    return pages


def template_title(name: str) -> str:
    return f'Template:{titles.normalise(name)}'


def own_templates(wiki: str, **host: Any) -> dict[str, str]:
    """The templates of onelib as setup_wiki makes them on a wiki of the farm; `host`: what is otherwise there."""
    prefix = '' if wiki == 'meta' else 'meta:'
    known = templates.TemplateHost(
        modules=True,
        status=f'{prefix}User:OnelibBot/status',
        account='OnelibBot',
        namespaces=DEFAULTS['namespaces'],
    )
    return templates.pages(wiki, replace(known, **host))


def pages(wiki: str) -> dict[str, str]:
    """Every page of a wiki: templates first, so that the pages after them find their categories at once."""
    known = wiki in wikis.codes()
    tags = generic_templates(wikis.load(wiki)) if known else {}
    # A dump may be in a language that onelib has no words for.
    # Where there is no TemplateStyles, an interface administrator would put it there.
    look = {'MediaWiki:Common.css': templates.styles(wiki if known else 'en')}
    everything = tags | own_templates(wiki if known else 'en') | look | written_pages(wiki)
    return dict(sorted(everything.items(), key=lambda page: not page[0].startswith('Template:')))


def worklist_pages(wiki: str) -> list[str]:
    """Titles of the pages that ask for a worklist."""
    return [title for title, text in written_pages(wiki).items() if WORKLIST.search(text)]


def main_page(wiki: str) -> str:
    """Links to everything a visitor may want to see first."""
    lines = [f"'''{wiki}''' — [[Special:AllPages]] · [[Special:RecentChanges]]", '']
    lines += [f'* [[{title}]]' for title in worklist_pages(wiki)]
    others = [code for code in mediawiki.DEFAULT_WIKIS if code != wiki]
    lines += ['', ' · '.join(f'[[:{code}:|{code}]]' for code in others)]
    return '\n'.join(lines)
