"""The operator's settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from onelib.settings import Settings, SettingsError, read

SAMPLE = Path(__file__).parents[1] / 'onelib.toml.sample'


def written(directory: Path, text: str) -> Path:
    path = directory / 'onelib.toml'
    path.write_text(text, encoding='utf-8')
    return path


def test_the_sample_can_be_used() -> None:
    settings = read(SAMPLE)
    assert settings.wikis
    assert (settings.family, settings.meta_family, settings.meta_code) == ('wikipedia', 'meta', 'meta')


SERVICES = {
    'petscan': 'https://petscan.wmcloud.org/',
    'pagepile': 'https://pagepile.toolforge.org/api.php',
    'pageviews': 'https://wikimedia.org/api/rest_v1/metrics/pageviews/per-article/',
    'campaignevents': 'https://meta.wikimedia.org/w/rest.php/campaignevents/v0/',
    'dashboard': 'https://outreachdashboard.wmflabs.org/',
}


def test_only_the_wikis_must_be_named(tmp_path: Path) -> None:
    assert read(written(tmp_path, 'wikis = ["cs", "pl"]')) == Settings(
        family='wikipedia',
        meta_family='meta',
        meta_code='meta',
        wikis=('cs', 'pl'),
        enabled=('cs', 'pl', 'meta'),
        namespaces=frozenset({2, 4, 5, 12, 13, 14, 15, 100, 101, 102, 103}),
        own_pages=frozenset(),
        hashtag='1Lib1Ref',
        max_articles=1000,
        max_blocks=20,
        max_pages=200,
        max_bytes=1_000_000,
        max_edits=500,
        campaigns='',
        max_page_requests=500,
        max_wiki_requests=10_000,
        max_campaign_requests=5000,
        store='',
        services=SERVICES,
    )


def test_everything_can_be_said(tmp_path: Path) -> None:
    text = (
        'wikis = ["cs"]\nenabled = ["meta"]\nnamespaces = [2, 4]\nfamily = "sandbox"\nhashtag = "#1bib1ref"\n'
        'own_pages = ["data"]\ncampaigns = "1Lib1Ref/"\n'
        'max_articles = 7\nmax_blocks = 3\nmax_pages = 4\nmax_bytes = 5\nmax_edits = 6\n'
        'max_page_requests = 8\nmax_wiki_requests = 9\nmax_campaign_requests = 10\n'
        'store = "sqlite://"\npetscan = "http://127.0.0.1:1/"\n[meta]\nfamily = "sandbox"\ncode = "m"'
    )
    assert read(written(tmp_path, text)) == Settings(
        family='sandbox',
        meta_family='sandbox',
        meta_code='m',
        wikis=('cs',),
        enabled=('meta',),
        namespaces=frozenset({2, 4}),
        own_pages=frozenset({'data'}),
        hashtag='1bib1ref',
        max_articles=7,
        max_blocks=3,
        max_pages=4,
        max_bytes=5,
        max_edits=6,
        campaigns='1Lib1Ref/',
        max_page_requests=8,
        max_wiki_requests=9,
        max_campaign_requests=10,
        store='sqlite://',
        services=SERVICES | {'petscan': 'http://127.0.0.1:1/'},
    )


@pytest.mark.parametrize(
    ('line', 'enabled'),
    [
        ('', ('cs', 'pl', 'meta')),
        ('enabled = []', ()),
        ('enabled = ["meta"]', ('meta',)),
        ('enabled = ["pl"]', ('pl',)),
    ],
)
def test_an_empty_list_enables_no_wiki(tmp_path: Path, line: str, enabled: tuple[str, ...]) -> None:
    """Missing is not empty: only who says nothing means all."""
    assert read(written(tmp_path, f'wikis = ["cs", "pl"]\n{line}')).enabled == enabled


def test_user_talk_pages_are_written_to_only_if_the_operator_says_so(tmp_path: Path) -> None:
    """Each edit there rings somebody's bell."""
    assert 3 not in read(SAMPLE).namespaces
    assert 3 not in read(written(tmp_path, 'wikis = ["cs"]')).namespaces
    assert 3 in read(written(tmp_path, 'wikis = ["cs"]\nnamespaces = [2, 3]')).namespaces


