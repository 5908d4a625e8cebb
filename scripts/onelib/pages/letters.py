"""The view of the tally for those who write to participants: a delivery list of MassMessage, and a draft."""

from __future__ import annotations

from urllib.parse import urlsplit

from onelib.campaign.letters import Addressee, Letters
from onelib.pages.context import can_be
from onelib.pages.table import Sheet
from onelib.pages.view_context import ViewContext
from onelib.wikitext.escaping import escape

__all__ = ['letters']

# On whose talk page the message stands, MediaWiki says there: one text is right for all.
_THEIRS = '{{subst:ROOTPAGENAME}}'


def letters(rows: Letters, view: ViewContext) -> Sheet:
    """A target a line, and below them what may be sent."""
    host, campaign = view.host, view.counts.campaign
    if not rows.asked_for:
        return Sheet((f'<p>{host.said("messages-off", parameter="thanks=yes")}</p>',))
    # What no account can be called is somebody's play with a name.
    targets = [_target(person, view) for person in rows.people if can_be(person.name)]
    about = host.said('messages-list', people=len(targets), page='Special:MassMessage')
    page = view.request.details
    # Interwiki links to Meta are the same everywhere.
    prefix = 'm:' if host.wiki.code == 'meta' else f':{host.wiki.code}:'
    theirs = f'{prefix}{page}{_THEIRS}' if page.endswith('/') else f'{prefix}{page}#{_THEIRS}'
    said = [host.said('messages-subject', campaign=campaign.id), host.said('messages-text', campaign=campaign.id)]
    lines = [*said, *([f'[[{theirs}]]'] if page else [])]
    return Sheet((f'<p>{about}</p>', *targets, f'<pre>{escape(chr(10).join(lines))}</pre>'))


def _target(person: Addressee, view: ViewContext) -> str:
    """A line of the list, as the extension MassMessage reads it; without a wiki, it means that of the page."""
    target = view.host.targets.get(person.wiki)
    there = urlsplit(target.script).hostname if target and target.prefix else None
    return f'{{{{#target:User talk:{escape(person.name)}{f"|{there}" if there else ""}}}}}'
