"""What the documents lead to, show and name is there."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from .markdown import CHECKOUT, DOCUMENTS, Document

INDEX, DEVELOPER = (Document(CHECKOUT / 'docs' / name) for name in ('README.md', 'developer.md'))
LARGEST_PICTURE = 150_000  # bytes


def names(documents: list[Document]) -> list[str]:
    return [document.name for document in documents]


@pytest.mark.parametrize('document', DOCUMENTS, ids=names(DOCUMENTS))
def test_links_lead_somewhere(document: Document) -> None:
    anchors = {one.path: one.anchors() for one in DOCUMENTS}
    broken = []
    for link in document.links():
        if re.match(r'https?://', link):
            continue
        target, _, anchor = link.partition('#')
        path = (document.path.parent / target).resolve() if target else document.path
        if not path.exists() or (anchor and anchor not in anchors.get(path, {anchor})):
            broken.append(link)
    assert broken == []


def test_every_picture_is_shown_and_described() -> None:
    shown: set[Path] = set()
    for document in DOCUMENTS:
        for source, description in document.pictures():
            assert description, f'{document.name} says nothing of {source} to those who do not see it'
            shown.add((document.path.parent / source).resolve())
    assert shown == set((CHECKOUT / 'docs').rglob('*.png'))
    assert [path.name for path in shown if path.stat().st_size > LARGEST_PICTURE] == []


def test_every_document_is_in_the_index() -> None:
    listed = {(CHECKOUT / 'docs' / link.partition('#')[0]).resolve() for link in INDEX.links()}
    assert {path.name for path in (CHECKOUT / 'docs').glob('*.md')} - {'README.md'} <= {path.name for path in listed}


def test_the_paths_of_the_developer_are_there() -> None:
    code = re.findall(r'`([^`\n]+)`', DEVELOPER.prose)
    paths = [
        one for one in code if re.fullmatch(r'[\w.-]+(?:/[\w.-]+)*/?', one) and re.search(r'/|\.(py|toml|md)$', one)
    ]
    roots = (CHECKOUT, CHECKOUT / 'scripts' / 'onelib')
    assert paths
    assert [path for path in paths if not any((root / path).exists() for root in roots)] == []


def test_the_names_of_the_developer_are_there() -> None:
    code = re.findall(r'`((?:onelib|tests)(?:\.\w+)+)(?:\(\))?`', DEVELOPER.prose)
    assert code
    assert [name for name in code if not exists(name)] == []


def exists(name: str) -> bool:
    """Whether there is a module, or something in one, of this name."""
    parts = name.split('.')
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module('.'.join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            fields = getattr(found, '__dataclass_fields__', {})
            if not hasattr(found, part) and part not in fields:
                return False
            found = getattr(found, part, None)
        return True
    return False
