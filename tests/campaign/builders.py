"""A campaign, people and edits for tests."""

from __future__ import annotations

import datetime
import itertools
from dataclasses import replace

from hypothesis import strategies as st

from onelib.campaign.campaigns import Campaign
from onelib.campaign.edits import Contribution, Count, Edit

CAMPAIGN = Campaign(
    id='2027-01',
    hashtags=('1Lib1Ref', '1bib1ref'),
    start=datetime.date(2027, 1, 15),
    end=datetime.date(2027, 1, 19),
    wikis=('cs', 'pl', 'sr'),
    organisers=('Olga',),
)
_REVISIONS = itertools.count(1000)


def utc(day: str, time: str = '12:00') -> datetime.datetime:
    """``utc('01-15')`` is noon of that day in 2027."""
    return datetime.datetime.fromisoformat(f'2027-{day} {time}').replace(tzinfo=datetime.UTC)


def edit(
    user: str,
    change: Count | None = Count(),  # noqa: B008
    *,
    wiki: str = 'cs',
    page: int = 1,
    at: datetime.datetime | None = None,
    hashtag: str = '',
    probable: bool = False,
    reverted: bool = False,
    grew: int = 0,
    new: bool = False,
    namespace: int = 0,
    tags: tuple[str, ...] = (),
) -> Edit:
    """An edit, later than those made before it by the number of its revision."""
    revision = next(_REVISIONS)
    made = Contribution(
        wiki=wiki,
        revision=revision,
        parent=0 if new else revision - 1,
        page_id=page,
        namespace=namespace,
        title=f'Article {page}',
        user=user,
        timestamp=at or utc('01-16'),
        summary='',
        bytes=grew,
        tags=tags,
    )
    return Edit(made, hashtag, probable, change, reverted)


def added(*keys: str, **more: object) -> Count:
    """The sources of these keys are added; ``more`` as in `Count`."""
    return replace(Count(added=sources(*keys)), **more)  # type: ignore[arg-type]


def removed(*keys: str) -> Count:
    """The sources of these keys are taken away."""
    return Count(removed=sources(*keys))


def sources(*keys: str) -> tuple[tuple[str, str], ...]:
    """Sources of these keys."""
    return tuple((key, f'the words of {key}') for key in keys)


# Any edits: few people, articles and sources, so that they meet.
NAMES = ['Ana', 'Boris', 'Cyril', 'Hidden', 'Olga', 'Eva', 'Shy', '192.0.2.1', '~2027-1-2', 'ana']
KEYS = st.lists(st.sampled_from('abcd'), max_size=3).map(lambda keys: sources(*keys))
TEXTS = st.lists(st.sampled_from(['x', 'y']), max_size=2).map(tuple)
CHANGES = st.none() | st.builds(
    Count,
    added=KEYS,
    removed=KEYS,
    improved=KEYS,
    reused=st.integers(0, 3),
    sourced=TEXTS,
    claims_removed=TEXTS,
    listed=st.integers(0, 2),
)
ONE_EDIT = st.builds(
    edit,
    st.sampled_from(NAMES),
    CHANGES,
    wiki=st.sampled_from(['cs', 'pl', 'de']),
    page=st.integers(1, 3),
    at=st.datetimes(datetime.datetime(2027, 1, 13), datetime.datetime(2027, 1, 22), timezones=st.just(datetime.UTC)),
    hashtag=st.sampled_from(['', '1Lib1Ref']),
    probable=st.booleans(),
    reverted=st.sampled_from([False, False, True]),
    grew=st.integers(-100, 1000),
    new=st.booleans(),
    namespace=st.sampled_from([0, 0, 0, 1]),
    tags=st.sampled_from([(), (), ('contenttranslation',), ('IABotManagementConsole',)]),
)
ANY_EDITS = st.lists(ONE_EDIT, max_size=25)
