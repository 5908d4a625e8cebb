"""That every wiki has what it needs, and that who adds one is told what is missing: all at once, in plain words."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from tools.wiki import data, words
from tools.wiki.skeleton import skeleton

from onelib import wikis
from tests.sandbox.farm import Farm
from tests.sandbox.mediawiki import CHECKOUT

ENGLISH = words.read(words.FOLDER / 'en.json')


def text_of(code: str) -> str:
    return (files(wikis) / 'data' / f'{code}.toml').read_text(encoding='utf-8')


@pytest.mark.parametrize('code', wikis.codes())
def test_nothing_is_missing_in_the_data_file(code: str) -> None:
    assert data.problems(code, text_of(code)) == []


def said(code: str, *changes: tuple[str, str]) -> list[str]:
    """What is said of a wiki's file with these changes."""
    text = text_of(code)
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return data.problems(code, text)


class TestDataFile:
    """A file with something wrong gets exactly the sentences that mend it."""

    def test_an_empty_file_is_told_all_that_it_needs(self) -> None:
        found = data.problems('mt', '')
        keys = [key for keys in data.NEEDED.values() for key in keys]
        for key in keys:
            assert sum(f'{key!r} is missing' in problem for problem in found) == 1
        assert len(found) == len(keys) + 1
        assert 'mt.toml, [templates.inline] is missing' in found[-1]
        assert all(problem.startswith('mt.toml') and 'Where to find' in problem for problem in found)

    def test_no_toml(self) -> None:
        (problem,) = said('mt', ('[months]', '[months'))
        assert problem.startswith('mt.toml is not TOML: ')
        assert 'line' in problem

    def test_names_of_files(self) -> None:
        assert data.problems('sgs', text_of('bat-smg')) == [
            'sgs.toml: the wiki is called bat-smg, name the file bat-smg.toml'
        ]
        (problem,) = data.problems('klingon', text_of('mt'))
        assert problem.startswith("klingon.toml: pywikibot knows no Wikipedia 'klingon'; the name of the file is")

    def test_types(self) -> None:
        months = f'names = {json.dumps(list(wikis.load("mt").months["names"]), ensure_ascii=False)}'
        assert said('mt', (months, 'names = "Jannar"'), ('"mtwiki"', '1'), ('[special_pages]', '[special]')) == [
            'mt.toml: \'database\' has to be the name of the wiki’s database, like "mtwiki"',
            "mt.toml, [special_pages]: 'contributions' is missing: what Special:Contributions is called there."
            ' Where to find it: api.php?action=query&meta=siteinfo of the wiki, siprop=specialpagealiases',
            'mt.toml, [months]: \'names\' has to be a list of names, like ["A", "B"]',
            "mt.toml: there is no table or setting 'special'",
        ]

    @pytest.mark.parametrize(
        ('old', 'new', 'problem'),
        [
            ('"mtwiki"', '"mt-wiki"', ": 'database' has to end in wiki"),
            ('"ltr"', '"left"', ": 'direction' has to be"),
            ('"Latn"', '"Cyrl"', ": 'script' is 'Cyrl', but the months are written in LATIN"),
            ('names = ["Jannar", "Frar", "Marzu", "April", "Mejju", "Ġunju",', 'names = ["Jаnnar",', ''),
            ('["Speċjali"]', '["Utent"]', ", [namespaces]: 'Utent' leads to 'user' and to 'special'"),
            ('["Mudell"]', '["Mudell:"]', ", [namespaces]: 'Mudell:' of 'template' is no name of a namespace"),
            ('["Kontribuzz', '["kontribuzz', "'kontribuzzjonijiet' of 'contributions' has to be written 'Kontribuzz"),
            ('"Jan", "Fra"', '"Jan", "Jan"', ", [months]: 'abbreviations' has 'Jan' twice"),
            ('["Cn", "Fact"]', '["cn"]', ", [templates.inline]: 'cn' has to be written 'Cn'"),
            ('["Cn", "Fact"]', '["C|n"]', ", [templates.inline]: 'C|n' is no name of a template"),
            ('["Cn", "Fact"]', '["Reflist"]', "'Reflist' stands in [templates.inline] too; it can mean one thing"),
            ('["Cn", "Fact"]', '["Cn", "Cn"]', ", [templates.inline]: 'Cn' stands there twice"),
            ('["Cn", "Fact"]', '"Cn"', ', [templates.inline]: write each template as "Name" = ["Redirect to it"'),
            ('[templates.reflist]', '[templates.lists]', ', [templates.lists]: there is no such kind of templates'),
            ('["Referenzi", "Noti", "Sorsi"]', '[]', ", [headings]: 'references' is empty: what the section"),
            ('["Trama"]', '["Sorsi"]', ", [headings]: 'Sorsi' stands there twice; it can mean one thing"),
            ('["Trama"]', '["== Trama =="]', ", [headings]: '== Trama ==' is no plain heading"),
            ('["raġuni", ', '["Raġuni", ', ", [parameters] has 'Raġuni': write 'raġuni'"),
            ('"prof",', '"prof.",', ": 'abbreviations' has 'prof.': without the full stop at its end"),
            ('"l-aktar"', '" l-aktar"', ": 'superlatives' has ' l-aktar': write 'l-aktar'"),
            (
                'living = []',
                'living = ["nies_ħajjin"]',
                ", [categories]: 'nies_ħajjin' has to be written 'Nies ħajjin'",
            ),
            ('living = []', 'living = []\ndead = []', ", [categories]: there is no 'dead', only living"),
            ('[months]  # MW:', '[months]  #', ', [months] does not say where its names come from: write behind it'),
            ('living = []', 'living = []\n[signups]  # LOCAL\nlib = []', ", [signups]: there is no 'lib', only "),
            ('reason = [', 'sources = ["Sorsi"]\nreason = [', ", [parameters] has 'Sorsi': write 'sorsi'"),
            ('reason = [', 'sources = "sorsi"\nreason = [', ", [parameters]: 'sources' has to be a list of names"),
            ('reason = [', 'source = ["sorsi"]\nreason = [', "there is no 'source', only date, reason, sources"),
            ('living = []', 'wraps = []\nliving = []', ", [categories]: there is no 'wraps', only living"),
            ('direction', 'wraps = ["Fakt"]\ndirection', ": 'wraps' names 'Fakt', which is not in [templates.inline]"),
        ],
    )
    def test_a_mistake(self, old: str, new: str, problem: str) -> None:
        found = said('mt', (old, new))
        if problem:
            (sentence,) = found
            assert sentence.startswith('mt.toml')
            assert problem in sentence
        else:
            # Two things in one line: too few months, and one with a letter that only looks Latin.
            names = data.NEEDED['months']['names'][0]
            assert found == [
                "mt.toml, [months]: letters of CYRILLIC and LATIN are mixed; 'а' is CYRILLIC",
                f"mt.toml, [months]: 'names' has 7 names and not twelve: {names}",
            ]

    def test_unverified_lines_are_counted(self) -> None:
        text = text_of('mt')
        assert (
            data.unverified(text) - data.unverified(text.replace('[categories]  # unverified', '[categories]  #')) == 1
        )


