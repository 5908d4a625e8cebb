"""The parameters of the templates: as a table for readers, or as TemplateData, of which editors make forms.

https://www.mediawiki.org/wiki/Extension:TemplateData
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from onelib.campaign import campaigns, parameters
from onelib.pages.messages import message
from onelib.wikis import Wiki

__all__ = ['PARAMETERS', 'VALUES', 'documentation', 'template_data']

#: The parameters of each template, in their order.
PARAMETERS: Mapping[str, tuple[str, ...]] = {
    '1Lib1Ref worklist': parameters.PARAMETERS,
    '1Lib1Ref tally': parameters.TALLY_PARAMETERS,
    '1Lib1Ref participant': ('1', 'library', 'wiki', 'optout'),
    '1Lib1Ref campaign': campaigns.PARAMETERS,
}
#: What a form offers to choose from.
VALUES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ('1Lib1Ref worklist', 'sort'): parameters.SORTS,
    ('1Lib1Ref worklist', 'kinds'): ('tagged', 'unreferenced', 'uncited'),
    ('1Lib1Ref tally', 'view'): parameters.TALLY_VIEWS,
    ('1Lib1Ref tally', 'sort'): parameters.TALLY_SORTS,
    ('1Lib1Ref tally', 'who'): parameters.TALLY_WHO,
    ('1Lib1Ref participant', 'optout'): ('yes',),
}
# Where they are described; and what the template is, and how its parameters are called, in a form.
_DESCRIPTIONS = {
    '1Lib1Ref worklist': 'worklist-doc',
    '1Lib1Ref tally': 'tally-doc',
    '1Lib1Ref participant': 'tally-participant-doc',
    '1Lib1Ref campaign': 'tally-campaign-doc',
}
_FORMS = {'1Lib1Ref campaign': 'meta-setup'}


def documentation(template: str, wiki: Wiki, with_template_data: bool) -> str:
    """The parameters of a template, for its own page, in the language of the wiki."""
    if with_template_data:
        data = json.dumps(template_data(template, wiki), ensure_ascii=False, indent='\t')
        # The extension's table does not become narrower than a telephone.
        return f'<div style="overflow-x:auto">\n<templatedata>\n{data}\n</templatedata>\n</div>'
    rows = '\n'.join(
        f'|-\n| <code>{name}</code> || {_description(template, name, wiki)}' for name in PARAMETERS[template]
    )
    heading = f'! {message("worklist-doc-parameter", wiki)} !! {message("worklist-doc-meaning", wiki)}'
    return f'{{| class="wikitable"\n{heading}\n{rows}\n|}}'


def template_data(template: str, wiki: Wiki) -> dict[str, Any]:
    """The TemplateData of a template, in the language of the wiki."""
    form = _FORMS.get(template, 'setup')
    return {
        'description': message(f'{form}-{template.removeprefix("1Lib1Ref ")}', wiki),
        'format': 'inline',
        'params': {
            name: {
                'label': message(f'{form}-label-{name}', wiki),
                'description': _description(template, name, wiki),
                **_forms()[template][name],
                **({'suggestedvalues': list(values)} if (values := VALUES.get((template, name))) else {}),
            }
            for name in PARAMETERS[template]
        },
        'paramOrder': list(PARAMETERS[template]),
    }


def _description(template: str, name: str, wiki: Wiki) -> str:
    return message(f'{_DESCRIPTIONS[template]}-{name}', wiki)


@cache
def _forms() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    return tomllib.loads((files(__package__) / 'parameters.toml').read_text(encoding='utf-8'))
