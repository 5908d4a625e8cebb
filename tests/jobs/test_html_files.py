"""Lists as files, made on a real wiki: what is written, what is not, and that no page is edited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, START, edit, edits, text_of

PAGE = 'Wikipedie:Do souboru/1'
ARTICLE = 'Rybník & hráz'


@pytest.fixture
def page(farm: Farm) -> Iterator[str]:
    edit(farm, 'cs', ARTICLE, '== Stavba ==\nHráz je z roku 1590.{{Fakt/dne}} [[Kategorie:Hráze]]')
    edit(farm, 'cs', 'Kategorie:Hráze', 'kategorie')
    edit(farm, 'cs', PAGE, f'{START}|category=Hráze}}}}\n{END}\n{START}|limit=mnoho}}}}\n{END}')
    farm.reset_requests()
    yield PAGE
    edit(farm, 'cs', PAGE, 'nic')


def test_a_list_as_a_file(farm: Farm, page: str, tmp_path: Path) -> None:
    folder = tmp_path / 'site' / 'lists'
    before = text_of(farm, 'cs', page)
    simulated = bot.run(farm, '-wiki:cs', f'-page:{page}', f'-html:{folder}', '-simulate')
    assert simulated.returncode == 0 and not folder.exists(), simulated.stderr
    first = bot.run(farm, '-wiki:cs', f'-page:{page}', f'-html:{folder}')
    assert first.returncode == 0 and 'written' in first.stderr, first.stderr
    # The second block asks for what there is not.
    [file] = folder.iterdir()
    assert file.name.startswith('cs-Wikipedie_Do_souboru_1-') and file.name.endswith('-1.html')
    theirs = tmp_path / 'theirs'
    theirs.write_text('theirs', encoding='utf-8')
    file.unlink()
    file.symlink_to(theirs)
    bot.run(farm, '-wiki:cs', f'-page:{page}', f'-html:{folder}')
    assert theirs.read_text(encoding='utf-8') == 'theirs' and not file.is_symlink()
    html = ElementTree.fromstring(file.read_text(encoding='utf-8'))
    assert [''.join(mark.itertext()) for mark in html.iter('mark')] == ['Hráz je z roku 1590.']
    links = [link.attrib['href'] for link in html.iter('a')]
    assert all(urlsplit(link).netloc for link in links)
    answers = [farm.api('cs', pageids=parse_qs(urlsplit(link).query)['curid'][0]) for link in links if 'curid' in link]
    assert {answer['query']['pages'][0]['title'] for answer in answers} == {ARTICLE}
    assert edits(farm) == 0 and text_of(farm, 'cs', page) == before


def test_a_folder_that_cannot_be_written(farm: Farm, page: str, tmp_path: Path) -> None:
    taken = tmp_path / 'taken'
    taken.write_text('a file', encoding='utf-8')
    result = bot.run(farm, '-wiki:cs', f'-page:{page}', f'-html:{taken}')
    assert result.returncode == 1 and 'failed' in result.stderr and 'taken' in result.stderr
    assert taken.read_text(encoding='utf-8') == 'a file' and edits(farm) == 0
