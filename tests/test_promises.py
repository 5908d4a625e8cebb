"""What the documentation promises is held by tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
PROMISES = (CHECKOUT / 'docs' / 'promises.md').read_text(encoding='utf-8')
# A file, and the names behind it up to the next file.
NAMED = re.findall(r'`(tests/[\w/]+\.py)`((?:(?!`tests/)[^*])*)', PROMISES)


@pytest.mark.parametrize('path', sorted({path for path, _ in NAMED}))
def test_the_tests_are_there(path: str) -> None:
    text = (CHECKOUT / path).read_text(encoding='utf-8')
    wanted = {name for other, names in NAMED if other == path for name in re.findall(r'`(test_\w+)`', names)}
    assert wanted <= set(re.findall(r'^def (test_\w+)\(', text, re.MULTILINE))


def test_each_promise_names_one() -> None:
    promises = re.split(r'\n(?=- \*\*)', PROMISES)[1:]
    assert promises
    assert [promise for promise in promises if '`tests/' not in promise] == []