@pytest.mark.parametrize(
    ('text', 'said'),
    [
        ('wikis = [', 'cannot be read'),
        ('', 'names no wiki'),
        ('wikis = []', 'names no wiki'),
        ('wikis = "cs"', r"wikis must be like \['cs', 'pl'\], not 'cs'"),
        ('wikis = ["cs"]\n[meta]\nenabled = ["cs"]', r'not enabled; every other setting has to stand above'),
        ('wikis = ["cs", "klingon"]', 'klingon'),
        ('wikis = [1]', '1'),
        ('wikis = ["cs"]\nhashtags = "x"', "no setting 'hashtags'"),
        ('wikis = ["cs"]\nmax_articles = "many"', "max_articles must be like 1000, not 'many'"),
        ('wikis = ["cs"]\nmax_articles = true', 'max_articles'),
        ('wikis = ["cs"]\npetscan = "file:///etc/passwd"', 'petscan must be an address'),
        ('wikis = ["cs"]\nmax_blocks = 1.5', 'max_blocks'),
        ('wikis = ["cs"]\nhashtag = 1', 'hashtag'),
        ('wikis = ["cs"]\nmeta = "meta"', 'meta'),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError, match=said) as caught:
        read(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r'copy onelib\.toml\.sample'):
        read(tmp_path / 'onelib.toml')


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / 'onelib.toml'
    path.write_bytes(b'wikis = ["\xff"]')
    with pytest.raises(SettingsError, match='cannot be read'):
        read(path)


def test_a_file_in_another_encoding_says_where(tmp_path: Path) -> None:
    path = tmp_path / 'onelib.toml'
    path.write_bytes('wikis = ["cs"]\n# č\n'.encode('iso-8859-2'))
    with pytest.raises(SettingsError, match='line 2 is no UTF-8; save it as UTF-8'):
        read(path)
    path.write_bytes('wikis = ["cs"]\n# č\n'.encode('utf-8-sig'))
    assert read(path).wikis == ('cs',)


def test_only_curly_quotes_are_told_to_be_straight(tmp_path: Path) -> None:
    for text, told in (('wikis = [“cs”]', True), ('wikis = [', False)):
        with pytest.raises(SettingsError) as caught:
            read(written(tmp_path, text))
        assert ('straight quotes' in str(caught.value)) is told


def test_the_store_is_beside_the_settings_unless_said(tmp_path: Path) -> None:
    assert read(written(tmp_path, 'wikis = ["cs"]')).store_url(tmp_path) == f'sqlite:///{tmp_path}/onelib.sqlite'
    assert read(written(tmp_path, 'wikis = ["cs"]\nstore = "sqlite:///x"')).store_url(tmp_path) == 'sqlite:///x'


@pytest.mark.parametrize(
    'line',
    [
        'max_articles = -5', 'max_blocks = 0', 'hashtag = "#"', 'hashtag = "a b]"', 'hashtag = "a__NOTOC__"',
        'wikis = ["meta"]', 'wikis = ["cs", "cs"]', 'wikis = []', '[meta]\nfamily = 3', '[meta]\nfamly = "x"',
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(tmp_path: Path, line: str) -> None:
    text = line if line.startswith('wikis') else f'wikis = ["pl"]\n{line}'
    with pytest.raises(SettingsError, match=r'onelib\.toml'):
        read(written(tmp_path, text))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match='cannot be read'):
        read(tmp_path)


def test_an_address_needs_no_slash_at_its_end(tmp_path: Path) -> None:
    settings = read(
        written(tmp_path, 'wikis = ["cs"]\ndashboard = "https://d.example"\npageviews = "https://p.example/x"')
    )
    assert (settings.services['dashboard'], settings.services['pageviews']) == (
        'https://d.example/',
        'https://p.example/x/',
    )
