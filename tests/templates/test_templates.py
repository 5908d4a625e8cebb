"""The on-wiki templates: complete in every language, and forms that say what the code really takes."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Collection
from pathlib import Path

import pytest

import onelib.i18n
from onelib import templates, wikis
from onelib.campaign import campaigns, parameters
from onelib.campaign.leads import Lead
from onelib.campaign.parameters import RequestError
from onelib.campaign.ranking import Row
from onelib.i18n import languages
from onelib.pages import backlog_views, list_rows, table
from onelib.pages.done import SAID
from onelib.pages.messages import message
from onelib.pages.worklist import Form, row_text
from onelib.templates.data import DATA_OF_ROWS, PARAMETERS, row_data, template_data
from onelib.wikitext import signups
from onelib.wikitext.statements import Statement
from tests.pages import backlogs, tallies

LANGUAGES = sorted(
    {path.stem for path in (Path(onelib.i18n.__file__).parent / 'onelib').glob('*.json')} & set(wikis.codes())
)
WORKLIST, TALLY, PARTICIPANT, CAMPAIGN = (
    f'1Lib1Ref {name}' for name in ('worklist', 'tally', 'participant', 'campaign')
)
BACKLOG = '1Lib1Ref backlog'
GUIDE = f'{templates.PREFIX}guide'
ON_META = ['campaign', 'status', 'status end']
NOW = datetime.date(2027, 1, 27)
ROWS = ['card', 'item', 'row', 'slip']
OF_LISTS = [f'worklist/{name}' for name in ('head', *ROWS)]
OF_TALLIES = [name.removeprefix('1Lib1Ref ') for name in table.TEMPLATES]
OF_BACKLOGS = ['backlog/list', *(name.removeprefix('1Lib1Ref ') for name in backlog_views.TEMPLATES)]
JOINING = ['join', 'join/intro', 'join/preload']
EVERYWHERE = [
    'backlog',
    'backlog end',
    'guide',
    *JOINING,
    'participant',
    'tally',
    'tally end',
    'worklist',
    'worklist end',
    *OF_LISTS,
    *OF_TALLIES,
    *OF_BACKLOGS,
]


@pytest.mark.parametrize('code', [*LANGUAGES, 'meta'])
@pytest.mark.parametrize('with_data', [True, False])
def test_every_language_has_them(code: str, with_data: bool) -> None:
    host = templates.TemplateHost(template_data=with_data, template_styles=with_data, modules=with_data, account='Bot')
    pages = templates.pages(code, host)
    known = languages.known() if code == 'meta' else ()
    words_of_rows = [f'words/{lang}{part}' for lang in known for part in ('', '/results')]
    wanted = [*sorted(EVERYWHERE + (ON_META if code == 'meta' else [])), 'worklist/catalogues', *words_of_rows]
    wanted += ['worklist/styles.css'] if with_data else []
    titles = [f'{templates.PREFIX}{name}' for name in wanted]
    assert list(pages) == titles + ([templates.MODULE] if with_data else [])
    # Where there is no TemplateStyles, the tag would be shown.
    tag = '<templatestyles src="1Lib1Ref worklist/styles.css" />'
    assert with_data == (tag in pages[f'{templates.PREFIX}worklist'])
    # Nor would there be anybody to look at the page.
    assert with_data == ('{{#invoke:' in pages[f'{templates.PREFIX}worklist'])
    for title, text in pages.items():
        assert '<<' not in text and '>>' not in text
        assert templates.is_whole(text)
        if title == GUIDE:
            continue
        documented: Collection[str] = PARAMETERS.get(title.partition(':')[2], ())
        if title.partition(':')[2] in DATA_OF_ROWS:
            documented = DATA_OF_ROWS[title.partition(':')[2]] if with_data else ()
        if with_data and (documented or title.endswith(' end')):
            [data] = re.findall(r'<templatedata>(.*)</templatedata>', text, re.DOTALL)
            assert list(json.loads(data)['params']) == list(documented)
            # People read it, too; but they must not sign it.
            assert '\\u' not in data.replace(r'\u007e', '')
        else:
            assert '<templatedata' not in text
            assert re.findall(r'^\| <code>(\w+)</code> \|\| \S', text, re.MULTILINE) == list(documented)


def test_words_of_rows_are_there_in_every_language() -> None:
    """What a row asks for on Meta has an answer, in each language; elsewhere rows have their words themselves."""
    pages = templates.pages('meta')
    rows = {title: text.partition('<noinclude>')[0] for title, text in pages.items() if '/' in title}
    asked = set(re.findall(r'words/\{\{\{lang\|en\}\}\}\|([\w-]+)', ''.join(rows.values())))
    assert {'month', 'worklist-add', 'worklist-section'} <= asked
    for lang in languages.known():
        text, of_results = (rows[f'{templates.PREFIX}words/{lang}{part}'] for part in ('', '/results'))
        said = re.findall(r'^\|([\w-]+)=.', text + of_results, re.MULTILINE)
        assert set(said) == asked and len(said) == len(asked), lang
        assert '=\n' not in text + of_results
        assert f'|#default={{{{1Lib1Ref words/{lang}/results|{{{{{{1}}}}}}}}}}\n' in text
        assert f'|worklist-add={message("worklist-add", wikis.load(lang))}\n' in text
    assert 'words/' not in ''.join(templates.pages('cs').values())


def test_text_behind_an_end_is_no_grey_box() -> None:
    """What begins with a space is one, and so does the line if the template before it is nothing."""
    ends = [text for title, text in templates.pages('meta').items() if title.endswith(' end')]
    assert len(ends) == 4 and all(text.startswith('<includeonly><nowiki /></includeonly>') for text in ends)


@pytest.mark.parametrize('code', [*LANGUAGES, 'meta'])
def test_who_presses_the_button_is_a_participant(code: str) -> None:
    """What is saved is read as it should be, below a heading in each language, whatever the page said last."""
    wiki = wikis.load(code)
    preload = templates.pages(code)[f'{templates.PREFIX}join/preload']
    [line] = re.findall('<includeonly>(.*)</includeonly>', preload)
    saved = line.replace('{{subst:REVISIONUSER}}', 'A=B').replace('$1', 'Library').replace('$2', ' |wiki=pl')
    heading = message('join-heading', wiki)
    page = f'{{{{1Lib1Ref join |list=Project:X}}}}\n== Discussion ==\n?\n\n== {heading} ==\n\n{saved}'
    found = signups.read(page, wiki)
    assert [(one.name, one.library, one.wiki) for one in found.participants] == [('A=B', 'Library', 'pl')]
    assert not found.unclear and not found.transcluded
    # As it stands on its page nothing is substituted yet.
    assert '{{subst:' not in re.sub('<includeonly>.*?</includeonly>', '', preload)


def test_names_of_fields_are_distinct() -> None:
    for code in LANGUAGES:
        for template in PARAMETERS:
            labels = [param['label'] for param in template_data(template, wikis.load(code))['params'].values()]
            assert len(set(labels)) == len(labels), (code, template)


def test_an_edited_page_is_not_whole() -> None:
    text = templates.pages('cs')['Template:1Lib1Ref worklist']
    assert templates.is_whole(text)
    places = range(0, len(text), 97)
    assert not any(templates.is_whole(text[:place] + 'x' + text[place:]) for place in places)
    assert not any(templates.is_whole(text[:place] + text[place + 1 :]) for place in places)
    assert not templates.is_whole(f'{text}\n[[Kategorie:Šablony]]')
    assert not templates.is_whole('')


def test_rows_know_what_the_bot_writes_and_what_people_add() -> None:
    statement = Statement('tagged', 'b', 'a b c', 2, '[x]\ufffd', 3, 'Fact', datetime.date(2020, 5, 1), 'x')
    lead = Lead('de', 'B', 'C', 'd', 'E. 1999', '9780306406157', '', 0.9, 'de')
    text = row_text(Row('A', statement, 7, lead), Form('cs', 'ž_', lang='cs', of='cs'))
    written = re.findall(r' \|(\w+)=', text)
    data = DATA_OF_ROWS['1Lib1Ref worklist/row']
    assert [name for name in data if name not in ('rows', *SAID, *list_rows.MARKS)] == written
    for name in ROWS:
        page = templates.pages('cs')[f'{templates.PREFIX}worklist/{name}']
        shown = set(re.findall(r'\{\{\{(\w+)', page.partition('<noinclude>')[0]))
        # Which kind it is can be said by a template of the wiki; ours need not.
        assert shown <= set(data)
        assert {'article', 'section', 'anchor', 'text', 'since', 'rows', 'skip', 'by'} <= shown


@pytest.mark.parametrize('code', ['cs', 'sr', 'meta'])
def test_tallies_know_what_the_bot_writes(code: str) -> None:
    written: dict[str, set[str]] = {}
    for block in tallies.BLOCKS:
        part = tallies.shown(tallies.host('meta'), block)
        for line in part.body(part.host.wiki, part.host.today, '').split('\n'):
            for name, call in re.findall(r'\{\{(1Lib1Ref tally/\w+) ([^{}]*)\}\}', line):
                written.setdefault(name, set()).update(re.findall(r'\|([\w-]+)=', call))
    assert set(written) == set(table.TEMPLATES)
    for name, names in written.items():
        page = templates.pages(code)[f'Template:{name}']
        shown = set(re.findall(r'\{\{\{([\w-]+)', page.partition('<noinclude>')[0]))
        assert names <= shown <= {*DATA_OF_ROWS[name], *(f'{kind}-text' for kind in ('reused', 'listed', 'bytes'))}
        assert set(DATA_OF_ROWS[name]) - shown <= ({'lang'} if code != 'meta' else set()), name


@pytest.mark.parametrize('code', ['cs', 'sr', 'meta'])
def test_backlogs_know_what_the_bot_writes(code: str) -> None:
    written: dict[str, set[str]] = {}
    for block in backlogs.BLOCKS:
        part = backlogs.shown(backlogs.host('meta'), block)
        for name, call in re.findall(r'\{\{(1Lib1Ref backlog/\w+) ([^{}]*)\}\}', part.body(part.host.wiki, NOW, '')):
            written.setdefault(name, set()).update(re.findall(r'\|([\w-]+)=', call))
    assert set(written) == set(backlog_views.TEMPLATES)
    for name, names in written.items():
        page = templates.pages(code)[f'Template:{name}']
        shown = set(re.findall(r'\{\{\{([\w-]+)', page.partition('<noinclude>')[0]))
        assert names <= set(DATA_OF_ROWS[name]) <= shown | {'lang'}, name


@pytest.mark.parametrize('code', [*LANGUAGES, 'meta'])
def test_a_form_names_what_people_add(code: str) -> None:
    said = row_data('1Lib1Ref worklist/row', wikis.load(code), True)
    # Otherwise the wiki would sign the template.
    assert '~~~' not in said
    given = json.loads(said.removeprefix('<templatedata>').removesuffix('</templatedata>'))['params']
    assert {name for name, values in given.items() if 'label' in values} == {'skip', 'by'}
    assert given['by']['autovalue'] == '~~~~'


ALLOWED = tomllib.loads(Path(__file__).with_name('templatestyles.toml').read_text(encoding='utf-8'))


@pytest.mark.parametrize('code', [*LANGUAGES, 'meta'])
def test_template_styles_takes_the_stylesheet(code: str) -> None:
    """Held to a list of what it allows; what is not in there makes it refuse the page."""
    css = re.sub(r'/\*.*?\*/', '', templates.styles(code), flags=re.DOTALL)
    # More than it takes by default is refused.
    assert '<<' not in css and len(css.encode()) < 100_000
    strings = re.findall(r"'[^'\n]*'", css)
    bare = re.sub(r"'[^'\n]*'", "''", css)
    assert "'" not in bare.replace("''", '') and '\\' not in css and '"' not in bare
    assert all(not set(string) & set('<>\\{}') for string in strings)
    assert set(re.findall(r'@[\w-]+', bare)) <= set(ALLOWED['at_rules'])
    for query in re.findall(r'@media ([^{]+)\{', bare):
        assert set(re.findall(r'[a-z-]+', re.sub(r'\d+px', '', query))) <= set(ALLOWED['media'])
    blocks = re.findall(r'([^{}]+)\{([^{}]*)\}', re.sub(r'@media [^{]+\{', '', bare))
    assert len(blocks) > 20
    for selectors, body in blocks:
        for selector in selectors.strip(' \n\t}').split(','):
            # Everything is the list's own; before it there may be what says which skin it is.
            assert re.fullmatch(r'(?:html\.[\w-]+ )?(?:table|th|td|tr|a|\S*)\.onelib-[\w-]+.*', selector.strip()), (
                selector
            )
            assert set(re.findall(r':+([\w-]+)', selector)) <= set(ALLOWED['pseudo']), selector
        for line in filter(None, map(str.strip, body.split(';'))):
            name, _, value = line.removesuffix(' !important').partition(':')
            assert name in ALLOWED['properties'], line
            assert set(re.findall(r'([\w-]+)\(', value)) <= set(ALLOWED['functions']), line
            assert '!' not in value


def fields(template: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = template_data(template, wikis.load('en'))['params']
    return found


def worklist(**given: str) -> parameters.WorklistRequest:
    return parameters.worklist(given, host='meta', served=['cs', 'pl'])


def tally(**given: str) -> parameters.TallyRequest:
    return parameters.tally({'campaign': '2027-01'} | given, served=['cs', 'pl'], campaigns=['2027-01'])


def backlog(**given: str) -> parameters.BacklogRequest:
    return parameters.backlog(given, served=['cs', 'pl', 'sr'], campaigns=['2027-01'])


def campaign(**given: str) -> campaigns.Campaign:
    needed = {'id': '2027-01', 'start': '2027-01-15', 'end': '2027-02-05'}
    return campaigns.parse(needed | given, served=['cs', 'pl', 'sr', 'uk', 'ka'])


def test_defaults_are_those_of_the_code() -> None:
    """Who writes a default out gets what they get without it."""
    for name, field in fields(WORKLIST).items():
        if 'default' in field:
            assert worklist(wiki='cs', **{name: str(field['default'])}) == worklist(wiki='cs'), name
    for name, field in fields(TALLY).items():
        if 'default' in field:
            assert tally(**{name: str(field['default'])}) == tally(), name
    for name, field in fields(BACKLOG).items():
        if 'default' in field:
            assert backlog(**{name: str(field['default'])}) == backlog(), name
    for name, field in fields(CAMPAIGN).items():
        if 'default' in field:
            assert campaign(**{name: str(field['default'])}) == campaign(), name


def test_examples_and_suggestions_can_be_used() -> None:
    for name, field in fields(WORKLIST).items():
        for value in (field.get('example'), *PARAMETERS[WORKLIST][name].offered):
            if value:
                worklist(**{'wiki': 'cs', 'category': 'Knihovny', name: str(value)})
    for name, field in fields(TALLY).items():
        for value in (field.get('example'), *PARAMETERS[TALLY][name].offered):
            if value:
                tally(**{'user': 'Jana', name: str(value)})
    for name, field in fields(BACKLOG).items():
        for value in (field.get('example'), *PARAMETERS[BACKLOG][name].offered):
            if value:
                backlog(**{name: str(value)} if name == 'wikis' else {'wikis': 'cs', name: str(value)})
    for name, field in fields(CAMPAIGN).items():
        if 'example' in field:
            campaign(**{name: str(field['example'])})


def test_what_is_required_is_what_the_code_misses() -> None:
    assert [name for name, field in fields(TALLY).items() if field.get('required')] == ['campaign']
    with pytest.raises(RequestError) as missed:
        parameters.tally({}, served=['cs'], campaigns=['2027-01'])
    assert missed.value.parameter == 'campaign'
    needed = {name for name, field in fields(CAMPAIGN).items() if field.get('required')}
    given = {name: str(fields(CAMPAIGN)[name]['example']) for name in needed}
    for name in needed:
        with pytest.raises(RequestError) as missed:
            campaigns.parse({key: value for key, value in given.items() if key != name}, served=['cs'])
        assert missed.value.parameter == name
    campaigns.parse(given, served=['cs'])


@pytest.mark.parametrize('code', wikis.codes())
def test_templates_link_to_the_status_page(code: str) -> None:
    linked = templates.pages(code, templates.TemplateHost(status='m:User:Bot/status'))
    for title, text in templates.pages(code).items():
        assert 'User:Bot' not in text and '<<' not in text
        if title.endswith((' worklist', ' tally')):
            shown, _, documented = linked[title].partition('<noinclude>')
            assert '[[m:User:Bot/status|' in shown and '[[m:User:Bot/status|' in documented
