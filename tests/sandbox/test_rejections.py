"""The rejections themselves: whether MediaWiki refuses in the words it should, and takes the edit again afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

import pytest

from tests.sandbox import rejections
from tests.sandbox.client import ApiClient, ApiError
from tests.sandbox.farm import Farm
from tests.sandbox.test_faults import AFTER, BEFORE, latest, text_of

TITLE = 'Wikipedie:Odmítnutí'


@pytest.fixture
def page(farm: Farm) -> Iterator[str]:
    """A page that is there before each test, and gone after it."""
    with rejections.page(farm, 'cs', TITLE, BEFORE):
        yield TITLE


@pytest.fixture(scope='module')
def client(farm: Farm) -> ApiClient:
    """The bot's account on the Czech wiki."""
    return farm.bot('cs')


Rejection = AbstractContextManager[object]
REJECTIONS: dict[str, Callable[[Farm], Rejection]] = {
    'abusefilter-disallowed': lambda farm: rejections.abuse_filter(farm, 'cs', f"added_lines rlike '{AFTER}'"),
    'abusefilter-warning': lambda farm: rejections.abuse_filter(farm, 'cs', f"added_lines rlike '{AFTER}'", 'warn'),
    'spamblacklist': lambda farm: rejections.spam_blacklist(farm, 'cs', r'spam\.example'),
    'titleblacklist-forbidden': lambda farm: rejections.title_blacklist(farm, 'cs', TITLE),
    'protectedpage': lambda farm: rejections.protected(farm, 'cs', TITLE),
    'cascadeprotected': lambda farm: rejections.cascade_protected(farm, 'cs', TITLE),
    'blocked': lambda farm: rejections.blocked(farm, 'cs'),
    'missingtitle': lambda farm: rejections.deleted(farm, 'cs', TITLE),
    'readonly': lambda farm: farm.configured('cs', **rejections.READ_ONLY),
    'ratelimited': lambda farm: farm.configured('cs', **rejections.RATE_LIMITED),
    'contenttoobig': lambda farm: farm.configured('cs', **rejections.SMALL_PAGES),
}


@pytest.mark.parametrize('code', REJECTIONS)
def test_mediawiki_refuses(farm: Farm, client: ApiClient, page: str, code: str) -> None:
    """Twice the same, to see that nothing of it stays on."""
    text = f'{AFTER} http://spam.example/ {"x" * 2048}'
    save = partial(client, action='edit', title=page, nocreate=True)
    for _ in range(2):
        with REJECTIONS[code](farm):
            with pytest.raises(ApiError) as caught:
                save(text=text)
            assert caught.value.code == code
        assert text_of(farm, page) == BEFORE
    assert save(text=text)['edit']['result'] == 'Success'


def test_a_warning_filter_takes_the_same_edit_the_second_time(farm: Farm, client: ApiClient, page: str) -> None:
    with REJECTIONS['abusefilter-warning'](farm):
        with pytest.raises(ApiError, match='abusefilter-warning'):
            client(action='edit', title=page, text=AFTER)
        assert client(action='edit', title=page, text=AFTER)['edit']['result'] == 'Success'


def test_a_captcha_is_no_error_but_a_failure(farm: Farm, client: ApiClient, page: str) -> None:
    with farm.configured('cs', **rejections.CAPTCHA):
        answer = client(action='edit', title=page, text=AFTER)['edit']
        assert (answer['result'], answer['captcha']['type']) == ('Failure', 'simple')
        assert text_of(farm, page) == BEFORE
    assert client(action='edit', title=page, text=AFTER)['edit']['result'] == 'Success'


def test_a_page_is_moved_away(farm: Farm, client: ApiClient, page: str) -> None:
    with rejections.moved(farm, 'cs', page, f'{page} jinam', redirect=False), pytest.raises(ApiError) as caught:
        client(action='edit', title=page, text=AFTER, nocreate=True)
    assert caught.value.code == 'missingtitle'
    assert text_of(farm, page) == BEFORE


@pytest.mark.parametrize(('base', 'result'), [(True, 'editconflict'), (False, 'Success')])
def test_an_edit_of_a_moved_page_hits_its_redirect(
    farm: Farm, client: ApiClient, page: str, base: bool, result: str
) -> None:
    baserevid = latest(farm, page) if base else None
    with rejections.moved(farm, 'cs', page, f'{page} jinam'):
        try:
            found = client(action='edit', title=page, text=AFTER, nocreate=True, baserevid=baserevid)['edit']['result']
        except ApiError as error:
            found = error.code
        assert found == result
        assert text_of(farm, f'{page} jinam') == BEFORE
    assert text_of(farm, page) == BEFORE


def test_settings_are_for_one_wiki_and_end(farm: Farm, client: ApiClient, page: str) -> None:
    with farm.configured('cs', wgReadOnly='x', wgSitename='Y'), farm.configured('cs', wgSitename='Z'):
        info = client(meta='siteinfo')['query']['general']
        assert (info['sitename'], info['readonly']) == ('Z', True)
        assert farm.api('pl', meta='siteinfo')['query']['general']['readonly'] is False
    farm.configure('cs', wgSitename='Y')
    assert client(meta='siteinfo')['query']['general']['sitename'] == 'Y'
    farm.configure('cs')
    assert client(meta='siteinfo')['query']['general']['sitename'] == 'Wikipedie'
