"""Who is a new editor."""

from __future__ import annotations

import datetime

from onelib.campaign.campaigns import Campaign

__all__ = ['is_new']

# A new editor registered no longer than this before the start (Event Metrics counts so, too).
_NEW = datetime.timedelta(days=14)


def is_new(since: datetime.datetime, campaign: Campaign) -> bool:
    """Whether an account that was registered then is new in a campaign."""
    start, end = campaign.window()
    return start - _NEW <= since < end
