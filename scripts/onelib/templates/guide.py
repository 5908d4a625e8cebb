"""The guide for coordinators, a page beside the templates: short, of what their documentation says as well."""

from __future__ import annotations

from onelib.i18n import languages
from onelib.pages.messages import message
from onelib.templates.data import documentation
from onelib.templates.start import TemplateHost
from onelib.wikis import Wiki

__all__ = ['TITLE', 'places']

#: Its title.
TITLE = 'Template:1Lib1Ref guide'

_DESCRIBED = ('campaign', 'participant', 'join', 'worklist', 'tally', 'backlog')
# On the wiki it would be a signature.
_SIGNATURE = '<nowiki>~~~~</nowiki>'


def _talk(wiki: Wiki, host: TemplateHost) -> str:
    """Where the bot is talked to, on Meta: who it does not serve has no page of it."""
    prefix = '' if wiki.code == 'meta' else 'm:'
    return f'[[{prefix}User talk:{host.account}]]' if host.account else '[[m:Talk:1Lib1Ref]]'


def places(wiki: Wiki, host: TemplateHost) -> dict[str, str]:
    """What stands in the places of the guide beside messages."""
    # No words in the wiki's own language: those of a neighbour, or English ones.
    borrowed = not languages.has(wiki.language, 'onelib-guide-intro')
    return {
        'guide-language': f"''{message('guide-untranslated', wiki)}''" if borrowed else '',
        'guide-signup': message('guide-signup', wiki, signature=_SIGNATURE),
        'guide-not-served': message('guide-not-served', wiki, page=_talk(wiki, host)),
        'guide-stop': message('guide-stop', wiki, page=f'[[User:{host.account}/stop]]') if host.account else '',
        **{f'{name}-parameters': documentation(f'1Lib1Ref {name}', wiki, False) for name in _DESCRIBED},
    }
