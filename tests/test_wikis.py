"""What we know of each wiki: that the data files can be trusted."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib.resources import files

import pytest

from onelib import wikis
from onelib.wikitext.titles import normalise, prefix

# The wikis that the project serves, as the campaign names them.
SERVED = [
    'sq', 'hy', 'hyw', 'az', 'ba', 'be', 'be-tarask', 'bs', 'bg', 'crh', 'hr', 'cs', 'de', 'el', 'eo', 'et',
    'fiu-vro', 'ka', 'kk', 'lv', 'lt', 'ltg', 'mk', 'myv', 'os', 'pl', 'csb', 'szl', 'ro', 'rmy', 'ru', 'rue', 'sah',
    'sr', 'sh', 'sk', 'sl', 'hsb', 'dsb', 'tr', 'tt', 'udm', 'uk', 'cv', 'gag', 'olo', 'vep', 'kv', 'mhr', 'xmf',
    'en', 'meta',
]  # fmt: skip
SCRIPTS = {'Latn': 'LATIN', 'Cyrl': 'CYRILLIC', 'Grek': 'GREEK', 'Geor': 'GEORGIAN', 'Armn': 'ARMENIAN'}
# No tag or banner of theirs is known by name, not even as a lead: they are served by what the wikis answer.
NAMELESS = {
    'ba', 'crh', 'csb', 'cv', 'dsb', 'fiu-vro', 'gag', 'hsb', 'hyw', 'kv', 'ltg', 'meta', 'mhr', 'myv', 'olo', 'os',
    'rmy', 'rue', 'sah', 'szl', 'udm', 'vep', 'xmf',
}  # fmt: skip
SOURCE = re.compile(r'\b(?:MW|WMF|CH|DBP|DBPH|PWB|PWBR|AQ|WT|MS|SF|WTF|SEEN|issue 3|unverified)\b')
FARM = ('en', 'cs', 'pl', 'uk', 'sr', 'el', 'hu', 'ka', 'bg')


def test_there_is_a_file_for_each_wiki() -> None:
    assert set(SERVED) | set(FARM) <= set(wikis.codes())


def test_an_unknown_wiki() -> None:
    for code in ('klingon', '', '../common', 'cs.toml', 'CS'):
        with pytest.raises(wikis.UnknownWikiError, match='no data file'):
            wikis.load(code)


def _text(code: str) -> str:
    return (files(wikis) / 'data' / f'{code}.toml').read_text(encoding='utf-8')


@pytest.mark.parametrize('code', wikis.codes())
class TestEachWiki:
    def test_what_it_is(self, code: str) -> None:
        wiki = wikis.load(code)
        assert wiki.code == code
        assert wiki.database.endswith('wiki')
        assert code == 'meta' or code.replace('-', '_') == wiki.database.removesuffix('wiki') or code == 'be-tarask'
        assert wiki.language == ('en' if code == 'meta' else code)
        assert wiki.script in SCRIPTS
        assert wiki.direction == 'ltr'

    def test_its_letters_are_those_of_its_script(self, code: str) -> None:
        wiki = wikis.load(code)
        letters = [unicodedata.name(char) for word in wiki.months['names'] for char in word if char.isalpha()]
        assert all(letter.startswith(SCRIPTS[wiki.script]) for letter in letters), letters

    def test_its_months(self, code: str) -> None:
        months = wikis.load(code).months
        assert set(months) == {'names', 'genitive', 'abbreviations'}
        for names in months.values():
            assert len(names) == len(set(names)) == 12
            assert all(name.strip() == name != '' for name in names)

    def test_its_namespaces(self, code: str) -> None:
        wiki = wikis.load(code)
        assert set(wiki.namespaces) == {'user', 'user_talk', 'special', 'file', 'template', 'category'}
        seen: dict[str, str] = {}
        for key, names in wiki.namespaces.items():
            assert names[-1] == {'user_talk': 'User talk'}.get(key, key.capitalize())
            # Latvian and Romanian MediaWikis call their special pages as the English one does.
            assert len(names) > 1 or wiki.language == 'en' or (key, code) in {('special', 'lv'), ('special', 'ro')}
            for name in names:
                # A prefix leads to one namespace.
                assert seen.setdefault(prefix(name), key) == key

    def test_its_special_pages(self, code: str) -> None:
        pages = wikis.load(code).special_pages
        assert set(pages) == {'contributions'}
        assert pages['contributions'][-2:] == ('Contributions', 'Contribs')
        assert len({prefix(name) for name in pages['contributions']}) == len(pages['contributions'])
        assert all(name == normalise(name) for name in pages['contributions'])

    def test_its_templates_mean_one_thing(self, code: str) -> None:
        wiki = wikis.load(code)
        kinds: dict[str, str] = {}
        for kind in wiki.templates:
            for name in wiki.names(kind):
                assert name == normalise(name) != ''
                assert not set(name) & set('[]{}|<>#_')
                assert kinds.setdefault(name, kind) == kind, name
                assert wiki.canonical(kind, name) in wiki.templates[kind]

    def test_its_templates_are_named_once(self, code: str) -> None:
        for kind, group in wikis.load(code).templates.items():
            names = [normalise(name) for canonical, redirects in group.items() for name in (canonical, *redirects)]
            assert len(names) == len(set(names)), kind

    def test_it_wants_sources_somehow(self, code: str) -> None:
        wiki = wikis.load(code)
        assert bool(wiki.names('inline') | wiki.banners) == (code not in NAMELESS)

    def test_its_headings(self, code: str) -> None:
        headings = wikis.load(code).headings
        assert set(headings) == {'references', 'literature', 'links', 'see_also', 'plot'}
        names = [name for group in headings.values() for name in group]
        assert headings['references']
        assert len(names) == len(set(names))
        assert all(name == name.strip() != '' and not set(name) & set('[]{}|<>#=_') for name in names)

    def test_its_parameters(self, code: str) -> None:
        parameters = tomllib.loads(_text(code))['parameters']
        assert set(parameters) == {'date', 'reason'}
        names = [name for group in parameters.values() for name in group]
        assert len(names) == len(set(names))
        assert all(name == name.strip().lower() != '' for name in names)

    def test_its_living_people(self, code: str) -> None:
        (names,) = tomllib.loads(_text(code))['categories'].values()
        assert all(name == normalise(name) for name in names)

    def test_it_says_where_its_names_come_from(self, code: str) -> None:
        for table in re.split(r'^(?=\[)', _text(code), flags=re.MULTILINE)[1:]:
            title, *lines = table.strip().splitlines()
            assert SOURCE.search(title) or all(SOURCE.search(line.partition('  # ')[2]) for line in lines), title

    def test_its_abbreviations_can_match(self, code: str) -> None:
        for word in wikis.load(code).abbreviations:
            assert word == word.lower().strip()
            assert not word.endswith('.')

    def test_only_tags_wrap(self, code: str) -> None:
        wiki = wikis.load(code)
        assert set(wiki.wraps or ()) <= set(wiki.templates.get('inline', {}))


@pytest.mark.parametrize('code', FARM)
def test_the_farms_wikis_have_tags_and_abbreviations(code: str) -> None:
    wiki = wikis.load(code)
    assert wiki.names('inline')
    assert len(wiki.abbreviations) >= 20


@pytest.mark.parametrize(
    ('code', 'kind', 'name', 'canonical'),
    [
        ('cs', 'inline', 'Fakt/dne', 'Fakt/dne'),
        ('cs', 'inline', 'Zdroj?', 'Doplňte zdroj'),
        ('pl', 'inline', 'Fact', 'Fakt'),
        ('en', 'inline', 'Cn', 'Citation needed'),
        ('sr', 'inline', 'Traži se izvor', 'Чињеница'),
        # Traps: what these names mean on other wikis.
        ('eo', 'inline', 'Cn', None),
        ('hy', 'inline', 'CN', None),
        ('ru', 'reflist', 'References', None),
        ('ru', 'unreferenced', 'References', 'Нет ссылок'),
        ('ru', 'reflist', 'Sources', 'Примечания'),
        ('uk', 'unreferenced', 'Sources', 'Без джерел'),
        ('sr', 'unreferenced', 'Sources', 'Без извора'),
        ('hr', 'unreferenced', 'Sources', 'Izvor'),
        ('cs', 'unreferenced', 'Reference', 'Neověřeno'),
        ('kk', 'inline', 'Derekköz kerek', 'Дереккөз керек'),
        ('sh', 'inline', 'Недостаје извор', 'Nedostaje izvor'),
        ('cs', 'inline', 'Nonsense', None),
        ('cs', 'nonsense', 'Fakt', None),
    ],
)
def test_names(code: str, kind: str, name: str, canonical: str | None) -> None:
    assert wikis.load(code).canonical(kind, name) == canonical
    assert (name in wikis.load(code).names(kind)) == (canonical is not None)


def test_loaded_once() -> None:
    assert wikis.load('cs') is wikis.load('cs')
    assert len({wikis.load('cs'), wikis.load('pl'), wikis.load('cs')}) == 2
