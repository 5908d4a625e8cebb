"""The on-wiki templates of onelib: coordinators put them on their pages, and the bot its rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable

from onelib import wikis
from onelib.i18n import languages
from onelib.pages import seal
from onelib.pages.messages import message
from onelib.templates import catalogues, guide, words
from onelib.templates.data import PARAMETERS, documentation, row_data
from onelib.templates.start import MODULE, TemplateHost, boxes
from onelib.wikis import Wiki
from onelib.wikitext import blocks
from onelib.wikitext.catalogue_lines import CatalogueChanges

__all__ = ['MODULE', 'PREFIX', 'STYLES', 'TemplateHost', 'catalogues_page', 'is_whole', 'module', 'pages', 'styles']

#: What all their titles begin with.
PREFIX = 'Template:1Lib1Ref '
#: The page of their stylesheet, on wikis with the extension TemplateStyles.
STYLES = f'{PREFIX}worklist/styles.css'

# What is filled in; and of which parameter it is, which is ``<<1>>`` in what is filled in.
_PLACE = re.compile(r'<<([\w/-]+)(?: ([\w-]+))?>>')
# The end of a page that nobody has edited: a fingerprint of all that stands before it.
_END = '</noinclude>'
_SEAL = re.compile(rf'(?:{seal.COMMENT}{_END}|/\* onelib ([0-9a-f]{{16}}) \*/|-- onelib ([0-9a-f]{{16}}))\Z')
# These are read on Meta alone.
_ON_META = ('1Lib1Ref campaign', '1Lib1Ref status')
# Pieces that several templates have in common.
_PARTS = 'parts/'
# On a wiki of many languages, a list is in one and of articles in one.
_OF_ARTICLES = '|wiki={{{wiki|}}}|lang={{{lang|en}}}'


def pages(code: str, host: TemplateHost | None = None) -> dict[str, str]:
    """The text of each page by title (``Template:1Lib1Ref worklist``), in the language of that wiki."""
    host = host or TemplateHost()
    wiki = wikis.load(code)
    given = {
        **words.of_row(wiki),
        'language': '{{{lang|en}}}' if code == 'meta' else wiki.language,
        'styles': f'<templatestyles src="{STYLES.partition(":")[2]}" />' if host.template_styles else '',
        'of-articles': _OF_ARTICLES if code == 'meta' else '',
        **guide.places(wiki, host),
    }
    made = {}
    for name, file in sorted(_files(files(__name__))):
        if name.startswith(_PARTS) or (code != 'meta' and name.startswith(_ON_META)):
            continue
        text = _filled(_read(file), given | _of_template(name, wiki, host), name, wiki)
        made[f'Template:{name}'] = _sealed(text)
    made[f'Template:{catalogues.NAME}'] = catalogues_page(code, host.catalogues)
    if code == 'meta':
        made |= {f'Template:{name}': _sealed(text) for name, text in words.pages(wiki, made)}
    made |= {STYLES: styles(code)} if host.template_styles else {}
    return made | ({MODULE: module()} if host.modules else {})


def catalogues_page(code: str, changes: CatalogueChanges) -> str:
    """The text of the template that links to catalogues."""
    wiki = wikis.load(code)
    said = partial(_said, template=catalogues.NAME, wiki=wiki)
    return _sealed(catalogues.text(wiki, changes, said, _to_guide(catalogues.NAME, wiki)))


def _to_guide(name: str, wiki: Wiki) -> str:
    """The link that each template has to the guide."""
    return f'[[{guide.TITLE}|{_said("setup-guide", name, wiki)}]]' if f'Template:{name}' != guide.TITLE else ''


def _of_template(name: str, wiki: Wiki, host: TemplateHost) -> dict[str, str]:
    """What stands in the places of one template."""
    start = name.removesuffix(' end')
    where = _said('setup-status', name, wiki, page=host.status) if host.status else ''
    return {
        'name': name,
        'row-parameters': row_data(name, wiki, host.template_data),
        # Without words to search for: those that are not in the rows.
        'catalogues': f'{{{{{catalogues.NAME}|!{_OF_ARTICLES if wiki.code == "meta" else ""}}}}}',
        'parameters': documentation(name, wiki, host.template_data) if name in PARAMETERS else '',
        'status': f'<div style="font-size:85%">{where} {_to_guide(name, wiki)}</div>',
        'start': boxes(name, wiki, host, partial(_spoken, name, wiki), block=start in blocks.NAMES),
        'start-template': f'[[Template:{start}|<nowiki>{{{{{start}}}}}</nowiki>]]',
    }


def module() -> str:
    """The module that looks at pages: it shows no words, so it is the same on every wiki."""
    text = (files(__name__) / f'{MODULE.partition(":")[2]}.lua').read_text(encoding='utf-8').rstrip()
    return f'{text}\n-- onelib {seal.fingerprint(text)}'


def styles(code: str) -> str:
    """The stylesheet of what they show, the only source of its look; in it, cells have names where no head has them."""
    text = _read(files(__name__) / f'{STYLES.partition(":")[2]}').replace('<<labels>>', words.labels(wikis.load(code)))
    text = unicodedata.normalize('NFC', text).rstrip()
    return f'{text}\n/* onelib {seal.fingerprint(text)} */'


def _files(folder: Traversable, within: str = '') -> Iterator[tuple[str, Traversable]]:
    """The files of templates, by their names."""
    for file in folder.iterdir():
        if file.is_dir():
            yield from _files(file, f'{within}{file.name}/')
        elif file.name.endswith('.wiki'):
            yield within + file.name.removesuffix('.wiki'), file


def _read(file: Traversable) -> str:
    return file.read_text(encoding='utf-8')


def is_whole(text: str) -> bool:
    """Whether a page is, to the last byte, as some version of onelib has made it, whoever put it there."""
    found = _SEAL.search(text)
    if found is None:
        return False
    before = text[: found.start()]
    fingerprint = found[2] or found[3]
    return fingerprint == seal.fingerprint(before.removesuffix('\n')) if fingerprint else _is_sealed(before, found[1])


def _is_sealed(text: str, fingerprint: str) -> bool:
    return fingerprint == seal.fingerprint(text + _END)


def _sealed(text: str) -> str:
    # As a wiki keeps it, so that it can be compared with what the wiki has.
    text = unicodedata.normalize('NFC', text).rstrip()
    if not text.endswith(_END):
        text += f'<noinclude>{_END}'
    return f'{text.removesuffix(_END)}{seal.comment(text)}{_END}'


def _filled(text: str, given: Mapping[str, str], template: str, wiki: Wiki) -> str:
    """The text of a template with its places filled: with what is given, a part, or else a message."""

    def fill(place: re.Match[str]) -> str:
        name, parameter = place.groups()
        if name.startswith(_PARTS):
            text = _read(files(__name__) / f'{name}.wiki').rstrip('\n')
        elif name in given:
            text = given[name]
        else:
            return _said(name, template, wiki)
        return _PLACE.sub(fill, text.replace('<<1>>', parameter)) if parameter else _PLACE.sub(fill, text)

    return _PLACE.sub(fill, text)


def _said(key: str, template: str, wiki: Wiki, **values: str) -> str:
    """A message; if who puts the template there can choose the language, what is for readers in all that there are."""
    if wiki.code == 'meta' and words.are_asked(key, template):
        return words.call(key)
    if languages.for_coordinators(f'onelib-{key}'):
        return message(key, wiki, **values)
    return _spoken(template, wiki, lambda speaker: message(key, speaker, **values))


def _spoken(template: str, wiki: Wiki, said_in: Callable[[Wiki], str]) -> str:
    """What is said in the language of the wiki, or in that which a page chooses with ``lang``."""
    said = said_in(wiki)
    if wiki.code != 'meta' or 'lang' not in PARAMETERS.get(template, ()):
        return said
    others = {lang: said_in(wiki.speaking_as(wikis.load(lang))) for lang in languages.known()}
    cases = ''.join(f'|{lang}={text}' for lang, text in others.items())
    return f'{{{{#switch:{{{{lc:{{{{{{lang|}}}}}}}}}}{cases}|#default={said}}}}}'
