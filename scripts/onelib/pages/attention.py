"""What somebody should look at: the article, what the edit changed, and a neutral reason; nobody is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onelib.campaign.attention import Ground, Notice
from onelib.pages.context import Host
from onelib.pages.numbers import percent
from onelib.pages.table import YES, Sheet
from onelib.pages.view_context import ViewContext
from onelib.wikitext.escaping import escape

__all__ = ['attention']


def attention(notices: Sequence[Notice], view: ViewContext) -> Sheet:
    """A row for each edit, with all reasons, and for each place with lines that are no sign-ups."""
    above = [f'<p>{view.host.say("attention")}</p>']
    if not notices:
        above.append(f'<p>{view.host.say("empty")}</p>')
    return Sheet(
        tuple(above),
        {'of': 'article', 'wiki': YES, 'attention-reason': YES},
        tuple(view.line(notice.key, _row(notice, view)) for notice in notices[: view.request.limit]),
        left=len(notices[view.request.limit :]),
        lang=view.host.lang,
    )


def _row(notice: Notice, view: ViewContext) -> Mapping[str, str]:
    host = view.host
    reasons = '; '.join(_words(reason, host) for reason in notice.reasons)
    if notice.moment:
        day = host.date(view.counts.campaign.day(notice.wiki, notice.moment))
        reasons = f'{day} ({host.change(notice.wiki, notice.revision)}): {reasons}'
    elif notice.section:
        reasons = f'{host.article(notice.wiki, notice.title, notice.section)}: {reasons}'
    return {'article': escape(notice.title), **host.on(notice.wiki), 'attention-reason': reasons}


def _words(reason: Ground, host: Host) -> str:
    name = f'attention-{reason.name}'
    match reason.name:
        case 'own':
            return host.say(name, share=percent(reason.number / 100, host.wiki), site=escape(reason.text))
        case 'listed':
            return host.say(name, sites=escape(reason.text))
        case _:
            return host.say(name, number=reason.number)
