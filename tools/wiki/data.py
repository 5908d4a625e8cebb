"""What a wiki's data file lacks, said all at once, to somebody who knows the wiki and not Python."""

from __future__ import annotations

import datetime
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pywikibot.family import Family

from onelib import wikis
from onelib.wikis import ADDITIONS, BANNERS
from onelib.wikis.catalogues import LONGEST, has_form
from onelib.wikis.mediawiki import CANONICAL_NAMESPACES
from onelib.wikis.titles import normalise, prefix

__all__ = ['ADDITIONS', 'KINDS', 'NEEDED', 'OPTIONAL', 'problems', 'problems_of_code', 'unverified']

_INFO = 'api.php?action=query&meta=siteinfo of the wiki'
_MONTHS = '“Messages” of the wiki (Special:AllMessages)'
_CHOICE = 'your community; an empty list, [], if there is none'
#: What every file has: table -> key -> (what to put there, where it is found).  '' is the top of the file.
NEEDED: Mapping[str, Mapping[str, tuple[str, str]]] = {
    '': {
        'database': ('the name of the wiki’s database, like "mtwiki"', f'“wikiid” in {_INFO}'),
        'language': ('the code of its language in MediaWiki, like "mt"', f'“lang” in {_INFO}'),
        'script': ('its script by four letters (ISO 15924), like "Latn"', 'en.wikipedia.org/wiki/ISO_15924'),
        'direction': ('"ltr", or "rtl" if it is written from the right', f'“rtl” in {_INFO}'),
    },
    'namespaces': {
        key: (f'what “{name}:” is called there: local name first, then aliases', f'{_INFO}, siprop=namespaces')
        for key, name in CANONICAL_NAMESPACES.items()
    },
    'special_pages': {
        'contributions': ('what Special:Contributions is called there', f'{_INFO}, siprop=specialpagealiases'),
    },
    'months': {
        'names': ('the twelve months as they stand alone, January first', f'january, … in {_MONTHS}'),
        'genitive': ('the twelve months as they stand in a date, January first', f'january-gen, … in {_MONTHS}'),
        'abbreviations': ('the twelve months abbreviated, January first', f'jan, … in {_MONTHS}'),
    },
    'headings': {
        'references': ('headings of sections that hold the footnotes', 'articles of the wiki'),
        'literature': ('headings of lists of literature', f'articles of the wiki, {_CHOICE}'),
        'links': ('headings of lists of links to other sites', f'articles of the wiki, {_CHOICE}'),
        'see_also': ('headings of lists of related articles', f'articles of the wiki, {_CHOICE}'),
        'plot': ('headings of what is told of a film or book', f'articles of the wiki, {_CHOICE}'),
    },
    'parameters': {
        'date': ('parameters of the tags that say since when, in lower case', 'documentation of the tags; [] if none'),
        'reason': ('parameters of the tags that say why, in lower case', 'documentation of the tags; [] if none'),
    },
    'categories': {
        'living': ('the category of living people, without its namespace', 'Wikidata item Q5312304; [] if none'),
    },
}
_CITATION_NEEDED = 'Q5312535'
KINDS = ('inline', *BANNERS, 'dead_link', 'reflist', 'citation', 'shortened', 'disambiguation')
#: What its tables may have besides: table -> keys.
_MORE = {'parameters': ('sources',), 'categories': ('tagged', 'marked')}
#: What a file may have besides.
OPTIONAL = {
    'called',
    'abbreviations',
    'superlatives',
    'sisters',
    'catalogues',
    'banners_in_text',
    'two_scripts',
    'wraps',
    'templates',
    *ADDITIONS,
}
SOURCE = re.compile(r'\b(?:MW|WMF|CH|DBP|DBPH|PWB|PWBR|AQ|WT|MS|SF|WTF|SEEN|LOCAL|unverified)\b')
_CODE = re.compile(r'[a-z]{2,3}(?:-[a-z]{2,8}){0,2}|simple|meta')
_NOT_IN_TITLES = set('[]{}|<>#_')


