"""The only package that remembers anything between runs: answers of wikis, rejected rows, who added what."""

from __future__ import annotations

import datetime
import json
import logging
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import sqlalchemy as sa

from onelib.outcomes.results import RowKey
from onelib.store import questions, schema
from onelib.store.database import ROWS
from onelib.store.edits import EditStore
from onelib.store.events import EventStore
from onelib.store.problems import StoreError
from onelib.store.runs import RunStore
from onelib.store.statements import StatementStore

__all__ = ['Store', 'StoreError']

_log = logging.getLogger(__name__)


class Store(EditStore, EventStore, RunStore, StatementStore):
    """What is known from earlier runs, in a database.

    What `Database` says of opening it, of several processes and of servers that go away is so here.
    """

    def answer(self, question: str, *, since: datetime.datetime | None = None) -> Any:
        """What was answered, as it was given to `keep`; None if nothing, or nothing since then.

        :param since: in UTC; None: however old
        """
        wanted = sa.select(schema.answers.c.answer).where(schema.answers.c.question == question)
        if since is not None:
            wanted = wanted.where(schema.answers.c.asked >= since)
        rows = self._ask(wanted)
        return self._read(question, rows[0]['answer']) if rows else None

    def answers_to(self, asked: Iterable[str], *, since: datetime.datetime | None = None) -> dict[str, Any]:
        """What was answered to each of these questions, as from `answer`; those without an answer are left out.

        :param asked: none longer than the 200 letters that a question has at most
        """
        answered, rest, found = schema.answers.c, iter(dict.fromkeys(asked)), dict[str, Any]()
        fresh = sa.true() if since is None else answered.asked >= since
        while part := list(islice(rest, ROWS // 2)):
            for row in self._ask(sa.select(schema.answers).where(answered.question.in_(part), fresh)):
                if (answer := self._read(row['question'], row['answer'])) is not None:
                    found[row['question']] = answer
        return found

    def answers(self, beginning: str) -> list[Any]:
        """What was answered to all questions that begin so, in their order."""
        rows = self._rows_of(schema.answers, schema.answers.c.question.startswith(beginning, autoescape=True))
        answers = [self._read(row['question'], row['answer']) for row in rows]
        return [answer for answer in answers if answer is not None]

    def questions(self, beginning: str) -> list[str]:
        """The questions with an answer that begin so."""
        rows = self._rows_of(schema.answers, schema.answers.c.question.startswith(beginning, autoescape=True))
        return [row['question'] for row in rows]

    def _read(self, question: str, answer: str) -> Any:
        """An answer as it is kept, None if it is damaged and will be asked for again."""
        with self._problems('read'):
            try:
                return json.loads(answer)
            except json.JSONDecodeError:
                if not question.startswith((*questions.ASKED_AGAIN, questions.LAST_TALLY)):
                    raise
                _log.warning('What the store has of "%s" is damaged and passed over: it is asked anew', question)
                return None

    def forget(self, question: str) -> None:
        """Forget the answer to a question."""
        self._execute(sa.delete(schema.answers).where(schema.answers.c.question == question))

    def keep(self, question: str, answer: Any, asked: datetime.datetime) -> None:
        """Remember an answer in place of an earlier one.

        :param answer: anything that JSON can hold
        :param asked: in UTC
        """
        self.keep_all({question: answer}, asked)

    def keep_all(self, answers: Mapping[str, Any], asked: datetime.datetime) -> None:
        """Remember answers by their questions, as `keep` does, in one transaction."""
        texts = ((question, json.dumps(answer, ensure_ascii=False)) for question, answer in answers.items())
        rows = [{'question': question, 'answer': text, 'asked': asked} for question, text in texts]
        self._put(schema.answers, rows)

    def rejected_rows(self, wiki: str, *, since: datetime.datetime) -> dict[RowKey, str]:
        """The rows of lists that a wiki has rejected since then: (title, fingerprint) → reason.

        :param wiki: whose page rejected them, like ``cs``
        :param since: in UTC
        """
        rejected = schema.rejections.c
        rows = self._rows_of(schema.rejections, rejected.wiki == wiki, rejected.rejected >= since)
        return {(row['title'], row['fingerprint']): row['reason'] for row in rows}

    def reject_row(self, wiki: str, title: str, fingerprint: str, reason: str, when: datetime.datetime) -> None:
        """Remember that a wiki has rejected a row, in place of an earlier rejection.

        :param wiki: whose page rejected it, like ``cs``
        :param title: of the article; `fingerprint`: of the statement in it
        :param when: in UTC
        """
        row = {'wiki': wiki, 'title': title, 'fingerprint': fingerprint, 'reason': reason, 'rejected': when}
        self._put(schema.rejections, [row])
