"""Blocks on Meta that ask for a language: all that their readers see is in it."""

from __future__ import annotations

import re

import pytest

from onelib import templates, wikis
from onelib.i18n import languages
from onelib.pages.messages import message
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.pages import edit, text_of

PAGE = '1Lib1Ref/Language of a block'
TEMPLATE = 'Template:1Lib1Ref language of a block'


def shown(farm: Farm, text: str) -> str:
    html: str = farm.api('meta', action='parse', text=text, contentmodel='wikitext', prop='text')['parse']['text']
    return re.sub('<[^>]+>', '', html)


def test_a_czech_list_on_meta(farm: Farm) -> None:
    def block(parameters: str) -> str:
        return f'{{{{1Lib1Ref worklist|wiki=cs|limit=2{parameters}}}}}\n{{{{1Lib1Ref worklist end}}}}\n'

    edit(farm, 'meta', PAGE, block('') + block('|lang=cs') + block('|lang=CS|limit=x') + block('|lang=xx'))
    try:
        assert bot.run(farm, '-wiki:meta', f'-page:{PAGE}').returncode == 0
        english, czech, wrong, unknown = text_of(farm, 'meta', PAGE).split('{{1Lib1Ref worklist end}}')[:4]
        assert 'without a source' in english and 'without a source' not in czech
        assert re.search(r'stav k \d+\. \w+ \d{4}', czech)
        # Its rows name their language, and the wiki shows them in it.
        assert '|lang=' not in english and czech.count(' |lang=cs') == 3
        seen = {'en': shown(farm, english), 'cs': shown(farm, czech)}
        for lang, said in seen.items():
            for key in ('article', 'section', 'statement', 'since', 'source', 'add', 'add-visual'):
                assert message(f'worklist-{key}', wikis.load(lang)) in said, (lang, key)
        assert 'Add a source' not in seen['cs'] and 'Doplnit zdroj' not in seen['en']
        assert 'celé číslo od 1 do 500' in wrong
        assert 'one of these: ' in unknown
        # Said once, it is not saved again.
        before = text_of(farm, 'meta', PAGE)
        bot.run(farm, '-wiki:meta', f'-page:{PAGE}')
        assert text_of(farm, 'meta', PAGE) == before
    finally:
        edit(farm, 'meta', PAGE, 'nic')


@pytest.mark.parametrize('name', ['worklist', 'tally'])
def test_what_stands_above_it_too(farm: Farm, name: str) -> None:
    text = templates.pages('meta', templates.TemplateHost(status='User:Bot/status'))[f'Template:1Lib1Ref {name}']
    edit(farm, 'meta', TEMPLATE, text)
    seen = {lang: shown(farm, f'{{{{1Lib1Ref language of a block|lang={lang}}}}}') for lang in languages.known()}
    for lang, said in seen.items():
        wiki = wikis.load(lang)
        assert re.sub(r'\[\[.*?\|(.*?)\]\]', r'\1', message('setup-status', wiki, page='x')) in said, lang
        if name == 'worklist':
            assert message('worklist-intro', wiki) in said, lang
    assert shown(farm, '{{1Lib1Ref language of a block}}') == shown(farm, '{{1Lib1Ref language of a block|lang=en}}')
    assert shown(farm, '{{1Lib1Ref language of a block|lang=CS}}') == seen['cs']


def test_elsewhere_the_template_has_one_language() -> None:
    assert '{{lc:{{{lang' not in ''.join(
        templates.pages('cs', templates.TemplateHost(status='m:User:Bot/status')).values()
    )