def problems(code: str, text: str) -> list[str]:
    """What is missing or wrong in the text of ``data/<code>.toml``: one sentence each, all of them."""
    name = f'{code}.toml'
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [f'{name} is not TOML: {error}']
    found: list[str] = [*problems_of_code(code), *_shape(data)]
    if not found or all(' is missing' in problem for problem in found):
        # A table of the wrong shape would be taken for wrong names.
        for check in (_top, _script, _namespaces, _special_pages, _months, _templates, _headings, _words, _catalogues):
            found += check(data)
        found += _sources(text)
    return [f'{name}{problem}' for problem in found]


def unverified(text: str) -> int:
    """How many lines of a file say that nobody has looked up what stands there."""
    return sum('unverified' in line for line in text.splitlines() if not line.startswith('#'))


def problems_of_code(code: str) -> Iterator[str]:
    """What is wrong with the name of a data file; nothing, if a Wikipedia is called so."""
    family = Family.load('wikipedia')
    known_as = family.code_aliases.get(code)
    if known_as:
        yield f': the wiki is called {known_as}, name the file {known_as}.toml'
    elif not _CODE.fullmatch(code) or (code != 'meta' and code not in family.langs):
        yield f': pywikibot knows no Wikipedia {code!r}; the name of the file is what stands before .wikipedia.org'


def _shape(data: Mapping[str, Any]) -> Iterator[str]:
    """What is not there, is not known, or has the wrong type."""
    for table, keys in NEEDED.items():
        values = data.get(table, {}) if table else data
        where = f', [{table}]' if table else ''
        if not isinstance(values, dict):
            yield f': {table!r} has to be a table: a line [{table}] and its lines below'
            continue
        for key, (what, source) in keys.items():
            if key not in values:
                yield f'{where}: {key!r} is missing: {what}. Where to find it: {source}'
            elif table and not _is_list(values[key]):
                yield f'{where}: {key!r} has to be a list of names, like ["A", "B"]'
            elif not table and not isinstance(values[key], str):
                yield f': {key!r} has to be {what}'
        if table:
            known = (*keys, *_MORE.get(table, ()))
            yield from (
                f', [{table}]: there is no {key!r}, only {_listed(known)}' for key in values if key not in known
            )
            yield from (
                f'{where}: {key!r} has to be a list of names, like ["A", "B"]'
                for key in known[len(keys) :]
                if key in values and not _is_list(values[key])
            )
    tables = [table for table in NEEDED if table] + [*NEEDED[''], *OPTIONAL]
    yield from (f': there is no table or setting {key!r}' for key in data if key not in tables)
    for key in ('abbreviations', 'superlatives', 'sisters', 'wraps'):
        if key in data and not _is_list(data[key]):
            yield f': {key!r} has to be a list of words, like ["a", "b"]'
    if not isinstance(data.get('catalogues', {}), dict):
        yield ": 'catalogues' has to be a table: a line [catalogues] and its lines below"
    yield from _shape_of_templates(data.get('templates', {}))
    yield from _shape_of_additions(data)


def _shape_of_templates(templates: Any) -> Iterator[str]:
    if not isinstance(templates, dict):
        yield ": 'templates' has to be tables like [templates.inline]"
        return
    for kind, group in templates.items():
        if kind not in KINDS:
            yield f', [templates.{kind}]: there is no such kind of templates, only {_listed(KINDS)}'
        elif not isinstance(group, dict) or not all(_is_list(names) for names in group.values()):
            yield f', [templates.{kind}]: write each template as "Name" = ["Redirect to it", "Another"], or = []'


