"""What is sent with an edit."""

from __future__ import annotations

import pytest

from onelib import __version__
from onelib.publish.edit_request import signed
from tests.sandbox.farm import Farm


@pytest.mark.parametrize('summary', ['', 'Seznam', '\u017e' * 600, '\U0001f600' * 500])
def test_the_version_is_in_the_summary_whole(farm: Farm, summary: str) -> None:
    title = 'Wikipedie:Shrnut\u00ed'
    farm.api('cs', action='edit', title=title, text=f'{len(summary)}', summary=signed(summary))
    page = farm.api('cs', titles=title, prop='revisions', rvprop='comment')['query']['pages'][0]
    assert page['revisions'][0]['comment'].endswith(f'(onelib {__version__})')
    assert page['revisions'][0]['comment'].startswith(summary[:400])
