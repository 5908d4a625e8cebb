"""Whose signature stands on a line: the users that its links and templates lead to, and who of them signs.

``:pl:Dyskusja wikipedysty:anna_k/archiwum`` leads to Anna k.  Rules of MediaWiki's ``MediaWikiTitleCodec`` (prefixes,
white space, percent signs); the names themselves are the matter of `onelib.wikitext.signups.accounts`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from urllib.parse import parse_qs, unquote, urlsplit

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext.signups import accounts
from onelib.wikitext.signups.timestamps import Stamp

__all__ = [
    'Part',
    'User',
    'between',
    'is_file',
    'of_template',
    'of_title',
    'of_url',
    'plain',
    'rest',
    'said',
    'signers',
    'starts',
]

_MOST_PREFIXES = 4
_COLON = re.compile('[:&%]')  # or what may be one when it is decoded
_PATH = re.compile(r'/(?:wiki|w/index\.php|[a-z]{2,3}(?:-[a-z]+)*)/(.+)', re.DOTALL)
_FUNCTION = re.compile(r'(#?[A-Za-z]+)\s*:')
_NUMBERS = {'2': 'User', '3': 'User talk', '-1': 'Special'}
_LINKED = re.compile(r'\[\[([^\[\]{}|<>\n]*)')
_LINK_MARKS = re.compile(r'<[^<>]*>|\[\[|\]\]')
_WORD = re.compile(r'[^\W\d_]+')
# Special pages, apart from contributions, that people sign with; all wikis know them by their English names.
_OTHER_SPECIAL_PAGES = ('centralauth', 'emailuser', 'log', 'globalcontributions')
_SEPARATOR = re.compile(r'\s*(?:[-‐-―−~]+|[:,;|•·/]+|→)\s*')
_CLAUSE = re.compile(r'[.!?…–—,;]|\s-\s')
_SENTENCE = re.compile(r'[.!?…։]\s')
_PARTING = frozenset('()→–—=')
_PRIVATE = re.compile('[\ue000-\uf8ff]')


@dataclass(frozen=True, slots=True)
class User:
    """A user who is linked; the name is '' if no account can have it: an IP, a temporary account, nonsense.

    :ivar wiki: code of the wiki that the link names, '' if it names none
    :ivar kind: ``user``, ``talk`` or ``contributions``: where the link leads; ``transcluded``: a page of theirs is
        shown; ``mention``, ``unsigned`` or ``participant``: what the template says of them
    :ivar sure: False if the prefix means users on other wikis only
    :ivar library: what the template says; ``optout`` and ``message``, too
    :ivar is_example: whether it shows where a name belongs, like ``{{u|Your name}}``
    """

    name: str
    wiki: str = ''
    kind: str = 'user'
    sure: bool = True
    library: str = ''
    optout: bool = False
    message: bool | None = None
    is_example: bool = False


Part = str | User | Stamp


@lru_cache(maxsize=10_000)
def of_title(title: str, wiki: Wiki) -> User | None:
    """The user whose page, talk page or contributions a title leads to; None if it is a title of another kind."""
    if not _COLON.search(title) or len(title) > 2 * accounts.LONGEST:
        return None
    rest = accounts.decoded(title).strip().removeprefix(':')
    code, prefixes = wiki.code, list[str]()
    for _ in range(_MOST_PREFIXES):
        head, colon, rest = rest.partition(':')
        if not colon:
            return None
        key = accounts.folded(head)
        stated = '' if '' in prefixes else (prefixes or [''])[-1]
        if kind := accounts.namespaces(code).get(key):
            if kind == 'special':
                return _of_special_page(rest, code, stated, wiki)
            return User(_canonical_on(rest, code, wiki), stated, kind, is_example=accounts.is_example(rest))
        target = accounts.interwiki(key, prefixes, rest, wiki)
        if target is None:
            break
        prefixes.append(target)
        code = target or code
    else:
        return None
    kind = accounts.everywhere().get(key)
    if not kind:
        return None
    name = _canonical_on(rest, code, wiki)
    return User(name, stated, kind, sure=bool(prefixes), is_example=accounts.is_example(rest))


def of_url(url: str, wiki: Wiki) -> User | None:
    """The same for the address of a page of Wikimedia, like ``//cs.wikipedia.org/w/index.php?title=User:X``."""
    try:
        parts = urlsplit(html.unescape(url) if '&amp;' in url else url)
    except ValueError:
        return None
    host = accounts.HOST.fullmatch((parts.netloc or '').lower())
    if not host:
        return None
    code = accounts.of_host(host[1] or '', host[2])
    query = parse_qs(parts.query, errors='replace')
    path = _PATH.fullmatch(parts.path)
    title = query['title'][0] if 'title' in query else unquote(path[1]) if path else ''
    prefix = ':w:' if host[2] == 'wikipedia' else ':'
    there = f'{prefix}{code}:' if code else ''
    found = of_title(there + title, wiki)
    if found is None and ('target' in query or 'user' in query):
        return of_title(f'{there}{title}/{(query.get("target") or query["user"])[0]}', wiki)
    return found


