"""What a wiki lacks for the bot to work there, in plain words: what is wrong, and what to do about it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from typing import Any

import pywikibot
from pywikibot.site import APISite

from onelib import wikis
from onelib.readers import citation_cards
from onelib.readers.permission import stopped
from onelib.readers.query import pages, query
from onelib.readers.sites import NoPrefixError, Sites
from onelib.readers.template_names import TemplateNames
from onelib.settings import Settings
from onelib.wikis import BANNERS, Wiki, titles
from onelib.wikis.mediawiki import MONTHS, NAMESPACES
from onelib.wikitext import dates

__all__ = ['Facts', 'Lack', 'WikiCheck', 'ask']

# What the bot can do without, and what is then missed.
_EXTENSIONS = {
    'VisualEditor': 'the links of worklists open the wikitext editor only',
    'TemplateStyles': 'lists look plain, and are hard to read on telephones',
    'Scribunto': 'start templates cannot say that their end is missing, or that the bot has been away; its status can',
    'TemplateData': 'editors get no forms for the templates; their documentation has a plain table',
}
# Rights of bots; what happens without them, and whether anybody but the operator can mend it.
_RIGHTS = {
    'bot': 'its edits stand in the recent changes of everybody',
    'apihighlimits': 'it has to ask more often, for less at a time',
    'noratelimit': 'it may be told to wait in the middle of a run',
}
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a wiki lacks.

    :ivar text: what, and what to do about it; one line
    :ivar serious: whether the bot cannot work because of it
    """

    text: str
    serious: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a wiki says of itself and of the bot's account.

    :ivar database, language: as the wiki names them
    :ivar account: name of the bot; `groups`, `rights`: its own, as its bot password limits them
    :ivar block: who has blocked it and why, '' if nobody has
    :ivar namespaces: all names by number, the one that the wiki shows first
    :ivar months: by form, as in the data files
    :ivar tags: extension tags like ``ref``; `extensions`: names of what is installed
    """

    database: str
    language: str
    account: str
    groups: frozenset[str]
    rights: frozenset[str]
    block: str
    namespaces: Mapping[int, tuple[str, ...]]
    months: Mapping[str, tuple[str, ...]]
    tags: frozenset[str]
    extensions: frozenset[str]

    @property
    def template_data(self) -> bool:
        """Whether the wiki understands ``<templatedata>``."""
        return 'templatedata' in self.tags

    @property
    def template_styles(self) -> bool:
        """Whether the wiki understands ``<templatestyles>``."""
        return 'templatestyles' in self.tags


def ask(site: APISite, wiki: Wiki) -> Facts:
    """Ask a wiki what it is, in one question, and not what pywikibot remembers of it.

    :raises pywikibot.exceptions.Error: it does not answer
    """
    answer: dict[str, Any] = {}
    for part in query(
        site,
        meta='siteinfo|userinfo|allmessages',
        siprop='general|namespaces|namespacealiases|extensions|extensiontags',
        uiprop='groups|rights|blockinfo',
        ammessages=list(dict.fromkeys(key for keys in MONTHS.values() for key in keys)),
        amlang=wiki.language,
    ):
        answer |= part
    messages = {entry['name']: entry.get('content', '') for entry in answer['allmessages']}
    user = answer['userinfo']
    block = f'{user.get("blockedby", "")}: {user.get("blockreason", "")}' if 'blockid' in user else ''
    return Facts(
        database=answer['general']['wikiid'],
        language=answer['general']['lang'],
        account=user['name'],
        groups=frozenset(user['groups']),
        rights=frozenset(user['rights']),
        block=block,
        namespaces=_namespaces(answer),
        months={form: tuple(messages.get(key, '') for key in keys) for form, keys in MONTHS.items()},
        tags=frozenset(tag.strip('<>') for tag in answer['extensiontags']),
        extensions=frozenset(extension.get('name', '') for extension in answer['extensions']),
    )


def _namespaces(answer: Mapping[str, Any]) -> dict[int, tuple[str, ...]]:
    names = {entry['id']: [entry['name'], entry.get('canonical', '')] for entry in answer['namespaces'].values()}
    for alias in answer['namespacealiases']:
        names.setdefault(alias['id'], []).append(alias['alias'])
    return {number: tuple(name for name in known if name) for number, known in names.items()}


class WikiCheck:
    """Looks at wikis and says what each of them lacks."""

    def __init__(self, sites: Sites, settings: Settings, names: TemplateNames) -> None:
        self._sites = sites
        self._settings = settings
        self._names = names

    def findings(self, code: str, facts: Facts) -> Iterator[Lack]:
        """What the wiki lacks, the worst not first: as one would look at it.

        :raises pywikibot.exceptions.Error: a wiki does not answer
        """
        wiki = wikis.load(code)
        yield from self._settled(code)
        yield from _account(facts)
        yield from _language(wiki, facts)
        yield from _software(facts)
        if code != 'meta':
            yield from self._tags(wiki)
            yield from self._prefixes(code)
        yield from self._pages(code, facts)

    def _settled(self, code: str) -> Iterator[Lack]:
        if code not in self._settings.enabled:
            yield Lack(f'the bot only reads it: once its community has agreed, add {code} to enabled in onelib.toml')
        for place in dict.fromkeys(('meta', code)):
            if reason := stopped(self._sites, place):
                yield Lack(f'the bot is stopped: {reason}; talk to whoever wrote that', True)

    def _tags(self, wiki: Wiki) -> Iterator[Lack]:
        """The citation-needed templates of the data file, and what the wiki has of them."""
        here = f'scripts/onelib/wikis/data/{wiki.code}.toml'
        known = {group: list(wiki.templates.get(group, {})) for group in ('inline', *BANNERS)}
        names = list(chain.from_iterable(known.values()))
        there = pages(self._sites.open(wiki.code), (f'Template:{name}' for name in names))
        gone = [name for name in names if there.get(f'Template:{name}', {}).get('missing')]
        now = self._names.complete(wiki.code)
        inline = [name for name in now.templates.get('inline', {}) if name not in gone]
        if not inline:
            yield Lack(f'it has no template that tags a statement: name it in {here}, [templates.inline]', True)
        if gone:
            yield Lack(f'no such template there: {_listed(gone)}; name in {here} what has replaced them')
        if new := [name for name in inline if titles.normalise(name) not in wiki.names('inline')]:
            yield Lack(f'it also tags with {_listed(new)}, and the bot reads these; add them to {here}')
        yield from self._cards(now, inline)

    def _cards(self, wiki: Wiki, tags: list[str]) -> Iterator[Lack]:
        """What the wiki tells its visual editor of its tags, and what it should."""
        try:
            cards = citation_cards.text(self._sites.open(wiki.code))
            wanted = citation_cards.completed(cards, wiki, {tag: wiki.templates['inline'][tag] for tag in tags})
        except citation_cards.CardsError as problem:
            yield Lack(f'the visual editor cannot read {citation_cards.PAGE}: {problem}; ask who edited it last')
            return
        if wanted:
            yield Lack(
                f'the visual editor shows no card at some of its tags: ask an interface administrator to save'
                f' {citation_cards.PAGE} as {wanted}'
            )

    def _prefixes(self, code: str) -> Iterator[Lack]:
        for host, target, what in (('meta', code, 'lists of it on Meta'), (code, 'meta', 'links from it to Meta')):
            # Fresh: pywikibot remembers the map for a month.
            self._sites.open(host).siteinfo.get('interwikimap', expiry=datetime.timedelta())
            try:
                self._sites.prefix(host, target)
            except NoPrefixError as problem:
                yield Lack(f'{problem}: no {what}; ask for a line in the interwiki map on Meta', target == code)

    def _pages(self, code: str, facts: Facts) -> Iterator[Lack]:
        """Pages about the bot, and whether anybody uses its templates."""
        site = self._sites.open(code)
        user = str(pywikibot.Page(site, f'User:{facts.account}').title())
        starts = ['worklist', 'tally', *(['campaign'] if code == 'meta' else [])]
        names = [f'1Lib1Ref {name}' for name in starts]
        wanted = [user, *(f'Template:{name}' for name in names)]
        there = pages(site, wanted, prop='transcludedin', tishow='!redirect', tilimit='max')
        if there[user].get('missing'):
            yield Lack(f'{user} is missing: say there who runs the bot, what it does and how to stop it')
        users = {name: there[f'Template:{name}'].get('transcludedin', ()) for name in names}
        if unused := [name for name in names if all(page['ns'] == NAMESPACES['template'] for page in users[name])]:
            yield Lack(f'no page uses {_listed(unused)} yet: coordinators put them on pages, see docs/coordinator.md')


def _account(facts: Facts) -> Iterator[Lack]:
    if facts.block:
        yield Lack(f'{facts.account} is blocked by {facts.block}', True)
    if 'edit' not in facts.rights:
        yield Lack(f'{facts.account} may not edit: give its bot password the grant "Edit existing pages"', True)
    if 'createpage' not in facts.rights:
        yield Lack(
            'it may not make the pages of the templates: give the bot password the grant "Create, edit, and move pages"'
            ' while setup_wiki runs, or let somebody copy them from another wiki'
        )
    for right, without in _RIGHTS.items():
        if right in facts.rights:
            continue
        if 'bot' in facts.groups:
            yield Lack(f'right {right} is missing, {without}: give the bot password "High-volume (bot) access"')
        elif right == 'bot':
            yield Lack(f'{facts.account} is not in the group bot, {without}: make a bot request there')
    if 'ConfirmEdit' in facts.extensions and 'skipcaptcha' not in facts.rights:
        yield Lack('right skipcaptcha is missing, captchas can keep the bot from saving: the group bot has it')


def _language(wiki: Wiki, facts: Facts) -> Iterator[Lack]:
    here = f'scripts/onelib/wikis/data/{wiki.code}.toml'
    if facts.database != wiki.database:
        yield Lack(f'its database is {facts.database}, not {wiki.database}: is family in onelib.toml right?', True)
    if facts.language != wiki.language:
        yield Lack(f'its language is {facts.language}, not {wiki.language} as in {here}')
    for key, number in NAMESPACES.items():
        known = wiki.namespace_prefixes[key]
        if new := [name for name in facts.namespaces.get(number, ()) if titles.prefix(name) not in known]:
            yield Lack(f'namespace {number} is also called {", ".join(new)}: add that to {key} in {here}')
    if new := list(dict.fromkeys(_unread_months(wiki, facts))):
        yield Lack(f'dates with the months {", ".join(new)} are not understood: correct months in {here}')
    if not (files('onelib.i18n') / 'onelib' / f'{wiki.language}.json').is_file():
        yield Lack('there are no words in its language, pages are in another one: translate i18n/onelib/en.json')


def _unread_months(wiki: Wiki, facts: Facts) -> Iterator[str]:
    for names in facts.months.values():
        for number, name in enumerate(names, 1):
            # Some languages abbreviate months as numbers.
            if any(map(str.isalpha, name)):
                date = dates.parse([f'{name} 2019'], wiki)
                if date is None or date.month != number:
                    yield name


def _software(facts: Facts) -> Iterator[Lack]:
    if 'ref' not in facts.tags:
        yield Lack('it has no <ref>: references cannot be counted without the extension Cite', True)
    if 'ParserFunctions' not in facts.extensions:
        yield Lack('it has no {{#if:}} and {{#time:}}: lists need the extension ParserFunctions', True)
    for extension, without in _EXTENSIONS.items():
        if extension not in facts.extensions:
            yield Lack(f'the extension {extension} is missing: {without}')


def _listed(names: list[str]) -> str:
    shown = ', '.join(f'{{{{{name}}}}}' for name in names[:_MOST_NAMED])
    return shown + (f' and {len(names) - _MOST_NAMED} more' if len(names) > _MOST_NAMED else '')