def _shape_of_additions(data: Mapping[str, Any]) -> Iterator[str]:
    for table in ADDITIONS:
        lists = {key for key, value in wikis.common()[table].items() if isinstance(value, list)}
        for key, names in data.get(table, {}).items():
            if key not in lists:
                yield f', [{table}]: there is no {key!r}, only {_listed(sorted(lists))}'
            elif not _is_list(names) or any(name != name.lower() for name in names):
                yield f', [{table}]: {key!r} has to be a list of words in lower case'


def _catalogues(data: Mapping[str, Any]) -> Iterator[str]:
    for name, said in data['catalogues'].items() if isinstance(data.get('catalogues'), dict) else ():
        where = f', [catalogues]: {name!r}'
        if not isinstance(said, dict) or said.keys() != {'address', 'source', 'seen'}:
            yield f'{where} has to say its address, source and seen, and nothing else'
            continue
        if not isinstance(said['address'], str) or not has_form(said['address']):
            what = f'in at most {LONGEST} plain characters'
            yield f'{where}: the address has to begin with https:// and to hold $1 once, {what}'
        if not isinstance(said['source'], str) or not said['source'].strip():
            yield f"{where}: 'source' has to say where that address was seen"
        if type(said['seen']) is not datetime.date:
            yield f"{where}: 'seen' has to be the day on which it was seen, like 2026-11-28"


def _top(data: Mapping[str, Any]) -> Iterator[str]:
    if not re.fullmatch('[a-z0-9_]+wiki', data.get('database', 'xwiki')):
        yield ': \'database\' has to end in wiki and to hold only a to z, digits and _, like "mtwiki"'
    if data.get('direction', 'ltr') not in ('ltr', 'rtl'):
        yield ': \'direction\' has to be "ltr" or "rtl"'


def _script(data: Mapping[str, Any]) -> Iterator[str]:
    letters = [letter for name in data.get('months', {}).get('names', ()) for letter in name if letter.isalpha()]
    scripts = sorted({unicodedata.name(letter).split()[0] for letter in letters})
    if len(scripts) > 1:
        few = min(scripts, key=lambda script: sum(unicodedata.name(x).startswith(script) for x in letters))
        strange = next(letter for letter in letters if unicodedata.name(letter).startswith(few))
        yield f', [months]: letters of {" and ".join(scripts)} are mixed; {strange!r} is {few}'
    elif scripts and 'script' in data and not _abbreviates(data['script'], scripts[0]):
        yield f": 'script' is {data['script']!r}, but the months are written in {scripts[0]}"


def _abbreviates(code: str, script: str) -> bool:
    """Whether a code is made of letters of a script's name in their order, like Cyrl of CYRILLIC."""
    rest = iter(script.lower())
    return all(letter in rest for letter in code.lower())


