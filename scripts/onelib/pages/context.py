"""The page that a tally stands on: its words, and its links to people, articles and edits of all wikis."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onelib import wikis
from onelib.campaign.campaign_kinds import Goal
from onelib.campaign.parameter_kinds import RequestError, read_title
from onelib.pages.links import Target
from onelib.pages.messages import full_date, message
from onelib.pages.numbers import UNKNOWN, Number
from onelib.pages.row_calls import call
from onelib.pages.table import LEGEND, SUM, YES
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape, unconverted

__all__ = ['Host', 'can_be']

# So many wikis of a row the template links to.
_LINKED = 3


@dataclass(frozen=True, slots=True)
class Host:
    """Where a tally stands.

    :ivar wiki: the wiki of the page; its language is that of all words
    :ivar today: the day that the tally is of
    :ivar targets: code of a wiki -> how to link there; to a wiki that is missing there are no links
    """

    wiki: Wiki
    today: datetime.date
    targets: Mapping[str, Target]

    def say(self, key: str, /, **values: str | int) -> str:
        """A message of the bundle ``tally``, as from `said`."""
        return self.said(f'tally-{key}', **values)

    def said(self, key: str, /, **values: str | int) -> str:
        """A message; numbers choose plural forms and are shown with their thousands."""
        return message(
            key,
            self.wiki,
            **{name: Number(value, self.wiki) if isinstance(value, int) else value for name, value in values.items()},
        )

    def number(self, value: int) -> str:
        """A number with its thousands."""
        return str(Number(value, self.wiki))

    def date(self, day: datetime.date) -> str:
        """A day as the wiki writes it."""
        return full_date(day, self.wiki)

    @property
    def lang(self) -> str:
        """The language of all words, if it is not that of the wiki."""
        return '' if self.wiki.language == wikis.load(self.wiki.code).language else self.wiki.language

    def figure(self, value: int) -> str:
        """A number as a template takes it, which writes it as the wiki does; in another language, as it is shown."""
        return self.number(value) if self.lang else str(value)

    def data(self, template: str, **values: str) -> str:
        """The call of a template, in the language of the page."""
        return call(template, {name: value or None for name, value in {**values, 'lang': self.lang}.items()})

    def legend(self, names: Iterable[str]) -> str:
        """What each of these numbers means."""
        return self.data(LEGEND, **dict.fromkeys(names, YES))

    def sum(self, name: str, number: int | None, growth: str = '') -> str:
        """A number with its name; None is one that is not known."""
        return self.data(SUM, what=name, number='' if number is None else self.figure(number), growth=growth)

    def goal(self, goal: Goal, reached: int) -> str:
        """How far a campaign is with one of its goals; who is not there is not told to be by rounding up."""
        share = 100 * reached // goal.number
        said = {'number': self.figure(reached), 'goal': self.figure(goal.number), 'share': self.figure(share)}
        return self.data(SUM, what=goal.kind, **said, bar=str(min(share, 100)) if share else '')

    def linked(self, wiki: str) -> str:
        """A wiki as templates link to it: by its prefix or, if it is their own, its code; '' if nothing leads there."""
        target = self.targets.get(wiki)
        return (target.prefix or self.wiki.code) if target else ''

    def on(self, wiki: str) -> dict[str, str]:
        """The wiki of a row, which links to it if it can."""
        linked = self.linked(wiki)
        return {'wiki': linked, 'wikis': '' if linked else wiki}

    def several(self, wikis: Sequence[str]) -> dict[str, str]:
        """The wikis of a row: the first of those that it can link to apart."""
        linked = [prefix for wiki in wikis if (prefix := self.linked(wiki))]
        others = [*linked[_LINKED:], *(wiki for wiki in wikis if not self.linked(wiki))]
        names = (f'wiki{number if number > 1 else ""}' for number in range(1, _LINKED + 1))
        return {**dict(zip(names, linked, strict=False)), 'wikis': ', '.join(others) if wikis else UNKNOWN}

    def person(self, name: str, wikis: Sequence[str] = ()) -> dict[str, str]:
        """Who a row is about, with a link to their page, as `user` has it."""
        home = next((linked for code in wikis if (linked := self.linked(code))), '')
        return (
            {'user': escape(name), 'at': '' if home == self.wiki.code else home}
            if can_be(name)
            else {'name': escape(name)}
        )

    def explained(self, page: str) -> str:
        """What a name is added to, so that it leads to where their numbers are explained: a subpage, or an anchor."""
        return escape(page if page.endswith('/') else f'{page}#')

    def article(self, wiki: str, title: str, section: str = '') -> str:
        """A link to an article of a wiki, or to a section of it."""
        target = self.targets.get(wiki)
        return target.article(title, section) if target else escape(section or title)

    def change(self, wiki: str, revision: int) -> str:
        """A link to what an edit changed; its number where nothing leads to its wiki."""
        target = self.targets.get(wiki)
        return target.article(f'Special:Diff/{revision}', label=self.say('diff')) if target else str(revision)

    def user(self, name: str, wikis: Sequence[str] = ()) -> str:
        """A link to the page of a user, on the first of these wikis or else here."""
        home = next((code for code in wikis if code in self.targets), '')
        target = self.targets[home] if home else Target('')
        if can_be(name):
            return target.article(f'User:{name}', label=name, own_script=self.wiki.two_scripts)
        return self.as_written(name)

    def as_written(self, text: str) -> str:
        """A name that readers see as it is, whichever script they read."""
        return unconverted(text) if self.wiki.two_scripts else escape(text)


def can_be(name: str) -> bool:
    """Whether an account can be called so; what somebody wrote on a sign-up page may be anything."""
    try:
        # No account has these in its name (UserNameUtils::isValid), and spam filters look for //example.org.
        return not set(name) & set('/:@') and read_title('user', f'User:{name}') == f'User:{name}'
    except RequestError:
        return False
