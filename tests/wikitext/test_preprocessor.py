"""What the preprocessor makes of a text, shape by shape; the farm tests that MediaWiki makes the same of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.wikitext import tree
from onelib.wikitext.preprocessor import parse
from onelib.wikitext.tree import Argument, Comment, Extension, Heading, Ignored, Node, Part, Template, Text
from tests.fuzz import fuzz
from tests.wikitext.test_mediawiki import TOKENS


def outline(nodes: Sequence[Node], text: str) -> str:
    """The tree in a line: ``⟨title|name=value⟩``, ``⟪argument⟫``, ``«2.1 heading»``, ``‹tag attributes:content›``."""

    def part(one: Part) -> str:
        name = '' if one.name is None else outline(one.name, text) + '='
        return f'|{name}{outline(one.value, text)}'

    out = []
    for node in nodes:
        match node:
            case Text():
                out.append(text[node.start : node.end])
            case Template():
                out.append(f'⟨{outline(node.title, text)}{"".join(map(part, node.parts))}⟩')
            case Argument():
                out.append(f'⟪{outline(node.title, text)}{"".join(map(part, node.parts))}⟫')
            case Heading():
                index = f'{node.level}.{node.index}' if node.counts else str(node.level)
                out.append(f'«{index} {outline(node.children, text)}»')
            case Extension():
                out.append(f'‹{node.name}{node.attributes}{":" + text[slice(*node.inner)] if node.inner else ""}›')
            case Comment():
                out.append('…')
            case Ignored():
                out.append('~')
    return ''.join(out)


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('', ''),
        # Templates and arguments.
        ('{{a}} {{a|b|c=d=e|=f|}}', '⟨a⟩ ⟨a|b|c=d=e|=f|⟩'),
        ('{{{a}}} {{{a|b|c}}} {{{{{a}}}}}', '⟪a⟫ ⟪a|b|c⟫ ⟨⟪a⟫⟩'),
        ('{{{{a}}}} {{{{{{a}}}}}} {{{{{{{a}}}}}}}', '{⟪a⟫} ⟪⟪a⟫⟫ {⟪⟪a⟫⟫}'),
        ('{{{{a}} b}} {{{a}} {{a}}}', '⟨⟨a⟩ b⟩ {⟨a⟩ ⟨a⟩}'),
        ('{{{{{a}}|b}}} {{{{a}}}b}', '⟪⟨a⟩|b⟫ {⟪a⟫b}'),
        ('{{a|[[b|c=d]]|e}} {{a|[[b|c}}', '⟨a|[[b|c=d]]|e⟩ {{a|[[b|c}}'),
        ('{{a|{{b|c=d}}=e}} {{a=b|c}}', '⟨a|⟨b|c=d⟩=e⟩ ⟨a=b|c⟩'),
        ('{{a|-{b|c}-|d}} -{{{a}}}- -{{a}}- -{a=b}-', '⟨a|-{b|c}-|d⟩ -⟪a⟫- -⟨a⟩- -{a=b}-'),
        ('-{{{{a}}}}- -{{{{{a}}}}}-', '-{⟪a⟫}- -⟨⟪a⟫⟩-'),
        ('-{{a}}', '-⟨a⟩'), ('-{a {{b}}', '-{a ⟨b⟩'), ('-{{{a}}|b', '-{⟨a⟩|b'), ('-{{{a}} b}} c}-d', '-{⟨a⟩ b}} c}-d'),
        ('{{a|b=c', '{{a|b=c'), ('{{a|b=', '{{a|b='), ('[[{{a|b=<!-- c -->d]]', '[[{{a|b=…d]]'),
        ('{{a|b={{c}}', '{{a|b=⟨c⟩'), ('a}} [[b]]] }-', 'a}} [[b]]] }-'),
        ('{{{a|b}} c', '{⟨a|b⟩ c'), ('{{{{a', '{{{{a'), ('[[a|{{b}}', '[[a|⟨b⟩'), ('[[{{a}}|b]]', '[[⟨a⟩|b]]'),
        ('{ {a} } [a] {a}', '{ {a} } [a] {a}'),
        ('{{a\n|b=c\n|d\n}}', '⟨a\n|b=c\n|d\n⟩'),
        # Headings.
        ('== a ==\n=== b ===\nc\n= d =', '«2.1 == a ==»\n«3.2 === b ===»\nc\n«1.3 = d =»'),
        ('== a ===\n=== b ==\n======= c =======', '«2.1 == a ===»\n«2.2 === b ==»\n«6.3 ======= c =======»'),
        ('== a\n a ==\nb == c ==', '== a\n a ==\nb == c =='),
        ('=\n==\n===\n====\n=====\n===============',
         '=\n==\n«1.1 ===»\n«1.2 ====»\n«2.3 =====»\n«6.4 ===============»'),
        ('== a == \t\n== b ==<!-- c --> <!-- d -->\n== e ==<!-- f -->g',
         '«2.1 == a == \t»\n«2.2 == b ==… …»\n== e ==…g'),
        ('== a <!-- b -->== c', '== a …== c'), ('==a== <!-- b --> ==', '«2.1 ==a== … ==»'),
        ('== {{a|\n== b ==\n}} ==', '«2.2 == ⟨a|\n«2 == b ==»\n⟩ ==»'),
        ('{{a|b\n== c ==\n}}\n== d ==', '⟨a|b\n«2 == c ==»\n⟩\n«2.2 == d ==»'),
        ('{{a|\n=b\n}} {{a|c\n=b=\n}}', '⟨a|\n=b\n⟩ ⟨a|c\n=b=\n⟩'),
        ('{{a|b=\n=c=\n}}', '⟨a|b=\n«1 =c=»\n⟩'), ('{{a\n== b ==', '{{a\n«2.1 == b ==»'),
        ('== [[a|b]] {{c|d=e}} ==', '«2.1 == [[a|b]] ⟨c|d=e⟩ ==»'), ('== {{a ==\nb', '== {{a ==\nb'),
        # Comments go with the line that they alone stand on.
        ('a<!-- b -->c', 'a…c'), ('a\n <!-- b --> \nc', 'a\n…c'), ('a\n<!-- b -->c', 'a\n…c'), ('a<!-- b', 'a…'),
        ('<!-- a -->\nb', '…\nb'), ('a\n<!-- b --><!-- c -->\n== d ==', 'a\n…«2.1 == d ==»'), ('<!->', '<!->'),
        ('\n<!-- a -->\nb', '\n…b'), ('{{b}}\n <!-- c -->\nd', '⟨b⟩\n…d'),
        ('{{a|\n== b == <!-- c -->\n}}', '⟨a|\n«2 == b == …»\n⟩'),
        ('a\n\t<!-- b -->\t\n== d ==', 'a\n…«2.1 == d ==»'), ('a\n<!-- b -->', 'a\n…'), ('<!-->a-->b', '…b'),
        # Tags of extensions, closed or not.
        ('<ref>a {{b}}</ref> <REF name="c" /> <ref name=d>e</Ref >', '‹ref:a {{b}}› ‹ref name="c" › ‹ref name=d:e›'),
        ('<ref>a {{b}} <ref>c', '<ref>a ⟨b⟩ <ref>c'),
        ('<ref a', '<ref a'), ('<references/><refs>', '‹references›<refs>'),
        ('<ref></ref><nowiki>{{a}}</nowiki></ref>', '‹ref:›‹nowiki:{{a}}›</ref>'), ('<b>{{a}}</b>', '<b>⟨a⟩</b>'),
        ('<includeonly>a</includeonly>b<noinclude>c</noinclude>', '~b~c~'), ('<onlyinclude>a</onlyinclude>', '~a~'),
        ('a<includeonly>{{b}}', 'a~'), ('<includeonly/>a', '~a'), ('<INCLUDEONLY>a', '<INCLUDEONLY>a'),
        ('<ref/>a<ref>b</ref>', '‹ref›a‹ref:b›'), ('<ref>a<ref/></ref>', '‹ref:a<ref/>›'), ('<pre>a', '<pre>a'),
        ('<ref>a<nowiki>b</nowiki>', '<ref>a‹nowiki:b›'), ('<ref>a<pre>b</ref>', '‹ref:a<pre>b›'),
    ],
)  # fmt: skip
def test_shapes(text: str, expected: str) -> None:
    assert outline(parse(text), text) == expected


def spans(nodes: Sequence[Node | Part], start: int, end: int, text: str) -> None:
    """Nodes follow each other without gaps but for white space that goes with a comment."""
    at = start
    for node in nodes:
        assert at <= node.start < node.end <= end
        assert not text[at : node.start].strip(' \t')
        at = node.end
        match node:
            case Template() | Argument():
                braces = 2 if isinstance(node, Template) else 3
                assert text[node.start : node.start + braces] == '{' * braces
                assert text[node.end - braces : node.end] == '}' * braces
                title = node.parts[0].start - 1 if node.parts else node.end - braces
                spans(node.title, node.start + braces, title, text)
                ends = [part.start - 1 for part in node.parts[1:]] + [node.end - braces]
                for part, end_of_part in zip(node.parts, ends, strict=False):
                    assert text[part.start - 1] == '|'
                    assert part.end == end_of_part
                    equals = part.name[-1].end if part.name else part.start
                    if part.name is not None:
                        assert text[equals] == '='
                        spans(part.name, part.start, equals, text)
                        equals += 1
                    spans(part.value, equals, part.end, text)
            case Heading():
                spans(node.children, node.start, node.end, text)
                assert text[node.start : node.start + node.level] == '=' * node.level
            case Extension() if node.inner:
                assert text[node.inner[0] - 1] == '>' and text[node.inner[1] : node.inner[1] + 2] == '</'
            case _:
                pass
    assert not text[at:end].strip(' \t')


@fuzz(300)
@given(st.lists(TOKENS, max_size=25).map(''.join))
def test_every_node_is_a_span_of_the_source(text: str) -> None:
    spans(parse(text), 0, len(text), text)


def test_what_is_too_deep_for_mediawiki_is_plain_text() -> None:
    """It shows no template within a hundred others, and we need not remember many more."""

    def found(text: str) -> int:
        return len(list(tree.templates(parse(text))))

    assert found('{{a|' * 100 + '}}' * 100) == 100
    assert found('{{a|' * 500 + '}}' * 500) == found('{{a|[[' * 500 + ']]}}' * 500) * 2 == 150
    # A link that is open around all of them is plain text itself.
    assert found('[[' * 500 + '{{a|' * 500 + '}}' * 500) == 150


def test_titles_arguments_and_sources() -> None:
    text = '{{ A<!-- x -->b |c| D = e<!-- y --> |f}}{{{{g}}|h}}'
    ab, unknown = tree.templates(parse(text)[:1]), parse(text)[1]
    [template] = ab
    assert isinstance(unknown, Template)
    assert (tree.title(template, text), tree.title(unknown, text)) == ('Ab', '')
    values = [(name, tree.source(part.value, text)) for name, part in tree.arguments(template, text)]
    assert values == [('1', 'c'), ('d', 'e'), ('2', 'f')]


def test_templates_in_reading_order() -> None:
    text = '{{a|{{b}}={{c}}|{{{d|{{e}}}}}}}\n== {{f}} ==\n<ref>{{g}}</ref>{{{{h}} }}'
    assert [tree.title(node, text) for node in tree.templates(parse(text))] == ['a', 'b', 'c', 'e', 'f', '', 'h']


def test_sections() -> None:
    text = 'a\n== b ==\nc{{d|\n== e ==\n}}\n=== f ==='
    found = [
        (number, heading.level if heading else 0, outline(body, text))
        for number, heading, body in tree.sections(parse(text))
    ]
    assert found == [(0, 0, 'a\n'), (1, 2, '\nc⟨d|\n«2 == e ==»\n⟩\n'), (3, 3, '')]