def _namespaces(data: Mapping[str, Any]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for key, names in data.get('namespaces', {}).items():
        for name in names:
            if name != name.strip() or not name or set(name) & (_NOT_IN_TITLES | {':'}):
                yield f', [namespaces]: {name!r} of {key!r} is no name of a namespace: no colon, spaces and not _'
            elif seen.setdefault(prefix(name), key) != key:
                yield f', [namespaces]: {name!r} leads to {seen[prefix(name)]!r} and to {key!r}; it can lead to one'


def _special_pages(data: Mapping[str, Any]) -> Iterator[str]:
    for name in data.get('special_pages', {}).get('contributions', ()):
        if name != normalise(name):
            yield f", [special_pages]: {name!r} of 'contributions' has to be written {normalise(name)!r}"


def _months(data: Mapping[str, Any]) -> Iterator[str]:
    for form, names in data.get('months', {}).items():
        where = f', [months]: {form!r}'
        if len(names) != 12:
            yield f'{where} has {len(names)} names and not twelve: {NEEDED["months"][form][0]}'
        yield from (f'{where} has {name!r} twice' for name in _twice(names))
        yield from (f'{where} has a name with spaces around it: {name!r}' for name in names if name != name.strip())


def _templates(data: Mapping[str, Any]) -> Iterator[str]:
    templates = data.get('templates', {})
    if not any(templates.get(kind) for kind in ('inline', *BANNERS)) and 'inline' not in templates:
        yield (
            ', [templates.inline] is missing: the templates that ask for a source, like “citation needed”. Where to'
            f' find them: Wikidata item {_CITATION_NEEDED}, its link to your wiki; and the redirects to that template.'
            ' Leave the table empty if nobody knows: the bot then asks the wikis'
        )
    kinds: dict[str, str] = {}
    for kind, group in templates.items():
        names = [name for title, redirects in group.items() for name in (title, *redirects)]
        where = f', [templates.{kind}]'
        for name in names:
            if not name.strip() or set(name) & _NOT_IN_TITLES:
                yield f'{where}: {name!r} is no name of a template: without its namespace, spaces and not _'
            elif name != normalise(name) and normalise(name):
                yield f'{where}: {name!r} has to be written {normalise(name)!r}'
            elif (other := kinds.setdefault(name, kind)) != kind:
                yield f'{where}: {name!r} stands in [templates.{other}] too; it can mean one thing'
        yield from (f'{where}: {name!r} stands there twice' for name in _twice(map(normalise, names)))
    inline = templates.get('inline', {})
    yield from (
        f": 'wraps' names {name!r}, which is not in [templates.inline]"
        for name in data.get('wraps', ())
        if name not in inline
    )


def _headings(data: Mapping[str, Any]) -> Iterator[str]:
    headings = data.get('headings', {})
    if 'references' in headings and not headings['references']:
        yield ", [headings]: 'references' is empty: what the section with the footnotes is called there"
    names = [name for group in headings.values() for name in group]
    yield from (f', [headings]: {name!r} stands there twice; it can mean one thing' for name in _twice(names))
    yield from (
        f', [headings]: {name!r} is no plain heading: no = around it, no links'
        for name in names
        if name != name.strip() or not name or set(name) & (_NOT_IN_TITLES | {'='})
    )


def _words(data: Mapping[str, Any]) -> Iterator[str]:
    """Words that are compared in lower case."""
    parameters = data.get('parameters', {})
    yield from _not_lower(', [parameters]', [name for group in parameters.values() for name in group])
    yield from _not_lower(": 'abbreviations'", data.get('abbreviations', ()))
    yield from (
        f": 'abbreviations' has {word!r}: without the full stop at its end"
        for word in data.get('abbreviations', ())
        if word.endswith('.')
    )
    for word in data.get('superlatives', ()):
        # A space at the end stands for the end of a word.
        yield from _not_lower(": 'superlatives'", [word.removesuffix(' ')])
    for name in (name for names in data.get('categories', {}).values() for name in names):
        if name != normalise(name):
            yield f', [categories]: {name!r} has to be written {normalise(name)!r}'


def _not_lower(where: str, words: Collection[str]) -> Iterator[str]:
    yield from (f'{where} has {word!r} twice' for word in _twice(words))
    yield from (
        f'{where} has {word!r}: write {word.strip().lower()!r}' for word in words if word != word.strip().lower()
    )


def _sources(text: str) -> Iterator[str]:
    """Each table, or each line of it, says in a comment where its names come from."""
    for table in re.split(r'^(?=\[)', text, flags=re.MULTILINE)[1:]:
        title, *lines = table.strip().splitlines()
        lines = [line for line in lines if line and not line.startswith('#')]
        if not SOURCE.search(title.partition('#')[2]) and not (
            lines and all(SOURCE.search(line.partition('  # ')[2]) for line in lines)
        ):
            yield (
                f', {title.partition("#")[0].strip()} does not say where its names come from: write behind it'
                ' # MW (MediaWiki), # LOCAL (looked up on the wiki) or # unverified'
            )


def _twice(names: Iterable[str]) -> list[str]:
    listed = list(names)
    return [name for name in dict.fromkeys(listed) if listed.count(name) > 1]


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _listed(names: Iterable[str]) -> str:
    return ', '.join(names)