class TestLanguageFile:
    """The same for words: a Croatian file with mistakes."""

    @staticmethod
    def said(**changes: str | None) -> list[str]:
        """What is said of the Croatian file with these messages in it; None takes one out."""
        messages: dict[str, Any] = json.loads((words.FOLDER / 'hr.json').read_text(encoding='utf-8'))
        messages |= {f'onelib-{key.replace("_", "-")}': text for key, text in changes.items()}
        messages = {key: text for key, text in messages.items() if text is not None}
        return words.problems('hr', json.dumps(messages), ENGLISH)

    def test_an_empty_file_is_told_every_message(self) -> None:
        found = words.problems('hr', '{}', ENGLISH)
        assert found[0].startswith('hr.json: your name is missing')
        assert found[1].startswith('hr.json: say behind "authors" who has read it')
        assert [f'hr.json: {key!r} is missing: translate “{text}”' for key, text in ENGLISH.items()] == found[2:]

    def test_no_json(self) -> None:
        assert words.problems('hr', '{"a": }', ENGLISH)[0].startswith('hr.json is not JSON: ')

    @pytest.mark.parametrize(
        ('key', 'text', 'problem'),
        [
            ('tally_total', None, 'is missing: translate “Total”'),
            ('tally_total', ' Ukupno', 'has to be a text without spaces around it'),
            ('tally_totals', 'Ukupno', 'is no message of ours; it is not in en.json'),
            ('tally_as_of', 'Stanje.', 'does not show %(date)s'),
            ('tally_as_of', 'Stanje na dan %(date)s, %(day)d.', 'has %(day)d, which there is not'),
            ('tally_percent', '%(number)s &#37;', 'has a plain space'),
            ('tally_percent', '%(number)s%', "has a '%' that belongs to nothing"),
            ('tally_as_of', 'Stanje {{na}} dan %(date)s.', "has a '{' that belongs to nothing"),
            (
                'tally_others',
                'i još %(people)s {{PLURAL:%(people)d|osoba|osobe}}',
                'has 2 plural forms in “osoba|osobe”; the language has 3',
            ),
            (
                'tally_others',
                'i još %(people)s {{PLURAL:people|osoba|osobe|osoba}}',
                'has {{PLURAL:people|…}}, which does not name a number',
            ),
            ('worklist_intro', 'Kliknite na „Dodaj izvor”.', 'has to quote the link'),
            ('tally_edits', 'Dodani izvori', 'are both called “Dodani izvori”'),
        ],
    )
    def test_a_mistake(self, key: str, text: str | None, problem: str) -> None:
        (sentence,) = self.said(**{key: text})
        assert sentence.startswith('hr.json: ')
        assert problem in sentence

    def test_several_mistakes_are_said_at_once(self) -> None:
        found = self.said(tally_total=None, tally_rank='', tally_as_of='Stanje.')
        assert [sentence.split("'")[1] for sentence in found] == [
            key for key in ENGLISH if key.removeprefix('onelib-tally-') in ('total', 'rank', 'as-of')
        ]

    def test_order_and_doubles(self) -> None:
        (problem,) = words.problems('en', '{"@metadata": {"authors": ["A"]}, "b": "B", "a": "A"}', {'a': 'A', 'b': 'B'})
        assert problem == "en.json: the messages have to stand in the order of en.json; 'b' is the first that does not"
        (problem,) = words.problems('en', '{"@metadata": {"authors": ["A"]}, "a": "B", "a": "A"}', {'a': 'A'})
        assert problem == "en.json: 'a' stands there twice"

    def test_a_language_may_be_for_readers_alone(self) -> None:
        about = {'authors': ['A'], 'checked': 'by nobody yet', 'for': 'readers'}
        english = {'onelib-tally-total': 'Total', 'onelib-tally-doc-user': 'an account'}
        messages = {'@metadata': about, 'onelib-tally-total': 'Ukupno'}
        assert words.problems('hr', json.dumps(messages), english) == []
        messages = {'@metadata': about, 'onelib-tally-doc-user': 'račun'}
        (problem,) = words.problems('hr', json.dumps(messages), english)
        assert "'onelib-tally-total' is missing" in problem

    def test_who_has_no_file_reads_a_neighbour_or_english(self) -> None:
        assert words.fallback('hr') == 'hr'
        assert words.fallback('crh') == 'tr'
        assert words.fallback('kk') == 'ru'
        assert words.fallback('sgs') == 'lt'
        assert words.fallback('mt') == 'en'


