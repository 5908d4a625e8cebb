"""A small API client, so that tests can look at a wiki and change it without the bot's own library."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from http.cookiejar import LWPCookieJar
from pathlib import Path
from typing import Any, Self

from .mediawiki import FarmError

AGENT = 'onelib-sandbox'
TIMEOUT_SECONDS = 60
WRITES = {
    'block',
    'delete',
    'edit',
    'managetags',
    'move',
    'options',
    'protect',
    'revisiondelete',
    'undelete',
    'unblock',
    'upload',
    'userrights',
    'visualeditoredit',
}
OTHER_POSTS = {'clientlogin', 'login', 'parse', 'purge'}
TOKEN_TYPES = {'userrights': 'userrights'}


class ApiError(FarmError):
    """The wiki's API has refused; `answer` is all that it said."""

    def __init__(self, action: str, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.code: str = answer['error']['code']
        super().__init__(f'{action}: {self.code}: {answer["error"]["info"]}')


class ApiClient:
    """A logged-in session on one wiki; with a bot password the user is called like ExampleBot@onelib."""

    def __init__(self, api_url: str, user: str, password: str) -> None:
        self._begin(api_url)
        self._log_in(user, password)

    @classmethod
    def known(cls, api_url: str, cookies: Path) -> Self:
        """A session that was begun before, on a farm of which this one is a copy."""
        client = cls.__new__(cls)
        client._begin(api_url)
        client._cookies.load(str(cookies), ignore_discard=True)
        return client

    @classmethod
    def anonymous(cls, api_url: str) -> Self:
        """A session of somebody without an account."""
        client = cls.__new__(cls)
        client._begin(api_url)
        return client

    def save_cookies(self, path: Path) -> None:
        """Keep the session for `known`."""
        self._cookies.save(str(path), ignore_discard=True)

    def _begin(self, api_url: str) -> None:
        self.api_url = api_url
        self._cookies = LWPCookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))
        self._tokens: dict[str, str] = {}

    def __call__(self, **params: Any) -> dict[str, Any]:
        """Ask for one action; lists become a|b, booleans become flags, and writes get their token."""
        action = params.get('action', 'query')
        if action in WRITES:
            params.setdefault('token', self._token(TOKEN_TYPES.get(action, 'csrf')))
        return self._send({'action': action, **params}, post=action in WRITES | OTHER_POSTS)

    def _log_in(self, user: str, password: str) -> None:
        token = self._token('login')
        if '@' in user:
            answer = self(action='login', lgname=user, lgpassword=password, lgtoken=token)
            done = answer['login']['result'] == 'Success'
        else:
            answer = self(
                action='clientlogin',
                username=user,
                password=password,
                loginreturnurl=self.api_url,
                logintoken=token,
            )
            done = answer['clientlogin']['status'] == 'PASS'
        if not done:
            raise FarmError(f'{user} cannot log in: {answer}')
        self._tokens.clear()

    def _token(self, kind: str) -> str:
        if kind not in self._tokens:
            answer = self(action='query', meta='tokens', type=kind)
            self._tokens[kind] = answer['query']['tokens'][f'{kind}token']
        return self._tokens[kind]

    def _send(self, params: dict[str, Any], *, post: bool) -> dict[str, Any]:
        wanted = {name: as_text(value) for name, value in params.items() if value not in (None, False)}
        query = urllib.parse.urlencode({'format': 'json', 'formatversion': '2', **wanted})
        url, body = (self.api_url, query.encode()) if post else (f'{self.api_url}?{query}', None)
        request = urllib.request.Request(url, data=body, headers={'User-Agent': AGENT})
        with self._opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            answer: dict[str, Any] = json.load(response)
        if 'error' in answer:
            raise ApiError(params['action'], answer)
        return answer


def as_text(value: Any) -> str:
    if isinstance(value, (list, tuple, set)):
        return '|'.join(map(str, value))
    return '1' if value is True else str(value)