def of_template(title: str, values: Mapping[str, str], wiki: Wiki) -> User | str | None:
    """The user whom a template is about, or the wikitext that it makes; None if it is not known here.

    :param title: what stands between the braces and the first pipe
    :param values: of the parameters, by lower-case name or position
    """
    title = title.strip()
    if title in ('!', '='):
        return '|' if title == '!' else '='
    if function := _FUNCTION.match(title):
        made = _of_function(function[1].lower(), title[function.end() :].strip(), values)
        if made is not None:
            return made
    if user := of_title(title, wiki):
        return replace(user, kind='transcluded')
    name = titles.template_name(title, wiki)
    kind = accounts.kind_of_template(name.lower()) or (
        'user' if accounts.namespaces(wiki.code).get(accounts.folded(name)) == 'user' else ''
    )
    if kind in ('struck', ''):
        return '' if kind else None
    return _of_parameters(kind, values, wiki)


def is_file(title: str, wiki: Wiki) -> bool:
    """Whether a link shows an image, or puts the page into a category."""
    return titles.split_namespace(title.strip(), wiki)[0] in ('file', 'category')


def _of_function(name: str, argument: str, values: Mapping[str, str]) -> str | None:
    match name:
        case 'ns' | 'nse':
            return _NUMBERS.get(argument, argument)
        case '#special' | '#speciale':
            return f'Special:{argument}'
        case 'gender':
            return values.get('1', '')
        case 'fullurl' | 'canonicalurl' | 'localurl' | 'fullurle' | 'urlencode':
            return f'[[:{argument}]]'
    return None


def _of_parameters(kind: str, values: Mapping[str, str], wiki: Wiki) -> User:
    words = wikis.common()['signups']

    def value(key: str) -> str:
        return next((values[name] for name in words[key] if values.get(name)), '')

    code, library = accounts.wiki_code(value('wiki_parameters')), value('library_parameters')
    if kind == 'participant':
        for further in filter(None, (values.get('2', ''), values.get('3', ''))):
            if not code and accounts.wiki_code(further) in accounts.known_codes():
                code = accounts.wiki_code(further)
            else:
                library = library or further
    written = value('name_parameters')
    there = wikis.load(code) if code in accounts.codes() else wiki
    linked = _LINKED.search(written)
    user = of_title(linked[1] if linked else written, there) or of_url(written, there)
    return User(
        user.name if user else accounts.canonical(_LINK_MARKS.sub('', written), there),
        code or (user.wiki if user else ''),
        kind,
        library=library,
        optout=value('optout_parameters').lower() not in ('', *words['no']),
        message=agreed == 'yes' if (agreed := value('message_parameters').lower()) else None,
        is_example=accounts.is_example(written),
    )


def _of_special_page(title: str, code: str, stated: str, wiki: Wiki) -> User | None:
    page, slash, name = title.partition('/')
    there = wikis.load(code) if code in accounts.codes() else wiki
    pages = {accounts.folded(page) for page in there.special_pages['contributions']}
    if not slash or (accounts.folded(page) not in pages and accounts.folded(page) not in _OTHER_SPECIAL_PAGES):
        return None
    return User(_canonical_on(name, code, wiki), stated, 'contributions', is_example=accounts.is_example(name))


