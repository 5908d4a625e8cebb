"""``make wiki`` with what is no wiki: one line says so, and nothing is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.wiki import __main__ as make_wiki


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of that of the data files."""
    monkeypatch.setattr(make_wiki, 'FOLDER', tmp_path)
    return tmp_path


def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    monkeypatch.setattr('sys.argv', ['wiki', *arguments])
    assert make_wiki.main() == 1
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize(
    ('arguments', 'wanted'),
    [
        (('',), 'CODE='),
        (('commons',), 'no Wikipedia'),
        (('no', '--from', 'nonsense'), 'nonsense is not the api.php of a wiki'),
        (('no', '--from', 'http://127.0.0.1:1/api.php'), 'is not the api.php of a wiki'),
        (('no', '--from', Path(__file__).as_uri()), 'is not the api.php of a wiki'),
    ],
)
def test_what_is_no_wiki(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    wanted: str,
) -> None:
    [line] = said(monkeypatch, capsys, *arguments)
    assert wanted in line
    assert not list(folder.iterdir())


def test_a_file_that_is_no_utf8(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / 'no.toml').write_bytes(b'\xff\xfe')
    [line] = said(monkeypatch, capsys, 'no')
    assert 'UTF-8' in line
