"""The page that a tally stands on: its words, and its links to people, articles and edits of all wikis."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from onelib.campaign.campaigns import Campaign
from onelib.campaign.parameter_kinds import RequestError, read_title
from onelib.pages.links import Target
from onelib.pages.messages import full_date, message
from onelib.pages.numbers import Number
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape, unconverted

__all__ = ['Host']


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
        """A message of the bundle ``tally``; numbers choose plural forms and are shown with their thousands."""
        return message(
            f'tally-{key}',
            self.wiki,
            **{name: Number(value, self.wiki) if isinstance(value, int) else value for name, value in values.items()},
        )

    def number(self, value: int) -> str:
        """A number with its thousands."""
        return str(Number(value, self.wiki))

    def date(self, day: datetime.date) -> str:
        """A day as the wiki writes it."""
        return full_date(day, self.wiki)

    def legend(self, names: Iterable[str]) -> str:
        """What each of these numbers means."""
        meanings = ' '.join(f"'''{self.say(name)}:''' {self.say(f'about-{name}')}" for name in names)
        return f'<div class="onelib-legend" style="font-size:90%;margin:0.5em 0">{meanings}</div>'

    def article(self, wiki: str, title: str, section: str = '') -> str:
        """A link to an article of a wiki, or to a section of it."""
        target = self.targets.get(wiki)
        return target.article(title, section) if target else escape(section or title)

    def user(self, name: str, wikis: Sequence[str] = ()) -> str:
        """A link to the page of a user, on the first of these wikis or else here."""
        home = next((code for code in wikis if code in self.targets), '')
        target = self.targets[home] if home else Target('')
        if _can_be(name):
            return target.article(f'User:{name}', label=name, own_script=self.wiki.two_scripts)
        return self.as_written(name)

    def as_written(self, text: str) -> str:
        """A name that readers see as it is, whichever script they read."""
        return unconverted(text) if self.wiki.two_scripts else escape(text)

    def diff(self, wiki: str, revision: int) -> str:
        """A link to what an edit changed."""
        target, label = self.targets.get(wiki), self.say('diff')
        if target is None:
            return str(revision)
        prefix = f':{target.prefix}:' if target.prefix else ''
        return f'[[{prefix}Special:Diff/{revision}|{label}]]'

    def contributions(self, wiki: str, name: str, campaign: Campaign, label: str) -> str:
        """A link to what somebody did on a wiki in the days of the campaign; `label` is wikitext."""
        target = self.targets.get(wiki)
        if target is None or not _can_be(name):
            return label
        # The wiki has days of UTC.
        start, end = campaign.window(wiki)
        last = end - datetime.timedelta(seconds=1)
        # quote() leaves tildes, and three of them are a signature.
        path = quote(name.replace(' ', '_'), safe='').replace('~', '%7E')
        address = f'{target.script}?title=Special:Contributions/{path}'
        return f'<span class="plainlinks">[{address}&start={start.date()}&end={last.date()} {label}]</span>'

    def details(self, page: str, name: str, label: str) -> str:
        """A link to what explains somebody's numbers: a subpage if the page ends in a slash, else their name on it."""
        if not _can_be(name):
            return label
        target = page + name if page.endswith('/') else f'{page}#{name}'
        return f'[[:{escape(target)}|{label}]]'


def _can_be(name: str) -> bool:
    """Whether an account can be called so; what somebody wrote on a sign-up page may be anything."""
    try:
        # No account has these in its name (UserNameUtils::isValid), and spam filters look for //example.org.
        return not set(name) & set('/:@') and read_title('user', f'User:{name}') == f'User:{name}'
    except RequestError:
        return False