def _canonical_on(name: str, code: str, wiki: Wiki) -> str:
    return accounts.canonical(name, wikis.load(code) if code in accounts.codes() else wiki)


def signers(parts: Sequence[Part], wiki: Wiki) -> list[User]:
    """Who signs a line, with the library that they name there."""
    found = [i for i, part in enumerate(parts) if isinstance(part, User) and part.kind != 'mention']
    people = {i: part for i in found if isinstance(part := parts[i], User)}
    if any(user.sure for user in people.values()):
        people = {i: user for i, user in people.items() if user.sure}
    rows = [i for i, user in people.items() if user.kind == 'participant']
    ends = [
        i for i, part in enumerate(parts) if isinstance(part, Stamp) or (i in people and people[i].kind == 'unsigned')
    ]
    if rows:
        chosen = rows
    elif ends:
        chosen = _before_stamp(parts, people, _closing(parts, people, ends))
    else:
        chosen = _without_stamp(parts, people)
    library = _library(parts, people, chosen[-1]) if chosen else ''
    # Some say the wiki there.
    code = library.lower().removesuffix('wiki')
    code, library = (code, '') if code in accounts.codes() else ('', library)
    # The wiki may stand in any of the links to somebody.
    stated = {user.name: user.wiki for user in reversed(people.values()) if user.wiki}
    chosen_users = (people[i] for i in chosen if people[i].name)
    return [
        replace(user, library=user.library or library, wiki=user.wiki or stated.get(user.name, '') or code)
        for user in chosen_users
    ]


def _closing(parts: Sequence[Part], people: Mapping[int, User], ends: Sequence[int]) -> int:
    """Where the signature ends: not at a day that it speaks of first, as in ``A invited me on 5 May 2027. B 12:00``."""
    for end in ends:
        part = parts[end]
        signed = any(i < end and not _only_named(parts, i) for i in people)
        if not isinstance(part, Stamp) or part.timed or (signed and starts(parts)):
            return end
    return ends[0]


def _before_stamp(parts: Sequence[Part], people: Mapping[int, User], stamp: int) -> list[int]:
    before = [i for i in people if i <= stamp]
    if not before:
        # Some put the date first; but what follows a line that only gives a name is an answer.
        first = next(iter(people), None)
        return [first] if first is not None and not _WORD.search(between(parts, 0, first)) else []
    last = before[-1]
    if len({people[i].name for i in before}) == 1 or isinstance(parts[stamp], User):
        return [last]
    near = len(_WORD.findall(between(parts, last + 1, stamp))) <= 2
    full = _full(people, before)
    aside = _SENTENCE.split(between(parts, before[-2] + 1, last))[-1]
    if near and (people[last].name in full or not (_only_named(parts, last) or _aside(aside, bool(full)))):
        return [last]
    if mine := [i for i in before if people[i].name in full]:
        return mine[-1:]
    free = [i for i in before if not _only_named(parts, i)]
    return free[:1] if free and starts(parts) else (free or before)[-1:]


def _aside(text: str, signed: bool) -> bool:
    """Whether the words between two users go on about the first: ``A (also B)``; with a full signature, ``A for B``."""
    return bool(_WORD.search(text if signed else text.partition('(')[2]))


def _without_stamp(parts: Sequence[Part], people: Mapping[int, User]) -> list[int]:
    full = _full(people, list(people))
    named = {people[i].name for i in people if _only_named(parts, i)}
    free = [i for i in people if people[i].name not in named]
    free = [i for i in free if people[i].name in full] or free
    groups: list[list[int]] = []
    for i in free:
        joint = bool(groups) and _joined(between(parts, groups[-1][-1] + 1, i))
        if groups and (joint or people[i].name == people[groups[-1][-1]].name):
            groups[-1].append(i)
        else:
            groups.append([i])
    if not groups:
        return []
    at_end = not starts(parts) and not _WORD.search(between(parts, free[-1] + 1, len(parts)))
    group = groups[-1] if at_end else groups[0]
    return list({people[i].name: i for i in reversed(group)}.values())[::-1]


