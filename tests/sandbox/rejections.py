"""Reasons for which a real MediaWiki does not take an edit; each ends with its `with`.

To let one begin in the middle of a run, and end with the test:

>>> with ExitStack() as until_the_end:
...     protect = partial(until_the_end.enter_context, rejections.protected(farm, 'cs', title))
...     faults.on(editing(title), Meanwhile(protect))

What hangs on the configuration is a `with farm.configured('cs', ...)`: see READ_ONLY and the ones below it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from .farm import Farm

READ_ONLY: dict[str, Any] = {'wgReadOnly': 'Maintenance of the sandbox'}
RATE_LIMITED: dict[str, Any] = {
    'wgRateLimits': {'edit': {'user': [0, 60]}},
    'wgGroupPermissions': {'bot': {'noratelimit': False}},
}
CAPTCHA: dict[str, Any] = {
    'wgCaptchaTriggers': {'edit': True, 'create': True},
    'wgGroupPermissions': {'bot': {'skipcaptcha': False}},
}
#: In KiB: no page of more than 2048 bytes.
SMALL_PAGES: dict[str, Any] = {'wgMaxArticleSize': 2}


@contextmanager
def abuse_filter(farm: Farm, code: str, rules: str, action: Literal['disallow', 'warn'] = 'disallow') -> Iterator[int]:
    """A filter like "added_lines rlike 'badword'". One that warns lets the same edit pass the second time."""
    made = run_filter_script(farm, code, rules=rules, action=action)
    try:
        yield made
    finally:
        run_filter_script(farm, code, disable=made)


def run_filter_script(farm: Farm, code: str, **wanted: Any) -> int:
    return int(farm.installation.maintenance(code, 'abuse_filter.php', stdin=json.dumps(wanted)))


@contextmanager
def page(farm: Farm, code: str, title: str, text: str) -> Iterator[None]:
    """A page that is gone afterwards."""
    farm.api(code, action='edit', title=title, text=text)
    try:
        yield
    finally:
        farm.api(code, action='delete', title=title)


@contextmanager
def list_page(farm: Farm, code: str, title: str, text: str) -> Iterator[None]:
    """A page that an extension reads line by line."""
    with page(farm, code, title, text):
        try:
            yield
        finally:
            # The extension remembers the list for a while; a save makes it forget, a deletion does not.
            farm.api(code, action='edit', title=title, text='# nothing')


@contextmanager
def spam_blacklist(farm: Farm, code: str, regex: str) -> Iterator[None]:
    """No new links to addresses whose host, or what follows, matches."""
    # Without a cache: SpamBlacklist does not look again at links that have passed minutes ago on the same page.
    with list_page(farm, code, 'MediaWiki:Spam-blacklist', regex), farm.configured(code, wgMainCacheType=0):
        yield


@contextmanager
def title_blacklist(farm: Farm, code: str, regex: str) -> Iterator[None]:
    """No page of a title that matches is created or, thanks to noedit, edited; Admin can, having tboverride."""
    with list_page(farm, code, 'MediaWiki:Titleblacklist', f'{regex} <noedit|errmsg=titleblacklist-custom>'):
        yield


@contextmanager
def protected(farm: Farm, code: str, title: str) -> Iterator[None]:
    """Only sysops edit the page."""
    farm.api(code, action='protect', title=title, protections='edit=sysop|move=sysop')
    try:
        yield
    finally:
        farm.api(code, action='protect', title=title, protections='edit=all|move=all')


@contextmanager
def cascade_protected(farm: Farm, code: str, title: str) -> Iterator[None]:
    """Only sysops edit the page, because a protected page embeds it."""
    host = f'{title}/cascade'
    with page(farm, code, host, f'{{{{:{title}}}}}'):
        farm.api(code, action='protect', title=host, protections='edit=sysop', cascade=True)
        yield


@contextmanager
def blocked(farm: Farm, code: str, user: str = 'OnelibBot') -> Iterator[None]:
    farm.api(code, action='block', user=user, reason='A block of the sandbox')
    try:
        yield
    finally:
        farm.api(code, action='unblock', user=user)


@contextmanager
def deleted(farm: Farm, code: str, title: str) -> Iterator[None]:
    farm.api(code, action='delete', title=title)
    try:
        yield
    finally:
        farm.api(code, action='undelete', title=title)


@contextmanager
def moved(farm: Farm, code: str, title: str, to: str, *, redirect: bool = True) -> Iterator[None]:
    farm.api(code, action='move', **{'from': title, 'to': to, 'noredirect': not redirect})
    try:
        yield
    finally:
        # The old title may hold the redirect, or what was made of it.
        if 'missing' not in farm.api(code, titles=title)['query']['pages'][0]:
            farm.api(code, action='delete', title=title)
        farm.api(code, action='move', **{'from': to, 'to': title, 'noredirect': True})
