"""What MediaWiki's REST framework does before and around every handler: parameters, and the form of errors."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from .server import Answer, Call, of_json

__all__ = ['RefusedError', 'boolean', 'guarded', 'integer', 'refusal']

_TRUE = frozenset({'true', 't', 'yes', 'y', 'on', '1'})
_FALSE = frozenset({'false', 'f', 'no', 'n', 'off', '0'})


class RefusedError(Exception):
    """The call is refused.

    :ivar answer: what is said then
    """

    def __init__(self, status: int, key: str, message: str = '', **more: object) -> None:
        super().__init__(key)
        self.answer = refusal(status, key, message, **more)


def refusal(status: int, key: str, message: str = '', **more: object) -> Answer:
    """An error as REST handlers give it."""
    content = {'errorKey': key, 'messageTranslations': {'en': message or key}, **more}
    return of_json({**content, 'httpCode': status, 'httpReason': HTTPStatus(status).phrase}, status, 'error')


def guarded(answer: Callable[..., Answer]) -> Callable[..., Answer]:
    """A handler; what it refuses is its answer."""

    def handled(call: Call, *parts: str) -> Answer:
        try:
            return answer(call, *parts)
        except RefusedError as refused:
            return refused.answer

    return handled


def _wrong(call: Call, name: str, code: str) -> RefusedError:
    return RefusedError(
        400,
        'rest-parameter-validation-failed',
        error='parameter-validation-failed',
        name=name,
        value=call.query.get(name),
        failureCode=code,
        failureData=None,
    )


def boolean(call: Call, name: str) -> bool:
    """A parameter that has to be there."""
    if name not in call.query:
        raise _wrong(call, name, 'missingparam')
    written = call.query[name].lower()
    if written not in _TRUE | _FALSE:
        raise _wrong(call, name, 'badbool')
    return written in _TRUE


def integer(call: Call, name: str) -> int | None:
    """A parameter that may be there."""
    written = call.query.get(name)
    if written is None:
        return None
    digits = written.removeprefix('-')
    if not (digits.isascii() and digits.isdigit()):
        raise _wrong(call, name, 'badinteger')
    return int(written)
