"""The finder compared with MediaWiki itself: which templates there are, in which sections, and what shows."""

from __future__ import annotations

import tomllib
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikis import titles
from onelib.wikitext import preprocessor
from onelib.wikitext.statements import find, tagged
from onelib.wikitext.tree import Argument, Extension, Heading, Node, Template, Text
from tests.fuzz import examples
from tests.sandbox import content
from tests.sandbox.farm import Farm
from tests.sandbox.mediawiki import DEFAULT_WIKIS
from tests.wikitext import oracle

TOKENS = st.sampled_from(
    [
        '{{',
        '}}',
        '{',
        '}',
        '{{{',
        '}}}',
        '[[',
        ']]',
        '[',
        ']',
        '-{',
        '}-',
        '-',
        '|',
        '=',
        '==',
        '\n',
        '\n==',
        '==\n',
        '\n=',
        '===',
        'a',
        'b c',
        ' ',
        '\t',
        '<!--',
        '-->',
        '\n<!--x-->\n',
        '<ref>',
        '</ref>',
        '<ref/>',
        '<ref name=x>',
        '<nowiki>',
        '</nowiki>',
        '<noinclude>',
        '</noinclude>',
        '<includeonly>',
        '</includeonly>',
        '<onlyinclude>',
        '</onlyinclude>',
        '<',
        '>',
        '<b>',
        'ž',
        '<poem>',
        '</poem>',
        '<pre>',
        '</pre>',
    ]
)


def outline(nodes: list[Node], text: str) -> list[object]:
    """A parse tree as nested lists of what both sides know."""
    out: list[object] = []
    for node in nodes:
        match node:
            case Text():
                out.append(text[node.start : node.end])
            case Template() | Argument():
                parts = [
                    [outline(part.name, text) if part.name is not None else None, outline(part.value, text)]
                    for part in node.parts
                ]
                out.append(['template' if isinstance(node, Template) else 'tplarg', outline(node.title, text), parts])
            case Heading():
                out.append(['h' if node.counts else 'possible-h', node.level, node.index, outline(node.children, text)])
            case Extension():
                out.append(['ext', node.name, text[slice(*node.inner)] if node.inner else None])
            case _:
                out.append(None)
    return merged(out)


def outline_of(element: ElementTree.Element | None) -> list[object]:
    """The same of MediaWiki's answer."""
    if element is None:
        return []
    out: list[object] = [element.text or '']
    for child in element:
        match child.tag:
            case 'template' | 'tplarg':
                parts = [
                    [
                        None if (name := part.find('name')) is None or name.get('index') else outline_of(name),
                        outline_of(part.find('value')),
                    ]
                    for part in child.findall('part')
                ]
                out.append([child.tag, outline_of(child.find('title')), parts])
            case 'h' | 'possible-h':
                out.append([child.tag, int(child.get('level', 0)), int(child.get('i', 0)), outline_of(child)])
            case 'ext':
                inner = child.find('inner')
                out.append(['ext', (child.findtext('name') or '').lower(), None if inner is None else inner.text or ''])
            case 'equals':
                out.append('=')
            case _:
                out.append(None)
        out.append(child.tail or '')
    return merged(out)


def merged(out: list[object]) -> list[object]:
    """Neighbouring texts as one; comments and what is ignored are told apart by neither side."""
    result: list[object] = []
    for item in out:
        if isinstance(item, str) and result and isinstance(result[-1], str):
            result[-1] += item
        elif item != '' and not (item is None and result and result[-1] is None):
            result.append(item)
    return result


@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TOKENS, min_size=1, max_size=25).map(''.join))
def test_preprocessor_follows_mediawiki(farm: Farm, text: str) -> None:
    # The API takes white space off both ends of a text, and MediaWiki off the end of what is saved.
    text = f'x{text}x'
    assert outline(preprocessor.parse(text), text) == outline_of(oracle.parse_tree(farm, 'cs', text))


@pytest.mark.parametrize('code', oracle.codes())
def test_every_tag_is_one_statement_in_its_section(farm: Farm, code: str) -> None:
    """Against the parse tree and the section list of each article that holds what could be a tag."""
    wiki = wikis.load(code)
    host = code if code in farm.wikis else 'en'
    compared = 0
    for title, text in oracle.texts(code).items():
        # A banner within a sentence is taken for a tag on some wikis; what is one, MediaWiki does not say.
        statements = [
            statement
            for statement in tagged.find(text, wiki)
            if titles.template_name(statement.template, wiki) in wiki.names('inline')
        ]
        if not statements and compared > 20:
            continue
        compared += 1
        tree, sections = oracle.tree_and_sections(farm, host, text)
        expected = oracle.tags(tree, wiki)
        assert [(statement.template, statement.section_number) for statement in statements] == expected, title
        known = {int(section['index']): oracle.visible(section['line']) for section in sections}
        for statement in statements:
            if statement.section_number:
                # A template in a heading shows as a link where the wiki does not have it.
                heading = known[statement.section_number].partition('Template:')[0]
                assert oracle.squeezed(statement.section) == heading, title
    assert compared


@pytest.mark.parametrize('code', sorted(DEFAULT_WIKIS))
def test_readers_see_what_the_statement_says(farm: Farm, code: str) -> None:
    wiki = wikis.load(code)
    for title, text in content.written_pages(code).items():
        if oracle.NOT_ARTICLES.match(title):
            continue
        # The text that was written, since other tests may have edited the page by now.
        html = farm.api(code, action='parse', title=title, text=text, prop='text')['parse']['text']
        seen = oracle.visible(html)
        for statement in find(text, wiki, {'tagged'}):
            assert oracle.squeezed(statement.text) in seen, (title, statement.text)


def test_every_tag_of_the_farm_is_found() -> None:
    """The numbers were counted by those who wrote the articles."""
    counted = tomllib.loads((content.CONTENT / 'tags.toml').read_text(encoding='utf-8'))
    found = {
        code: sum(
            len(find(text, wikis.load(code), {'tagged'}))
            for title, text in content.written_pages(code).items()
            if not oracle.NOT_ARTICLES.match(title)
        )
        for code in counted
    }
    assert found == counted
