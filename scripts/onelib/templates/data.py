"""The parameters of the templates: as a table for readers, or as TemplateData, of which editors make forms.

https://www.mediawiki.org/wiki/Extension:TemplateData
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from onelib.campaign import campaigns, parameters, rows
from onelib.campaign.parameter_kinds import Parameter
from onelib.pages import backlog_views, list_rows
from onelib.pages.messages import message
from onelib.wikis import Wiki

__all__ = ['DATA_OF_ROWS', 'PARAMETERS', 'documentation', 'row_data', 'template_data']

#: The parameters of each template, in their order.
PARAMETERS: Mapping[str, Mapping[str, Parameter]] = {
    '1Lib1Ref worklist': parameters.WORKLIST_PARAMETERS,
    '1Lib1Ref tally': parameters.TALLY_PARAMETERS,
    '1Lib1Ref backlog': parameters.BACKLOG_PARAMETERS,
    '1Lib1Ref participant': parameters.PARTICIPANT,
    '1Lib1Ref join': parameters.JOIN,
    '1Lib1Ref campaign': campaigns.PARAMETERS,
    # Their forms say that there is nothing to fill in.
    **{f'{name} end': {} for name in ('1Lib1Ref worklist', '1Lib1Ref tally', '1Lib1Ref backlog', '1Lib1Ref status')},
}
_SIGNATURE = '~~~~'
# Where they are described; and what the template is, and how its parameters are called, in a form.
_DESCRIPTIONS = {
    '1Lib1Ref worklist': 'worklist-doc',
    '1Lib1Ref tally': 'tally-doc',
    '1Lib1Ref backlog': 'backlog-doc',
    '1Lib1Ref participant': 'tally-participant-doc',
    '1Lib1Ref join': 'join-doc',
    '1Lib1Ref campaign': 'tally-campaign-doc',
}
_FORMS = {'1Lib1Ref campaign': 'meta-setup'}
# Those that mean what they mean in another template.
_ALIKE = {
    ('1Lib1Ref join', 'library'): '1Lib1Ref participant',
    ('1Lib1Ref join', 'wiki'): '1Lib1Ref participant',
    ('1Lib1Ref join', 'lang'): '1Lib1Ref tally',
}


def documentation(template: str, wiki: Wiki, with_template_data: bool) -> str:
    """The parameters of a template, for its own page, in the language of the wiki."""
    if with_template_data:
        data = json.dumps(template_data(template, wiki), ensure_ascii=False, indent='\t')
        # The extension's table does not become narrower than a telephone.
        return f'<div style="overflow-x:auto">\n<templatedata>\n{data}\n</templatedata>\n</div>'
    if not PARAMETERS[template]:
        return ''
    lines = '\n'.join(
        f'|-\n| <code>{name}</code> || {_description(template, name, wiki)}' for name in PARAMETERS[template]
    )
    heading = f'! {message("worklist-doc-parameter", wiki)} !! {message("worklist-doc-meaning", wiki)}'
    return f'{{| class="wikitable"\n{heading}\n{lines}\n|}}'


def template_data(template: str, wiki: Wiki) -> dict[str, Any]:
    """The TemplateData of a template, in the language of the wiki."""
    form = _FORMS.get(template, 'setup')
    name = 'end' if template.endswith(' end') else template.removeprefix('1Lib1Ref ')
    return {
        'description': message(f'{form}-{name}', wiki),
        'format': 'inline',
        'params': {
            name: {
                'label': message(f'{form}-label-{name}', wiki),
                'description': _description(template, name, wiki),
                **_form(parameter),
            }
            for name, parameter in PARAMETERS[template].items()
        },
        'paramOrder': list(PARAMETERS[template]),
    }


def _description(template: str, name: str, wiki: Wiki) -> str:
    described = _DESCRIPTIONS[_ALIKE.get((template, name), template)]
    return message(f'{described}-{name}', wiki)


def _form(parameter: Parameter) -> dict[str, Any]:
    """What a form knows of a parameter besides its words."""
    known = {
        'type': parameter.form,
        'required': parameter.required,
        'default': parameter.default,
        'example': parameter.example,
        'suggested': parameter.suggested,
        'suggestedvalues': list(parameter.offered),
    }
    return {name: value for name, value in known.items() if value}


#: What the templates of rows get: from the bot, and from people.
DATA_OF_ROWS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(
        (f'1Lib1Ref worklist/{name}' for name in ('row', 'card', 'item', 'slip')),
        (*list_rows.DATA, *list_rows.MARKS),
    ),
    '1Lib1Ref tally/head': (
        *('rank', 'date', 'of', 'wiki', 'wikis', 'registered', 'statements', *rows.SORTS, 'share', 'editors'),
        *(
            'when',
            'place',
            'from',
            'theirs',
            'newcomers',
            'participants',
            'last-edit',
            'retained',
            'prize',
            'lot',
            'counted',
            'so-far',
            'before',
            'attention-reason',
            'lang',
        ),
    ),
    '1Lib1Ref tally/row': (
        *('rank', 'user', 'at', 'name', 'language', 'day', 'date', 'article', 'note', 'library', 'bar', 'span'),
        *('wiki', 'wiki2', 'wiki3', 'wikis', 'details', 'registered', 'statements', *rows.SORTS, 'share'),
        *(
            'event',
            'when',
            'place',
            'from',
            'theirs',
            'newcomers',
            'editors',
            'participants',
            'revision',
            'retained',
            'prize',
            'lot',
            'so-far',
            'so-far-bar',
            'before',
            'before-bar',
            'attention-reason',
            'lang',
        ),
    ),
    '1Lib1Ref tally/edit': (
        *('date', 'article', 'wiki', 'wikis', 'revision', 'tag', 'why', 'new-article'),
        *(
            name
            for kind in ('references', 'translated', 'improved', 'reused', 'sourced')
            for name in ((kind,) if kind == 'reused' else (kind, f'{kind}-text'))
        ),
        *('listed', 'claims-removed', 'claims-removed-text', 'removed', 'removed-text', 'again', 'again-text', 'bytes'),
        'lang',
    ),
    '1Lib1Ref tally/sum': ('what', 'number', 'growth', 'goal', 'share', 'bar', 'lang'),
    '1Lib1Ref tally/legend': (*rows.SORTS, 'lang'),
    **backlog_views.DATA,
}


def row_data(template: str, wiki: Wiki, with_template_data: bool) -> str:
    """The TemplateData of a template of rows: its data has the names of its fields, in every language."""
    if not with_template_data or template not in DATA_OF_ROWS:
        return ''
    names = DATA_OF_ROWS[template]
    data = {
        'description': message(f'{template.removeprefix("1Lib1Ref ").partition("/")[0]}-row-documentation', wiki),
        # As the bot writes them: what somebody adds to a row changes nothing else in it.
        'format': '{{_ |_=_}}',
        'params': {name: {'type': 'string', **_of_people(name, wiki)} for name in names},
        'paramOrder': list(names),
    }
    # In JSON a tilde can be written so that a wiki does not sign the page of the template.
    said = json.dumps(data, ensure_ascii=False, indent='\t').replace(_SIGNATURE, r'\u007e' * len(_SIGNATURE))
    return f'<templatedata>\n{said}\n</templatedata>'


def _of_people(name: str, wiki: Wiki) -> dict[str, Any]:
    """What a form says of a parameter of a row that is for people; of the others it says nothing."""
    if name not in ('skip', 'by'):
        return {}
    return {'label': message(f'worklist-mark-{name}', wiki)} | ({'autovalue': _SIGNATURE} if name == 'by' else {})
