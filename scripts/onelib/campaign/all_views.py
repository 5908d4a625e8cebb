"""All views of the tally, in the order in which they are named to coordinators: each module adds its own."""

from __future__ import annotations

from onelib.campaign import growth, letters, views
from onelib.campaign.view_registry import VIEWS

__all__ = ['VIEWS', 'growth', 'letters', 'views']