def _full(people: Mapping[int, User], indexes: Sequence[int]) -> set[str]:
    """Names that are linked in two ways, as signatures do."""
    kinds: dict[str, set[str]] = {}
    for i in indexes:
        kinds.setdefault(people[i].name, set()).add(people[i].kind)
    return {name for name, ways in kinds.items() if len(ways) > 1}


def starts(parts: Sequence[Part]) -> bool:
    """Whether nothing but dashes and the like stands before the first user."""
    first = next((i for i, part in enumerate(parts) if isinstance(part, User)), None)
    return first is not None and not _WORD.search(between(parts, 0, first))


def between(parts: Sequence[Part], start: int, end: int) -> str:
    """The text of some of the parts."""
    return ''.join(part for part in parts[start:end] if isinstance(part, str))


def _joined(text: str) -> bool:
    """Whether only ``and``, a comma or the like stands between two users."""
    words = text.lower().split()
    return all(word in _joining() or not any(map(str.isalnum, word)) for word in words) and not set(text) & _PARTING


def _only_named(parts: Sequence[Part], index: int) -> bool:
    """Whether the words before a user say that somebody else speaks of them, like ``invited by``."""
    before = parts[index - 1] if index else ''
    text = before.lower() if isinstance(before, str) else ''
    tail = _CLAUSE.split(text.rstrip(' :,'))[-1][-40:]
    return bool(_naming().search(f'{tail} ')) or text.rstrip().endswith(_abbreviated())


def _library(parts: Sequence[Part], people: Mapping[int, User], index: int) -> str:
    """What is said behind a signature or its timestamp, after a dash, a comma, a colon or in brackets."""
    name = people[index].name
    own = [i for i in people if people[i].name == name and i >= index]
    end = own[-1] + 1
    for n, part in enumerate(parts[end:], end):
        if isinstance(part, User):
            break
        before_user = isinstance(next(iter(parts[n + 1 : n + 2]), None), User)
        if isinstance(part, str) and (library := said(_without_lead(part) if before_user else part)):
            return library
    return ''


def _without_lead(text: str) -> str:
    """A text without its last words if they lead to the user behind it: ``MZK, invited by``, ``spolu s``."""
    clauses = list(_CLAUSE.finditer(text.rstrip(' :,')))
    start = clauses[-1].end() if clauses else 0
    clause = text[start:].strip(' :,(')
    # Names of libraries have a capital, or letters that have none.
    is_small = clause[:1].islower() and not 'ა' <= clause[:1] <= 'ჿ'
    return text[:start] if is_small or _naming().search(f'{clause.lower()} ') else text


def said(text: str) -> str:
    """The name of a library behind a signature, '' if there is none."""
    text = text.lstrip(' )]')
    separator = _SEPARATOR.match(text)
    words = plain(text[separator.end() :] if separator else text)
    if words.count('(') > words.count(')') and not words.startswith('('):
        words = words.rpartition('(')[0]
    if not _WORD.search(words) or not (separator or words.startswith('(')):
        return ''
    if words.startswith('('):
        words = words[1:].partition(')')[0]
    words = words.rstrip(' –—-−,;:·|(')
    # What they do in the campaign is no library.
    return '' if words.lower().startswith(accounts.words('other_sections')) else words


def plain(text: str) -> str:
    """Words on one line, with their entities read."""
    return ' '.join(html.unescape(_PRIVATE.sub(' ', text)).split())


def rest(parts: Sequence[Part], signed: Sequence[User]) -> str:
    """The text behind the last of those who signed."""
    names = {user.name for user in signed}
    last = max((i for i, part in enumerate(parts) if isinstance(part, User) and part.name in names), default=-1)
    return between(parts, last + 1, len(parts)).lstrip(' )')


@cache
def _joining() -> frozenset[str]:
    return frozenset(accounts.words('joining'))


@cache
def _naming() -> re.Pattern[str]:
    return re.compile(rf'(?<!\w)(?:{"|".join(map(re.escape, accounts.words("not_signing")))})')


@cache
def _abbreviated() -> tuple[str, ...]:
    return tuple(word for word in accounts.words('not_signing') if word.endswith('.'))
