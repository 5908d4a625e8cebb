"""The part of CampaignEvents that changes worklists, with the pages themselves on a wiki of the farm.

The wiki says whose token it is, what titles are called and who may edit; it keeps the page and its history.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import requests

from .events import BASE
from .rest import RefusedError, guarded, refusal
from .server import Answer, Call, Route

__all__ = ['Session', 'Worklists']

_MODEL = 'worklist'
_OF_A_PERMISSION = frozenset(
    {'blocked', 'autoblocked', 'permissiondenied', 'protectedpage', 'writeapidenied', 'readonly'}
)


class Worklists:
    """What changes them.

    :param api_url: of the wiki with the pages
    :param wikis: the names of the databases that there are
    :ivar instead: by the titles of worklists, what is answered in place of doing anything, one after another
    """

    def __init__(self, api_url: str, wikis: Collection[str]) -> None:
        self.api_url, self.wikis = api_url, frozenset(wikis)
        self.instead: dict[str, list[Answer]] = {}
        self.routes: Sequence[Route] = (Route('PATCH', f'{BASE}/worklist/(.+)/pages', guarded(self._change)),)

    def lost(self, call: Call) -> Answer:
        return refusal(404, 'rest-no-match')

    def _change(self, call: Call, title: str) -> Answer:
        if '/' in call.written.partition('/worklist/')[2].removesuffix('/pages'):
            # A title is one part of the path.
            raise RefusedError(404, 'rest-no-match')
        if self.instead.get(title):
            return self.instead[title].pop(0)
        wiki = Session(self.api_url, call)
        if 'application/json' not in call.headers.get('Content-Type', call.headers.get('content-type', '')):
            raise RefusedError(415, 'rest-unsupported-content-type')
        body = call.body
        if not all(isinstance(body.get(name, {}), (dict, list)) for name in ('add', 'remove')):
            raise RefusedError(400, 'rest-parameter-validation-failed', failureCode='bodytypemismatch')
        wiki.check_token(body.get('token', ''))
        page = wiki.page(title)
        if page.get('invalid') or 'title' not in page:
            raise RefusedError(400, 'rest-parameter-validation-failed', name='title', failureCode='badtitle')
        if not page.get('missing') and page['contentmodel'] != _MODEL:
            raise RefusedError(400, 'campaignevents-worklist-page-not-worklist')
        there = {} if page.get('missing') else json.loads(page['revisions'][0]['slots']['main']['content'])
        after = {name: list(titles) for name, titles in there.items()}
        for name, titles in dict(body.get('add') or {}).items():
            after[name] = list(dict.fromkeys([*after.get(name, []), *titles]))
        for name, titles in dict(body.get('remove') or {}).items():
            after[name] = [title for title in after.get(name, []) if title not in titles]
            if not after[name]:
                del after[name]
        if after != there:
            if wiki.anonymous:
                raise RefusedError(403, 'campaignevents-worklist-edit-permission-denied')
            self._validate(wiki, after)
            wiki.save(page['title'], json.dumps(after, ensure_ascii=False, indent=4), body['token'])
        return Answer(status=204)

    def _validate(self, wiki: Session, worklist: Mapping[str, Sequence[Any]]) -> None:
        """Refuse what cannot be the content of a worklist."""
        for name, titles in worklist.items():
            if name not in self.wikis:
                raise RefusedError(400, 'campaignevents-worklist-content-nonexistent-wiki')
            if not titles:
                raise RefusedError(400, 'campaignevents-worklist-content-wiki-empty')
            if not all(isinstance(title, str) for title in titles):
                raise RefusedError(400, 'campaignevents-worklist-content-title-not-string')
            if len(set(titles)) < len(titles):
                raise RefusedError(400, 'campaignevents-worklist-content-duplicated-title')
            wiki.check_titles(titles)


class Session:
    """The wiki as the one who calls has it, with their cookies."""

    def __init__(self, api_url: str, call: Call) -> None:
        self._url = api_url
        cookies = next((value for name, value in call.headers.items() if name.lower() == 'cookie'), '')
        self._headers = {'Cookie': cookies, 'User-Agent': 'onelib-neighbour'}
        self.name: str = (said := self._ask(action='query', meta='userinfo')['query']['userinfo'])['name']
        self.anonymous = 'anon' in said

    def _ask(self, **parameters: Any) -> dict[str, Any]:
        data = {'format': 'json', 'formatversion': '2', **parameters}
        answer: dict[str, Any] = requests.post(self._url, data=data, headers=self._headers, timeout=60).json()
        return answer

    def check_token(self, token: object) -> None:
        if not isinstance(token, str) or not token:
            raise RefusedError(403, 'rest-badtoken-missing' if token == '' else 'rest-badtoken')
        if self._ask(action='checktoken', type='csrf', token=token)['checktoken']['result'] != 'valid':
            raise RefusedError(403, 'rest-badtoken', 'The submitted CSRF token is not valid.')

    def page(self, title: str) -> dict[str, Any]:
        wanted = {'prop': 'info|revisions', 'rvprop': 'content', 'rvslots': 'main'}
        [page, *_] = self._ask(action='query', titles=title, **wanted)['query'].get('pages') or [{}]
        return dict(page)

    def check_titles(self, titles: Sequence[str]) -> None:
        """Refuse titles that the wiki would not take, or call otherwise."""
        for begin in range(0, len(titles), 50):
            batch = titles[begin : begin + 50]
            if any('|' in title for title in batch):
                raise RefusedError(400, 'campaignevents-worklist-content-invalid-title')
            said = self._ask(action='query', titles='|'.join(batch))['query']
            if said.get('interwiki'):
                raise RefusedError(400, 'campaignevents-worklist-content-title-with-interwiki')
            if any(page.get('invalid') for page in said.get('pages', ())):
                raise RefusedError(400, 'campaignevents-worklist-content-invalid-title')
            if any('#' in title for title in batch):
                raise RefusedError(400, 'campaignevents-worklist-content-title-with-fragment')
            if said.get('normalized'):
                raise RefusedError(400, 'campaignevents-worklist-content-title-non-canonical')

    def save(self, title: str, text: str, token: str) -> None:
        said = self._ask(action='edit', title=title, text=text, contentmodel=_MODEL, summary='', token=token)
        if 'error' in said:
            code, info = said['error']['code'], said['error']['info']
            raise RefusedError(403 if code in _OF_A_PERMISSION else 400, code, info)