def command(code: str) -> tuple[int, list[str]]:
    done = subprocess.run([sys.executable, '-m', 'tools.wiki', code], capture_output=True, text=True, cwd=CHECKOUT)
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_the_command() -> None:
    status, lines = command('mt')
    assert (status, lines[-1]) == (0, 'Nothing is missing.')
    assert any('There is no scripts/onelib/i18n/onelib/mt.json: the pages come in “en”' in line for line in lines)
    assert any('There is no tests/cases/mt.yaml' in line for line in lines)
    status, lines = command('sgs')
    assert (status, lines) == (1, ['sgs.toml: the wiki is called bat-smg, name the file bat-smg.toml'])


@pytest.mark.parametrize('code', ['uk', 'hu'])
def test_a_first_file_holds_what_mediawiki_knows(farm: Farm, code: str) -> None:
    text = skeleton(code, lambda **parameters: farm.api(code, **parameters))
    wiki, made = wikis.load(code), tomllib.loads(text)
    assert {key: made[key] for key in ('database', 'language', 'script', 'direction')} == {
        'database': wiki.database,
        'language': wiki.language,
        'script': wiki.script,
        'direction': wiki.direction,
    }
    assert {form: tuple(names) for form, names in made['months'].items()} == wiki.months
    for key, names in made['namespaces'].items():
        # The file may know more: what Wikimedia adds.
        assert names
        assert set(names) <= set(wiki.namespaces[key])
    assert set(made['special_pages']['contributions']) <= set(wiki.special_pages['contributions'])
    # What is left is what only people know.
    (left,) = data.problems(code, text)
    assert "'references' is empty" in left


def test_the_guide_explains_every_part() -> None:
    guide = (CHECKOUT / 'docs' / 'adding-a-wiki.md').read_text(encoding='utf-8')
    tables = {f'[{table}]' for table in (*data.NEEDED, *data.ADDITIONS) if table}
    parts = {key for keys in data.NEEDED.values() for key in keys} | {f'[templates.{kind}]' for kind in data.KINDS}
    for part in tables | parts | set(data.OPTIONAL) - {'templates', *data.ADDITIONS}:
        assert f'`{part}`' in guide, part
