"""A past for the wikis of a farm: accounts with their dates, and edits of last January.

>>> replay(farm, 'cs', [Revision('Kniha', 'Jana', '2026-01-16T09:00:00Z', 'Kniha je…', '#1Lib1Ref')])
[7421]
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .farm import Farm

# Longer than any campaign is ago, in seconds: recent changes of that time are kept, and made.
LONG_AGO = 20 * 365 * 86400
# MediaWiki lists only logs of types that it knows; the key is one that none of its own has.
LOGS = {'wgLogTypes': {'90': 'renameuser'}}


@dataclass(frozen=True)
class Revision:
    """One edit of the past.

    :ivar title: with canonical (English) namespace names
    :ivar user: an account, which is made if there is none, or an IP address
    :ivar timestamp: like ``2026-01-16T09:00:00Z``
    :ivar tags: change tags like ``mw-reverted``, which MediaWiki does not find by itself in what is imported
    """

    title: str
    user: str
    timestamp: str
    text: str
    summary: str = ''
    tags: tuple[str, ...] = ()
    minor: bool = False


def replay(
    farm: Farm,
    code: str,
    revisions: Sequence[Revision],
    *,
    accounts: Mapping[str, str] | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    renames: Mapping[str, str] | None = None,
) -> list[int]:
    """Import edits with their dates, and have the wiki list them as recent changes; give back the revisions' ids.

    :param revisions: those of a page oldest first, and newer than what the page has
    :param accounts: name → when it was registered; those of the authors need not be named
    :param groups: name → groups, like ``bot``
    :param renames: old name → new name, done after the edits
    """
    registered = {revision.user: '2020-01-01T00:00:00Z' for revision in revisions if not _is_address(revision.user)}
    registered |= accounts or {}
    keep(farm, code)
    history: dict[str, Any] = {
        'accounts': [
            {'name': name, 'registered': date, 'groups': (groups or {}).get(name, [])}
            for name, date in registered.items()
        ],
        'revisions': [asdict(revision) for revision in revisions],
        'renames': [{'from': old, 'to': new} for old, new in (renames or {}).items()],
    }
    made: list[int] = json.loads(farm.installation.maintenance(code, 'history.php', stdin=json.dumps(history)))
    farm.installation.maintenance(code, 'rebuildrecentchanges.php')
    farm.installation.maintenance(code, 'runJobs.php', '--nothrottle')
    return made


def keep(farm: Farm, code: str) -> None:
    """From now on the wiki keeps recent changes for long, and shows its log of renames."""
    path = farm.installation.changes(code)
    before: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    farm.configure(code, **before | LOGS | {'wgRCMaxAge': LONG_AGO})


def _is_address(name: str) -> bool:
    return name.replace('.', '').isdigit() or ':' in name
