"""What we know of each wiki: that the data files can be trusted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from pywikibot.family import Family
from pywikibot.site import Namespace

from onelib import wikis
from onelib.wikis import loader
from onelib.wikis.mediawiki import CANONICAL_NAMESPACES, NAMESPACES
from onelib.wikitext.signups import parse
from onelib.wikitext.signups.accounts import wiki_code
from tests.sandbox.mediawiki import DEFAULT_WIKIS

# The wikis that the project serves, as the campaign names them.
SERVED = [
    'sq', 'hy', 'hyw', 'az', 'ba', 'be', 'be-tarask', 'bs', 'bg', 'crh', 'hr', 'cs', 'de', 'el', 'eo', 'et',
    'fiu-vro', 'ka', 'kk', 'lv', 'lt', 'ltg', 'mk', 'myv', 'os', 'pl', 'csb', 'szl', 'ro', 'rmy', 'ru', 'rue', 'sah',
    'sr', 'sh', 'sk', 'sl', 'hsb', 'dsb', 'tr', 'tt', 'udm', 'uk', 'cv', 'gag', 'olo', 'vep', 'kv', 'mhr', 'xmf',
    'en', 'meta',
]  # fmt: skip
FARM = tuple(code for code in DEFAULT_WIKIS if code != 'meta')


def test_the_names_and_numbers_of_namespaces() -> None:
    assert NAMESPACES.keys() == CANONICAL_NAMESPACES.keys()
    for key, number in NAMESPACES.items():
        assert Namespace.canonical_namespaces[number] == CANONICAL_NAMESPACES[key]


def test_there_is_a_file_for_each_wiki() -> None:
    assert set(SERVED) | set(FARM) <= set(wikis.codes())


def test_an_unknown_wiki() -> None:
    for code in ('klingon', '', '../common', 'cs.toml', 'CS'):
        with pytest.raises(wikis.UnknownWikiError, match='no data file'):
            wikis.load(code)


@pytest.mark.parametrize('code', wikis.codes())
class TestEachWiki:
    """What is made of the files; what stands in them is looked at in test_completeness.py."""

    def test_what_it_is(self, code: str) -> None:
        wiki = wikis.load(code)
        assert wiki.code == code
        assert set(wiki.months) == {'names', 'genitive', 'abbreviations'}
        assert set(wiki.headings) == {'references', 'literature', 'links', 'see_also', 'plot'}

    def test_the_english_names_always_work(self, code: str) -> None:
        wiki = wikis.load(code)
        assert set(wiki.namespaces) == {'user', 'user_talk', 'special', 'file', 'template', 'category'}
        for key, names in wiki.namespaces.items():
            assert names[-1] == {'user_talk': 'User talk'}.get(key, key.capitalize())
        assert set(wiki.special_pages) == {'contributions'}
        assert wiki.special_pages['contributions'][-2:] == ('Contributions', 'Contribs')

    def test_each_name_of_a_template_leads_to_it(self, code: str) -> None:
        wiki = wikis.load(code)
        for kind in wiki.templates:
            for name in wiki.names(kind):
                assert wiki.canonical(kind, name) in wiki.templates[kind]

    def test_its_own_names_lead_to_it(self, code: str) -> None:
        wiki = wikis.load(code)
        names = {code, f':{code}:', wiki.database, f'https://{code}.wikipedia.org/wiki/X'} if code != 'meta' else {code}
        assert {wiki_code(name) for name in names} == {code}
        assert wiki_code(wiki.language) == (code if code != 'meta' else 'en')


# The code of the wiki, its language in MediaWiki, its database.
OLD_NAMES = [
    ('bat-smg', 'sgs', 'bat_smgwiki'),
    ('roa-rup', 'rup', 'roa_rupwiki'),
    ('fiu-vro', 'vro', 'fiu_vrowiki'),
    ('be-tarask', 'be-tarask', 'be_x_oldwiki'),
]


@pytest.mark.parametrize(('code', 'language', 'database'), OLD_NAMES)
def test_wikis_with_more_than_one_code(code: str, language: str, database: str) -> None:
    wiki = wikis.load(code)
    assert (wiki.language, wiki.database) == (language, database)
    old = database.removesuffix('wiki').replace('_', '-')
    for name in (code, language, old):
        assert wiki_code(f'https://{name}.wikipedia.org/wiki/') == code
        line = f'# [[:{name}:{wiki.namespaces["user"][0]}:Anna|Anna]]'
        assert [(person.name, person.wiki) for person in parse(line, wikis.load('meta'))] == [('Anna', code)]
    # pywikibot knows the wiki by the same code.
    family = Family.load('wikipedia')
    assert code in family.langs
    assert family.code_aliases.get(language, code) == code


def test_a_wiki_is_no_alias_of_another() -> None:
    assert not set(wikis.aliases()) & set(wikis.codes())
    databases = [wikis.load(code).database for code in wikis.codes()]
    assert len(databases) == len(set(databases))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for the data files instead of ours, with the Czech one."""
    shutil.copy(str(files(wikis) / 'data' / 'cs.toml'), tmp_path)
    monkeypatch.setattr(loader, '_data', lambda: tmp_path)
    for cached in (wikis.load, wikis.common, wikis.aliases):
        cached.cache_clear()
    yield tmp_path
    for cached in (wikis.load, wikis.common, wikis.aliases):
        cached.cache_clear()


def test_a_wiki_adds_to_what_holds_everywhere(folder: Path) -> None:
    before = wikis.common()['signups']['library_columns']
    text = (folder / 'cs.toml').read_text(encoding='utf-8')
    (folder / 'mt.toml').write_text(f'{text}\n[signups]  # LOCAL\nlibrary_columns = ["librerij"]\n', encoding='utf-8')
    wikis.common.cache_clear()
    assert wikis.common()['signups']['library_columns'] == [*before, 'librerij']


def test_a_broken_file_says_what_is_wrong(folder: Path) -> None:
    text = (folder / 'cs.toml').read_text(encoding='utf-8')
    (folder / 'mt.toml').write_text(text.replace('[months]', '[month]'), encoding='utf-8')
    (folder / 'uz.toml').write_text(text.replace('[months]', '[months'), encoding='utf-8')
    with pytest.raises(wikis.BrokenFileError, match=r"mt\.toml lacks 'months'; make wiki CODE=mt says"):
        wikis.load('mt')
    with pytest.raises(wikis.BrokenFileError, match=r'uz\.toml is not TOML: .*line'):
        wikis.load('uz')


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
