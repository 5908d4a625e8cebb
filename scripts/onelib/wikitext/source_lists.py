"""The sites that a wiki's own lists name: its spam blacklist, its blocked domains, and sources that it has deprecated.

Lines of a blacklist are regular expressions that anybody may have written. None is ever run: those that are plain
domains, with a path or without, with words to choose from or an optional letter, are read as such; others are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from onelib.wikitext.references.identifiers import ADDRESS
from onelib.wikitext.references.urls import address

__all__ = ['SourceList', 'address_of', 'read']

_MOST_LINES, _LONGEST_LINE, _LONGEST_TEXT = 50_000, 300, 5_000_000
_MOST_FORMS = 50
_GROUP = re.compile(r'\((?:\?:)?([^()\[\]*+?{}]*)\)(\??)')
_OPTIONAL = re.compile(r'(\\?[\w.-])\?')
_BEFORE = re.compile(r'(?:\\b|\^|\.\*\??|https?:(?:\\?/){2}|\\?\.|www\\?\.|\(\?<?[!=:][^()]*\))*')
_BEHIND = re.compile(r'(?:\\b|\$|\\?/|\.\*)+$')
_ESCAPED = re.compile(r'\\([./\-_])')
_SITE = re.compile(r'((?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_])(/[\w./%~=&-]*)?')
_BULLET = re.compile(r'^[*#:;\s]*\[*')


@dataclass(frozen=True, slots=True)
class SourceList:
    """Sites that lists name.

    :ivar sites: whole sites
    :ivar paths: of others, site → beginnings of paths
    """

    sites: frozenset[str] = frozenset()
    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __or__(self, other: SourceList) -> SourceList:
        paths = {
            site: (*self.paths.get(site, ()), *other.paths.get(site, ())) for site in {**self.paths, **other.paths}
        }
        return SourceList(self.sites | other.sites, paths)

    def as_data(self) -> dict[str, object]:
        """As JSON can hold it."""
        return {'sites': sorted(self.sites), 'paths': self.paths}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Self:
        """Of what `as_data` gave."""
        paths = {site: tuple(starts) for site, starts in data.get('paths', {}).items()}
        return cls(frozenset(data.get('sites', ())), paths)

    def names(self, plain: str) -> str:
        """The site by which the lists name an address, '' if they do not.

        :param plain: as `onelib.wikitext.references.urls.address` gives it
        """
        host, _, path = plain.partition('/')
        labels = host.partition('?')[0].lower().split('.')
        for start in range(len(labels) - 1):
            site = '.'.join(labels[start:])
            if site in self.sites or f'/{path}'.startswith(self.paths.get(site, ())):
                return site
        return ''


def address_of(source: tuple[str, str]) -> str:
    """The address of a source, of its key and words, as `SourceList.names` takes it; '' if none is known."""
    key, words = source
    if key.startswith('url:'):
        return key.removeprefix('url:')
    found = ADDRESS.search(words)
    return address(found[0]) if found else ''


def read(text: str) -> SourceList:
    """What a page with such a list names: in lines, as regular expressions or behind bullets, or as JSON."""
    text = text[:_LONGEST_TEXT]
    sites: set[str] = set()
    paths: dict[str, set[str]] = {}
    for site, path in _entries(text):
        if path.strip('/'):
            paths.setdefault(site, set()).add(path)
        else:
            sites.add(site)
    return SourceList(frozenset(sites), {site: tuple(sorted(starts)) for site, starts in paths.items()})


def _entries(text: str) -> Iterator[tuple[str, str]]:
    if text.lstrip().startswith(('[', '{')) and (domains := _in_json(text)) is not None:
        lines: Iterable[str] = domains
    else:
        lines = text.split('\n', _MOST_LINES)[:_MOST_LINES]
    for line in lines:
        yield from _of_line(line)


def _in_json(text: str) -> list[str] | None:
    """The domains of MediaWiki:BlockedExternalDomains.json; None if the text is no JSON."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    entries = found if isinstance(found, list) else []
    named = (entry.get('domain') if isinstance(entry, dict) else entry for entry in entries[:_MOST_LINES])
    return [domain for domain in named if isinstance(domain, str)]


def _of_line(line: str) -> Iterator[tuple[str, str]]:
    if len(line) > _LONGEST_LINE:
        return
    bullet = line.lstrip()[:1] in ('*', ':', ';', '[')
    plain = _BULLET.sub('', line) if bullet else line.partition('#')[0]
    words = plain.split()
    # Behind a bullet, words say why.
    for form in _forms(words[0] if words and (bullet or len(words) == 1) else ''):
        bare = _BEHIND.sub('', _BEFORE.sub('', form, count=1))
        found = _SITE.fullmatch(_ESCAPED.sub(r'\1', bare).strip('\\').rstrip('],;'))
        if found:
            yield found[1].lower().removeprefix('www.'), found[2] or ''


def _forms(pattern: str) -> list[str]:
    """What a pattern stands for that has words to choose from and optional letters, none if it is too many."""
    done: list[str] = []
    forms = [pattern] if pattern else []
    while forms:
        form = forms.pop()
        if found := _GROUP.search(form):
            choices = [*found[1].split('|'), *([''] if found[2] else [])]
        elif found := _OPTIONAL.search(form):
            choices = [found[1], '']
        else:
            done += form.split('|')
            choices = []
        forms += [form[: found.start()] + choice + form[found.end() :] for choice in choices] if found else []
        if len(forms) + len(done) > _MOST_FORMS:
            return []
    return done
